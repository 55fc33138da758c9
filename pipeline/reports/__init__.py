"""What people are told of the work: checks, bilans, synthèse, sources and groups, the installation."""
