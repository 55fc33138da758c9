"""The publication: one traversal fills every file of a folder, which takes the old one's place."""
