"""The gateway on a real HTTP server, with a small core, and a stand-in for Microsoft's own servers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from adapters.teams.cloud import Cloud
from adapters.teams.gateway import PATH, TeamsGateway
from adapters.teams.sign_in import SignIn
from bot.events import Event
from bot.messages import Card, Reply, SubmittedAnswer
from config.settings import TeamsRegistration
from directory.vault import Vault
from tests.adapters.teams.microsoft import ACCESS, ISSUER, NOW, REGISTRATION, Microsoft, token
from tests.small_core import Handle, SmallCore


@dataclass
class Running:
    """The gateway under test. ``answer`` is what its core says to whatever comes; ``events`` what the core was told."""

    microsoft: Microsoft
    vault: Vault = field(default_factory=lambda: Vault("a key of thirty-two characters or more"))
    answer: SubmittedAnswer = field(default_factory=lambda: Reply(card=Card(title="Hello")))
    events: list[Event] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    now: datetime = NOW
    no_token: Exception | None = None
    before_a_token: Callable[[], object] = lambda: None
    http: TestClient[web.Request, web.Application] = field(init=False)
    gateway: TeamsGateway = field(init=False)
    core: SmallCore = field(init=False)

    def __post_init__(self) -> None:
        self.core = SmallCore(self._answer)

    def _answer(self, event: Event) -> SubmittedAnswer:
        self.events.append(event)
        return self.answer

    def sign_in(self, _registration: TeamsRegistration, _cloud: Cloud) -> SignIn:
        """In the place of Microsoft's own: Entra ID takes no tests."""
        return self._signed_in

    def _signed_in(self) -> str:
        self.before_a_token()
        if self.no_token:
            raise self.no_token
        return ACCESS

    async def post(self, body: bytes, headers: Any = None) -> ClientResponse:
        if headers is None:
            headers = {"Authorization": f"Bearer {token(self.microsoft.service_url)}"}
        return await self.http.post(PATH, data=body, headers=headers)

    async def deliver(self, activity: dict[str, Any], **claims: Any) -> ClientResponse:
        """As Microsoft does it: with a good token, but for ``claims``."""
        activity = {**activity, "serviceUrl": activity["serviceUrl"] or self.microsoft.service_url}
        headers = {"Authorization": f"Bearer {token(self.microsoft.service_url, **claims)}"}
        return await self.post(json.dumps(activity).encode(), headers)

    async def sent(self) -> list[dict[str, Any]]:
        """The activities that Teams was sent, all of them: the server is stopped first, and waits for the last."""
        await self.http.close()
        return self.microsoft.sent()


@asynccontextmanager
async def serving(registrations: tuple[TeamsRegistration, ...], handle: Handle | None = None) -> AsyncIterator[Running]:
    """``handle`` is its core, where it is to say more than one ``answer``."""
    microsoft = Microsoft()
    async with TestServer(microsoft.app()) as server:
        microsoft.url = str(server.make_url("")).rstrip("/")
        running = Running(microsoft)
        if handle:
            running.core = SmallCore(handle)
        cloud = Cloud(f"{microsoft.url}/metadata", ISSUER, f"{re.escape(microsoft.url)}/teams/", "scope", "nowhere")
        running.gateway = TeamsGateway(
            running.core,
            running.vault,
            lambda: running.now,
            registrations=registrations,
            cloud=cloud,
            sign_in=running.sign_in,
            count=lambda outcome: running.counted.update([outcome]),
        )
        app = web.Application()
        app.add_routes(running.gateway.routes())
        app.cleanup_ctx.append(running.gateway.running)
        async with TestClient(TestServer(app)) as http:
            running.http = http
            yield running


@pytest.fixture
async def teams() -> AsyncIterator[Running]:
    async with serving((REGISTRATION,)) as running:
        yield running


@pytest.fixture
async def demonstration() -> AsyncIterator[Running]:
    """Without an app id."""
    async with serving(()) as running:
        yield running
