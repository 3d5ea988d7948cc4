"""How Alembic reaches our tables: on the connection that adapters/schema.py hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import adapters.slack.model  # noqa: F401 - its tables join the metadata
import bot.model  # noqa: F401
import directory.model  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
