"""The gateway on a real HTTP server, with a small core, and a stand-in for Slack's own API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from adapters.slack.calls import WebApi
from adapters.slack.gateway import SlackGateway
from adapters.slack.one_workspace import OneWorkspace
from bot.events import Event
from bot.messages import Card, Reply, SubmittedAnswer
from directory.vault import Vault
from tests.adapters.slack import deliveries
from tests.adapters.slack.slack_api import SlackApi
from tests.small_core import Handle, SmallCore


@dataclass
class Running:
    """The gateway under test. ``answer`` is what its core says to whatever comes; ``events`` what the core was told."""

    http: TestClient[web.Request, web.Application]
    gateway: SlackGateway
    vault: Vault
    api: SlackApi
    api_url: str
    core: SmallCore
    answer: SubmittedAnswer = field(default_factory=lambda: Reply(card=Card(title="Hello")))
    events: list[Event] = field(default_factory=list)

    def handle(self, event: Event) -> SubmittedAnswer:
        self.events.append(event)
        return self.answer

    async def post(self, body: bytes, headers: dict[str, str] | None = None) -> ClientResponse:
        return await self.http.post("/slack/events", data=body, headers=headers or deliveries.headers(body))

    async def command(self, text: str = "user research", **changed: str) -> ClientResponse:
        return await self.post(deliveries.encoded(deliveries.command(text, **changed)))

    async def interact(self, payload: object) -> ClientResponse:
        return await self.post(deliveries.form(payload))

    async def happen(
        self, event: dict[str, Any], headers: dict[str, str] | None = None, **changed: Any
    ) -> ClientResponse:
        """Something happens that the Events API delivers."""
        body = deliveries.as_json(deliveries.envelope(event, **changed))
        json_body = {"Content-Type": "application/json"}
        return await self.post(body, {**deliveries.headers(body), **json_body, **(headers or {})})

    async def calls(self) -> list[tuple[str, dict[str, Any]]]:
        """What Slack was sent, all of it: the server is stopped first, and waits for what is on its way."""
        await self.http.close()
        return self.api.calls


@asynccontextmanager
async def serving(handle: Handle | None = None) -> AsyncIterator[Running]:
    """``handle`` is its core, where it is to say more than one ``answer``."""
    api = SlackApi()
    vault = Vault("a key of thirty-two characters or more")
    slack_itself = web.Application()
    slack_itself.add_routes(api.routes())
    async with TestServer(slack_itself) as server:
        told: list[Running] = []
        core = SmallCore(handle or (lambda event: told[0].handle(event)))
        api_url = str(server.make_url("/api/"))
        gateway = SlackGateway(
            core,
            OneWorkspace("xoxb-test-token", WebApi(api_url)),
            vault,
            lambda: deliveries.NOW,
            signing_secret=deliveries.SECRET,
            api_url=api_url,
        )
        app = web.Application()
        app.add_routes(gateway.routes())
        app.cleanup_ctx.append(gateway.running)
        async with TestClient(TestServer(app)) as http:
            told.append(Running(http, gateway, vault, api, str(server.make_url("/")), core))
            yield told[0]


@pytest.fixture
async def slack() -> AsyncIterator[Running]:
    async with serving() as running:
        yield running
