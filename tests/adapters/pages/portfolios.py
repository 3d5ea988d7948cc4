"""The page of a portfolio for tests: who goes there by which link."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from adapters.page_addresses import PageAddresses
from adapters.pages.policy import policy_routes
from adapters.pages.portfolio import portfolio_routes
from adapters.pictures.gallery import Gallery
from adapters.pictures.pages import show_pictures
from bot.blocks import PageKind
from bot.portfolio.whose import key_of
from tests.bot.policies.policies import BRAM
from tests.bot.portfolio.portfolios import HMRC, PortfolioTown

SECRET = "a key of the tests that is long enough to be one"


def addresses(town: PortfolioTown) -> PageAddresses:
    return PageAddresses(SECRET, "", lambda: town.now)


def path(town: PortfolioTown, name: str = BRAM, organisation: str = HMRC, made_at: datetime | None = None) -> str:
    """Of the page, as a link leads there that was made now, or at another time."""
    pages = PageAddresses(SECRET, "", lambda: made_at or town.now)
    return pages.path_of_page(PageKind.PORTFOLIO, key_of(organisation), town.person_id(name))


def application(town: PortfolioTown) -> web.Application:
    app = web.Application()
    pages = addresses(town)
    app.add_routes(policy_routes(town.engine, pages, lambda: town.now))
    app.add_routes(portfolio_routes(town.engine, pages, lambda: town.now))
    show_pictures(app, Gallery(town.engine, lambda: town.now), pages)
    return app
