"""What leaves the service as files: Atom, CSV, JSON Lines and the page of the last runs."""
