"""What calendars read over HTTP: somebody's own consultations by their secret address, and one as a file.

An address that was stopped, one that was never made and one that is no address at all are answered alike.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable
from datetime import datetime

from aiohttp import ETag, web
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from adapters import ical
from adapters.calendar_addresses import ENDING, FEED_TOKEN, FILES, PATH, CalendarAddresses, digest
from bot.consultations.appointments import appointment_for, appointments_of
from bot.consultations.calendar_link import whose_link
from directory.database import reading

AT_ONCE = 4
"""How many are read from the database at a time: however many calendars ask, whoever talks to the bot is answered."""
TRY_AGAIN_SECONDS = 60
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
NOT_KEPT = {**HEADERS, "Cache-Control": "no-store"}
ASK_EVERY_TIME = {**HEADERS, "Cache-Control": "private, no-cache"}
"""Nobody else may keep it, and whoever does asks whether it is still so: an address that was stopped shows nothing."""

log = logging.getLogger(__name__)


def calendar_routes(engine: Engine, addresses: CalendarAddresses, clock: Callable[[], datetime]) -> list[web.RouteDef]:
    """The routes, for everybody: an address says whose it is."""
    pages = _CalendarPages(engine, addresses, clock)
    return [
        web.get(f"{FILES}{{token}}{ENDING}", pages.file),
        web.get(f"{PATH}{{token}}{ENDING}", pages.feed),
        web.get(f"{PATH}{{elsewhere:.*}}", _nowhere),
    ]


class _CalendarPages:
    def __init__(self, engine: Engine, addresses: CalendarAddresses, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._addresses = addresses
        self._clock = clock
        self._places = asyncio.Semaphore(AT_ONCE)

    async def feed(self, request: web.Request) -> web.StreamResponse:
        """All of somebody's own; nothing but that it is unchanged, for a calendar that has it as it is."""
        token = request.match_info["token"]
        content = await self._read(lambda: self._own(token)) if FEED_TOKEN.fullmatch(token) else None
        if content is None:
            return await _nowhere(request)
        tag = hashlib.sha256(content).hexdigest()[:32]
        if any(each.value in {tag, "*"} for each in request.if_none_match or ()):
            return _tagged(web.Response(status=304, headers=ASK_EVERY_TIME), tag)
        return _tagged(_calendar(content, "find-expert", ASK_EVERY_TIME), tag)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """One consultation as it is now, to be saved."""
        named = self._addresses.read_file(request.match_info["token"])
        content = await self._read(lambda: self._one(*named)) if named else None
        if content is None:
            return await _nowhere(request)
        return _calendar(content, "consultation", NOT_KEPT, is_attachment=True)

    async def _read(self, read: Callable[[], bytes | None]) -> bytes | None:
        async with self._places:
            try:
                return await asyncio.to_thread(read)
            except OperationalError as error:
                log.warning("a calendar waits for the database: %s", type(error.orig).__name__)
        raise web.HTTPServiceUnavailable(headers={**NOT_KEPT, "Retry-After": str(TRY_AGAIN_SECONDS)})

    def _own(self, token: str) -> bytes | None:
        with reading(self._engine) as session:
            person_id = whose_link(session, digest(token))
            return None if person_id is None else ical.own_calendar(appointments_of(session, person_id, self._clock()))

    def _one(self, consultation_id: str, person_id: int) -> bytes | None:
        with reading(self._engine) as session:
            found = appointment_for(session, consultation_id, person_id)
            return ical.file(found) if found else None


def _calendar(content: bytes, name: str, headers: dict[str, str], *, is_attachment: bool = False) -> web.Response:
    shown = "attachment" if is_attachment else "inline"
    return web.Response(
        body=content,
        content_type="text/calendar",
        charset="utf-8",
        headers={**headers, "Content-Disposition": f'{shown}; filename="{name}{ENDING}"'},
    )


def _tagged(response: web.Response, tag: str) -> web.Response:
    response.etag = ETag(tag)
    return response


async def _nowhere(_request: web.Request) -> web.Response:
    return web.Response(
        text="There is no calendar here. The link may have been stopped.\n", status=404, headers=NOT_KEPT
    )
