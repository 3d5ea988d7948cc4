"""The pages behind links of emails, for visitors of tests."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.links import Links
from adapters.web.linked import PURPOSE, linked_routes
from bot.model import NoticeKind
from directory.vault import Vault
from tests.adapters.web.visitor import Visitor
from tests.small_core import Handle, SmallCore

SECRET = "a key for tests that protects nothing at all"
NOW = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
ADA, SAM = 7, 8
"""Two people."""
OFFER = "offer-1"


def links(now: Callable[[], datetime] = lambda: NOW) -> Links:
    """Links that begin with their path."""
    return Links(SECRET, "", now)


def path(person_id: int = ADA, subject: str = OFFER, kind: NoticeKind = NoticeKind.OFFER_CARD) -> str:
    return links().address(links().new(person_id, kind, subject))


def application(handle: Handle, now: Callable[[], datetime] = lambda: NOW) -> web.Application:
    app = web.Application()
    app.add_routes(linked_routes(SmallCore(handle), links(now), Vault(SECRET, PURPOSE)))
    return app


@asynccontextmanager
async def following(handle: Handle, now: Callable[[], datetime] = lambda: NOW) -> AsyncIterator[Visitor]:
    """A browser without any cookie, that has followed no link yet."""
    async with TestClient(TestServer(application(handle, now))) as client:
        yield Visitor(client)
