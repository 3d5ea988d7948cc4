"""What every test may ask for: a fresh, migrated database, on SQLite and on PostgreSQL."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from zlib import crc32

import psycopg
import pytest
from hypothesis import settings
from sqlalchemy import Dialect, Engine, event, make_url

from adapters.schema import upgrade
from directory.database import open_database
from tests.clients import postgresql
from tests.sizes import FULL, examples

# The same examples every time, so that a change is judged by what it changes; a full run looks for new ones.
settings.register_profile(
    "find-expert", deadline=None, print_blob=True, max_examples=examples(16, full=5_000), derandomize=not FULL
)
settings.load_profile("find-expert")

ROOMS_OF_WORDS = {
    "api",
    "check_ins",
    "consultations",
    "finding",
    "own",
    "policies",
    "policies_file",
    "policy_page",
    "pages",
    "pictures",
    "portfolio",
    "readings",
    "roster",
    "slack",
    "teams",
    "terminal",
    "test_acquaintance.py",
    "test_admission.py",
    "test_answering.py",
    "test_asking.py",
    "test_calendar_pages.py",
    "test_conversation.py",
    "test_following.py",
    "test_messaging.py",
    "test_waiting.py",
    "test_whereabouts.py",
    "test_whose_button.py",
}
TAKE_LONG = {
    "test_answering",
    "test_booking_races",
    "test_container",
    "test_in_a_browser",
    "test_killed_while_sending",
    "test_news_in_a_browser",
    "test_private_logs",
    "test_request_model",
    "test_sending_simulated",
    "test_server",
    "test_slots",
}
"""Files of half a minute and more, in whatever room."""
BESIDE_A_JOURNEY = 5
"""Other files for each of the journeys, which mostly wait: so one process waits while two work."""
ONE_IN = 8
"""Of how many tests in these rooms one runs on PostgreSQL too; in a full run all do."""
TEMPLATE = "find_expert_template"
_numbers = count(1)
_engines: dict[str, Engine] = {}


def pytest_collection_finish() -> None:
    """What the tests need stays until they end: to look through it for garbage again and again takes a tenth of the
    time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long begins first: a long file that began last would leave the other processes idle."""
    items.sort(key=lambda item: item.path.stem not in TAKE_LONG)
    files = dict.fromkeys(item.path for item in items)
    journeys = [path for path in files if "journeys" in path.parts]
    others = [path for path in files if "journeys" not in path.parts]
    places = {path: number for number, path in enumerate(others)}
    places |= {path: number * BESIDE_A_JOURNEY for number, path in enumerate(journeys)}
    items.sort(key=lambda item: places[item.path])
    if not FULL:
        left = set(_left_to_a_full_run(items))
        config.hook.pytest_deselected(items=[item for item in items if item in left])
        items[:] = [item for item in items if item not in left]


def _left_to_a_full_run(items: list[pytest.Item]) -> Iterator[pytest.Item]:
    """In rooms of words: on PostgreSQL all but a share of the tests, and of those all values but one."""
    tried: set[tuple[Path, str]] = set()
    for item in items:
        if isinstance(item, pytest.Function) and ROOMS_OF_WORDS & {*item.path.parts} and _is_on_postgresql(item):
            name = (item.path, item.originalname)
            if name in tried or crc32(item.originalname.encode()) % ONE_IN:
                yield item
            tried.add(name)


def _is_on_postgresql(item: pytest.Function) -> bool:
    return hasattr(item, "callspec") and item.callspec.params.get("database_url") == "postgresql"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    engine = open_database(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a private PostgreSQL that holds a migrated database to copy."""
    with postgresql.cluster() as server:
        _statement(server, f"CREATE DATABASE {TEMPLATE}")
        engine = open_database(_database(server, TEMPLATE))
        upgrade(engine)
        engine.dispose()
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh database with the newest schema. The test runs on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "find-expert.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    with _postgresql_database(request.getfixturevalue("postgresql_server"), TEMPLATE) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    with _postgresql_database(request.getfixturevalue("postgresql_server"), "template0") as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Engine]:
    """A connection to a fresh, migrated database."""
    engine = _pointed_at(database_url)
    try:
        yield engine
    finally:
        engine.dispose()


def _pointed_at(url: str) -> Engine:
    """The one engine of all tests on this kind of database, for this one: the statements that it made are kept.

    To make them anew took longer than most tests.
    """
    opened = open_database(url)
    engine = _engines.setdefault(opened.dialect.name, opened)
    if engine is opened:
        event.listen(engine, "do_connect", partial(_connect_to_its_database, engine))
    engine.url = opened.url
    return engine


def _connect_to_its_database(
    engine: Engine, dialect: Dialect, _record: object, positions: list[object], names: dict[str, object]
) -> None:
    if dialect.name == "sqlite":
        positions[:] = [engine.url.database]
    else:
        names["dbname"] = engine.url.database


@pytest.fixture
def bare_database(bare_database_url: str) -> Iterator[Engine]:
    """A connection to a database without any table."""
    engine = open_database(bare_database_url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def _postgresql_database(server: str, template: str) -> Iterator[str]:
    name = f"test_{next(_numbers)}"
    _statement(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield _database(server, name)
    _statement(server, f"DROP DATABASE {name} WITH (FORCE)")


def _statement(server: str, sql: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.encode())


def _database(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)
