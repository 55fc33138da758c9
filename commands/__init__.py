"""The commands of « traam »: each parses its arguments, calls the pipeline and shows what came of it, in French."""
