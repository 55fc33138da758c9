"""The journal: what no payload can give back, said line after line beside the base, and the base filled from it.

A line is written before what it tells is committed: the journal may tell what came to nothing, never less than was
done.
"""
