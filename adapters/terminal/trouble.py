"""Trouble with the database as one sentence, without what the database itself said: that may name secrets."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError

from directory.database import is_conflict


def database_trouble(error: DBAPIError) -> str:
    """What happened and what to do, for whoever runs a command."""
    if is_conflict(error):
        return "The database is busy with another change: nothing was changed. Try again in a minute."
    if isinstance(error.orig, sqlite3.Error):
        return f"The SQLite database cannot be used: {error.orig}. Check DATABASE_URL, and the file that it names."
    return "The database does not answer, or refused. Start it, or correct DATABASE_URL; find-expert doctor says more."
