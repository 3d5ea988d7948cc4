"""Consultations as iCalendar: the right moment in every time zone, and nothing but what we mean to say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from adapters import ical
from adapters.vtimezone import vtimezone
from bot.appointment import Appointment, Attendee
from tests.adapters.appointments import ADA, NOW, appointment
from tests.clients.receiving_calendar import by_icalendar, by_vobject
from tests.sizes import FULL, examples
from tests.strategies import text

ZONES = ("Europe/London", "Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
QUARTER = timedelta(minutes=15)
CLOCK_CHANGES = {
    "Europe/London": (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    "Europe/Brussels": (datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)),
    "America/New_York": (datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)),
    "Australia/Lord_Howe": (datetime(2026, 4, 4, 15, tzinfo=UTC), datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    "Asia/Kolkata": (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 10, 25, tzinfo=UTC)),
}
BREAKING = (
    "\r\nATTENDEE:mailto:eve@example.gov.uk",
    "\nEND:VEVENT\nBEGIN:VEVENT",
    "\rMETHOD:CANCEL",
    "\x0bUID:other",
    "\u2028STATUS:CANCELLED",
    "\x85BEGIN:VALARM",
    '";PARTSTAT=DECLINED:mailto:eve@example.gov.uk',
    "; , : \\ \\n \\; ^n ^' ^^",
    "\x00\x1b[31m",
    "=?utf-8?q?evil?=",
    "字" * 60,
)


def invitation(of: Appointment) -> bytes:
    return ical.invitation(of, "bot@example.gov.uk", "Find an expert")


HOURS = 36 if FULL else 4


def quarters() -> Iterator[tuple[str, datetime]]:
    """Every quarter of an hour around each clock change of 2026; in a full run, of the day and a half around it."""
    for zone, changes in CLOCK_CHANGES.items():
        for change in changes:
            start = change - timedelta(hours=HOURS / 2)
            yield from ((zone, start + number * QUARTER) for number in range(HOURS * 4))


def test_every_quarter_of_an_hour_around_both_clock_changes_is_the_right_moment() -> None:
    seen = 0
    for zone, start in quarters():
        content = invitation(appointment(start, 45, zone=zone))
        for entry in (by_icalendar(content), by_vobject(content)):
            assert (entry.starts_at, entry.ends_at) == (start, start + timedelta(minutes=45)), (zone, start)
        seen += 1
    assert seen == len(ZONES) * 2 * HOURS * 4


def test_the_time_is_by_the_clock_of_the_requester_but_for_the_hour_that_comes_twice() -> None:
    usual = invitation(appointment(datetime(2026, 7, 1, 9, tzinfo=UTC))).decode()
    assert "DTSTART;TZID=Europe/London:20260701T100000\r\n" in usual
    for hour in (0, 1):  # half past one by the clock, both times
        content = invitation(appointment(datetime(2026, 10, 25, hour, 30, tzinfo=UTC))).decode()
        assert f"DTSTART:20261025T0{hour}3000Z\r\n" in content


@pytest.mark.parametrize("zone", [*ZONES, "Europe/Dublin", "America/Sao_Paulo", "UTC", "Pacific/Auckland"])
def test_a_time_zone_is_told_by_rules_that_outlook_can_read(zone: str) -> None:
    component = vtimezone(zone, 2026, 2027)
    assert component is not None
    told = component.to_ical().decode()
    assert "RDATE" not in told
    assert all(re.fullmatch(r"FREQ=YEARLY;BYDAY=-?\dSU;BYMONTH=\d+", rule) for rule in re.findall("RRULE:(.*)\r", told))
    rules = {"UTC": 0, "America/Sao_Paulo": 0, "Asia/Kolkata": 0}.get(zone, 2)
    assert told.count("RRULE") == rules


def test_a_zone_whose_clocks_follow_the_moon_is_told_in_utc() -> None:
    start = datetime(2026, 2, 20, 9, tzinfo=UTC)  # in Ramadan
    assert vtimezone("Africa/Casablanca", 2026, 2027) is None
    content = invitation(appointment(start, zone="Africa/Casablanca"))
    assert b"VTIMEZONE" not in content
    assert by_icalendar(content).starts_at == by_vobject(content).starts_at == start


def test_an_invitation_says_what_a_calendar_needs() -> None:
    of = appointment(sequence=3, changed_at=NOW + timedelta(hours=1), place="https://meet.example.gov.uk/a;b,c")
    lines = invitation(of).decode().replace("\r\n ", "").split("\r\n")
    for line in (
        "METHOD:REQUEST",
        f"UID:{ical.uid(of)}",
        "SEQUENCE:3",
        "DTSTAMP:20260512T100000Z",
        "CREATED:20260512T090000Z",
        "LAST-MODIFIED:20260512T100000Z",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "CLASS:PUBLIC",
        "SUMMARY:Consultation: Ada Quillan and Riley Requester",
        "DESCRIPTION:Question: How do we test a letter?",
        "LOCATION:https://meet.example.gov.uk/a\\;b\\,c",
        "URL:https://meet.example.gov.uk/a;b,c",
        "CONFERENCE;LABEL=Join;VALUE=URI:https://meet.example.gov.uk/a;b,c",
        'ORGANIZER;CN="Find an expert":mailto:bot@example.gov.uk',
        'ATTENDEE;CN="Ada Quillan";CUTYPE=INDIVIDUAL;PARTSTAT=ACCEPTED;ROLE=REQ-PARTICIPANT;RSVP=FALSE'
        ":mailto:ada.quillan@example.gov.uk",
    ):
        assert line in lines
    assert not any("VALARM" in line for line in lines)  # we remind, in chat


def test_what_is_cancelled_says_so_under_the_same_id() -> None:
    booked, cancelled = invitation(appointment()), invitation(appointment(sequence=1, is_cancelled=True))
    assert by_icalendar(booked).uid == by_icalendar(cancelled).uid
    assert (by_icalendar(cancelled).method, by_icalendar(cancelled).status) == ("CANCEL", "CANCELLED")
    assert b"TRANSP:TRANSPARENT" in cancelled


@pytest.mark.parametrize("place", ["Room 4", "javascript:alert(1)", "see https://meet.example.gov.uk", "file:///etc"])
def test_only_a_link_is_told_as_a_link(place: str) -> None:
    content = invitation(appointment(place=place))
    assert b"LOCATION:" in content
    assert b"URL" not in content
    assert b"CONFERENCE" not in content


def test_whoever_has_no_address_that_a_mail_server_takes_is_no_attendee() -> None:
    odd = ("", "ada", "a@example.gov.uk\r\nX:1", 'a"@example.gov.uk', "a b@example.gov.uk")
    content = invitation(appointment(attendees=(ADA, *(Attendee(name="X", email=email) for email in odd))))
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["ATTENDEE"]) == "mailto:ada.quillan@example.gov.uk"


def test_a_colleague_is_optional_and_has_not_accepted() -> None:
    colleague = Attendee(name="Sam", email="sam@example.gov.uk", is_optional=True)
    [event] = Calendar.from_ical(invitation(appointment(attendees=(colleague,)))).walk("VEVENT")
    params = event["ATTENDEE"].params
    assert (params["ROLE"], params["PARTSTAT"], params["RSVP"]) == ("OPT-PARTICIPANT", "NEEDS-ACTION", "FALSE")


WRITE: list[Callable[[Appointment], bytes]] = [invitation, ical.file, lambda of: ical.own_calendar([of])]


@pytest.mark.parametrize("write", WRITE)
def test_the_same_gives_the_same_bytes(write: Callable[[Appointment], bytes]) -> None:
    assert write(appointment()) == write(appointment())


@pytest.mark.parametrize("write", WRITE[1:])
def test_a_feed_and_a_file_invite_nobody(write: Callable[[Appointment], bytes]) -> None:
    content = write(appointment())
    for word in (b"METHOD", b"ATTENDEE", b"ORGANIZER", b"mailto:"):
        assert word not in content
    assert by_vobject(content).uid == by_vobject(invitation(appointment())).uid  # nobody has it twice


def test_a_feed_of_several_years_and_zones_is_right_for_each() -> None:
    starts = [datetime(year, month, 1, 9, tzinfo=UTC) for year in (2025, 2026, 2027) for month in (1, 7)]
    of = [appointment(start, id=f"{zone}{start}", zone=zone) for start in starts for zone in ZONES]
    calendar: Any = Calendar.from_ical(ical.own_calendar(of))
    told = {str(event["UID"]): event["DTSTART"].dt.astimezone(UTC) for event in calendar.walk("VEVENT")}
    assert told == {ical.uid(each): each.starts_at for each in of}
    assert {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")} == set(ZONES)


def test_an_empty_feed_is_a_calendar() -> None:
    assert Calendar.from_ical(ical.own_calendar([])).walk("VEVENT") == []


# ---------------------------------------------------------------------------------------------- hostile texts


def shape(content: bytes) -> list[tuple[str, ...]]:
    """Every component with the names of its properties and of their parameters, by reading lines and no parser."""
    unfolded = content.decode().replace("\r\n ", "")
    assert not re.search("[\x00-\x09\x0b-\x0c\x0e-\x1f\x7f\x85\u2028\u2029]", unfolded)
    assert "\n" not in unfolded.replace("\r\n", "")
    assert "\r" not in unfolded.replace("\r\n", "")
    found = []
    for line in unfolded.rstrip("\r\n").split("\r\n"):
        head = re.match(r'[A-Z-]+(?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*))*:', line)
        assert head, line
        without_values = re.sub(r'"[^"]*"', "", head[0])
        found.append((without_values.rstrip(":").split(";")[0], *re.findall(r";([A-Z-]+)=", without_values)))
    return found


def hostile(words: list[str]) -> Appointment:
    title, description, place, name = words
    attendee = Attendee(name=name, email="ada.quillan@example.gov.uk")
    return appointment(title=title, description=description, place=place, attendees=(attendee,))


@settings(max_examples=examples(60, full=7_500))
@given(st.lists(st.one_of(text(300), st.sampled_from(BREAKING)).filter(bool), min_size=4, max_size=4))
def test_no_text_becomes_a_property(words: list[str]) -> None:
    content = invitation(hostile(words))
    harmless = shape(invitation(hostile(["x"] * 4)))
    without_link = [each for each in shape(content) if each[0] not in {"URL", "CONFERENCE"}]
    # a name with a character that needs them stands in quotation marks: the parameter is the same
    assert without_link == harmless
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert by_icalendar(content) == by_vobject(content) == by_icalendar(invitation(hostile(["x"] * 4)))


@pytest.mark.parametrize("words", BREAKING)
def test_words_arrive_as_they_were_written_but_for_what_cannot_be_seen(words: str) -> None:
    calendar: Any = Calendar.from_ical(invitation(hostile([words, words, words, "x"])))
    [event] = calendar.walk("VEVENT")
    visible = " ".join(re.sub("[\x00\x1b]", "", words).split())
    assert str(event["SUMMARY"]) == visible
    assert " ".join(str(event["DESCRIPTION"]).split()) == visible
