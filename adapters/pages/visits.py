"""Whoever comes to a page by its link: the routes, whose visit it is, and a place among those who look at once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from aiohttp import web
from aiohttp.typedefs import Handler
from sqlalchemy.exc import OperationalError

from adapters.layout.answers import HEADERS, Answered, nowhere, static
from adapters.layout.errors import RefusedError
from adapters.layout.frame import Frame
from adapters.page_addresses import PATHS, ExpiredPageError, PageAddresses, PageVisit, UnknownPageError
from bot.blocks import PageKind

AT_ONCE = 4
"""How many are read at a time: however many people look, whoever talks to the bot is answered."""

log = logging.getLogger(__name__)


def page_routes(page: PageKind, frame: Frame, look: Handler) -> list[web.RouteDef]:
    """The routes of a page, for everybody: a link says whose it is. ``frame`` is around what goes wrong."""
    path, answered = PATHS[page], Answered(HEADERS, frame)
    return [
        web.get(f"{static_of(page)}/{{name}}", answered(static)),
        web.get(f"{path}{{token}}", answered(look)),
        web.get(f"{path}{{elsewhere:.*}}", answered(nowhere)),
    ]


def static_of(page: PageKind) -> str:
    """Where its stylesheet is."""
    return f"{PATHS[page]}static"


def read_visit(pages: PageAddresses, page: PageKind, token: str) -> PageVisit:
    """Whose visit it is. Raises RefusedError for a link that does not work, or no more."""
    try:
        return pages.read_page(page, token)
    except UnknownPageError as error:
        raise RefusedError(404, "This link does not work", str(error)) from None
    except ExpiredPageError as error:
        raise RefusedError(410, "This link has expired", str(error)) from None


class Places:
    """Room for a few who look at the same time; the others wait."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)

    async def answer(self, look: Callable[[], web.Response]) -> web.Response:
        """What ``look`` answers, from a thread of its own. Raises RefusedError while the database is away."""
        async with self._places:
            try:
                return await asyncio.to_thread(look)
            except OperationalError as error:
                log.warning("a page waits for the database: %s", type(error.orig).__name__)
        raise RefusedError(503, "Sorry, the page is not there at the moment", "Try again in a minute.")
