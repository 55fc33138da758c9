"""What référents and authors are given: what a page lacks, what to write, the models of new pages."""
