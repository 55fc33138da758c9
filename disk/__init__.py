"""What is written on a disk so that no reader, and no killed process, ever leaves half of it to be read."""
