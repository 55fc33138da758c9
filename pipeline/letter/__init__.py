"""An issue of the letter: what it may put forward, its file, its forms, its sending."""
