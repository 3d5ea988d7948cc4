"""Where pictures are fetched: each as it is now, with words where there is none, and drawn no oftener than needed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Engine

from adapters.page_addresses import PICTURES_LAST, PageAddresses
from adapters.pictures.gallery import Gallery
from adapters.pictures.pages import show_pictures
from bot.blocks import PageKind
from bot.charts import picture_of
from bot.model import Measure, Reading
from directory.database import connected, reading, unit_of_work
from tests.bot.policies.policies import PolicyTown

SECRET = "a key for tests that protects nothing at all"
KEPT = 3

Client = TestClient[web.Request, web.Application]


class Shown:
    """A policy with a measure that was read, and where its picture is fetched."""

    def __init__(self, database: Engine) -> None:
        self.town = PolicyTown(database)
        self.town.register()
        self.measure = self.town.add_measure(readings=[64, 66])
        self.addresses = PageAddresses(SECRET, "", self.clock)
        self.gallery = Gallery(database, self.clock, KEPT)
        self.app = web.Application()
        show_pictures(self.app, self.gallery, self.addresses)

    def clock(self) -> datetime:
        return self.town.now

    def path(self, of: str = "") -> str:
        with reading(self.town.engine) as session:
            picture = picture_of(session, session.get_one(Measure, self.measure))
        return self.addresses.of_picture(of or picture.of, picture.stamp)

    def read(self, value: float) -> None:
        with unit_of_work(self.town.engine) as session:
            day, now = self.town.now.date(), self.town.now
            session.add(Reading(measure_id=self.measure, value=value, read_on=day, noted_at=now))

    def remove(self) -> None:
        self.town.riley.presses("measure.remove", f"{self.town.policy().id}.{self.measure}")


@pytest.fixture
def shown(database: Engine) -> Shown:
    return Shown(database)


@pytest.fixture
async def client(shown: Shown) -> AsyncIterator[Client]:
    async with TestClient(TestServer(shown.app)) as client:
        yield client


async def test_a_picture_is_fetched_by_its_address(shown: Shown, client: Client) -> None:
    async with client.get(shown.path()) as response:
        assert (response.status, response.content_type) == (200, "image/png")
        assert (await response.read()).startswith(b"\x89PNG")
        assert response.headers["Cache-Control"] == "private, no-cache"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_is_asked_of_it_alone_is_answered_without_it(shown: Shown, client: Client) -> None:
    async with client.get(shown.path()) as whole, client.head(shown.path()) as head:
        assert (head.status, await head.read()) == (200, b"")
        assert head.headers["ETag"] == whole.headers["ETag"]
        assert head.headers["Content-Length"] == str(len(await whole.read()))


async def test_whoever_has_it_as_it_is_is_told_so(shown: Shown, client: Client) -> None:
    path = shown.path()
    async with client.get(path) as first:
        tag = first.headers["ETag"]
    async with client.get(path, headers={"If-None-Match": f'"other", {tag}'}) as again:
        assert (again.status, await again.read(), again.headers["ETag"]) == (304, b"", tag)
    shown.read(70)
    async with client.get(path, headers={"If-None-Match": tag}) as newer:
        assert newer.status == 200
        assert newer.headers["ETag"] != tag


async def test_what_was_removed_is_gone_in_words(shown: Shown, client: Client) -> None:
    path = shown.path()
    shown.remove()
    async with client.get(path) as response:
        assert (response.status, await response.text()) == (410, "What this picture showed was removed.\n")
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/pictures/", "/pictures/x.png", "/pictures/" + "A" * 120 + ".png", "/pictures/a/b"])
async def test_an_address_that_was_not_made_here_leads_nowhere(client: Client, path: str) -> None:
    async with client.get(path) as response:
        assert response.status == 404
        assert (await response.text()).startswith("There is no picture here.")
        assert response.headers["Cache-Control"] == "no-store"


async def test_an_address_that_is_too_old_or_of_a_page_leads_nowhere(shown: Shown, client: Client) -> None:
    old, page = shown.path(), shown.addresses.path_of_page(PageKind.POLICY, "p", 1).removeprefix("/policy/")
    async with client.get(f"/pictures/{page}.png") as response:
        assert response.status == 404
    shown.town.now += PICTURES_LAST
    async with client.get(old) as response:
        assert response.status == 404


async def test_a_name_that_nobody_draws_is_gone(shown: Shown, client: Client) -> None:
    async with client.get(shown.path("secret.plans")) as response:
        assert response.status == 410


async def test_a_picture_that_many_ask_for_at_once_is_drawn_once(shown: Shown, client: Client) -> None:
    drawn = await asyncio.gather(*(shown.gallery.picture(f"measure.{shown.measure}") for _ in range(8)))
    assert all(each is not None for each in drawn)
    assert len({id(each) for each in drawn}) == 1


async def test_no_more_are_kept_than_there_is_room_for(shown: Shown, client: Client) -> None:
    name = f"measure.{shown.measure}"
    first = await shown.gallery.picture(name)
    assert await shown.gallery.picture(name) is first
    for value in range(KEPT):
        shown.read(value)
        assert await shown.gallery.picture(name)
    assert len(shown.gallery._kept) == KEPT
    assert first not in shown.gallery._kept.values()


async def test_a_database_that_is_away_is_a_moment_to_wait(shown: Shown) -> None:
    with connected("postgresql://find_expert@127.0.0.1:1/nothing") as away:
        app = web.Application()
        show_pictures(app, Gallery(away, shown.clock), shown.addresses)
        async with TestClient(TestServer(app)) as client, client.get(shown.path()) as response:
            assert response.status == 503
            assert response.headers["Retry-After"] == "10"
            assert response.headers["Cache-Control"] == "no-store"
