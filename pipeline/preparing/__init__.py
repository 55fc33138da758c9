"""A source looked at before its first harvest: what it offers, and a card for it."""
