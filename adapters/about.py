"""A page that says what the bot is, what it keeps and for how long: what Teams links to where a deployment has none."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.housekeeping import DELIVERIES_KEPT

PATH = "/about"
PAGE = Path(__file__).with_name("about.html")


def about_routes(retention_days: int) -> list[web.RouteDef]:
    """The page, for everybody: it says nothing of anybody. ``retention_days`` is how long searches are kept."""
    page = about_page(retention_days)
    style = page.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    headers = {
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }

    async def about(_request: web.Request) -> web.Response:
        return web.Response(text=page, content_type="text/html", charset="utf-8", headers=headers)

    return [web.get(PATH, about)]


def about_page(retention_days: int) -> str:
    """The page as HTML."""
    templates = Environment(loader=FileSystemLoader(PAGE.parent), autoescape=True, undefined=StrictUndefined)
    kept = {"searches": _days(retention_days), "answers": _days(DELIVERIES_KEPT.days)}
    return templates.get_template(PAGE.name).render(kept)


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number:,} days"
