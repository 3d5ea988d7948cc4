"""The page of a portfolio over HTTP: shown to whoever is head at this moment, and refused in words to anybody else."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Engine

from adapters.layout.answers import HEADERS
from adapters.page_addresses import PAGES_LAST, PATHS
from bot.blocks import PageKind
from bot.portfolio.registry import COLUMNS as REGISTRY
from bot.portfolio.table import COLUMNS
from tests.adapters.pages.portfolios import addresses, application, path
from tests.adapters.web.test_linked_for_real import rows
from tests.bot.policies.policies import ADA, BRAM, CLEO
from tests.bot.portfolio.portfolios import HMRC, PortfolioTown

FORMATS = ("", "?format=csv", "?format=registry", "?state=overdue")
OF_THE_PORTFOLIO = ("Late letters", HMRC, "Overdue", "Ada", "Secret of others")
Change = Callable[[PortfolioTown], None]


@pytest.fixture
def town(database: Engine) -> PortfolioTown:
    town = PortfolioTown(database)
    town.add_every_kind()
    return town


async def ask(town: PortfolioTown, at: str, method: str = "GET") -> tuple[int, str]:
    """The status, and what is said."""
    async with TestClient(TestServer(application(town))) as http, http.request(method, at) as response:
        assert {name: response.headers[name] for name in HEADERS} == HEADERS
        return response.status, unescape(await response.text())


async def refused(town: PortfolioTown, at: str, status: int) -> str:
    """What is said to somebody who is refused; fails where anything of the portfolio is."""
    found, said = await ask(town, at)
    assert found == status
    assert not [word for word in OF_THE_PORTFOLIO if word in said]
    return said


def titles(page: str) -> list[str]:
    return re.findall(r'<th scope="row"[^>]*><a[^>]*>(.*?)</a>', page)


async def test_a_head_sees_all_of_it(town: PortfolioTown) -> None:
    status, page = await ask(town, path(town))
    assert status == 200
    assert f"Policies: {HMRC}" in page
    assert "3 of 4 active policies that have launched (75%)" in page
    assert "7, up from 5 and 4" in page
    assert titles(page) == ["Late letters", "Never", "Over", "Resting", "Soon", "Well"]
    assert "Secret of others" not in page
    assert f"This page is for {BRAM} alone. Its link works until 19 May 2026" in page


async def test_each_policy_leads_to_its_own_page(town: PortfolioTown) -> None:
    async with TestClient(TestServer(application(town))) as http:
        page = await (await http.get(path(town))).text()
        [first, *_] = re.findall(rf'href="({PATHS[PageKind.POLICY]}[^"]+)"', page)
        assert "Late letters" in await (await http.get(first)).text()
        [picture] = re.findall(r'<img class="picture" src="([^"]+)"', page)
        drawn = await http.get(picture)
        assert (drawn.status, drawn.content_type) == (200, "image/png")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=overdue", ["Late letters"]),
        ("state=never_started", ["Never"]),
        ("words=LETTERS", ["Late letters"]),
        ("words=quillan+late", ["Late letters"]),
        ("words=late+never", []),
        ("state=paused&words=rest", ["Resting"]),
        ("state=nonsense&page=x&words=", ["Late letters", "Never", "Over", "Resting", "Soon", "Well"]),
        ("page=99", ["Late letters", "Never", "Over", "Resting", "Soon", "Well"]),
        ("page=-1&words=<script>", []),
        ("words=" + "w" * 5_000, []),
    ],
)
async def test_it_can_be_looked_through(town: PortfolioTown, query: str, found: list[str]) -> None:
    status, page = await ask(town, f"{path(town)}?{query}")
    assert (status, titles(page)) == (200, found)
    assert "None of 6 policies is like that." in page or found


async def test_a_hundred_are_on_a_page(town: PortfolioTown) -> None:
    for number in range(95):
        town.add(f"Zebra {number:03}")
    _, first = await ask(town, f"{path(town)}?words=e")
    assert len(titles(first)) == 100
    assert "1 to 100 of 100 policies, of 101 in all" in first
    _, second = await ask(town, f"{path(town)}?page=2")
    assert titles(second) == ["Zebra 094"]
    assert "Page 2 of 2" in second
    assert 'rel="next" href="?page=2#policies"' in (await ask(town, path(town)))[1]


# ---------------------------------------------------------------------------------------------- refused


@pytest.mark.parametrize("wanted", FORMATS)
async def test_somebody_who_is_no_head_is_refused_in_words(town: PortfolioTown, wanted: str) -> None:
    said = await refused(town, f"{path(town, ADA)}{wanted}", 403)
    assert "You cannot see this portfolio" in said
    assert "Only a head of profession of an organisation sees how its policies stand." in said


@pytest.mark.parametrize("wanted", FORMATS)
async def test_the_head_of_another_organisation_is_refused_in_the_same_words(town: PortfolioTown, wanted: str) -> None:
    town.make_head(CLEO, "Cabinet Office")
    theirs = await refused(town, f"{path(town, CLEO)}{wanted}", 403)
    assert await refused(town, path(town, CLEO, organisation="Nowhere"), 403) == theirs


def is_head_no_more(town: PortfolioTown) -> None:
    town.take_role()


def has_left(town: PortfolioTown) -> None:
    town.change(BRAM, status="left")


@pytest.mark.parametrize("wanted", FORMATS)
@pytest.mark.parametrize("change", [is_head_no_more, has_left])
async def test_who_was_head_and_is_no_more_is_refused_at_once(town: PortfolioTown, change: Change, wanted: str) -> None:
    at = f"{path(town)}{wanted}"
    async with TestClient(TestServer(application(town))) as http:
        assert (await http.get(at)).status == 200
        await asyncio.to_thread(change, town)
        assert (await http.get(at)).status == 403
    await refused(town, at, 403)


async def test_a_link_that_has_expired_says_where_a_new_one_is(town: PortfolioTown) -> None:
    at = path(town, made_at=town.now - PAGES_LAST)
    assert "Open the policy or the portfolio in chat for a new one" in await refused(town, at, 410)


async def test_its_links_to_policies_work_no_longer_than_its_own(town: PortfolioTown) -> None:
    made_at = town.now - PAGES_LAST + timedelta(days=2)
    _, page = await ask(town, path(town, made_at=made_at))
    tokens = re.findall(rf"{PATHS[PageKind.POLICY]}([\w-]{{100,}})", page)
    ends = {addresses(town).read_page(PageKind.POLICY, token).ends_at for token in tokens}
    assert ends == {made_at + PAGES_LAST}


async def test_links_that_are_made_up_lead_nowhere(town: PortfolioTown) -> None:
    own = path(town)
    policy = own.replace(PATHS[PageKind.PORTFOLIO], PATHS[PageKind.POLICY])
    changed = own[:-8] + ("A" if own[-8] != "A" else "B") + own[-7:]
    prefix = PATHS[PageKind.PORTFOLIO]
    for at in (changed, own[:-1], f"{own}x", policy, f"{prefix}x", f"{prefix}{HMRC}"):
        assert "Part of the link may be missing" in await refused(town, at, 404)
    for at in (f"{prefix}x/y", prefix):
        assert "Page not found" in await refused(town, at, 404)


async def test_looking_changes_nothing(town: PortfolioTown) -> None:
    before = rows(town.engine)
    for method in ("GET", "HEAD"):
        for wanted in FORMATS:
            assert (await ask(town, f"{path(town)}{wanted}", method))[0] == 200
    for method in ("POST", "PUT", "DELETE"):
        async with TestClient(TestServer(application(town))) as http, http.request(method, path(town)) as response:
            assert response.status == web.HTTPMethodNotAllowed.status_code
    assert rows(town.engine) == before


async def test_there_is_no_other_file(town: PortfolioTown) -> None:
    assert "The portfolio is there as csv and as registry." in await refused(town, f"{path(town)}?format=xml", 404)


# ---------------------------------------------------------------------------------------------- files


async def test_how_they_stand_is_there_for_a_spreadsheet(town: PortfolioTown) -> None:
    town.add('=HYPERLINK("http://evil.example")', owner=ADA, due=(-3,))
    _, file = await ask(town, f"{path(town)}?format=csv")
    table = list(csv.DictReader(io.StringIO(file.removeprefix("\ufeff"))))
    assert tuple(table[0]) == COLUMNS
    assert len(table) == 7
    by_title = {row["title"]: row for row in table}
    assert by_title['\'=HYPERLINK("http://evil.example")']["stands"] == "overdue; never_started"
    late = by_title["Late letters"]
    assert (late["stands"], late["due_on"], late["confidence"], late["confidence_before"]) == (
        "overdue",
        "2026-04-02",
        "7",
        "5; 4",
    )


async def test_the_registry_gets_those_of_the_organisation_alone(town: PortfolioTown) -> None:
    _, file = await ask(town, f"{path(town)}?format=registry")
    table = list(csv.DictReader(io.StringIO(file.removeprefix("\ufeff"))))
    assert tuple(table[0]) == REGISTRY
    assert {row["lead_department"] for row in table} == {HMRC}
    assert len(table) == 6
