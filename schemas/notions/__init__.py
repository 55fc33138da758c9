"""One module a notion: what a text says of it, in the labels of its vocabulary."""
