"""Calendars that read over HTTP: whose consultations they get, when they get nothing, and what nobody learns."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from icalendar import Calendar
from prometheus_client import generate_latest
from sqlalchemy import Engine

from adapters.calendar_addresses import FEED_TOKEN, FILE_LASTS, CalendarAddresses, digest
from adapters.calendar_pages import calendar_routes
from adapters.logs import Blackout
from adapters.main import put_together
from adapters.metrics import Metrics
from adapters.request_ids import give_ids
from bot.consultations.appointments import KEPT_IN_A_FEED
from bot.model import CalendarLink, ConsultationStatus, OfferStatus
from config.settings import Settings
from directory.database import unit_of_work
from directory.model import Expert
from tests.people import NOW, add_expert
from tests.requests import QUESTION, add_consultation, add_offer, add_person, add_request

SECRET = "a key for tests that protects nothing at all"
DETAILS = "The minister wants it stopped"

Client = TestClient[web.Request, web.Application]


class Served:
    """The pages, with a clock that the test moves, and people who have consultations."""

    def __init__(self, database: Engine) -> None:
        self.database = database
        self.now = NOW
        self.addresses = CalendarAddresses(SECRET, "", lambda: self.now)
        self.metrics = Metrics()
        self.app = web.Application()
        give_ids(self.app)
        self.metrics.count_requests(self.app, {})
        self.app.add_routes(calendar_routes(database, self.addresses, lambda: self.now))
        with unit_of_work(database) as session:
            self.riley = add_person(session, "Riley Requester").id or 0
            self.sam = add_person(session, "Sam Okafor").id or 0
            ada = add_expert(session, "Ada Quillan", ["User research"])
            self.ada, self.ada_id = ada.person_id, ada.id or 0

    def book(self, starts_at: datetime, **columns: Any) -> str:
        """Riley with Ada; gives the id of the consultation."""
        with unit_of_work(self.database) as session:
            request = add_request(session, add_person(session, "Riley Requester"), details=DETAILS)
            offer = add_offer(session, request, session.get_one(Expert, self.ada_id), OfferStatus.ACCEPTED)
            return add_consultation(session, offer, starts_at, **columns).id

    def link(self, person_id: int) -> str:
        """The address of this person's calendar, made now."""
        address, kept = self.addresses.new_feed()
        with unit_of_work(self.database) as session:
            session.merge(CalendarLink(person_id=person_id, digest=kept, made_at=NOW))
        return address

    def revoke(self, person_id: int) -> None:
        with unit_of_work(self.database) as session:
            session.delete(session.get_one(CalendarLink, person_id))


@pytest.fixture
def served(database: Engine) -> Served:
    return Served(database)


@pytest.fixture
async def http(served: Served) -> AsyncIterator[Client]:
    async with TestClient(TestServer(served.app)) as client:
        yield client


async def events(response: ClientResponse) -> list[Any]:
    assert response.status == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    calendar: Any = Calendar.from_ical(await response.read())
    return list(calendar.walk("VEVENT"))


async def test_both_read_their_own_consultations_and_nobody_reads_others(served: Served, http: Client) -> None:
    served.book(NOW + timedelta(days=2))
    for person_id, number in ((served.riley, 1), (served.ada, 1), (served.sam, 0)):
        response = await http.get(served.link(person_id))
        assert len(await events(response)) == number
        assert DETAILS not in await response.text()


async def test_it_holds_what_is_to_come_and_the_last_ninety_days(served: Served, http: Client) -> None:
    half_an_hour = timedelta(minutes=30)
    served.book(NOW + timedelta(days=400))
    served.book(NOW - KEPT_IN_A_FEED - half_an_hour)  # which has just ended 90 days ago
    served.book(NOW - KEPT_IN_A_FEED - 2 * half_an_hour)
    starts = [event["DTSTART"].dt for event in await events(await http.get(served.link(served.riley)))]
    assert starts == [NOW - KEPT_IN_A_FEED - half_an_hour, NOW + timedelta(days=400)]


async def test_what_was_cancelled_is_shown_as_cancelled(served: Served, http: Client) -> None:
    served.book(NOW + timedelta(days=2), status=ConsultationStatus.CANCELLED, sequence=3)
    [event] = await events(await http.get(served.link(served.ada)))
    assert (event["STATUS"], event["SEQUENCE"], event["TRANSP"]) == ("CANCELLED", 3, "TRANSPARENT")
    assert QUESTION in str(event["DESCRIPTION"])


async def test_a_calendar_that_has_it_as_it_is_gets_nothing_again(served: Served, http: Client) -> None:
    served.book(NOW + timedelta(days=2))
    address = served.link(served.riley)
    first = await http.get(address)
    assert first.headers["Cache-Control"] == "private, no-cache"
    tag = first.headers["ETag"]
    for known in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        again = await http.get(address, headers={"If-None-Match": known})
        assert (again.status, await again.read(), again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Cache-Control"] == "private, no-cache"
    assert (await http.get(address, headers={"If-None-Match": '"other"'})).status == 200
    await asyncio.to_thread(served.book, NOW + timedelta(days=3))
    changed = await http.get(address, headers={"If-None-Match": tag})
    assert (changed.status, len(await events(changed))) == (200, 2)


async def alike(response: ClientResponse) -> tuple[int, bytes, dict[str, str]]:
    """All of an answer but what is another every time."""
    headers = {name: value for name, value in response.headers.items() if name.lower() not in {"date", "x-request-id"}}
    return response.status, await response.read(), headers


async def test_stopped_unknown_and_senseless_addresses_are_answered_alike(served: Served, http: Client) -> None:
    stopped = served.link(served.riley)
    assert (await http.get(stopped)).status == 200
    await asyncio.to_thread(served.revoke, served.riley)
    unknown, _ = served.addresses.new_feed()
    consultation = await asyncio.to_thread(served.book, NOW + timedelta(days=2))
    of_another = served.addresses.of_file(consultation, served.sam)
    too_old = served.addresses.of_file(consultation, served.ada)
    paths = [stopped, unknown, of_another, "/calendar/x.ics", "/calendar/", "/calendar/file/x.ics"]
    answers = [await alike(await http.get(path)) for path in paths]
    served.now += FILE_LASTS
    answers.append(await alike(await http.get(too_old)))
    assert answers == [answers[0]] * len(answers)
    assert answers[0][0] == 404
    assert answers[0][2]["Cache-Control"] == "no-store"


async def test_a_new_address_stops_the_one_before(served: Served, http: Client) -> None:
    first = served.link(served.riley)
    second = await asyncio.to_thread(served.link, served.riley)
    assert [(await http.get(address)).status for address in (first, second)] == [404, 200]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND", "OPTIONS"])
async def test_a_calendar_is_only_read(served: Served, http: Client, method: str) -> None:
    response = await http.request(method, served.link(served.riley))
    assert response.status == 405
    assert set(response.headers["Allow"].split(",")) == {"GET", "HEAD"}


async def test_a_look_at_its_head_says_the_same_without_it(served: Served, http: Client) -> None:
    served.book(NOW + timedelta(days=2))
    address = served.link(served.riley)
    whole, head = await http.get(address), await http.head(address)
    assert (head.status, await head.read()) == (200, b"")
    assert head.headers["ETag"] == whole.headers["ETag"]
    assert head.headers["Content-Length"] == whole.headers["Content-Length"]


async def test_one_consultation_is_a_file_for_either_of_the_two(served: Served, http: Client) -> None:
    consultation = served.book(NOW + timedelta(days=2))
    for person_id in (served.riley, served.ada):
        response = await http.get(served.addresses.of_file(consultation, person_id))
        assert response.headers["Content-Disposition"] == 'attachment; filename="consultation.ics"'
        assert response.headers["Cache-Control"] == "no-store"
        [event] = await events(response)
        assert event["DTSTART"].dt == NOW + timedelta(days=2)
        assert b"METHOD" not in await response.read()


async def test_no_address_is_in_any_log_or_number(
    served: Served, http: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    consultation = await asyncio.to_thread(served.book, NOW + timedelta(days=2))
    feed, unknown = served.link(served.riley), served.addresses.new_feed()[0]
    file = served.addresses.of_file(consultation, served.riley)
    for path in (feed, unknown, file):
        await http.get(path)
        await http.post(path)
    said = Blackout().text(caplog.text) + generate_latest(served.metrics.registry).decode()
    for path in (feed, unknown, file):
        assert path.rpartition("/")[2].removesuffix(".ics") not in said
    assert 'route="/calendar/{token}.ics"' in said


def test_an_address_holds_256_random_bits_and_only_their_digest_is_known() -> None:
    addresses = CalendarAddresses(SECRET, "https://find-expert.example.gov.uk", lambda: NOW)
    made = [addresses.new_feed() for _ in range(50)]
    before = "https://find-expert.example.gov.uk/calendar/"
    tokens = {address.removeprefix(before).removesuffix(".ics") for address, _ in made}
    assert len(tokens) == 50
    assert all(FEED_TOKEN.fullmatch(token) for token in tokens)
    assert {digest(token) for token in tokens} == {kept for _, kept in made}


def test_an_address_that_slips_into_a_log_is_blacked_out() -> None:
    address, _ = CalendarAddresses(SECRET, "https://find-expert.example.gov.uk", lambda: NOW).new_feed()
    assert Blackout().text(f"GET {address}") == "GET https://find-expert.example.gov.uk/calendar/[secret].ics"


def test_an_address_of_a_file_that_was_changed_leads_nowhere() -> None:
    addresses = CalendarAddresses(SECRET, "", lambda: NOW)
    token = addresses.of_file("consultation1", 7).rpartition("/")[2].removesuffix(".ics")
    assert addresses.read_file(token) == ("consultation1", 7)
    others = CalendarAddresses("another key for tests that protects nothing", "", lambda: NOW)
    assert others.read_file(token) is None
    for place in range(0, len(token), 7):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert addresses.read_file(changed) is None


@pytest.mark.parametrize(
    ("public_url", "own_url", "leads_to"),
    [
        ("https://find-expert.example.gov.uk", "", "https://find-expert.example.gov.uk/calendar/"),
        ("https://find-expert.example.gov.uk", "http://127.0.0.1:8000", "https://find-expert.example.gov.uk/calendar/"),
        (None, "http://127.0.0.1:8000", "http://127.0.0.1:8000/calendar/"),
        (None, "", None),
    ],
)
def test_without_an_address_of_ours_there_is_none_but_in_a_demonstration(
    sqlite_template: Path, public_url: str | None, own_url: str, leads_to: str | None
) -> None:
    settings = Settings(_env_file=None, database_url=f"sqlite:///{sqlite_template}", public_url=public_url)
    with put_together(settings) as bot:
        addresses = bot.addresses(own_url)
        made = addresses.new_feed()[0] if addresses else None
    assert bool(made) is bool(leads_to)
    assert made is None or made.startswith(leads_to or "")
