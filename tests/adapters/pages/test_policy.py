"""The page of a policy over HTTP: shown to whoever may see it at this moment, and refused in words to anybody else."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Engine, delete

from adapters.layout.answers import HEADERS
from adapters.page_addresses import PAGES_LAST
from adapters.pages.policy import policy_routes
from bot.blocks import PageKind
from bot.model import CoOwner
from directory.database import open_database, unit_of_work
from directory.model import Expert, RoleGrant, Status
from tests.adapters.pages.policies import addresses, application, path
from tests.adapters.web.test_linked_for_real import rows
from tests.bot.policy_page.histories import ADA, DOV, MORGAN, NOW, RILEY, SAM, Years

FORMATS = ("", "?format=csv", "?format=json")
OF_THE_POLICY = ("Plain letters", "HM Revenue", "Riley", "understood", "first line")
Change = Callable[[Years], None]


@asynccontextmanager
async def visited(years: Years, at: str, method: str = "GET") -> AsyncIterator[ClientResponse]:
    async with TestClient(TestServer(application(years))) as http, http.request(method, at) as response:
        yield response


async def check_refused(years: Years, at: str, status: int) -> str:
    """What is said to somebody who is refused; fails where anything of the policy is."""
    async with visited(years, at) as response:
        said = await response.text()
        assert response.status == status
        assert not [word for word in OF_THE_POLICY if word in said or word in str(response.headers)]
    return said


@pytest.mark.parametrize("name", [RILEY, DOV, ADA, MORGAN])
async def test_whoever_may_sees_all_of_it(database: Engine, name: str) -> None:
    years = Years(database)
    async with visited(years, path(years, name)) as response:
        page = await response.text()
    assert response.status == 200
    assert [word for word in OF_THE_POLICY if word not in page] == []
    assert f"This page is for {name} alone. Its link works until 25 November 2026" in page


@pytest.mark.parametrize("wanted", FORMATS)
async def test_the_link_of_somebody_who_may_not_shows_nothing(database: Engine, wanted: str) -> None:
    years = Years(database)
    said = await check_refused(years, f"{path(years, SAM)}{wanted}", 403)
    assert "You cannot see this policy" in said
    assert "Ask its owner to add you" in said


async def test_a_policy_that_there_is_not_is_refused_in_the_same_words(database: Engine) -> None:
    years = Years(database)
    not_theirs = await check_refused(years, path(years, SAM), 403)
    assert await check_refused(years, path(years, RILEY, policy_id="another"), 403) == not_theirs


def no_longer_owner(years: Years) -> None:
    years.alter(owner_id=years.ids[SAM])


def has_left(years: Years) -> None:
    with unit_of_work(years.engine) as session:
        session.add(Expert(person_id=years.ids[RILEY], status=Status.LEFT, changed_at=NOW, revision=1))


def was_erased(years: Years) -> None:
    years.erase(RILEY)


@pytest.mark.parametrize("wanted", FORMATS)
@pytest.mark.parametrize("change", [no_longer_owner, has_left, was_erased])
async def test_whoever_stops_looking_after_it_is_refused_at_once(database: Engine, change: Change, wanted: str) -> None:
    years = Years(database)
    at = f"{path(years)}{wanted}"
    async with TestClient(TestServer(application(years))) as http:
        assert (await http.get(at)).status == 200
        await asyncio.to_thread(change, years)
        assert (await http.get(at)).status == 403
    await check_refused(years, at, 403)


async def test_a_head_is_refused_once_they_are_none_or_the_policy_is_another_organisations(database: Engine) -> None:
    years = Years(database)
    years.alter(organisation="Department for Education")
    await check_refused(years, path(years, MORGAN), 403)
    years.alter(organisation="hm revenue and customs")
    async with visited(years, path(years, MORGAN)) as response:
        assert response.status == 200
    with unit_of_work(database) as session:
        session.execute(delete(RoleGrant))
    await check_refused(years, path(years, MORGAN), 403)


async def test_a_co_owner_who_was_taken_off_is_refused(database: Engine) -> None:
    years = Years(database)
    with unit_of_work(database) as session:
        session.execute(delete(CoOwner))
    await check_refused(years, path(years, ADA), 403)


async def test_a_link_that_has_expired_says_where_a_new_one_is(database: Engine) -> None:
    years = Years(database)
    said = await check_refused(years, path(years, now=NOW - PAGES_LAST), 410)
    assert "This link has expired" in said
    assert "Open the policy or the portfolio in chat for a new one." in said
    async with visited(years, path(years, now=NOW - PAGES_LAST + timedelta(seconds=1))) as response:
        assert response.status == 200


@pytest.mark.parametrize("token", ["x", "A" * 150, "é" * 150, "..%2F..%2Fetc", "static", "a/b"])
async def test_what_is_no_link_is_refused_in_words(database: Engine, token: str) -> None:
    said = await check_refused(Years(database), f"/policy/{token}", 404)
    assert "This link does not work" in said or "Page not found" in said


async def test_the_link_of_another_page_is_none_here(database: Engine) -> None:
    years = Years(database)
    portfolio = addresses().path_of_page(PageKind.PORTFOLIO, years.policy_id, years.ids[RILEY])
    await check_refused(years, portfolio.replace("/portfolio/", "/policy/"), 404)
    picture = addresses().path_of_picture("measure.measure0", "").removesuffix(".png")
    await check_refused(years, picture.replace("/pictures/", "/policy/"), 404)


async def test_a_file_that_there_is_not_is_refused_in_words(database: Engine) -> None:
    years = Years(database)
    assert "There is no such file" in await check_refused(years, f"{path(years)}?format=pdf", 404)


async def test_files_are_saved_under_the_name_of_the_policy(database: Engine) -> None:
    years = Years(database)
    async with visited(years, f"{path(years)}?format=csv") as response:
        content = await response.read()
        assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
        assert response.headers["Content-Disposition"] == 'attachment; filename="plain-letters-about-tax-debt.csv"'
    assert content.startswith(b"\xef\xbb\xbfpart,")
    assert len(list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))) > 150
    async with visited(years, f"{path(years)}?format=json") as response:
        assert response.headers["Content-Type"] == "application/json; charset=utf-8"
        assert json.loads(await response.text())["policy"]["id"] == years.policy_id


@pytest.mark.parametrize(
    "title", ["", "…", 'a"\r\nSet-Cookie: x=1', "../../etc/passwd", "é" * 500, "=cmd|' /C calc'!A0"]
)
async def test_no_title_gets_out_of_the_name_of_a_file(database: Engine, title: str) -> None:
    years = Years(database)
    years.alter(title=title)
    async with visited(years, f"{path(years)}?format=csv") as response:
        assert "Set-Cookie" not in response.headers
        name = response.headers["Content-Disposition"].removeprefix('attachment; filename="').removesuffix('"')
    assert name.removesuffix(".csv").replace("-", "").isalnum()
    assert name.isascii()
    assert len(name) < 80


async def test_while_the_database_is_away_the_page_says_to_try_again() -> None:
    app = web.Application()
    app.add_routes(policy_routes(open_database("sqlite:////nowhere/at/all.db"), addresses(), lambda: NOW))
    at = addresses().path_of_page(PageKind.POLICY, "policy1", 1)
    async with TestClient(TestServer(app)) as http, http.get(at) as response:
        assert response.status == 503
        assert "Try again in a minute" in await response.text()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("wanted", FORMATS)
async def test_looking_changes_nothing(database: Engine, method: str, wanted: str) -> None:
    years = Years(database)
    before = rows(database)
    for name in (RILEY, SAM):
        async with visited(years, f"{path(years, name)}{wanted}", method):
            pass
    assert await asyncio.to_thread(rows, database) == before


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_nothing_can_be_sent_to_it(database: Engine, method: str) -> None:
    years = Years(database)
    async with visited(years, path(years), method) as response:
        assert response.status == 405


async def test_every_answer_has_the_headers_of_a_page_behind_a_link_and_is_kept_by_nobody(database: Engine) -> None:
    years = Years(database)
    for at in (path(years), f"{path(years)}?format=csv", path(years, SAM), "/policy/x", f"{path(years)}?format=x"):
        async with visited(years, at) as response:
            assert response.headers.items() >= HEADERS.items()
            assert response.headers["Cache-Control"] == "no-store"
    async with visited(years, "/policy/static/page.css") as response:
        assert "immutable" in response.headers["Cache-Control"]
