"""One run: each source harvested beside the others, its pages kept as they come."""
