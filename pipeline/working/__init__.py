"""Work shared by several machines through a queue in their PostgreSQL."""
