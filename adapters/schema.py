"""The shape of the database: which version it has, and how to bring it to the newest."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text

from directory.errors import FindExpertError

MIGRATIONS = Path(__file__).parent.parent / "config" / "migrations"
UPGRADE_LOCK = 7_103_524_881  # any number that nothing else in the database uses
WAIT_FOR_OTHER_UPGRADE_SECONDS = 60


@cache
def versions() -> tuple[str, ...]:
    """Every version of the schema that this release knows, oldest first: read once, whoever asks how often."""
    return tuple(script.revision for script in _scripts().walk_revisions())[::-1]


def version(engine: Engine) -> str:
    """The version of the schema that the database has, or an empty string when it has none."""
    with engine.connect().execution_options(reading=True) as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def is_current(engine: Engine) -> bool:
    """Whether the database has the newest schema of this release."""
    return version(engine) == versions()[-1]


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest schema: all the way, or not at all. Safe to run again, and beside itself.

    Raises FindExpertError when a newer release has upgraded the database already.
    """
    with _alone(engine) as connection:
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise FindExpertError(
                "The database has a schema that this release does not know. Run the newer release that upgraded it."
            ) from error


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """One transaction, on which no other upgrade can run."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            with _without_foreign_keys(connection), connection.begin():
                yield connection
            return
        with connection.begin():
            connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT_FOR_OTHER_UPGRADE_SECONDS}s'"))
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})"))
            yield connection


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by dropping and refilling it: with foreign keys on, what refers to it would go too."""
    bare = connection.connection.dbapi_connection
    if not isinstance(bare, sqlite3.Connection):
        raise TypeError("a SQLite engine gave something else than a SQLite connection")
    bare.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        bare.execute("PRAGMA foreign_keys=ON")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
