"""The vitrine: its pages made of the index and the store, answered by the server or laid in files."""
