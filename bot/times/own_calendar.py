"""What is known of somebody's own calendar: when they are busy by it, and whether anything is known at all. Pure."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from bot.times.working_time import Span

REMEMBERED = 2048
"""Calendars whose busy times are kept ready: some kilobytes each."""


@dataclass(frozen=True, slots=True)
class BusyTimes:
    """Busy intervals in order and apart, as seconds since 1970: looked at often, and mostly only the first few."""

    starts: Sequence[int] = ()
    ends: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """A calendar that somebody gave. Without ``is_known`` nothing is known of it now, which is not the same as free."""

    busy: BusyTimes = BusyTimes()
    is_known: bool = False

    def within(self, span: Span) -> list[Span]:
        """When they are busy in this time, first first; the first and the last may reach beyond it."""
        starts, ends = self.busy.starts, self.busy.ends
        if not starts:
            return []
        first = bisect_right(ends, int(span.start.timestamp()))
        last = bisect_left(starts, span.end.timestamp())
        return [Span(_instant(starts[number]), _instant(ends[number])) for number in range(first, last)]

    def less(self, taken: Span) -> OwnCalendar:
        """Without whatever is in it at this time: a consultation that is to be moved is in calendars too."""
        since, until = int(taken.start.timestamp()), int(taken.end.timestamp())
        pieces = [
            piece
            for start, end in zip(self.busy.starts, self.busy.ends, strict=True)
            for piece in ((start, min(end, since)), (max(start, until), end))
            if piece[0] < piece[1]
        ]
        busy = BusyTimes(array("q", (start for start, _ in pieces)), array("q", (end for _, end in pieces)))
        return OwnCalendar(busy, self.is_known)


UNKNOWN = OwnCalendar()


def joined(intervals: Sequence[tuple[int, int]], since: int, until: int) -> list[list[int]]:
    """Busy intervals in order and apart, nothing before ``since`` or after ``until``; all in seconds since 1970."""
    found: list[list[int]] = []
    for start, end in sorted(_clipped(intervals, since, until)):
        if found and start <= found[-1][1]:
            found[-1][1] = max(found[-1][1], end)
        else:
            found.append([start, end])
    return found


def _clipped(intervals: Sequence[tuple[int, int]], since: int, until: int) -> Iterator[tuple[int, int]]:
    for start, end in intervals:
        if start < end and start < until and since < end:
            yield max(start, since), min(end, until)


@lru_cache(maxsize=REMEMBERED)
def read_busy(text: str) -> BusyTimes:
    """Busy times as the database holds them, in JSON: the same text is read once."""
    pairs = json.loads(text)
    return BusyTimes(array("q", (pair[0] for pair in pairs)), array("q", (pair[1] for pair in pairs)))


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
