"""Socket Mode: what comes over the WebSocket is answered as over HTTP, and nothing that comes ends the connection."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack.calls import WebApi
from adapters.slack.gateway import SlackGateway
from adapters.slack.one_workspace import OneWorkspace
from adapters.slack.socket_mode import CONNECT_WITHIN, SocketMode
from bot.events import Event
from bot.messages import Card, Reply, SubmittedAnswer
from directory.vault import Vault
from tests.adapters.slack import deliveries
from tests.adapters.slack.slack_api import SlackApi
from tests.small_core import SmallCore

APP_TOKEN = "xapp-test-token"
WITHIN = 20  # seconds until a test gives up; generous, for machines with other work


@dataclass
class Slack:
    """Slack's side of the connection."""

    api: SlackApi = field(default_factory=SlackApi)
    sockets: asyncio.Queue[web.WebSocketResponse] = field(default_factory=asyncio.Queue)
    said: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    turned_away: int = 0
    api_url: str = ""
    core: SmallCore = field(init=False)
    events: list[Event] = field(default_factory=list)
    gateway: SlackGateway = field(init=False)
    may_answer: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.core = SmallCore(self._handle)
        self.may_answer.set()

    def _handle(self, event: Event) -> SubmittedAnswer:
        self.events.append(event)
        self.may_answer.wait(WITHIN)
        return Reply(card=Card(title="Hello"))

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes([web.get("/link", self._connect), *self.api.routes()])
        return app

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        if self.turned_away:
            self.turned_away -= 1
            return web.Response(status=403)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": 1})
        self.sockets.put_nowait(socket)
        async for message in socket:
            self.said.put_nowait(message.json())
        return socket

    async def connection(self) -> web.WebSocketResponse:
        return await asyncio.wait_for(self.sockets.get(), WITHIN)

    async def acknowledgement(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.said.get(), WITHIN)


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    slack = Slack()
    async with TestServer(slack.app()) as server:
        slack.api_url = str(server.make_url("/api/"))
        address = f"ws://127.0.0.1:{server.port}/link?ticket=a-ticket-that-is-secret"
        slack.api.answers["api/apps.connections.open"] = {"url": address}
        slack.gateway = SlackGateway(
            slack.core,
            OneWorkspace("xoxb-test-token", WebApi(slack.api_url)),
            Vault("a key of thirty-two characters or more"),
            lambda: deliveries.NOW,
            app_token=APP_TOKEN,
            api_url=slack.api_url,
        )
        yield slack


def served(slack: Slack) -> AbstractAsyncContextManager[None]:
    """The gateway, as the HTTP server runs it."""
    return asynccontextmanager(slack.gateway.running)(web.Application())


@pytest.fixture
async def running(slack: Slack) -> AsyncIterator[Slack]:
    async with served(slack):
        yield slack


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(WITHIN):
        for _ in count():
            if done():
                return
            await asyncio.sleep(0.01)


def envelope(kind: str, payload: object, number: str = "e1") -> dict[str, Any]:
    takes_an_answer = kind != "events_api"
    return {"type": kind, "envelope_id": number, "payload": payload, "accepts_response_payload": takes_an_answer}


async def test_a_command_is_answered_in_its_acknowledgement(running: Slack) -> None:
    socket = await running.connection()

    await socket.send_json(envelope("slash_commands", deliveries.command()))

    said = await running.acknowledgement()
    assert said["envelope_id"] == "e1"
    assert (said["payload"]["response_type"], said["payload"]["text"]) == ("ephemeral", "Hello")


async def test_an_event_is_acknowledged_with_nothing_else_and_answered_once(running: Slack) -> None:
    socket = await running.connection()

    for number in ("e1", "e2"):
        again = {"retry_attempt": 1, "retry_reason": "timeout"} if number == "e2" else {}
        body = deliveries.envelope(deliveries.direct_message())
        await socket.send_json(envelope("events_api", body, number) | again)

    assert [await running.acknowledgement(), await running.acknowledgement()] == [
        {"envelope_id": "e1"},
        {"envelope_id": "e2"},
    ]
    assert len(running.events) == 1


async def test_without_a_signing_secret_nothing_listens_over_http(slack: Slack) -> None:
    assert slack.gateway.routes() == []


ODD = [
    "",
    "{",
    "[]",
    "7",
    '"x"',
    "{}",
    '{"type": "disconnect_not"}',
    '{"type": "events_api"}',
    '{"type": 7, "envelope_id": 7, "payload": 7}',
    '{"type": "events_api", "envelope_id": "o1", "payload": null}',
    '{"type": "events_api", "envelope_id": "o2", "payload": []}',
    '{"type": "events_api", "envelope_id": "o3", "payload": "text"}',
    '{"type": "events_api", "envelope_id": "o4", "payload": {"type": "event_callback", "event": 7}}',
    '{"type": "events_api", "envelope_id": "o5", "payload": {"type": "event_callback"}}',
    json.dumps({"type": "slash_commands", "envelope_id": "o6", "payload": deliveries.command("\ud800")}),
    '{"type": "interactive", "envelope_id": "o7", "payload": {"type": "block_actions"}}',
    '{"a":' * 50_000,
]


async def test_no_envelope_however_odd_ends_the_connection(running: Slack) -> None:
    socket = await running.connection()

    for odd in ODD:
        await socket.send_str(odd)
    await socket.send_bytes(b"\xff\x00")
    await socket.send_json(envelope("slash_commands", deliveries.command(), "last"))

    acknowledged = set()
    while "last" not in acknowledged:
        acknowledged.add((await running.acknowledgement())["envelope_id"])
    assert len(running.events) == 1


async def test_what_cannot_be_answered_now_is_not_acknowledged(running: Slack) -> None:
    socket = await running.connection()
    running.api.refuse("api/auth.test", 503, "service_unavailable")
    await socket.send_json(envelope("events_api", deliveries.envelope(deliveries.direct_message()), "lost"))
    await until(lambda: "api/auth.test" in running.api.asked)
    running.api.refusals.clear()

    await socket.send_json(envelope("slash_commands", deliveries.command(), "next"))

    assert (await running.acknowledgement())["envelope_id"] == "next"


@pytest.mark.parametrize("goodbye", ["close", "disconnect"])
async def test_a_connection_that_ends_is_opened_again(running: Slack, goodbye: str) -> None:
    socket = await running.connection()

    if goodbye == "close":
        await socket.close()
    else:  # Slack says so some seconds before it does
        await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
    new = await running.connection()
    await new.send_json(envelope("slash_commands", deliveries.command()))

    assert (await running.acknowledgement())["envelope_id"] == "e1"


async def test_what_was_taken_in_is_acknowledged_before_the_server_ends(slack: Slack) -> None:
    slack.may_answer.clear()
    async with served(slack):
        socket = await slack.connection()
        await socket.send_json(envelope("events_api", deliveries.envelope(deliveries.direct_message())))
        await until(lambda: bool(slack.events))
        asyncio.get_running_loop().call_later(0.3, slack.may_answer.set)  # while the server is about to end

    assert await slack.acknowledgement() == {"envelope_id": "e1"}
    assert [path for path, _ in slack.api.calls] == ["api/chat.postMessage"]


async def test_no_ticket_token_or_body_is_logged(slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    slack.turned_away = 1
    with caplog.at_level(logging.DEBUG):
        async with served(slack):
            socket = await slack.connection()
            await socket.send_json(envelope("slash_commands", deliveries.command("canary words")))
            await slack.acknowledgement()

    for secret in ("a-ticket-that-is-secret", APP_TOKEN, "xoxb", "canary words"):
        assert not any(secret in record.getMessage() for record in caplog.records if record.name != "aiohttp.access")


async def test_an_app_token_that_slack_refuses_is_named_by_its_code(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.api.refuse("api/apps.connections.open", 200, "not_allowed_token_type")
    with caplog.at_level(logging.WARNING):
        async with served(slack):
            await until(lambda: "no connection" in caplog.text)

    assert "not_allowed_token_type" in caplog.text


async def test_an_address_that_leads_nowhere_is_given_up_for_a_new_one(slack: Slack) -> None:
    """The SDK alone would try the first one for ever, and each is good for 30 seconds only."""

    async def take(_body: dict[str, Any]) -> dict[str, Any]:
        return {}

    good = slack.api.answers["api/apps.connections.open"]["url"]
    slack.api.answers["api/apps.connections.open"] = {"url": good.replace("/link", "/nowhere")}
    api = WebApi(slack.api_url)
    async with SocketMode(APP_TOKEN, api, take, connect_within=0.2).connected():
        await until(lambda: "api/apps.connections.open" in slack.api.asked)
        slack.api.answers["api/apps.connections.open"] = {"url": good}
        await slack.connection()

    assert slack.api.asked.count("api/apps.connections.open") >= 2
    assert CONNECT_WITHIN < 30
