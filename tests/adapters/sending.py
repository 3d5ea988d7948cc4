"""A server that does nothing but bring people notices, to be killed: its platform is an HTTP server of the test."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count
from random import random
from threading import Thread

import aiohttp
from aiohttp import web
from sqlmodel import Session

from adapters.outgoing import Outgoing
from bot.check_ins import nudging
from bot.deadlines import Deadlines
from bot.messages import Card
from bot.model import Notice
from bot.notices import Delivered, Letter, NotNow, Outcome, Unsure
from bot.sending.outbox import Outbox
from directory.database import connected
from directory.live import LiveIndex
from tests.people import INDEX

WAKE_SECONDS = 0.05


class OverHttp:
    """``adapters.outgoing.Post``: one request for each attempt."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._session: aiohttp.ClientSession | None = None

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as self._session:
            yield

    async def deliver(self, letter: Letter) -> Outcome:
        assert self._session is not None
        said = {"key": letter.key, "claim": letter.claim, "receipt": letter.receipt, "pid": os.getpid()}
        try:
            async with self._session.post(self._address, json=said) as answer:
                receipt = await answer.text()
                return Delivered(receipt) if answer.status == 200 else NotNow("refused")
        except aiohttp.ClientConnectorError:
            return NotNow("no_connection")
        except aiohttp.ClientError:
            return Unsure("connection_lost")


def draw(_session: Session, notice: Notice, _now: datetime) -> Card:
    return Card(title=f"{notice.subject} for person {notice.person_id}")


def send_until_killed(database_url: str, platform: str, ahead: str = "") -> None:
    """As ``find-expert serve`` does. What an attempt is called says whose it was.

    ``ahead`` is by how many seconds its clock is shifted: then it plans nudges too.
    """
    numbers = count(1)
    offset = timedelta(seconds=float(ahead or 0))

    def clock() -> datetime:
        return datetime.now(UTC) + offset

    def new_id() -> str:
        return f"{os.getpid()}-{next(numbers)}"

    with connected(database_url) as engine:
        outbox = Outbox(engine, clock, new_id, draw, {"web"}, random)
        if ahead:
            index = LiveIndex(engine, INDEX)
            index.build()
            deadlines = Deadlines(engine, index, clock, new_id, nudging.due)
            Thread(target=_pass_deadlines, args=[deadlines], daemon=True).start()
        asyncio.run(_serve(outbox, OverHttp(platform)))


def _pass_deadlines(deadlines: Deadlines) -> None:
    while True:
        deadlines.pass_deadlines()
        time.sleep(WAKE_SECONDS)


async def _serve(outbox: Outbox, post: OverHttp) -> None:
    app = web.Application()
    outgoing = Outgoing(outbox, {"web": post})
    app.cleanup_ctx.append(post.running)
    outgoing.add_to(app)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        while True:
            await asyncio.sleep(WAKE_SECONDS)
            outgoing.wake()
    finally:
        await runner.cleanup()
