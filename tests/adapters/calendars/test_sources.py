"""The contract of every kind of calendar: the same afternoon, by a feed, CalDAV, Microsoft Graph and Google.

The answers of Graph and Google are those of their public documentation, with fictional people; the services themselves
were never asked.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web

from adapters.calendars.fetching import Fetcher
from adapters.calendars.google import GoogleFreeBusy
from adapters.calendars.graph import GraphSchedule
from adapters.calendars.sources import CalDav, Feed, OpenSource, Source
from adapters.calendars.troubles import UnreadableError
from adapters.calendars.working_out import work_out
from bot.model import CalendarTrouble
from directory.calendar_address import CalendarAddress, CalendarKind
from directory.errors import WrongValueError
from tests.adapters.calendars.bombs import calendar, event
from tests.adapters.calendars.servers import HERE, serving

SINCE = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=32)
LONDON = ZoneInfo("Europe/London")
EMAIL = "ada.quillan@example.gov.uk"
TOKEN = "canary-bearer-token"

FEED = calendar(
    event("DTSTART:20260513T120000Z", "DTEND:20260513T140000Z", uid=1),
    event("DTSTART:20260513T150000Z", "DTEND:20260513T160000Z", "STATUS:TENTATIVE", uid=2),
    event("DTSTART:20260513T170000Z", "DTEND:20260513T180000Z", "TRANSP:TRANSPARENT", uid=3),
)
FREE_BUSY = calendar(
    "BEGIN:VFREEBUSY",
    "FREEBUSY;FBTYPE=BUSY:20260513T120000Z/20260513T140000Z",
    "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260513T150000Z/PT1H",
    "END:VFREEBUSY",
)


def item(status: str, start: str, end: str) -> dict[str, Any]:
    times = {"start": start, "end": end}
    return {
        "isPrivate": False,
        "status": status,
        "subject": "Let's go for lunch",
        "location": "Harry's Bar",
        **{name: {"dateTime": f"2026-05-13T{time}:00.0000000", "timeZone": "UTC"} for name, time in times.items()},
    }


GRAPH = {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#Collection(microsoft.graph.scheduleInformation)",
    "value": [
        {
            "scheduleId": EMAIL,
            "availabilityView": "000220010",
            "scheduleItems": [
                item("busy", "12:00", "14:00"),
                item("tentative", "15:00", "16:00"),
                item("free", "17:00", "18:00"),
                item("workingElsewhere", "18:00", "19:00"),
            ],
            "workingHours": {"daysOfWeek": ["monday"], "startTime": "08:00:00.0000000", "endTime": "17:00:00.0000000"},
        }
    ],
}
GOOGLE = {
    "kind": "calendar#freeBusy",
    "timeMin": "2026-05-12T09:00:00.000Z",
    "timeMax": "2026-06-13T09:00:00.000Z",
    "calendars": {
        EMAIL: {
            "busy": [
                {"start": "2026-05-13T13:00:00+01:00", "end": "2026-05-13T15:00:00+01:00"},
                {"start": "2026-05-13T15:00:00Z", "end": "2026-05-13T16:00:00Z"},
            ]
        }
    },
}


async def token() -> str:
    return TOKEN


def of_feed(url: str) -> Source:
    return Feed(Fetcher(HERE), CalendarAddress(CalendarKind.FEED, f"{url}/busy.ics"))


def of_caldav(url: str) -> Source:
    return CalDav(Fetcher(HERE), CalendarAddress(CalendarKind.CALDAV, f"{url}/ada/diary/", "ada", "correct horse"))


def of_graph(url: str) -> Source:
    return GraphSchedule(Fetcher(HERE), EMAIL, token, url)


def of_google(url: str) -> Source:
    return GoogleFreeBusy(Fetcher(HERE), EMAIL, token, url)


@dataclass
class Kind:
    """A kind of calendar, and what its server answers."""

    source: Callable[[str], Source]
    answer: bytes
    empty: bytes


@dataclass
class Server:
    """Answers everything alike, and notes what it was asked."""

    body: bytes
    status: int = 200
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.method, request.path, dict(request.headers), await request.read()))
        return web.Response(body=self.body, status=self.status)


KINDS = {
    "feed": Kind(of_feed, FEED, calendar("X-EMPTY:yes")),
    "caldav": Kind(of_caldav, FREE_BUSY, calendar("BEGIN:VFREEBUSY", "END:VFREEBUSY")),
    "graph": Kind(
        of_graph,
        json.dumps(GRAPH).encode(),
        json.dumps({"value": [{"scheduleId": EMAIL, "scheduleItems": []}]}).encode(),
    ),
    "google": Kind(of_google, json.dumps(GOOGLE).encode(), json.dumps({"calendars": {EMAIL: {"busy": []}}}).encode()),
}


async def ask(kind: Kind, server: Server) -> list[str]:
    async with serving(server.answer) as url:
        busy = await kind.source(url).busy(SINCE, UNTIL, LONDON)
    return [
        f"{datetime.fromtimestamp(s, UTC):%d %H:%M} to {datetime.fromtimestamp(e, UTC):%H:%M}" for s, e in sorted(busy)
    ]


async def trouble_of(fetching: Awaitable[object]) -> CalendarTrouble:
    with pytest.raises(UnreadableError) as raised:
        await fetching
    return raised.value.trouble


@pytest.mark.parametrize("name", KINDS)
async def test_the_same_afternoon_is_busy_whatever_says_so(name: str) -> None:
    kind = KINDS[name]
    assert await ask(kind, Server(kind.answer)) == ["13 12:00 to 14:00", "13 15:00 to 16:00"]


@pytest.mark.parametrize("name", KINDS)
async def test_nothing_to_do_is_known_to_be_nothing(name: str) -> None:
    kind = KINDS[name]
    assert await ask(kind, Server(kind.empty)) == []


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"null", b"<html>Sign in</html>", b'{"value": 1, "calendars": 1}'])
async def test_an_answer_of_another_shape_is_never_taken_for_free(name: str, body: bytes) -> None:
    assert await trouble_of(ask(KINDS[name], Server(body))) is CalendarTrouble.NOT_A_CALENDAR


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize(
    ("status", "trouble"),
    [(401, CalendarTrouble.NO_ACCESS), (404, CalendarTrouble.NOT_FOUND), (500, CalendarTrouble.SERVER_TROUBLE)],
)
async def test_a_refusal_is_known_for_what_it_is(name: str, status: int, trouble: CalendarTrouble) -> None:
    assert await trouble_of(ask(KINDS[name], Server(b"no", status))) is trouble


async def test_caldav_is_asked_for_busy_times_between_two_instants() -> None:
    server = Server(FREE_BUSY)
    await ask(KINDS["caldav"], server)
    [(method, path, headers, body)] = server.asked
    assert (method, path, headers["Depth"]) == ("REPORT", "/ada/diary/", "1")
    assert headers["Authorization"] == "Basic YWRhOmNvcnJlY3QgaG9yc2U="
    assert b'<C:time-range start="20260512T090000Z" end="20260613T090000Z"/>' in body


async def test_graph_is_asked_as_microsoft_documents_it() -> None:
    server = Server(KINDS["graph"].answer)
    await ask(KINDS["graph"], server)
    [(method, path, headers, body)] = server.asked
    assert (method, path) == ("POST", f"/users/{EMAIL}/calendar/getSchedule")
    assert (headers["Authorization"], headers["Prefer"]) == (f"Bearer {TOKEN}", 'outlook.timezone="UTC"')
    assert json.loads(body) == {
        "schedules": [EMAIL],
        "startTime": {"dateTime": "2026-05-12T09:00:00", "timeZone": "UTC"},
        "endTime": {"dateTime": "2026-06-13T09:00:00", "timeZone": "UTC"},
    }


async def test_google_is_asked_as_google_documents_it() -> None:
    server = Server(KINDS["google"].answer)
    await ask(KINDS["google"], server)
    [(method, path, headers, body)] = server.asked
    assert (method, path, headers["Authorization"]) == ("POST", "/freeBusy", f"Bearer {TOKEN}")
    assert json.loads(body) == {
        "timeMin": "2026-05-12T09:00:00Z",
        "timeMax": "2026-06-13T09:00:00Z",
        "timeZone": "Europe/London",
        "items": [{"id": EMAIL}],
    }


@pytest.mark.parametrize(
    ("name", "answer", "trouble"),
    [
        ("graph", {"error": {"responseCode": "ErrorMailRecipientNotFound"}}, CalendarTrouble.NOT_FOUND),
        ("graph", {"error": {"responseCode": "ErrorNoFreeBusyAccess"}}, CalendarTrouble.NO_ACCESS),
        ("graph", {"error": {"responseCode": "ErrorServerBusy"}}, CalendarTrouble.SERVER_TROUBLE),
        ("google", {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []}, CalendarTrouble.NOT_FOUND),
        ("google", {"errors": [{"domain": "global", "reason": "internalError"}]}, CalendarTrouble.SERVER_TROUBLE),
    ],
)
async def test_an_error_within_an_answer_is_never_taken_for_free(
    name: str, answer: dict[str, Any], trouble: CalendarTrouble
) -> None:
    whole = {"value": [answer]} if name == "graph" else {"calendars": {EMAIL: answer}}
    assert await trouble_of(ask(KINDS[name], Server(json.dumps(whole).encode()))) is trouble


def test_what_holds_a_token_or_an_address_does_not_show_it() -> None:
    sources = [of_feed("https://secret.example.gov.uk"), of_caldav("https://secret.example.gov.uk")]
    assert all("secret" not in repr(source) and "correct horse" not in repr(source) for source in sources)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://calendar.example.gov.uk/busy.ics", Feed),
        ("webcal://calendar.example.gov.uk/busy.ics", Feed),
        ("caldav+https://ada:p%40ss@dav.example.gov.uk/ada/diary/", CalDav),
    ],
)
def test_the_address_says_which_kind_it_is(address: str, kind: type[Feed] | type[CalDav]) -> None:
    source = OpenSource(Fetcher())(address, work_out)
    assert isinstance(source, kind)
    assert source.address.url.startswith("https://")
    assert "@" not in source.address.url


def test_what_is_no_address_of_a_calendar_is_not_opened() -> None:
    with pytest.raises(WrongValueError):
        OpenSource(Fetcher())("http://calendar.example.gov.uk/busy.ics", work_out)
