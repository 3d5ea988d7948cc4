"""What goes wrong around the commands: a database that is not there, settings that are broken, nothing to serve."""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from filelock import FileLock
from psycopg.errors import LockNotAvailable
from sqlalchemy.exc import OperationalError

from adapters.terminal.trouble import database_trouble
from tests.adapters.terminal.conftest import Terminal, expect_one_sentence
from tests.clients.bot import SECRET_KEY, find_expert

SECRETS = {
    "FIND_EXPERT_SECRET_KEY": SECRET_KEY,
    "SLACK_BOT_TOKEN": "xoxb-never-to-be-shown",
    "SLACK_SIGNING_SECRET": "a-signing-secret-never-to-be-shown",
}
NOBODY = "http://127.0.0.1:1/api/"
"""Where no Slack answers."""


@pytest.fixture
def unreachable() -> Iterator[str]:
    """The address of a PostgreSQL that is not running."""
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        yield f"postgresql://riley:hunter2@127.0.0.1:{held.getsockname()[1]}/experts"


COMMANDS = [
    ("db", "upgrade"),
    ("directory", "export", "out.csv"),
    ("person", "role", "ada.quillan@example.gov.uk", "administrator"),
    ("search", "history"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_postgresql_that_does_not_answer_is_one_sentence(
    terminal: Terminal, unreachable: str, command: tuple[str, ...]
) -> None:
    done = terminal(*command, DATABASE_URL=unreachable)
    expect_one_sentence(done, f"does not answer at {unreachable.split('@')[1].split('/')[0]}.", "DATABASE_URL")
    assert "hunter2" not in done.err


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_broken_sqlite_file_is_one_sentence(terminal: Terminal, tmp_path: Path, command: tuple[str, ...]) -> None:
    (tmp_path / "find-expert.db").write_bytes(b"this is a letter, not a database. " * 200)
    expect_one_sentence(terminal(*command), "file is not a database")


def test_a_sqlite_file_that_cannot_be_made_is_one_sentence(terminal: Terminal) -> None:
    expect_one_sentence(terminal("db", "upgrade", DATABASE_URL="sqlite:///nowhere/find-expert.db"), "unable to open")


@pytest.mark.parametrize("command", COMMANDS[1:], ids=" ".join)
def test_no_command_but_upgrade_makes_a_database(terminal: Terminal, tmp_path: Path, command: tuple[str, ...]) -> None:
    expect_one_sentence(terminal(*command, DATABASE_URL="sqlite:///mistyped.db"), "find-expert db upgrade")
    assert terminal("doctor", DATABASE_URL="sqlite:///mistyped.db").status == 1
    assert not (tmp_path / "mistyped.db").exists()


@pytest.mark.parametrize("reason", [sqlite3.OperationalError("database is locked"), LockNotAvailable()], ids=type)
def test_a_database_that_somebody_else_is_changing_is_busy(reason: Exception) -> None:
    assert "busy" in database_trouble(OperationalError("", {}, reason))


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://riley:hunter2@127.0.0.1/experts", "database we do not support"),
        ("riley:hunter2@127.0.0.1", "not a database address"),
        ("oracle+nothing://riley:hunter2@127.0.0.1/experts", "database we do not support"),
        ("postgresql+nothing://riley:hunter2@127.0.0.1/experts", "not a database address"),
        ("postgresql://riley:hunter2@127.0.0.1:port/experts", "not a database address"),
        ("sqlite://hunter2/find-expert.db", "not a database address"),
    ],
)
def test_a_wrong_database_address_is_one_sentence_that_does_not_repeat_it(
    terminal: Terminal, url: str, said: str
) -> None:
    done = terminal("db", "upgrade", DATABASE_URL=url)
    expect_one_sentence(done, said)
    assert "hunter2" not in done.err
    examined = terminal("doctor", DATABASE_URL=url)
    assert examined.status == 1
    assert "hunter2" not in examined.out + examined.err


def test_an_old_schema_says_what_to_run(bare_database_url: str, terminal: Terminal) -> None:
    for command in (("serve", "--demo"), ("search", "history"), ("directory", "export", "out.csv")):
        expect_one_sentence(terminal(*command, DATABASE_URL=bare_database_url), "find-expert db upgrade")


def test_upgrading_twice_is_upgrading_once(bare_database_url: str, terminal: Terminal) -> None:
    for _ in range(2):
        done = terminal("db", "upgrade", DATABASE_URL=bare_database_url)
        assert (done.status, done.out) == (0, "The database is ready.\n")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"FIND_EXPERT_SECRET_KEY": "too short"}, "FIND_EXPERT_SECRET_KEY"),
        ({"FIND_EXPERT_RETENTION_DAYS": "many"}, "FIND_EXPERT_RETENTION_DAYS"),
        ({"FIND_EXPERT_NOW": "2026-05-12T09:00:00"}, "FIND_EXPERT_NOW"),
        ({"SLACK_BOT_TOKEN": "xoxb-never-to-be-shown"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_SIGNING_SECRET": "a-signing-secret"}, "SLACK_BOT_TOKEN"),
    ],
    ids=lambda value: "".join(value) if isinstance(value, dict) else "",
)
def test_a_wrong_setting_is_named_and_its_value_is_not(terminal: Terminal, settings: dict[str, str], said: str) -> None:
    done = terminal("serve", "--demo", **settings)
    expect_one_sentence(done, said)
    examined = terminal("doctor", **settings)
    assert examined.status == 1
    assert said in examined.out
    for value in settings.values():
        assert value not in done.err + examined.out + examined.err


def test_the_doctor_finds_nothing_to_stop_a_good_bot_and_shows_no_secret(at_home: Terminal) -> None:
    done = at_home("doctor", **SECRETS, SLACK_API_URL=NOBODY)
    assert done.status == 0
    assert "Stops the bot" not in done.out
    for secret in SECRETS.values():
        assert secret not in done.out + done.err


def test_the_doctor_says_how_to_mend_what_is_missing(terminal: Terminal, bare_database_url: str) -> None:
    slack = {name: value for name, value in SECRETS.items() if name.startswith("SLACK")}
    done = terminal("doctor", DATABASE_URL=bare_database_url, SLACK_API_URL=NOBODY, **slack)
    assert done.status == 1
    assert "find-expert db upgrade" in done.out
    assert "FIND_EXPERT_SECRET_KEY" in done.out
    assert done.out.count("Stops the bot") == 2


def test_the_doctor_says_when_the_database_does_not_answer(terminal: Terminal, unreachable: str) -> None:
    done = terminal("doctor", DATABASE_URL=unreachable)
    assert done.status == 1
    assert "does not answer at 127.0.0.1:" in done.out
    assert "find-expert doctor" not in done.out
    assert "hunter2" not in done.out + done.err


@pytest.fixture(scope="module")
def guarded(postgresql_server: str) -> str:
    """The address of the same PostgreSQL for somebody whose password it asks for."""
    with psycopg.connect(postgresql_server, autocommit=True) as connection:
        connection.execute("CREATE ROLE riley LOGIN PASSWORD 'hunter2'")
        [rules] = connection.execute("SHOW hba_file").fetchone() or [""]
        Path(rules).write_text("host all riley all scram-sha-256\n" + Path(rules).read_text())
        connection.execute("SELECT pg_reload_conf()")
    theirs = postgresql_server.replace("app@", "riley:hunter2@")
    for _ in range(600):  # until it reads the rules again
        try:
            psycopg.connect(theirs.replace("hunter2", "wrong")).close()
        except psycopg.OperationalError:
            return theirs.replace("/postgres", "/experts")
        time.sleep(0.1)
    raise AssertionError("it asks for no password")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("/experts", "/experts"), "PostgreSQL has no database named experts."),
        (("hunter2", "never-to-be-shown"), "PostgreSQL refuses the name or the password."),
        ((":hunter2", ""), "PostgreSQL refuses the name or the password."),
        (("riley", "nobody"), "PostgreSQL refuses the name or the password."),
        (("127.0.0.1", "nowhere.invalid"), "PostgreSQL does not answer."),
        (("/experts", "/to-be-shown@127.0.0.1/experts"), "PostgreSQL has no database. Make it"),
    ],
)
def test_a_postgresql_that_refuses_says_what_and_shows_no_password(
    terminal: Terminal, guarded: str, wrong: tuple[str, str], said: str
) -> None:
    url = guarded.replace(*wrong)
    done = terminal("db", "upgrade", DATABASE_URL=url)
    expect_one_sentence(done, said, "DATABASE_URL")
    examined = terminal("doctor", DATABASE_URL=url)
    assert said in " ".join(examined.out.split())
    for secret in ("hunter2", "never", "to-be-shown"):
        assert secret not in done.err + examined.out + examined.err


def test_the_doctor_names_a_wrong_vocabulary(at_home: Terminal, tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text("kind,name\n[red]animal[/oops],otter\n")
    done = at_home("doctor", FIND_EXPERT_VOCABULARY="words.csv")
    assert done.status == 1
    assert "line 2" in done.out


@pytest.fixture
def ready(terminal: Terminal) -> Terminal:
    """With a new SQLite database in the folder."""
    assert terminal("db", "upgrade").status == 0
    return terminal


def test_nothing_to_serve_is_refused(ready: Terminal) -> None:
    expect_one_sentence(ready("serve"), "--demo", "SLACK_BOT_TOKEN")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "example.gov.uk", "10.0.0.1"])
def test_the_demonstration_is_refused_to_other_computers(ready: Terminal, host: str) -> None:
    expect_one_sentence(ready("serve", "--demo", "--host", host), "this machine only")


def test_slack_without_a_secret_key_is_refused(ready: Terminal) -> None:
    settings = {name: value for name, value in SECRETS.items() if name.startswith("SLACK")}
    done = ready("serve", **settings)
    expect_one_sentence(done, "FIND_EXPERT_SECRET_KEY")
    assert "never-to-be-shown" not in done.err


def test_a_port_in_use_is_refused(ready: Terminal) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = ready("serve", "--demo", "--port", taken.getsockname()[1])
    expect_one_sentence(done, "in use", "--port")


def test_a_second_server_of_the_same_sqlite_file_is_refused(ready: Terminal) -> None:
    with FileLock("find-expert.db.serving"):
        expect_one_sentence(ready("serve", "--demo", "--port", "1"), "Another find-expert")


def test_a_process_of_its_own_ends_the_same_way(tmp_path: Path) -> None:
    broken = find_expert("db", "upgrade", folder=tmp_path, environment={"DATABASE_URL": "sqlite:///nowhere/file.db"})
    assert (broken.returncode, broken.stdout) == (1, "")
    assert "unable to open" in broken.stderr
    assert len(broken.stderr.strip().splitlines()) == 1
