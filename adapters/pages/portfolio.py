"""The page of a portfolio behind a signed link, and the same as files.

Looking changes nothing, and whether somebody is a head of profession is asked every time: a link that was made for
somebody who no longer is one shows nothing.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy import Engine
from sqlmodel import Session

from adapters.layout.answers import html
from adapters.layout.errors import RefusedError
from adapters.layout.frame import Frame
from adapters.page_addresses import PageAddresses, PageVisit
from adapters.pages.render import portfolio_html
from adapters.pages.visits import Places, page_routes, read_visit, static_of
from bot.blocks import PageKind
from bot.cards import portfolio_page as words
from bot.cards import refused
from bot.cards.words import short_date
from bot.policies.able import has_gone
from bot.portfolio.picture import picture_of
from bot.portfolio.registry import export_registry
from bot.portfolio.standing import Portfolio, portfolio_of
from bot.portfolio.table import Wanted, as_csv, wanted
from bot.portfolio.whose import headed_or_none
from directory.database import reading
from directory.model import Person

Write = Callable[[Session, Portfolio], str]


def _registry(session: Session, portfolio: Portfolio) -> str:
    file = io.StringIO(newline="")
    export_registry(session, file, today=portfolio.today, organisation=portfolio.organisation)
    return file.getvalue()


FILES: dict[str, tuple[str, Write]] = {
    "csv": ("portfolio", lambda _session, portfolio: as_csv(portfolio)),
    "registry": ("evaluation-registry", _registry),
}
"""By what stands behind ``?format=``: the name of the file, and how it is written."""


def portfolio_routes(engine: Engine, pages: PageAddresses, clock: Callable[[], datetime]) -> list[web.RouteDef]:
    """The routes, for everybody: a link says whose it is."""
    return page_routes(PageKind.PORTFOLIO, _frame(), _PortfolioPage(engine, pages, clock).look)


class _PortfolioPage:
    """The handler, and what it needs."""

    def __init__(self, engine: Engine, pages: PageAddresses, clock: Callable[[], datetime]) -> None:
        self._engine = engine
        self._pages = pages
        self._clock = clock
        self._places = Places()

    async def look(self, request: web.Request) -> web.Response:
        visit = read_visit(self._pages, PageKind.PORTFOLIO, request.match_info["token"])
        query = request.query
        file = query.get("format", "")
        if file and file not in FILES:
            raise RefusedError(404, "There is no such file", "The portfolio is there as csv and as registry.")
        asked = wanted(query.get("state", ""), query.get("words", ""), query.get("page", ""))
        return await self._places.answer(lambda: self._answer(visit, asked, file))

    def _answer(self, visit: PageVisit, asked: Wanted, file: str) -> web.Response:
        with reading(self._engine) as session:
            organisation = headed_or_none(session, visit.person_id, visit.subject)
            reader = session.get(Person, visit.person_id)
            if organisation is None or reader is None or has_gone(session, visit.person_id):
                raise RefusedError(403, words.refused_title(), refused.not_your_portfolio())
            zone = ZoneInfo(reader.time_zone)
            portfolio = portfolio_of(session, organisation, self._clock(), zone)
            if file:
                name, write = FILES[file]
                return _file(name, write(session, portfolio))
            until = short_date(visit.ends_at.astimezone(zone).date())
            page = words.portfolio_page(portfolio, asked, picture_of(portfolio))
            return html(self._page(page, visit, _frame(words.small_print(reader.name, until))))

    def _page(self, page: words.PortfolioPage, visit: PageVisit, frame: Frame) -> str:
        def path_of_policy(policy_id: str) -> str:
            return self._pages.path_of_page(PageKind.POLICY, policy_id, visit.person_id, visit.ends_at)

        return portfolio_html(page, frame, self._pages.path_of_picture, path_of_policy)


def _file(name: str, content: str) -> web.Response:
    return web.Response(
        body=content.encode("utf-8-sig"),  # with its mark spreadsheets know that it is Unicode
        content_type="text/csv",
        charset="utf-8",
        headers={"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _frame(small_print: str = words.SMALL_PRINT) -> Frame:
    return Frame(small_print, static_of(PageKind.PORTFOLIO), is_only_read=True)
