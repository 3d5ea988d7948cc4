"""The page about the bot, which Teams links to where a deployment has no pages of its own."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.about import PATH, about_page, about_routes


async def test_the_page_is_plain_html_that_runs_nothing_and_loads_nothing() -> None:
    app = web.Application()
    app.add_routes(about_routes(90))
    async with TestClient(TestServer(app)) as http:
        response = await http.get(PATH)
        page = await response.text()

    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    digest = b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert (response.status, response.content_type) == (200, "text/html")
    assert response.headers["Content-Security-Policy"].startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert not re.search(r"<(script|img|link|iframe|form)|\b(src|href|style|on\w+)=", page)


@pytest.mark.parametrize(("days", "words"), [(1, "for 1 day."), (90, "for 90 days."), (3650, "for 3,650 days.")])
def test_it_says_how_long_searches_are_kept_as_the_deployment_chose(days: int, words: str) -> None:
    assert words in about_page(days)
