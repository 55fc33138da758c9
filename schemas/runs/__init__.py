"""What is told of a run: addresses met and their fates, the account of a crawl, the report."""
