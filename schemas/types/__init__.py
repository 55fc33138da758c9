"""What a record is at every stage, and what travels with it; nothing but frozen values and errors."""
