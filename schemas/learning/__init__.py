"""Learning how a site builds its pages, from what its pages have in common and what it says of them elsewhere."""
