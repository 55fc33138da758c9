"""The files people write (cards, groups, letters, bilans, decisions), read with every fault at once."""
