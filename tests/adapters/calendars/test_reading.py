"""Calendars are read in the background: in turn, once by however many servers, and honestly when it does not work."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from sqlalchemy import Engine
from sqlmodel import select

from adapters.calendars.fetching import Fetcher
from adapters.calendars.reading import Reading
from adapters.calendars.sources import Feed, OpenSource, Source, WorkOut
from bot.model import Calendar, CalendarTrouble
from bot.times.calendars import own_calendars
from bot.times.rounds import AGAIN_AFTER, AGAIN_AT_LAST, AHEAD, EVERY, LEASE, Rounds, ToRead
from directory.availability import standings
from directory.calendar_address import CalendarAddress, CalendarKind
from directory.database import reading, unit_of_work
from directory.model import Expert, Status
from directory.revision import next_revision
from directory.vault import Vault
from tests.adapters.calendars.bombs import calendar, event
from tests.adapters.calendars.servers import HERE, serving
from tests.people import NOW, add_expert, set_status

VAULT = Vault("a key for tests of sealed secrets 123456")
TOMORROW = (1778662800, 1778666400)
"""Wednesday 13 May 2026, 09:00 to 10:00 UTC."""
HONEST = calendar(event("SUMMARY:Secret title", "DTSTART:20260513T090000Z", "DTEND:20260513T100000Z"))


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def rounds(engine: Engine, clock: Clock, chance: float = 0.5) -> Rounds:
    """A half spreads nothing."""
    return Rounds(engine, clock, lambda: chance)


def add(engine: Engine, name: str, url: str = "https://calendar.example.gov.uk/busy.ics") -> int:
    """An expert who gave a calendar."""
    with unit_of_work(engine) as session:
        return add_expert(session, name, calendar_url_sealed=VAULT.seal(url)).id or 0


def change(engine: Engine, **columns: object) -> None:
    with unit_of_work(engine) as session:
        revision = next_revision(session)
        expert = session.exec(select(Expert)).one()
        for name, value in columns.items():
            setattr(expert, name, value)
        expert.revision = revision


def rows(engine: Engine) -> list[Calendar]:
    with reading(engine) as session:
        return list(session.exec(select(Calendar).order_by("expert_id")))


def is_known(engine: Engine, clock: Clock, expert_id: int) -> bool:
    with reading(engine) as session:
        return own_calendars(session, standings(session, [expert_id]).values(), clock())[expert_id].is_known


# ---------------------------------------------------------------------------------------------- rounds


def test_whoever_gives_a_calendar_is_read_at_once_and_then_every_quarter_of_an_hour(
    database: Engine, clock: Clock
) -> None:
    ada = add(database, "Ada Quillan")
    due = rounds(database, clock)
    [one] = due.claim(5)
    assert (one.expert_id, one.zone, one.since, one.until) == (ada, ZoneInfo("Europe/London"), NOW, NOW + AHEAD)
    assert VAULT.open(one.sealed) == "https://calendar.example.gov.uk/busy.ics"
    due.was_read(one, [TOMORROW])
    assert is_known(database, clock, ada)
    assert due.claim(5) == []
    clock.now += EVERY - timedelta(seconds=1)
    assert due.claim(5) == []
    clock.now += timedelta(seconds=1)
    assert [each.expert_id for each in due.claim(5)] == [ada]


def test_rounds_are_spread_so_that_not_all_come_at_once(database: Engine, clock: Clock) -> None:
    add(database, "Ada Quillan")
    for chance, wait in ((0.0, EVERY * 0.8), (1.0, EVERY * 1.2)):
        due = rounds(database, clock, chance)
        [one] = due.claim(1)
        due.was_read(one, [])
        assert rows(database)[0].next_at == clock.now + wait
        clock.now += 2 * EVERY


def test_two_servers_read_a_calendar_once(database: Engine, clock: Clock) -> None:
    ids = [add(database, f"Ada{number} Quillan") for number in range(6)]
    one, other = rounds(database, clock), rounds(database, clock)
    claimed = [one.claim(4), other.claim(4), one.claim(4)]
    assert [len(each) for each in claimed] == [4, 2, 0]
    assert sorted(each.expert_id for some in claimed for each in some) == ids


def test_what_a_server_lost_is_read_by_another_when_its_lease_is_over(database: Engine, clock: Clock) -> None:
    add(database, "Ada Quillan")
    assert rounds(database, clock).claim(1)
    clock.now += LEASE - timedelta(seconds=1)
    assert rounds(database, clock).claim(1) == []
    clock.now += timedelta(seconds=1)
    assert rounds(database, clock).claim(1)


def test_a_calendar_that_cannot_be_read_is_tried_later_each_time(database: Engine, clock: Clock) -> None:
    add(database, "Ada Quillan")
    due = rounds(database, clock)
    waits = []
    for _ in range(9):
        [one] = due.claim(1)
        due.was_not_read(one, CalendarTrouble.UNREACHABLE)
        waits.append(rows(database)[0].next_at - clock.now)
        clock.now = rows(database)[0].next_at
    assert waits[:4] == [AGAIN_AFTER, 2 * AGAIN_AFTER, 4 * AGAIN_AFTER, 8 * AGAIN_AFTER]
    assert waits[-1] == AGAIN_AT_LAST
    assert (rows(database)[0].failures, rows(database)[0].problem) == (9, "unreachable")
    [one] = due.claim(1)
    due.was_read(one, [])
    assert (rows(database)[0].failures, rows(database)[0].problem) == (0, "")


@pytest.mark.parametrize("trouble", CalendarTrouble)
def test_what_was_known_is_relied_on_only_where_the_trouble_may_pass(
    database: Engine, clock: Clock, trouble: CalendarTrouble
) -> None:
    ada = add(database, "Ada Quillan")
    due = rounds(database, clock)
    due.was_read(due.claim(1)[0], [TOMORROW])
    clock.now += EVERY
    due.was_not_read(due.claim(1)[0], trouble)
    assert is_known(database, clock, ada) is trouble.may_pass
    assert bool(rows(database)[0].busy) is trouble.may_pass
    clock.now += timedelta(hours=6)
    assert not is_known(database, clock, ada)


def test_a_new_address_makes_what_was_known_void_at_once_and_is_read_at_once(database: Engine, clock: Clock) -> None:
    ada = add(database, "Ada Quillan")
    due = rounds(database, clock)
    due.was_read(due.claim(1)[0], [TOMORROW])
    change(database, calendar_url_sealed=VAULT.seal("https://calendar.example.gov.uk/another.ics"))
    assert not is_known(database, clock, ada)
    [one] = due.claim(1)
    assert VAULT.open(one.sealed).endswith("another.ics")
    assert rows(database)[0].busy == []
    due.was_read(one, [])
    assert is_known(database, clock, ada)


def test_what_was_read_from_an_address_that_changed_meanwhile_is_dropped(database: Engine, clock: Clock) -> None:
    ada = add(database, "Ada Quillan")
    due = rounds(database, clock)
    [old] = due.claim(1)
    change(database, calendar_url_sealed=VAULT.seal("https://calendar.example.gov.uk/another.ics"))
    [new] = due.claim(1)
    due.was_read(old, [TOMORROW])
    due.was_not_read(old, CalendarTrouble.NOT_FOUND)
    assert not is_known(database, clock, ada)
    assert (rows(database)[0].busy, rows(database)[0].problem) == ([], "")
    due.was_read(new, [])
    assert is_known(database, clock, ada)


@pytest.mark.parametrize("how", ["no address", "left"])
def test_whoever_takes_their_calendar_back_or_leaves_has_no_row(database: Engine, clock: Clock, how: str) -> None:
    add(database, "Ada Quillan")
    due = rounds(database, clock)
    assert due.claim(1)
    if how == "left":
        with unit_of_work(database) as session:
            set_status(session, session.exec(select(Expert)).one(), Status.LEFT)
    else:
        change(database, calendar_url_sealed=None)
    clock.now += LEASE
    assert due.claim(1) == []
    assert rows(database) == []


def test_who_gave_no_calendar_has_no_row(database: Engine, clock: Clock) -> None:
    with unit_of_work(database) as session:
        add_expert(session, "Bram Otterbourne")
    assert rounds(database, clock).claim(1) == []
    assert rows(database) == []


# ---------------------------------------------------------------------------------------------- reading


def open_here(address: str, work_out: WorkOut) -> Source:
    """As main does, for this computer."""
    return Feed(Fetcher(HERE, seconds=5), CalendarAddress(CalendarKind.FEED, address), work_out)


@asynccontextmanager
async def background(
    engine: Engine,
    clock: Clock,
    counted: list[str],
    open_source: Callable[[str, WorkOut], Source] = open_here,
    vault: Vault = VAULT,
) -> AsyncIterator[Reading]:
    """A server that reads what is due, as long as the block runs."""
    app = web.Application()
    reader = Reading(rounds(engine, clock), vault, open_source, counted.append)
    reader.add_to(app)
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        yield reader
    finally:
        await runner.cleanup()


async def until(counted: list[str], number: int) -> None:
    while len(counted) < number:  # noqa: ASYNC110 - what is counted says so to nobody
        await asyncio.sleep(0.01)


async def test_feeds_are_read_and_nothing_but_busy_times_is_kept(
    database: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hits: list[str] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        hits.append(request.path)
        return web.Response(body=HONEST if "ada" in request.path else b"Sign in", content_type="text/calendar")

    counted: list[str] = []
    async with serving(handler) as url:
        add(database, "Ada Quillan", f"{url}/secret-token-of-ada.ics")
        add(database, "Bram Otterbourne", f"{url}/secret-token-of-bram.ics")
        async with background(database, clock, counted):
            await until(counted, 2)
    ada, bram = rows(database)
    assert [tuple(pair) for pair in ada.busy] == [TOMORROW]
    assert (ada.fetched_at, ada.problem) == (NOW, "")
    assert (bram.fetched_at, bram.problem, bram.busy) == (None, "not_a_calendar", [])
    assert sorted(counted) == ["not_a_calendar", "read"]
    assert len(hits) == 2
    said = caplog.text + repr([ada, bram])
    assert "secret-token" not in said
    assert "Secret title" not in said
    assert "a calendar cannot be read: not_a_calendar" in caplog.text


async def test_two_servers_side_by_side_ask_each_calendar_once(database: Engine, clock: Clock) -> None:
    hits: list[str] = []

    async def handler(request: web.Request) -> web.StreamResponse:
        hits.append(request.path)
        return web.Response(body=HONEST)

    counted: list[str] = []
    async with serving(handler) as url:
        for number in range(6):
            add(database, f"Ada{number} Quillan", f"{url}/{number}.ics")
        async with background(database, clock, counted) as one, background(database, clock, counted) as other:
            for each in (one, other):
                each.wake()
            await until(counted, 6)
    assert sorted(hits) == [f"/{number}.ics" for number in range(6)]
    assert all(row.fetched_at == NOW for row in rows(database))


async def test_one_calendar_that_breaks_its_reading_holds_up_no_other(
    database: Engine, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        async def busy(self, since: datetime, until: datetime, zone: ZoneInfo) -> list[tuple[int, int]]:
            raise KeyError("a mistake of ours")

    class Sound:
        async def busy(self, since: datetime, until: datetime, zone: ZoneInfo) -> list[tuple[int, int]]:
            return [TOMORROW]

    add(database, "Ada Quillan", "https://broken.example.gov.uk/")
    bram = add(database, "Bram Otterbourne")
    counted: list[str] = []

    def open_source(address: str, _work_out: WorkOut) -> Source:
        return Broken() if "broken" in address else Sound()

    async with background(database, clock, counted, open_source):
        await until(counted, 2)
    assert sorted(counted) == ["broken", "read"]
    assert is_known(database, clock, bram)
    assert "a calendar broke its reading" in caplog.text


async def test_an_address_that_no_key_opens_or_that_is_none_is_said_to_be_so(database: Engine, clock: Clock) -> None:
    add(database, "Ada Quillan", "gopher://calendar.example.gov.uk/")
    counted: list[str] = []
    opens = OpenSource(Fetcher())
    async with background(database, clock, counted, opens):
        await until(counted, 1)
    clock.now += EVERY
    async with background(database, clock, counted, opens, Vault("another key that opens nothing at all 12")):
        await until(counted, 2)
    assert counted == ["wrong_address", "sealed"]


async def test_stopping_waits_for_nobody_and_what_was_underway_is_read_later(database: Engine, clock: Clock) -> None:
    asked = asyncio.Event()

    async def handler(_request: web.Request) -> web.StreamResponse:
        asked.set()
        await asyncio.sleep(60)
        return web.Response()

    counted: list[str] = []
    async with serving(handler) as url:
        add(database, "Ada Quillan", url)
        async with background(database, clock, counted):
            await asked.wait()
    assert counted == []
    [row] = rows(database)
    assert (row.next_at, row.failures) == (NOW + LEASE, 0)


def test_a_calendar_to_be_read_does_not_show_its_address() -> None:
    one = ToRead(1, "digest", b"sealed-secret", ZoneInfo("UTC"), datetime(2026, 5, 12, tzinfo=UTC), NOW)
    assert "sealed-secret" not in repr(one)
