"""What a record is, in which shapes it comes and what can go wrong: no network, no disk writes, no clock."""
