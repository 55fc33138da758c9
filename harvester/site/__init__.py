"""Harvesting the web sites of académies, page by page."""
