"""Trouble with the database as one sentence, without what the database itself said: that may name secrets."""

from __future__ import annotations

import sqlite3

from psycopg import OperationalError
from sqlalchemy.exc import DBAPIError

from directory.database import is_conflict

# What libpq and PostgreSQL say when there is no connection: it has no code by then (postgresql.org/docs/current/libpq).
SILENCE = ("refused", "timeout", "timed out", "No such file", "unreachable", "No route to host", "failed to resolve")
REFUSALS = ("authentication failed", "no password supplied", "no pg_hba.conf entry", "role ")
NO_DATABASE = ("database ", "does not exist")


def database_trouble(error: DBAPIError) -> str:
    """What happened and what to do, for whoever runs a command."""
    if is_conflict(error):
        return "The database is busy with another change: nothing was changed. Try again in a minute."
    if isinstance(error.orig, sqlite3.Error):
        return f"The SQLite database cannot be used: {error.orig}. Check DATABASE_URL, and the file that it names."
    if isinstance(error.orig, OperationalError) and error.orig.sqlstate is None:
        return _no_connection(error.orig)
    return "The database does not answer, or refused. Start it, or correct DATABASE_URL."


def _no_connection(error: OperationalError) -> str:
    said, address, database = str(error).rpartition("FATAL:")[2], *_names(error)
    if all(part in said for part in NO_DATABASE):
        return f"PostgreSQL has no database{database}. Make it, or correct DATABASE_URL."
    if any(part in said for part in REFUSALS):
        return "PostgreSQL refuses the name or the password. Correct DATABASE_URL."
    if any(part in said for part in SILENCE):
        return f"PostgreSQL does not answer{address}. Start it, or correct DATABASE_URL."
    return "PostgreSQL lets nobody in. Look at its log, and check DATABASE_URL."


def _names(error: OperationalError) -> tuple[str, str]:
    """Where it was tried and which database, as they follow in a sentence; empty where they could hold secrets."""
    tried = error.pgconn
    if tried is None or not (tried.host and tried.port and tried.db):
        return "", ""
    host, port, database = tried.host.decode(), tried.port.decode(), tried.db.decode()
    if "@" in host + database:  # a password with @ or / in it, not written as %40 or %2F, is taken for these
        return "", ""
    return f" at {f'[{host}]' if ':' in host else host}:{port}", f" named {database}"
