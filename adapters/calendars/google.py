"""When somebody is busy by Google Calendar (freeBusy: query).

Nothing is wired to it: it is tested against answers as Google documents them, never against the service itself.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from adapters.calendars.answers import read_answer
from adapters.calendars.fetching import Asked, Fetcher
from adapters.calendars.troubles import UnreadableError
from adapters.calendars.working_out import Busy
from bot.model import CalendarTrouble

TROUBLES = {"notFound": CalendarTrouble.NOT_FOUND}
"""developers.google.com/workspace/calendar/api/v3/reference/freebusy/query: Google hides what may not be seen by it."""


@dataclass(frozen=True, slots=True)
class GoogleFreeBusy:
    """The calendar of this id, mostly an email address. ``token`` gives a bearer token that may read it."""

    fetcher: Fetcher
    id: str
    token: Callable[[], Awaitable[str]] = field(repr=False)
    api: str = "https://www.googleapis.com/calendar/v3"

    async def busy(self, since: datetime, until: datetime, zone: ZoneInfo) -> Busy:
        wanted = {
            "timeMin": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "timeMax": f"{until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "timeZone": zone.key,
            "items": [{"id": self.id}],
        }
        headers = {"Authorization": f"Bearer {await self.token()}", "Content-Type": "application/json"}
        content = await self.fetcher.fetch(Asked("POST", f"{self.api}/freeBusy", headers, json.dumps(wanted).encode()))
        return read_answer(content, _busy)


def _busy(answer: Mapping[str, Any]) -> Busy:
    [calendar] = answer["calendars"].values()
    if errors := calendar.get("errors"):
        raise UnreadableError(TROUBLES.get(errors[0].get("reason"), CalendarTrouble.SERVER_TROUBLE))
    return [(_seconds(each["start"]), _seconds(each["end"])) for each in calendar["busy"]]


def _seconds(when: str) -> int:
    instant = datetime.fromisoformat(when)
    if instant.tzinfo is None:
        raise ValueError("a time without its offset")
    return int(instant.timestamp())
