"""The published folder: what a file of it is, written aside, listed in a manifest, swapped at once."""
