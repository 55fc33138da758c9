"""One row a production: CSV, ODS, JSON Lines."""
