"""Words and the lists they are compared with: folding, phrases, spelling, vocabularies, languages."""
