"""A real CalDAV server says when somebody is busy: recurring and cancelled events, whole days, and a wrong password."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from adapters.calendars.fetching import Fetcher
from adapters.calendars.sources import CalDav
from adapters.calendars.troubles import UnreadableError
from bot.model import CalendarTrouble
from bot.times.own_calendar import joined
from directory.calendar_address import CalendarAddress, CalendarKind
from tests.adapters.calendars.bombs import calendar, event
from tests.adapters.calendars.servers import HERE
from tests.clients.radicale import PASSWORD, USER, CalDavServer, caldav_server

SINCE = datetime(2026, 3, 23, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=32)
LONDON = ZoneInfo("Europe/London")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CalDavServer]:
    folder: Path = tmp_path_factory.mktemp("radicale")
    with caldav_server(folder) as running:
        weekly = ("DTSTART;TZID=Europe/London:20260324T090000", "DTEND;TZID=Europe/London:20260324T100000")
        running.put(
            "weekly",
            calendar(
                ZONE.strip().replace("\n", "\r\n"),
                event(*weekly, "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/London:20260331T090000", uid="weekly"),
            ),
        )
        once = ("DTSTART:20260401T120000Z", "DTEND:20260401T130000Z")
        running.put("once", calendar(event(*once, "SUMMARY:Secret", uid="once")))
        running.put("cancelled", calendar(event(*_on("20260402"), "STATUS:CANCELLED", uid="cancelled")))
        running.put("free", calendar(event(*_on("20260403"), "TRANSP:TRANSPARENT", uid="free")))
        running.put("tentative", calendar(event(*_on("20260408"), "STATUS:TENTATIVE", uid="tentative")))
        running.put("before", calendar(event(*_on("20260302"), uid="before")))
        yield running


ZONE = """
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19961027T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19810329T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""
"""A server knows zones by what it is told of them."""


def _on(day: str) -> tuple[str, str]:
    return f"DTSTART:{day}T150000Z", f"DTEND:{day}T160000Z"


def source(server: CalDavServer, password: str = PASSWORD, path: str = "") -> CalDav:
    address = CalendarAddress(CalendarKind.CALDAV, server.url + path, USER, password)
    return CalDav(Fetcher(HERE), address)


async def test_a_caldav_server_is_asked_for_busy_times_only(server: CalDavServer) -> None:
    busy = await source(server).busy(SINCE, UNTIL, LONDON)
    found = joined(busy, int(SINCE.timestamp()), int(UNTIL.timestamp()))
    assert [f"{datetime.fromtimestamp(start, UTC):%d %b %H:%M}" for start, _ in found] == [
        "24 Mar 09:00",
        "01 Apr 12:00",
        "07 Apr 08:00",
        "08 Apr 15:00",
    ]
    assert all(end - start == 3600 for start, end in found)


@pytest.mark.parametrize(
    ("password", "path", "trouble"),
    [
        ("wrong", "", CalendarTrouble.NO_ACCESS),
        (PASSWORD, "nowhere/", CalendarTrouble.NOT_FOUND),
    ],
)
async def test_what_is_wrong_is_known(server: CalDavServer, password: str, path: str, trouble: CalendarTrouble) -> None:
    with pytest.raises(UnreadableError) as raised:
        await source(server, password, path).busy(SINCE, UNTIL, LONDON)
    assert raised.value.trouble is trouble
