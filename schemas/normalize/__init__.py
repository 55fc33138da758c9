"""Normalizing: from what a source wrote to the project's own words, with evidence, guessing nothing."""

from schemas.normalize.record import normalize

__all__ = ["normalize"]
