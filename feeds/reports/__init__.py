"""Pages and documents for those who follow the work: bilans, synthèse, checks, the last runs."""
