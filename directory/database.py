"""The one way to the database: engine, sessions as units of work, and times that stay aware."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from weakref import WeakKeyDictionary

from sqlalchemy import DateTime, Engine, Enum, event, make_url
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import ConnectionPoolEntry, Pool
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel, create_engine

from directory.errors import SettingError
from directory.turns import Turns

DATABASE_URL_FORMS = "It begins with sqlite:/// or postgresql://."
SQLITE_BUSY_SECONDS = 15
RETRIED_STATES = {"40001", "40P01", "55P03"}
"""PostgreSQL: serialization failure, deadlock detected, lock not available in time."""
POSTGRESQL_CONNECT_SECONDS = 5
POSTGRESQL_LOCK_TIMEOUT_MS = 5_000
POSTGRESQL_STATEMENT_TIMEOUT_MS = 120_000
MAX_WORD = 40

_turns: WeakKeyDictionary[Pool, Turns] = WeakKeyDictionary()

# A later migration can only drop or change a constraint whose name it knows, the same on every database.
CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = CONSTRAINT_NAMES


def words(kind: type[StrEnum]) -> Enum:
    """A column that holds one of these words, as text: a new word then needs no migration."""
    return Enum(kind, native_enum=False, length=MAX_WORD, values_callable=lambda kinds: [str(word) for word in kinds])


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware when it goes in, aware UTC when it comes out, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def open_database(url: str) -> Engine:
    """Connect to ``url`` (SQLite or PostgreSQL). Nothing is created; see ``find-expert db upgrade``.

    Raises SettingError when the URL cannot be used, without repeating it (it may hold a password).
    """
    try:
        parsed = make_url(url)
        if parsed.drivername in {"postgres", "postgresql"}:
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() == "sqlite":
            engine = create_engine(
                parsed, hide_parameters=True, connect_args={"timeout": SQLITE_BUSY_SECONDS, "check_same_thread": False}
            )
            event.listen(engine, "connect", _prepare_sqlite)
            event.listen(engine, "begin", _begin_immediate)
            return engine
        if parsed.get_backend_name() == "postgresql":
            limits = {"lock_timeout": POSTGRESQL_LOCK_TIMEOUT_MS, "statement_timeout": POSTGRESQL_STATEMENT_TIMEOUT_MS}
            options = " ".join(f"-c {name}={value}" for name, value in limits.items())
            connect = {"options": options, "connect_timeout": POSTGRESQL_CONNECT_SECONDS}
            return create_engine(parsed, hide_parameters=True, pool_pre_ping=True, pool_size=10, connect_args=connect)
    except (ArgumentError, NoSuchModuleError, ValueError) as error:  # ValueError: a port that is no number
        raise SettingError(f"DATABASE_URL is not a database address. {DATABASE_URL_FORMS}") from error
    raise SettingError(f"DATABASE_URL names a database we do not support. {DATABASE_URL_FORMS}")


@contextmanager
def connected(url: str) -> Iterator[Engine]:
    """As open_database, as long as the block runs: then every connection is closed."""
    engine = open_database(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """WAL lets readers run beside the writer; FULL keeps what was committed when the power goes."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    """Take SQLite's write lock at the start: a unit of work that reads, then writes, must not lose an update."""
    options = connection.get_execution_options()
    if options.get("reading"):
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={int(options.get('wait_seconds', SQLITE_BUSY_SECONDS) * 1000)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def unit_of_work(engine: Engine, wait_seconds: float = SQLITE_BUSY_SECONDS) -> Iterator[Session]:
    """One transaction: all of it is kept, or none.

    Raises OperationalError (see ``is_conflict``) when another writer of a SQLite file is at it for ``wait_seconds``.
    """
    with _turn_to_write(engine, wait_seconds) as seconds_left:
        patient = engine.execution_options(wait_seconds=seconds_left)
        with Session(patient, expire_on_commit=False) as session, session.begin():
            yield session


@contextmanager
def _turn_to_write(engine: Engine, wait_seconds: float) -> Iterator[float]:
    """Let the threads of this process write to SQLite in turn: SQLite itself sleeps longer at each try.

    Gives how many seconds are left to wait for writers of other processes.
    """
    if engine.dialect.name != "sqlite":
        yield wait_seconds
        return
    turns = _turns.setdefault(engine.pool, Turns())
    give_up = time.monotonic() + wait_seconds
    is_ours = turns.take(wait_seconds)
    try:
        yield max(0.0, give_up - time.monotonic())
    finally:
        if is_ours:
            turns.give_back()


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A look at the database as it is at one moment, which changes nothing and waits for no writer."""
    options = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(reading=True, **options) as connection, Session(connection) as session:
        yield session


def is_there(engine: Engine) -> bool:
    """Whether there is anything to connect to: SQLite would make a file of any name that is mistyped."""
    file = engine.url.database
    return engine.dialect.name != "sqlite" or not file or file == ":memory:" or Path(file).exists()


def is_conflict(error: DBAPIError) -> bool:
    """Whether a transaction lost against another one and may simply be tried again."""
    return getattr(error.orig, "sqlstate", None) in RETRIED_STATES or "database is locked" in str(error.orig)
