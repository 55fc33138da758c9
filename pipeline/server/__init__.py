"""The server of « traam serve »: what is published, for machines and for people, over HTTP. It only reads."""
