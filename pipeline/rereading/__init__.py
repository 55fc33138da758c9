"""Kept payloads read again, by other rules or other knowledge, without asking anything."""
