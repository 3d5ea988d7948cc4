"""How Alembic reaches our tables: on the connection that adapters/schema.py hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import directory.database  # noqa: F401 - it names constraints, the same on every database

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
