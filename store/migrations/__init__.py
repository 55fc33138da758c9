"""How stores of former formats are brought to today's, one step a format."""
