"""The doctor as it is run: what it says of this computer, of the address of the bot, and of whoever it asks."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from rich.console import Console
from sqlalchemy import Engine

from adapters.checks import Asking, Check
from adapters.terminal.doctor import examine, show_examination
from bot.model import Calendar
from config.settings import Settings
from directory.database import unit_of_work
from tests.adapters.terminal.conftest import Terminal
from tests.adapters.terminal.test_trouble import NOBODY, SECRETS
from tests.clients.bot import TUESDAY_MORNING
from tests.people import add_expert

ON_SLACK = {**SECRETS, "SLACK_API_URL": NOBODY}
"""Without a platform the bot would not start."""


@contextmanager
def site(body: bytes, status: int = 200) -> Iterator[str]:
    """The address of a web site that says the same to whatever it is asked."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name is http.server's

        def log_message(self, *_about: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"status": "ok"}', "the bot answers at"),
        (b'{"status": "elsewhere"}', "something else answers at"),
        (b"<html>Welcome to nginx!</html>", "answered something that cannot be read"),
    ],
)
def test_the_public_address_is_tried(at_home: Terminal, body: bytes, said: str) -> None:
    with site(body) as address:
        done = at_home("doctor", PUBLIC_URL=address, **ON_SLACK)
    assert done.status == 0
    assert said in " ".join(done.out.split())


def test_calendars_are_counted_and_nobody_is_named(at_home: Terminal, database: Engine) -> None:
    now = datetime.fromisoformat(TUESDAY_MORNING)
    assert "Calendars" not in at_home("doctor").out
    with unit_of_work(database) as session:
        for name, fetched_at, problem in (
            ("Ada Quillan", now, ""),
            ("Bram Otterbourne", now - timedelta(hours=7), ""),
            ("Cleo Wintersmith", None, "not_found"),
        ):
            expert = add_expert(session, name, calendar_url_sealed=b"sealed")
            until = now + timedelta(days=32)
            row = Calendar(expert_id=expert.id or 0, address_digest="", busy=[], next_at=now, problem=problem)
            row.fetched_at, row.known_until = fetched_at, until
            session.add(row)
        add_expert(session, "Dov Marrowby")
    said = " ".join(at_home("doctor").out.split())
    assert "1 of 3 were read in the last 6 hours, 1 cannot be read" in said
    assert "Cleo" not in said


def test_a_public_address_that_does_not_answer_and_is_not_https_says_both(at_home: Terminal) -> None:
    done = at_home("doctor", PUBLIC_URL="http://127.0.0.1:1", **ON_SLACK)
    assert done.status == 0
    assert "cannot be reached from here" in done.out
    assert "https addresses only" in done.out


def test_a_clock_that_was_set_is_said_with_how_to_mend_it(at_home: Terminal) -> None:
    said = " ".join(at_home("doctor").out.split())
    assert "12 May 2026 08:50" in said
    assert "Remove FIND_EXPERT_NOW." in said
    assert "FIND_EXPERT_NOW" not in at_home("doctor", FIND_EXPERT_NOW="").out


def test_a_wrong_token_is_said_and_the_bot_would_still_start(at_home: Terminal) -> None:
    with site(b'{"ok": false, "error": "invalid_auth"}') as slack:
        done = at_home("doctor", **SECRETS, SLACK_API_URL=f"{slack}/api/")
    assert done.status == 0
    assert "Slack does not know this token" in " ".join(done.out.split())
    assert "never-to-be-shown" not in done.out + done.err


def test_everybody_is_asked_at_once_and_shown_while_they_are_awaited(at_home: Terminal) -> None:
    assert at_home("doctor", **ON_SLACK).status == 0  # leaves the settings of this test in the environment
    asked = asyncio.Event()

    async def slack(_asking: Asking, _settings: Settings) -> list[Check]:
        await asyncio.wait_for(asked.wait(), 60)  # for ever, unless the other is asked meanwhile
        for _ in range(1000):
            if "Waiting for Slack…" in shown.getvalue():
                break
            await asyncio.sleep(0.01)
        return [Check("Slack", "here")]

    async def microsoft(_asking: Asking, _settings: Settings) -> list[Check]:
        asked.set()
        return [Check("Teams", "there")]

    shown = io.StringIO()
    console = Console(file=shown, force_terminal=True, width=100)
    checks = examine(console, {"Slack": slack, "Microsoft": microsoft})
    assert "Waiting for Slack…" in shown.getvalue()
    assert [check.found for check in checks if check.what in {"Slack", "Teams"}] == ["here", "there"]


def test_a_bot_without_a_platform_would_not_start(at_home: Terminal) -> None:
    done = at_home("doctor")
    assert done.status == 1
    said = " ".join(done.out.replace("│", " ").split())
    assert "Platforms Stops the bot: neither Slack nor Teams is on" in said
    assert "find-expert serve --demo" in said
    assert at_home("serve").status == 1


def test_a_database_without_any_table_is_not_made_yet(terminal: Terminal, bare_database_url: str) -> None:
    done = terminal("doctor", DATABASE_URL=bare_database_url)
    assert done.status == 1
    assert "not made yet" in done.out
    assert "find-expert db upgrade" in done.out


def test_nothing_is_cut_off_where_there_is_little_room() -> None:
    said = io.StringIO()
    address = f"https://{'find-expert.' * 8}example.gov.uk/slack/install"
    show_examination(Console(file=said, width=80), [Check("Slack installations", "nowhere yet", f"Open {address}")])
    cells = [line.split("│")[-2].strip() for line in said.getvalue().splitlines() if line.startswith("│")]
    assert address in "".join(cells)
    assert "…" not in said.getvalue()
