"""``find-expert teams package``, as whoever runs the bot does it."""

from __future__ import annotations

from pathlib import Path

from adapters.teams.package import Shown, app_package
from config.settings import TEAMS
from tests.adapters.terminal.conftest import Terminal

APP = "7d9c3a52-1f0e-4c55-9a38-0b8f2f4f6c11"
TENANT = "11111111-2222-3333-4444-555555555555"
PUBLIC_URL = "https://find-expert.example.gov.uk"


def test_the_command_writes_the_package(terminal: Terminal, tmp_path: Path) -> None:
    done = terminal("teams", "package", "our.zip", "--owner", "Department for Examples", **settings())

    assert done.status == 0, done.err
    assert "our.zip" in done.err
    assert (tmp_path / "our.zip").read_bytes() == app_package(TEAMS, APP, PUBLIC_URL, Shown("Department for Examples"))
    assert "the password" not in done.err


def test_the_command_says_in_one_sentence_what_is_missing(terminal: Terminal) -> None:
    without_any = terminal("teams", "package")
    without_address = terminal("teams", "package", **{**settings(), "PUBLIC_URL": ""})

    assert (without_any.status, without_address.status) == (1, 1)
    assert "MICROSOFT_APP_ID" in without_any.err
    assert "PUBLIC_URL" in without_address.err
    assert [done.err.count("\n") for done in (without_any, without_address)] == [1, 1]


def test_a_place_that_cannot_be_written_is_one_sentence(terminal: Terminal) -> None:
    done = terminal("teams", "package", "nowhere/our.zip", **settings())

    assert done.status == 1
    assert "nowhere/our.zip cannot be written" in done.err


def settings() -> dict[str, str]:
    return {
        "MICROSOFT_APP_ID": APP,
        "MICROSOFT_APP_PASSWORD": "the password",
        "MICROSOFT_APP_TENANT_ID": TENANT,
        "PUBLIC_URL": PUBLIC_URL,
    }
