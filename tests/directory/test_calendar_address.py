"""The address of a calendar: which forms are understood, and that what is wrong never repeats it."""

from __future__ import annotations

import pytest

from directory.calendar_address import CalendarAddress, CalendarKind, read_calendar_address
from directory.errors import WrongValueError

FEED, CALDAV = CalendarKind.FEED, CalendarKind.CALDAV


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://c.example.gov.uk/busy.ics", CalendarAddress(FEED, "https://c.example.gov.uk/busy.ics")),
        ("webcal://c.example.gov.uk/a?k=1#top", CalendarAddress(FEED, "https://c.example.gov.uk/a?k=1")),
        ("webcals://c.example.gov.uk", CalendarAddress(FEED, "https://c.example.gov.uk/")),
        ("HTTPS://C.example.gov.uk:8443/B", CalendarAddress(FEED, "https://c.example.gov.uk:8443/B")),
        ("https://ada:p%40ss@c.example.gov.uk/", CalendarAddress(FEED, "https://c.example.gov.uk/", "ada", "p@ss")),
        (
            "caldav+https://ada%40example.gov.uk:p%3Ass@dav.example.gov.uk/ada/diary/",
            CalendarAddress(CALDAV, "https://dav.example.gov.uk/ada/diary/", "ada@example.gov.uk", "p:ss"),
        ),
        ("https://[2606:4700::1111]/busy.ics", CalendarAddress(FEED, "https://[2606:4700::1111]/busy.ics")),
    ],
)
def test_every_form_is_understood(text: str, address: CalendarAddress) -> None:
    assert read_calendar_address(text) == address


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "must begin with"),
        ("http://secret.example.gov.uk/", "must begin with"),
        ("caldav://secret.example.gov.uk/", "must begin with"),
        ("caldav+http://ada:secret@dav.example.gov.uk/", "must begin with"),
        ("file:///secret", "must begin with"),
        ("https://secret .example.gov.uk/", "must begin with"),
        ("https://secret.example.gov.uk:99999/", "must begin with"),
        ("https://secret.example.gov.uk:0/", "must begin with"),
        ("https://[secret/", "must begin with"),
        ("https://secret.example.gov.uk/\x00", "must begin with"),
        ("https:///secret", "names no server"),
        ("caldav+https://dav.example.gov.uk/secret/", "needs a name and a password"),
        ("caldav+https://secret@dav.example.gov.uk/", "needs a name and a password"),
    ],
)
def test_what_is_wrong_is_said_without_repeating_it(text: str, why: str) -> None:
    with pytest.raises(WrongValueError) as raised:
        read_calendar_address(text)
    assert str(raised.value).startswith(why)
    assert "secret" not in str(raised.value)


def test_an_address_does_not_show_itself() -> None:
    assert "secret" not in repr(CalendarAddress(CALDAV, "https://secret/", "secret", "secret"))
