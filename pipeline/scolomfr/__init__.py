"""Held against ScoLOMFR: our vocabularies against a release, a notice against its rules."""
