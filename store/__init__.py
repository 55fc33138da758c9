"""The records we hold, the runs that brought them and the raw answers they were read from."""
