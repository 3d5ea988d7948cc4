"""When a calendar makes its owner busy, against times worked out by hand: clock changes, exceptions, zones."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from adapters.calendars.content import NotACalendarError, kept_lines
from adapters.calendars.expanding import Wanted, busy_times
from bot.times.own_calendar import joined

LONDON = ZoneInfo("Europe/London")
SPRING = (datetime(2026, 3, 23, tzinfo=UTC), datetime(2026, 4, 24, tzinfo=UTC))
"""The clocks go forward on 29 March 2026 at 01:00 UTC."""
AUTUMN = (datetime(2026, 10, 19, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC))
"""They go back on 25 October 2026 at 01:00 UTC."""

CUSTOM_ZONE = """BEGIN:VTIMEZONE
TZID:Our own time
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(body: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", *body.strip().splitlines(), "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def event(*lines: str, uid: str = "one@example.gov.uk") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "SUMMARY:Not to be kept", *lines, "END:VEVENT"])


def busy(body: str, window: tuple[datetime, datetime] = SPRING, zone: ZoneInfo = LONDON) -> list[str]:
    """As "day hour:minute to day hour:minute" in UTC, joined."""
    since, until = window
    found = joined(
        busy_times(calendar(body), Wanted(since, until, zone)), int(since.timestamp()), int(until.timestamp())
    )
    spans = [[datetime.fromtimestamp(when, UTC) for when in pair] for pair in found]
    return [
        f"{start:%d %b %H:%M} to {end:%H:%M}"
        if start.date() == end.date()
        else f"{start:%d %b %H:%M} to {end:%d %b %H:%M}"
        for start, end in spans
    ]


NINE_TO_TEN = ("DTSTART;TZID=Europe/London:20260324T090000", "DTEND;TZID=Europe/London:20260324T100000")

CASES = {
    "once": (event(*NINE_TO_TEN), SPRING, ["24 Mar 09:00 to 10:00"]),
    "once, in UTC": (event("DTSTART:20260401T090000Z", "DTEND:20260401T093000Z"), SPRING, ["01 Apr 09:00 to 09:30"]),
    "once, with a duration": (
        event("DTSTART;TZID=Europe/London:20260401T090000", "DURATION:PT45M"),
        SPRING,
        ["01 Apr 08:00 to 08:45"],
    ),
    "nothing but a start": (event("DTSTART:20260401T090000Z"), SPRING, []),
    "every week, the clocks going forward": (
        event(*NINE_TO_TEN, "RRULE:FREQ=WEEKLY;COUNT=3"),
        SPRING,
        ["24 Mar 09:00 to 10:00", "31 Mar 08:00 to 09:00", "07 Apr 08:00 to 09:00"],
    ),
    "every week, the clocks going back": (
        event(
            "DTSTART;TZID=Europe/London:20261020T090000",
            "DTEND;TZID=Europe/London:20261020T100000",
            "RRULE:FREQ=WEEKLY;COUNT=3",
        ),
        AUTUMN,
        ["20 Oct 08:00 to 09:00", "27 Oct 09:00 to 10:00", "03 Nov 09:00 to 10:00"],
    ),
    "every week by New York, whose clocks change on other days": (
        event(
            "DTSTART;TZID=America/New_York:20261022T100000",
            "DTEND;TZID=America/New_York:20261022T110000",
            "RRULE:FREQ=WEEKLY;UNTIL=20261105T235959Z",
        ),
        AUTUMN,
        ["22 Oct 14:00 to 15:00", "29 Oct 14:00 to 15:00", "05 Nov 15:00 to 16:00"],
    ),
    "every week by UTC": (
        event("DTSTART:20260326T090000Z", "DTEND:20260326T100000Z", "RRULE:FREQ=WEEKLY;COUNT=2"),
        SPRING,
        ["26 Mar 09:00 to 10:00", "02 Apr 09:00 to 10:00"],
    ),
    "every night at a time that is not there when the clocks go forward": (
        event(
            "DTSTART;TZID=Europe/London:20260328T013000",
            "DTEND;TZID=Europe/London:20260328T023000",
            "RRULE:FREQ=DAILY;COUNT=3",
        ),
        SPRING,
        ["28 Mar 01:30 to 02:30", "29 Mar 01:30 to 02:30", "30 Mar 00:30 to 01:30"],
    ),
    "every night at a time that is there twice when the clocks go back": (
        event(
            "DTSTART;TZID=Europe/London:20261024T013000",
            "DTEND;TZID=Europe/London:20261024T023000",
            "RRULE:FREQ=DAILY;COUNT=3",
        ),
        AUTUMN,
        ["24 Oct 00:30 to 01:30", "25 Oct 00:30 to 02:30", "26 Oct 01:30 to 02:30"],
    ),
    "began years ago": (
        event("DTSTART;TZID=Europe/London:20190107T140000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        SPRING,
        ["23 Mar 14:00 to 15:00", "06 Apr 13:00 to 14:00", "20 Apr 13:00 to 14:00"],
    ),
    "ended before": (
        event("DTSTART:20250107T140000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20260320T140000Z"),
        SPRING,
        [],
    ),
    "the last Friday of each month": (
        event("DTSTART;TZID=Europe/London:20260130T110000", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYDAY=-1FR"),
        SPRING,
        ["27 Mar 11:00 to 12:00"],
    ),
    "the last working day of each month": (
        event(
            "DTSTART;TZID=Europe/London:20260130T110000",
            "DURATION:PT1H",
            "RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        ),
        SPRING,
        ["31 Mar 10:00 to 11:00"],
    ),
    "once a year": (
        event("DTSTART;TZID=Europe/London:20200410T120000", "DURATION:PT2H", "RRULE:FREQ=YEARLY"),
        SPRING,
        ["10 Apr 11:00 to 13:00"],
    ),
    "twice a day": (
        event("DTSTART;TZID=Europe/London:20260401T090000", "DURATION:PT30M", "RRULE:FREQ=DAILY;COUNT=4;BYHOUR=9,16"),
        SPRING,
        ["01 Apr 08:00 to 08:30", "01 Apr 15:00 to 15:30", "02 Apr 08:00 to 08:30", "02 Apr 15:00 to 15:30"],
    ),
    "one left out": (
        event(*NINE_TO_TEN, "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;TZID=Europe/London:20260331T090000"),
        SPRING,
        ["24 Mar 09:00 to 10:00", "07 Apr 08:00 to 09:00"],
    ),
    "several left out in one line": (
        event(
            *NINE_TO_TEN,
            "RRULE:FREQ=WEEKLY;COUNT=3",
            "EXDATE;TZID=Europe/London:20260324T090000,20260407T090000",
        ),
        SPRING,
        ["31 Mar 08:00 to 09:00"],
    ),
    "one more": (
        event(*NINE_TO_TEN, "RDATE;TZID=Europe/London:20260401T150000"),
        SPRING,
        ["24 Mar 09:00 to 10:00", "01 Apr 14:00 to 15:00"],
    ),
    "one more, of a length of its own": (
        event(*NINE_TO_TEN, "RDATE;VALUE=PERIOD:20260401T150000Z/PT3H"),
        SPRING,
        ["24 Mar 09:00 to 10:00", "01 Apr 15:00 to 18:00"],
    ),
    "one moved": (
        event(*NINE_TO_TEN, "RRULE:FREQ=WEEKLY;COUNT=3")
        + "\n"
        + event(
            "RECURRENCE-ID;TZID=Europe/London:20260331T090000",
            "DTSTART;TZID=Europe/London:20260402T160000",
            "DTEND;TZID=Europe/London:20260402T163000",
        ),
        SPRING,
        ["24 Mar 09:00 to 10:00", "02 Apr 15:00 to 15:30", "07 Apr 08:00 to 09:00"],
    ),
    "one moved in from before": (
        event("DTSTART:20260202T090000Z", "DTEND:20260202T100000Z", "RRULE:FREQ=WEEKLY;COUNT=2")
        + "\n"
        + event("RECURRENCE-ID:20260209T090000Z", "DTSTART:20260330T120000Z", "DTEND:20260330T130000Z"),
        SPRING,
        ["30 Mar 12:00 to 13:00"],
    ),
    "one cancelled": (
        event(*NINE_TO_TEN, "RRULE:FREQ=WEEKLY;COUNT=3")
        + "\n"
        + event("RECURRENCE-ID;TZID=Europe/London:20260331T090000", *NINE_TO_TEN, "STATUS:CANCELLED").replace(
            "20260324", "20260331"
        ),
        SPRING,
        ["24 Mar 09:00 to 10:00", "07 Apr 08:00 to 09:00"],
    ),
    "one marked as free": (
        event(*NINE_TO_TEN, "RRULE:FREQ=WEEKLY;COUNT=2")
        + "\n"
        + event("RECURRENCE-ID;TZID=Europe/London:20260331T090000", *NINE_TO_TEN, "TRANSP:TRANSPARENT").replace(
            "20260324", "20260331"
        ),
        SPRING,
        ["24 Mar 09:00 to 10:00"],
    ),
    "moved from one on": (
        event("DTSTART:20260330T090000Z", "DTEND:20260330T100000Z", "RRULE:FREQ=DAILY;COUNT=4")
        + "\n"
        + event(
            "RECURRENCE-ID;RANGE=THISANDFUTURE:20260401T090000Z", "DTSTART:20260401T110000Z", "DTEND:20260401T113000Z"
        ),
        SPRING,
        ["30 Mar 09:00 to 10:00", "31 Mar 09:00 to 10:00", "01 Apr 11:00 to 11:30", "02 Apr 11:00 to 11:30"],
    ),
    "cancelled": (event(*NINE_TO_TEN, "STATUS:CANCELLED"), SPRING, []),
    "transparent": (event(*NINE_TO_TEN, "TRANSP:TRANSPARENT"), SPRING, []),
    "free by Outlook": (event(*NINE_TO_TEN, "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), SPRING, []),
    "working elsewhere by Outlook": (event(*NINE_TO_TEN, "X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE"), SPRING, []),
    "out of office by Outlook": (
        event(*NINE_TO_TEN, "X-MICROSOFT-CDO-BUSYSTATUS:OOF"),
        SPRING,
        ["24 Mar 09:00 to 10:00"],
    ),
    "tentative": (event(*NINE_TO_TEN, "STATUS:TENTATIVE"), SPRING, ["24 Mar 09:00 to 10:00"]),
    "a whole day": (event("DTSTART;VALUE=DATE:20260325"), SPRING, ["25 Mar 00:00 to 26 Mar 00:00"]),
    "the day on which the clocks go forward": (
        event("DTSTART;VALUE=DATE:20260329", "DTEND;VALUE=DATE:20260330"),
        SPRING,
        ["29 Mar 00:00 to 23:00"],
    ),
    "the day on which they go back": (
        event("DTSTART;VALUE=DATE:20261025", "DTEND;VALUE=DATE:20261026"),
        AUTUMN,
        ["24 Oct 23:00 to 26 Oct 00:00"],
    ),
    "whole days every week": (
        event("DTSTART;VALUE=DATE:20260327", "DTEND;VALUE=DATE:20260328", "RRULE:FREQ=WEEKLY;COUNT=2"),
        SPRING,
        ["27 Mar 00:00 to 28 Mar 00:00", "02 Apr 23:00 to 03 Apr 23:00"],
    ),
    "several whole days, the first before we look": (
        event("DTSTART;VALUE=DATE:20260320", "DTEND;VALUE=DATE:20260325"),
        SPRING,
        ["23 Mar 00:00 to 25 Mar 00:00"],
    ),
    "without a zone": (event("DTSTART:20260401T090000", "DTEND:20260401T100000"), SPRING, ["01 Apr 08:00 to 09:00"]),
    "without a zone, every week": (
        event("DTSTART:20260325T090000", "DTEND:20260325T100000", "RRULE:FREQ=WEEKLY;COUNT=2"),
        SPRING,
        ["25 Mar 09:00 to 10:00", "01 Apr 08:00 to 09:00"],
    ),
    "a zone of its own": (
        CUSTOM_ZONE
        + event(
            "DTSTART;TZID=Our own time:20260324T090000",
            "DTEND;TZID=Our own time:20260324T100000",
            "RRULE:FREQ=WEEKLY;COUNT=2",
        ),
        SPRING,
        ["24 Mar 09:00 to 10:00", "31 Mar 08:00 to 09:00"],
    ),
    "a zone by Microsoft's name": (
        event("DTSTART;TZID=GMT Standard Time:20260401T090000", "DTEND;TZID=GMT Standard Time:20260401T100000"),
        SPRING,
        ["01 Apr 08:00 to 09:00"],
    ),
    "what a server says": (
        "BEGIN:VFREEBUSY\nFREEBUSY;FBTYPE=BUSY:20260401T090000Z/20260401T100000Z,20260402T090000Z/PT2H\n"
        "FREEBUSY;FBTYPE=FREE:20260403T090000Z/20260403T100000Z\nFREEBUSY;FBTYPE=BUSY-TENTATIVE:20260404T090000Z/PT1H\n"
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20260405T090000Z/PT1H\nFREEBUSY:20260406T090000Z/PT1H\nEND:VFREEBUSY",
        SPRING,
        [
            "01 Apr 09:00 to 10:00",
            "02 Apr 09:00 to 11:00",
            "04 Apr 09:00 to 10:00",
            "05 Apr 09:00 to 10:00",
            "06 Apr 09:00 to 10:00",
        ],
    ),
    "a reminder and a task are no events": (
        event(*NINE_TO_TEN, "BEGIN:VALARM", "TRIGGER:-PT15M", "DURATION:PT10H", "END:VALARM")
        + "\nBEGIN:VTODO\nUID:x\nDTSTART:20260325T090000Z\nDURATION:PT1H\nEND:VTODO",
        SPRING,
        ["24 Mar 09:00 to 10:00"],
    ),
    "events that touch and overlap": (
        "\n".join(
            event(f"DTSTART:20260401T{start}00Z", f"DTEND:20260401T{end}00Z", uid=start)
            for start, end in (("0900", "1000"), ("1000", "1030"), ("0930", "0945"), ("1100", "1130"))
        ),
        SPRING,
        ["01 Apr 09:00 to 10:30", "01 Apr 11:00 to 11:30"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_somebody_is_busy_when_their_calendar_says_so(name: str) -> None:
    body, window, expected = CASES[name]
    assert busy(body, window) == expected


def test_whole_days_and_times_without_a_zone_are_where_the_expert_is() -> None:
    there = ZoneInfo("America/New_York")
    assert busy(event("DTSTART;VALUE=DATE:20260401"), zone=there) == ["01 Apr 04:00 to 02 Apr 04:00"]
    assert busy(event("DTSTART:20260401T090000", "DURATION:PT1H"), zone=there) == ["01 Apr 13:00 to 14:00"]
    late = event("DTSTART:20260423T180000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=1")
    assert busy(late, zone=there) == ["23 Apr 22:00 to 23:00"]


def test_folded_lines_small_letters_and_odd_line_ends_are_read() -> None:
    content = (
        b"\xef\xbb\xbfbegin:vcalendar\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nSUMMARY:Long\n  title: BEGIN:VEVENT\n"
        b"DTSTART;TZID=Europe/\r\n London:2026032\n\t4T090000\r\nDTEND;TZID=Europe/London:20260324T100000\nEND:VEVENT\n"
        b"end:vcalendar\n\n"
    )
    found = busy_times(content, Wanted(*SPRING, LONDON))
    assert [datetime.fromtimestamp(when, UTC).hour for pair in found for when in pair] == [9, 10]


def test_titles_places_and_people_are_dropped_before_anything_reads_them() -> None:
    private = ["SUMMARY:Secret", "DESCRIPTION:Secret", "LOCATION:Secret", "ATTENDEE;CN=Secret:mailto:s@example.gov.uk"]
    kept = "\n".join(kept_lines(calendar(event(*NINE_TO_TEN, *private, "X-ALT-DESC:Secret", "COMMENT:Secret"))))
    assert "DTSTART" in kept
    assert "Secret" not in kept
    assert "Not to be kept" not in kept


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        b"BEGIN:VCALENDAR\nVERSION:2.0\n",
        calendar(event("DTSTART:yesterday")),
        calendar(event("DTSTART:20260401T090000Z", "DTEND:20260401T100000Z", "RRULE:FREQ=SOMETIMES")),
        calendar("BEGIN:VFREEBUSY\nFREEBUSY:now/then\nEND:VFREEBUSY"),
        b"\x00\xff\xfe\x00" * 100,
    ],
    ids=["nothing", "a page", "cut short", "no date", "no rule", "no period", "no text"],
)
def test_what_cannot_be_read_is_no_calendar_rather_than_an_empty_one(content: bytes) -> None:
    with pytest.raises(NotACalendarError):
        busy_times(content, Wanted(*SPRING, LONDON))
