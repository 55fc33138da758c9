"""What Alembic runs: the steps wanted, inside the transaction that was opened for them."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transaction_per_migration=False)
context.run_migrations()
