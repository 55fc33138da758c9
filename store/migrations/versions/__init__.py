"""One module a format: what changed in the tables and in what they hold; never edited once released."""
