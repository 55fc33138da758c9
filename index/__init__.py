"""Search over the records: an index built aside and swapped, behind query and result types of our own."""
