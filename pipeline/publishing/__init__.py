"""The store given out: the published folder with its pages, and whole exports."""
