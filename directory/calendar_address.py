"""The address of somebody's calendar: which kinds there are, and how each is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from directory.errors import WrongValueError

EXAMPLE = "https://outlook.office365.com/owa/calendar/…/calendar.ics"
FORMS = "must begin with https://, webcal:// or caldav+https://"


class CalendarKind(StrEnum):
    """How a calendar is asked for busy times."""

    FEED = "feed"
    """An iCalendar file, read whole."""
    CALDAV = "caldav"
    """A CalDAV collection, asked for busy times only (RFC 4791, 7.10)."""


SCHEMES = {
    "https": CalendarKind.FEED,
    "webcal": CalendarKind.FEED,
    "webcals": CalendarKind.FEED,
    "caldav+https": CalendarKind.CALDAV,
}


@dataclass(frozen=True, slots=True)
class CalendarAddress:
    """Where a calendar is: always over https. ``url`` holds neither name nor password."""

    kind: CalendarKind
    url: str = field(repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


def read_calendar_address(text: str) -> CalendarAddress:
    """Understand ``https://…``, ``webcal://…`` or ``caldav+https://user:password@host/path/``.

    A special character of the name or password is written as ``%`` and two digits. Raises WrongValueError with words
    that follow the name of a column and never repeat the address: it is a secret.
    """
    parts = _split(text)
    kind = SCHEMES.get(parts.scheme) if parts else None
    if parts is None or kind is None:
        raise WrongValueError(FORMS)
    if not parts.hostname:
        raise WrongValueError("names no server: copy the whole address again")
    if kind is CalendarKind.CALDAV and not (parts.username and parts.password):
        raise WrongValueError("needs a name and a password, like caldav+https://user:password@host/path/")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = f":{parts.port}" if parts.port else ""
    url = urlunsplit(("https", host + port, quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._"), parts.query, ""))
    return CalendarAddress(kind, url, unquote(parts.username or ""), unquote(parts.password or ""))


def checked_calendar_address(text: str, _: object = None) -> str:
    """The same text, when it is the address of a calendar. Raises WrongValueError as ``read_calendar_address`` does."""
    read_calendar_address(text)
    return text


def _split(text: str) -> SplitResult | None:
    """Nothing when it is no address at all."""
    if any(character.isspace() or not character.isprintable() for character in text):
        return None
    try:
        parts = urlsplit(text)
        is_port = parts.port is None or parts.port > 0
    except ValueError:
        return None
    return parts if is_port else None
