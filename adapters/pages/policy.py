"""The page of a policy behind a signed link, and the same as files.

Looking changes nothing, and whether somebody may look is asked every time: a link that was made for somebody who no
longer looks after the policy shows nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy import Engine

from adapters.layout.answers import html
from adapters.layout.errors import RefusedError
from adapters.layout.frame import Frame
from adapters.page_addresses import PageAddresses, PageVisit
from adapters.pages.render import policy_html
from adapters.pages.visits import Places, page_routes, read_visit, static_of
from bot.blocks import PageKind
from bot.cards import policy_page as words
from bot.cards.words import short_date
from bot.policy_page.exporting import as_csv, as_json
from bot.policy_page.history import History, read_history
from directory.database import reading

NOT_OF_A_NAME = re.compile(r"[^a-z0-9]+")
MOST_OF_A_NAME = 60
"""Characters of the name of a file."""


class Kind(NamedTuple):
    """A file that the page is given as."""

    content_type: str
    write: Callable[[History], str]
    encoding: str


FILES = {
    "csv": Kind("text/csv", as_csv, "utf-8-sig"),  # with its mark spreadsheets know that it is Unicode
    "json": Kind("application/json", as_json, "utf-8"),
}
"""By what stands behind ``?format=``."""


def policy_routes(engine: Engine, pages: PageAddresses, clock: Callable[[], datetime]) -> list[web.RouteDef]:
    """The routes, for everybody: a link says whose it is."""
    return page_routes(PageKind.POLICY, _frame(), _PolicyPage(engine, pages, clock).look)


class _PolicyPage:
    """The handler, and what it needs."""

    def __init__(self, engine: Engine, pages: PageAddresses, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._pages = pages
        self._clock = clock
        self._places = Places()

    async def look(self, request: web.Request) -> web.Response:
        visit = read_visit(self._pages, PageKind.POLICY, request.match_info["token"])
        wanted = request.query.get("format", "")
        if wanted and wanted not in FILES:
            raise RefusedError(404, "There is no such file", "The page of a policy is there as csv and as json.")
        return await self._places.answer(lambda: self._answer(visit, wanted))

    def _answer(self, visit: PageVisit, wanted: str) -> web.Response:
        with reading(self._engine) as session:
            history = read_history(session, visit.subject, visit.person_id, self._clock())
            if history is None:
                raise RefusedError(403, words.refused_title(), words.refused())
            return _file(history, wanted) if wanted else html(self._page(history, visit))

    def _page(self, history: History, visit: PageVisit) -> str:
        me = history.owned.me
        until = short_date(visit.ends_at.astimezone(ZoneInfo(me.time_zone)).date())
        frame = _frame(words.small_print(me.name, until))
        return policy_html(words.policy_page(history), frame, self._pages.path_of_picture)


def _file(history: History, wanted: str) -> web.Response:
    kind = FILES[wanted]
    name = NOT_OF_A_NAME.sub("-", history.policy.title.lower())[:MOST_OF_A_NAME].strip("-") or "policy"
    return web.Response(
        body=kind.write(history).encode(kind.encoding),
        content_type=kind.content_type,
        charset="utf-8",
        headers={"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}.{wanted}"'},
    )


def _frame(small_print: str = words.SMALL_PRINT) -> Frame:
    return Frame(small_print, static_of(PageKind.POLICY), is_only_read=True)
