"""When somebody is busy by Microsoft Graph (calendar: getSchedule).

Nothing is wired to it: it is tested against answers as Microsoft documents them, never against the service itself.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from adapters.calendars.answers import read_answer
from adapters.calendars.fetching import Asked, Fetcher
from adapters.calendars.troubles import UnreadableError
from adapters.calendars.working_out import Busy
from bot.model import CalendarTrouble

FREE = frozenset({"free", "workingelsewhere"})
"""learn.microsoft.com/graph/api/resources/scheduleitem: the others are tentative, busy, oof and unknown."""
TROUBLES = {
    "ErrorMailRecipientNotFound": CalendarTrouble.NOT_FOUND,
    "ErrorNoFreeBusyAccess": CalendarTrouble.NO_ACCESS,
}
"""What Exchange calls them (learn.microsoft.com, ResponseCode of Exchange Web Services)."""


@dataclass(frozen=True, slots=True)
class GraphSchedule:
    """The calendar of the person with this work email address. ``token`` gives a bearer token that may read it."""

    fetcher: Fetcher
    email: str
    token: Callable[[], Awaitable[str]] = field(repr=False)
    api: str = "https://graph.microsoft.com/v1.0"

    async def busy(self, since: datetime, until: datetime, zone: ZoneInfo) -> Busy:
        wanted = {
            "schedules": [self.email],
            "startTime": {"dateTime": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"},
            "endTime": {"dateTime": f"{until.astimezone(UTC):%Y-%m-%dT%H:%M:%S}", "timeZone": "UTC"},
        }
        headers = {
            "Authorization": f"Bearer {await self.token()}",
            "Content-Type": "application/json",
            "Prefer": 'outlook.timezone="UTC"',
        }
        url = f"{self.api}/users/{quote(self.email, safe='@')}/calendar/getSchedule"
        content = await self.fetcher.fetch(Asked("POST", url, headers, json.dumps(wanted).encode()))
        return read_answer(content, _busy)


def _busy(answer: Mapping[str, Any]) -> Busy:
    [schedule] = answer["value"]
    if error := schedule.get("error"):
        raise UnreadableError(TROUBLES.get(error.get("responseCode"), CalendarTrouble.SERVER_TROUBLE))
    items = [item for item in schedule["scheduleItems"] if str(item["status"]).lower() not in FREE]
    return [(_seconds(item["start"]), _seconds(item["end"])) for item in items]


def _seconds(when: Mapping[str, str]) -> int:
    """A ``dateTimeTimeZone`` in UTC, which is what was asked for; its fraction has seven digits."""
    if when["timeZone"] != "UTC":
        raise ValueError("another time zone than was asked for")
    return int(datetime.fromisoformat(when["dateTime"].partition(".")[0]).replace(tzinfo=UTC).timestamp())
