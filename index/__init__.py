"""Search over the records: an index built aside and swapped, behind query and result types of our own."""

import os

# Nothing here multiplies matrices: the threads NumPy's library starts for it would cost every search.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
