"""The server as it is deployed: its health, its limits, its end."""

from __future__ import annotations

import asyncio
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Engine, text
from sqlmodel import select

from adapters import platforms
from adapters.health import Health
from adapters.http_limits import MAX_BODY
from adapters.metrics import Metrics
from adapters.schema import upgrade
from adapters.server import make_app
from adapters.serving import ONE_ORDER_SECONDS
from adapters.teams.gateway import PATH
from bot.acquaintance import meet
from bot.events import Introduction, Sender
from bot.model import Search
from directory.database import connected, reading, unit_of_work
from directory.live import LiveIndex
from tests.adapters.slack.deliveries import command, headers
from tests.adapters.slack.slack_api import SlackApi
from tests.clients.bot import SECRET_KEY, readiness, served_by, serving
from tests.clients.ports import free_port
from tests.clients.thread import served_in_a_thread
from tests.people import INDEX, NOW
from tests.post_office import PostOffice

SIGNING_SECRET = "a-signing-secret-never-to-be-shown"
ALL_WELL = {"database": True, "schema": True, "index": True, "accepting": True}


NOT_LOOPBACK = "127.0.0.2"
"""This machine too, but under none of the names by which only this machine reaches a server."""


@pytest.fixture(scope="module")
def settings(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Those of a bot on Slack whose directory is empty, and who has met Riley."""
    path = tmp_path_factory.mktemp("server") / "find-expert.db"
    shutil.copy(sqlite_template, path)
    with connected(f"sqlite:///{path}") as database, unit_of_work(database) as session:
        riley = Sender(platform="slack", workspace="T01ACME", user="U01RILEY")
        meet(session, riley, Introduction(name="Riley"), "T01ACME", datetime.now(UTC), is_welcome=True)
    slack = web.Application()
    slack.add_routes(SlackApi().routes())
    with served_in_a_thread(slack) as slack_address:
        yield _settings(path, slack_address)


def _settings(path: Path, slack_address: str) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{path}",
        "FIND_EXPERT_SECRET_KEY": SECRET_KEY,
        "SLACK_BOT_TOKEN": "xoxb-never-to-be-shown",
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": f"{slack_address}/api/",
    }


@pytest.fixture
def own(settings: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The same, with a database of its own."""
    shutil.copy(settings["DATABASE_URL"].removeprefix("sqlite:///"), tmp_path / "own.db")
    return settings | {"DATABASE_URL": f"sqlite:///{tmp_path / 'own.db'}"}


@pytest.fixture(scope="module")
def address(settings: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with Slack and the page, ready."""
    with serving(free_port(), tmp_path_factory.mktemp("bot"), settings, "--demo") as address:
        yield address


def test_a_ready_server_says_so(address: str) -> None:
    with urlopen(f"{address}/healthz") as answer:
        assert (answer.status, answer.read()) == (200, b'{"status": "ok"}')
    assert readiness(address) == ALL_WELL


def test_a_server_says_what_it_keeps(address: str) -> None:
    with urlopen(f"{address}/about") as answer:
        assert "What it keeps" in answer.read().decode()


@pytest.mark.parametrize("path", ["/slack/events", "/say"])
def test_a_body_that_is_too_large_is_refused(address: str, path: str) -> None:
    connection = HTTPConnection(address.removeprefix("http://"))
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(10 * MAX_BODY)}
    connection.putrequest("POST", path)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    with suppress(OSError):  # refused before all of it was sent
        for _ in range(10):
            connection.send(b"x" * MAX_BODY)
    assert connection.getresponse().status == 413
    connection.close()
    assert readiness(address) == ALL_WELL


def ask_from_slack(port: int, host: str = "127.0.0.1") -> HTTPConnection:
    """A signed /find-expert whose answer is still to come."""
    body = urlencode(command()).encode()
    connection = HTTPConnection(host, port, timeout=60)
    connection.request("POST", "/slack/events", body, headers(body, datetime.now(UTC), SIGNING_SECRET))
    return connection


def begin_a_request(port: int) -> HTTPConnection:
    """A request whose last byte never comes."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.putrequest("POST", "/say")
    connection.putheader("Content-Type", "application/x-www-form-urlencoded")
    connection.putheader("Content-Length", "6")
    connection.endheaders(b"text=")
    return connection


def wait_until_nobody_listens(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            return
        time.sleep(0.1)
    raise AssertionError("somebody still listens")


def test_a_server_told_to_stop_finishes_its_answers_and_lets_go_of_everything(
    own: dict[str, str], tmp_path: Path
) -> None:
    port = free_port()
    with connected(own["DATABASE_URL"]) as database, served_by(port, tmp_path, own, "--demo") as server:
        with unit_of_work(database):  # so that the answer has to wait for the database
            asked, unfinished = ask_from_slack(port), begin_a_request(port)
            assert readiness(f"http://127.0.0.1:{port}") == ALL_WELL
            server.send_signal(signal.SIGTERM)
            wait_until_nobody_listens(port)
        assert asked.getresponse().status == 200
        asked.close()
        assert server.wait(60) == 0
        unfinished.close()
        with reading(database) as session:
            assert len(session.exec(select(Search)).all()) == 1
    log = (tmp_path / f"serve-{port}.log").read_text()
    assert "for Slack and the demonstration page" in log
    assert "Traceback" not in log
    assert "never-to-be-shown" not in log


def test_whoever_balances_load_is_told_before_the_server_stops_listening(own: dict[str, str], tmp_path: Path) -> None:
    port = free_port()
    with (
        connected(own["DATABASE_URL"]) as database,
        served_by(port, tmp_path, own, "--host", NOT_LOOPBACK, host=NOT_LOOPBACK) as server,
    ):
        with unit_of_work(database):
            asked = ask_from_slack(port, NOT_LOOPBACK)
            server.send_signal(signal.SIGTERM)
            wait_for_a_no(f"http://{NOT_LOOPBACK}:{port}")
            late = ask_from_slack(port, NOT_LOOPBACK)
        assert [each.getresponse().status for each in (asked, late)] == [200, 200]
        assert server.wait(60) == 0
        asked.close()
        late.close()


def wait_for_a_no(address: str) -> None:
    for _ in range(600):
        if readiness(address) == ALL_WELL | {"accepting": False}:
            return
        time.sleep(0.01)
    raise AssertionError("it still says that it is ready")


@pytest.mark.parametrize("order", [signal.SIGTERM, signal.SIGINT])
def test_a_second_order_ends_the_process_at_once(own: dict[str, str], tmp_path: Path, order: signal.Signals) -> None:
    port = free_port()
    with served_by(port, tmp_path, own, "--demo") as server:
        unfinished = begin_a_request(port)
        assert readiness(f"http://127.0.0.1:{port}") == ALL_WELL
        server.send_signal(order)
        server.send_signal(order)  # so soon, it is the same order
        wait_until_nobody_listens(port)
        time.sleep(ONE_ORDER_SECONDS)
        assert server.poll() is None
        server.send_signal(order)
        assert server.wait(60) == 128 + order
        unfinished.close()


def served(engine: Engine, index: LiveIndex) -> TestServer:
    return TestServer(make_app(Health(engine, index, lambda: NOW), Metrics(), {}))


@pytest.fixture
def unbuilt(bare_database: Engine) -> LiveIndex:
    return LiveIndex(bare_database, INDEX)


async def ready(client: TestClient[Any, Any]) -> tuple[int, dict[str, bool]]:
    answer = await client.get("/readyz")
    said = await answer.json()
    del said["notices"]
    return answer.status, said


async def check_it_gets_ready(client: TestClient[Any, Any]) -> None:
    for _ in range(600):
        if await ready(client) == (200, ALL_WELL):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it does not get ready")


async def test_a_server_is_ready_only_with_its_schema_and_its_index_and_gets_so_by_itself(
    bare_database: Engine, unbuilt: LiveIndex
) -> None:
    async with TestClient(served(bare_database, unbuilt)) as client:
        assert (await client.get("/healthz")).status == 200
        assert await ready(client) == (503, ALL_WELL | {"index": False, "schema": False})
        await asyncio.to_thread(upgrade, bare_database)
        await check_it_gets_ready(client)


async def test_how_long_the_oldest_notice_waits_is_said_and_makes_nobody_less_ready(database: Engine) -> None:
    post = PostOffice(database)
    post.clock.forward(timedelta(days=-2))
    post.tell(post.person("Ada Quillan", "slack"), "offer1")
    async with TestClient(served(database, LiveIndex(database, INDEX))) as client:
        await check_it_gets_ready(client)
        answer = await client.get("/readyz")
        assert (await answer.json())["notices"] == {"due": 1, "oldest_due_seconds": 2 * 24 * 60 * 60}


async def test_a_schema_of_another_version_is_not_ready(database: Engine) -> None:
    index = LiveIndex(database, INDEX)
    async with TestClient(served(database, index)) as client:
        await check_it_gets_ready(client)
        with database.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999_future'"))
        assert await ready(client) == (503, ALL_WELL | {"schema": False})


async def test_a_database_that_is_away_is_said_and_the_server_still_ends() -> None:
    with connected(f"postgresql://riley:hunter2@127.0.0.1:{free_port()}/experts") as nowhere:
        async with TestClient(served(nowhere, LiveIndex(nowhere, INDEX))) as client:
            assert (await client.get("/healthz")).status == 200
            assert await ready(client) == (503, dict.fromkeys(ALL_WELL, False) | {"accepting": True})


async def test_a_server_ends_while_its_index_is_still_to_be_built(bare_database: Engine, unbuilt: LiveIndex) -> None:
    async with TestClient(served(bare_database, unbuilt)) as client:
        assert (await client.get("/healthz")).status == 200
    assert not unbuilt.is_ready
    assert all(thread.name != "index the directory" for thread in threading.enumerate())


def test_the_way_in_for_teams_is_where_its_refusals_are_counted() -> None:
    assert platforms.TEAMS_PATH == PATH
