"""What leaves the service as files: feeds, tables, pages, notices, mails."""
