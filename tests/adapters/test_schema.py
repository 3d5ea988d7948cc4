"""The database's shape, on SQLite and PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, text
from sqlmodel import SQLModel

from adapters import schema
from directory.database import open_database, unit_of_work
from directory.errors import FindExpertError
from directory.model import Person
from directory.profiles import directory_revision
from tests.house.source import ROOMS, modules, name_of

for path in modules(*ROOMS):
    if "table=True" in path.read_text(encoding="utf-8"):  # the tables of every room join the metadata
        import_module(name_of(path).removesuffix(".py").replace("/", "."))


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, SQLModel.metadata))


def test_the_migrated_schema_is_that_of_the_models(database: Engine) -> None:
    with database.connect() as connection:
        assert _differences(connection) == []


def test_a_column_that_no_migration_makes_is_noticed(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("ALTER TABLE expert DROP COLUMN join_link"))
    with database.connect() as connection:
        assert "join_link" in str(_differences(connection))


def test_a_bare_database_is_brought_to_the_newest_version(bare_database: Engine) -> None:
    assert schema.version(bare_database) == ""
    assert not schema.is_current(bare_database)
    schema.upgrade(bare_database)
    assert schema.version(bare_database) == schema.versions()[-1]
    assert schema.is_current(bare_database)


def test_upgrading_again_changes_nothing(database: Engine) -> None:
    with unit_of_work(database) as session:
        session.add(Person(name="Ada Quillan"))
        assert directory_revision(session) == 0
    schema.upgrade(database)
    with unit_of_work(database) as session:
        assert session.get_one(Person, 1).name == "Ada Quillan"


def test_two_replicas_may_upgrade_at_once(bare_database: Engine) -> None:
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(schema.upgrade, [bare_database, bare_database]))
    assert schema.is_current(bare_database)


def test_a_failed_upgrade_leaves_nothing_behind(bare_database: Engine) -> None:
    with bare_database.begin() as connection:
        connection.execute(text("CREATE TABLE expert (id INTEGER)"))
    with pytest.raises(Exception, match="expert"):
        schema.upgrade(bare_database)
    with bare_database.begin() as connection:
        connection.execute(text("DROP TABLE expert"))
    schema.upgrade(bare_database)
    assert schema.is_current(bare_database)


def test_a_database_of_a_newer_release_is_left_alone(database: Engine) -> None:
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_future'"))
    assert not schema.is_current(database)
    with pytest.raises(FindExpertError, match="newer release"):
        schema.upgrade(database)


def test_an_upgrade_leaves_the_foreign_keys_of_sqlite_on(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'keys.db'}")
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    engine.dispose()
