"""A real server, real requests, everything logged: and nothing that anybody sent is in the log."""

from __future__ import annotations

import json
import re
import shutil
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import web

from adapters.request_ids import HEADER
from tests.adapters.slack import deliveries
from tests.adapters.slack.slack_api import SlackApi
from tests.clients.bot import SECRET_KEY, serving
from tests.clients.ports import free_port
from tests.clients.thread import served_in_a_thread
from tests.sizes import FULL

CANARY = "canary7f3a"
CALENDAR_TOKEN = f"{CANARY}{'x' * 33}"
"""As long as one of ours."""
SIGNING_SECRET = "a-signing-secret-never-to-be-shown"
ID = "4f1c9d3e8a7b6502f1e0d9c8b7a69584"
FORMATS = ["text", "json"] if FULL else ["json"]
COUNTED = [
    r'find_expert_events_total\{answer="reply",kind="said",platform="slack"\} 1\.0',
    r'find_expert_answer_seconds_count\{platform="slack"\} [2-9]',
    r'find_expert_calls_total\{outcome="ok",platform="slack"\} [1-9]',
    r'find_expert_deliveries_refused_total\{platform="slack",status="401"\} 1\.0',
    r'find_expert_http_requests_total\{method="GET",route="none",status="4xx"\}|route="/\{elsewhere\}"',
]

Said = tuple[int, str, str]
"""Of an answer: its status, its body and the id of the request."""


class Visitor:
    """Sends what it likes, and gives up on an answer after a minute."""

    def __init__(self, port: int) -> None:
        self.port = port

    def raw(self, *parts: bytes) -> bytes:
        """The answer to something that need not be HTTP; the connection stays open until we are answered."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as connection:
            for part in parts:
                connection.sendall(part)
                time.sleep(0.2)  # so that the next part comes by itself
            return connection.recv(65536)

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Said:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers.get(HEADER, "")

    def slack(self, body: bytes, signed: bool = True) -> Said:
        secret = SIGNING_SECRET if signed else "another"
        return self.ask(
            "POST", "/slack/events", body, deliveries.headers(body, datetime.now(UTC), secret) | {HEADER: ID}
        )

    def command(self, text: str, **changed: str) -> Said:
        return self.slack(urlencode(deliveries.command(text, **changed)).encode())


@pytest.fixture
def slack_api() -> Iterator[str]:
    """Where Slack's own API is."""
    slack = web.Application()
    slack.add_routes(SlackApi().routes())
    with served_in_a_thread(slack) as address:
        yield f"{address}/api/"


def broken_http(visitor: Visitor) -> None:
    """Nothing of this is HTTP, or not to its end."""
    assert b" 400 " in visitor.raw(f"GET /{CANARY} NOT-HTTP-{CANARY}\r\n\r\n".encode())
    assert b" 400 " in visitor.raw(f"{CANARY}\r\n\r\n".encode())
    assert b" 400 " in visitor.raw(f"GET / HTTP/1.1\r\n{CANARY}\r\n\r\n".encode())
    assert b" 400 " in visitor.raw(f"GET / HTTP/1.1\r\nHost: x\r\nX: {'a' * 20_000}{CANARY}\r\n\r\n".encode())
    start = b"POST /slack/events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert b" 400 " in visitor.raw(start + f"zz{CANARY}\r\n".encode())
    assert b" 400 " in visitor.raw(start, f"zz{CANARY}\r\n".encode())


def broken_requests(visitor: Visitor) -> None:
    """HTTP, but nothing that we could answer."""
    assert visitor.ask("GET", f"/{CANARY}?q={CANARY}")[0] == 404
    assert visitor.ask("GET", f"/calendar/{CALENDAR_TOKEN}.ics")[0] == 404
    assert visitor.ask("PUT", f"/calendar/{CALENDAR_TOKEN}.ics")[0] == 405
    assert visitor.ask("GET", f"/calendar/file/{CANARY * 12}.ics")[0] == 404
    assert visitor.ask("POST", "/say", f"text={CANARY}".encode())[0] >= 400
    assert visitor.slack(f"command={CANARY}".encode(), signed=False)[0] == 401
    assert visitor.slack(CANARY.encode())[0] == 400
    assert visitor.slack(json.dumps({"type": CANARY, CANARY: [CANARY]}).encode())[0] == 200
    assert visitor.slack(deliveries.form(deliveries.press("search.more", CANARY)))[0] == 200
    assert visitor.slack(deliveries.form(deliveries.press(CANARY, CANARY)))[0] in {200, 400}
    assert visitor.slack(deliveries.form(deliveries.submission(CANARY, {"place": CANARY})))[0] in {200, 400}
    assert visitor.slack(deliveries.form({**deliveries.press(), "team": {"id": [CANARY]}}))[0] in {200, 400}


@pytest.mark.parametrize("form", FORMATS)
def test_whatever_is_sent_nothing_of_it_is_logged_and_trouble_is_found_by_request_and_reference(
    sqlite_template: Path, tmp_path: Path, form: str, slack_api: str
) -> None:
    shutil.copy(sqlite_template, tmp_path / "find-expert.db")
    port = free_port()
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'find-expert.db'}",
        "FIND_EXPERT_SECRET_KEY": SECRET_KEY,
        "FIND_EXPERT_LOG_LEVEL": "DEBUG",
        "FIND_EXPERT_LOG_FORMAT": form,
        "SLACK_BOT_TOKEN": "xoxb-never-to-be-shown",
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": slack_api,
    }
    with serving(port, tmp_path, settings, "--demo"):
        visitor = Visitor(port)
        broken_http(visitor)
        broken_requests(visitor)
        assert CANARY in visitor.command(f"{CANARY} research", user_name=CANARY)[1]
        numbers = visitor.ask("GET", "/metrics")[1]
        forget_the_deliveries(tmp_path / "find-expert.db")
        status, answer, request_id = visitor.command(f"{CANARY} research")
    assert (status, request_id) == (200, ID)
    assert CANARY not in numbers
    for counted in COUNTED:
        assert re.search(counted, numbers), counted
    log = (tmp_path / f"serve-{port}.log").read_text()
    assert CANARY not in log
    assert "never-to-be-shown" not in log
    assert "being no sound HTTP" in log
    reference = re.findall(r"give this reference to the people who run Find an expert: ([\w-]+)", answer)[0]
    [line] = [line for line in log.splitlines() if reference in line]
    assert ID in line
    check_the_trouble(log, line, form)


def forget_the_deliveries(database: Path) -> None:
    """So that the core fails at something it could not foresee."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TABLE delivery")


def check_the_trouble(log: str, line: str, form: str) -> None:
    if form == "text":
        assert " ERROR bot.conversation " in line
        assert "no such table: delivery" in log
        return
    entries: list[dict[str, Any]] = [json.loads(each) for each in log.splitlines()]
    trouble = json.loads(line)
    assert trouble["level"] == "ERROR"
    assert trouble["request_id"] == ID
    assert "no such table: delivery" in trouble["traceback"]
    assert [entry for entry in entries if entry["level"] == "ERROR"] == [trouble]
