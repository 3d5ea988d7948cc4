"""The page of a policy for tests: who goes there by which link, and what they are answered."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from adapters.page_addresses import PageAddresses
from adapters.pages.policy import policy_routes
from adapters.pictures.gallery import Gallery
from adapters.pictures.pages import show_pictures
from bot.blocks import PageKind
from tests.bot.policy_page.histories import NOW, RILEY, Years

SECRET = "a key of the tests that is long enough to be one"


def addresses(now: datetime = NOW) -> PageAddresses:
    return PageAddresses(SECRET, "", lambda: now)


def path(years: Years, name: str = RILEY, policy_id: str = "", now: datetime = NOW) -> str:
    """Of the page as a link made at this time leads there."""
    return addresses(now).path_of_page(PageKind.POLICY, policy_id or years.policy_id, years.ids[name])


def application(years: Years, now: datetime = NOW) -> web.Application:
    app = web.Application()
    app.add_routes(policy_routes(years.engine, addresses(now), lambda: now))
    show_pictures(app, Gallery(years.engine, lambda: now), addresses(now))
    return app
