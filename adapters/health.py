"""Whether this server is well, and whether it should be sent requests."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from adapters.schema import is_current
from bot.sending.noticeboard import NOTHING_WAITS, Standing, standing
from directory.database import reading
from directory.live import LiveIndex
from directory.profiles import directory_revision

LOOK_SECONDS = 3
"""How long the database may take to answer: whoever balances load waits about five seconds for us."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at the database found. ``revision`` is the directory's, or -1 where it cannot be read.

    ``notices`` is how the outbox stands, where that can be read.
    """

    database: bool = False
    schema: bool = False
    revision: int = -1
    notices: Standing = NOTHING_WAITS


class Health:
    """The health of one server. ``stopping`` is set when it was told to stop: it then finishes, and takes no more."""

    def __init__(self, engine: Engine, index: LiveIndex, clock: Callable[[], datetime]) -> None:
        """``clock`` says what is due."""
        self.index = index
        self._clock = clock
        self.stopping = False
        self._engine = engine
        self._looking: Future[Seen] | None = None

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/healthz", self._alive), web.get("/readyz", self._ready)]

    async def look(self) -> Seen:
        """Look at the database, once at a time: a database that hangs must not use up our threads."""
        if self._looking is None or self._looking.done():
            self._looking = Future()
            look = (self._engine, self._clock(), self._looking)
            threading.Thread(target=_look, args=look, name="look at the database", daemon=True).start()
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                return await asyncio.shield(asyncio.wrap_future(self._looking))
        except TimeoutError:
            log.warning("the database does not answer within %d seconds", LOOK_SECONDS)
            return Seen()

    async def _alive(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _ready(self, _request: web.Request) -> web.Response:
        seen = await self.look()
        checks = {"index": self.index.is_ready, "database": seen.database, "schema": seen.schema}
        checks["accepting"] = not self.stopping
        # What waits is for whoever watches: another server would do no better, so that it makes us no less ready.
        notices = {"due": seen.notices.due, "oldest_due_seconds": round(seen.notices.oldest.total_seconds(), 1)}
        return web.json_response(checks | {"notices": notices}, status=200 if all(checks.values()) else 503)


def _look(engine: Engine, now: datetime, found: Future[Seen]) -> None:
    seen = Seen()
    try:
        with reading(engine) as session:
            session.connection().execute(text("SELECT 1"))
        seen = Seen(database=True, schema=is_current(engine))
        if seen.schema:
            with reading(engine) as session:
                notices = standing(session, now)
                seen = Seen(database=True, schema=True, revision=directory_revision(session), notices=notices)
    except SQLAlchemyError:
        log.warning("the database does not answer")
        seen = Seen()
    finally:
        found.set_result(seen)
