"""What becomes of each record, decided by pure functions, then done in the store."""
