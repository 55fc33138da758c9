"""Format 3, the first that is brought forward: nothing to do."""

revision = "3"
down_revision = None


def upgrade() -> None:
    """Nothing: the store is in format 3."""
