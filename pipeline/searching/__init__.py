"""What the index and the store answer of a question, a record, an address."""
