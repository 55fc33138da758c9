"""Harvesting OAI-PMH 2.0 repositories."""
