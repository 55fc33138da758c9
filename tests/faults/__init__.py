"""The whole program under faults: for every command and every fault, equal to undisturbed, or told.

`python -m tests.faults` plays the table and prints it; `scripts/faults` is how people call it.
"""
