"""The port: anything that can say when somebody is busy, and the two kinds that an expert's one address can name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from adapters.calendars.fetching import Asked, Fetcher
from adapters.calendars.working_out import Busy, work_out
from directory.calendar_address import CalendarAddress, CalendarKind, read_calendar_address

WorkOut = Callable[[bytes, datetime, datetime, ZoneInfo], Awaitable[Busy]]

FREE_BUSY_QUERY = """<?xml version="1.0" encoding="utf-8"?>
<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav"><C:time-range start="{since}" end="{until}"/>
</C:free-busy-query>
"""
"""RFC 4791, 7.10 and 9.9."""


class Source(Protocol):
    """A calendar."""

    async def busy(self, since: datetime, until: datetime, zone: ZoneInfo) -> Busy:
        """When its owner is busy between two instants (aware UTC).

        ``zone`` is where they are: for whole days, and for times that name no zone. Times may overlap, and reach beyond
        what was asked for. Raises UnreadableError, and nothing else that is about the calendar.
        """


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar that is published as an iCalendar file, by Outlook, Google or anybody."""

    fetcher: Fetcher
    address: CalendarAddress = field(repr=False)
    work_out: WorkOut = work_out

    async def busy(self, since: datetime, until: datetime, zone: ZoneInfo) -> Busy:
        at = self.address
        asked = Asked("GET", at.url, {"Accept": "text/calendar, */*;q=0.1"}, user=at.user, password=at.password)
        return await self.work_out(await self.fetcher.fetch(asked), since, until, zone)


@dataclass(frozen=True, slots=True)
class CalDav:
    """A calendar of a CalDAV server, which says when its owner is busy and nothing else."""

    fetcher: Fetcher
    address: CalendarAddress = field(repr=False)
    work_out: WorkOut = work_out

    async def busy(self, since: datetime, until: datetime, zone: ZoneInfo) -> Busy:
        at = self.address
        span = {"since": f"{since.astimezone(UTC):%Y%m%dT%H%M%SZ}", "until": f"{until.astimezone(UTC):%Y%m%dT%H%M%SZ}"}
        headers = {"Depth": "1", "Content-Type": "application/xml; charset=utf-8"}
        query = FREE_BUSY_QUERY.format(**span).encode()
        asked = Asked("REPORT", at.url, headers, query, at.user, at.password)
        return await self.work_out(await self.fetcher.fetch(asked), since, until, zone)


@dataclass(frozen=True, slots=True)
class OpenSource:
    """How the calendar at an address is read."""

    fetcher: Fetcher

    def __call__(self, address: str, work_out: WorkOut) -> Source:
        """Raises WrongValueError for what is no address of a calendar."""
        read = read_calendar_address(address)
        match read.kind:
            case CalendarKind.FEED:
                return Feed(self.fetcher, read, work_out)
            case CalendarKind.CALDAV:
                return CalDav(self.fetcher, read, work_out)
