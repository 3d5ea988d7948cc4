"""The few lines of a calendar file that say when somebody is busy; every other line is dropped before it is read.

Titles, places, people and descriptions go no further than this.
"""

from __future__ import annotations

from collections.abc import Iterator

KEPT = frozenset(
    {
        "BEGIN", "END", "VERSION", "PRODID", "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE",
        "RECURRENCE-ID", "SEQUENCE", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "FREEBUSY", "TZID",
        "TZOFFSETFROM", "TZOFFSETTO", "TZNAME",
    }
)  # fmt: skip
PARTS = frozenset({"VCALENDAR", "VEVENT", "VFREEBUSY", "VTIMEZONE", "STANDARD", "DAYLIGHT"})
MOST_LINES = 200_000
"""Of those that are kept. 5 MB of the shortest events have fewer than twice as many."""
MOST_IN_A_LINE = 200_000
"""Characters: a list of some ten thousand dates."""


class NotACalendarError(Exception):
    """It cannot be read as a calendar."""


class TooComplexError(Exception):
    """It would take too long to work out when somebody is busy."""


def unfolded(text: str) -> Iterator[str]:
    """Whole content lines: one that begins with a space or tab goes on the line before it (RFC 5545, 3.1)."""
    parts: list[str] = []
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if line[:1] in {" ", "\t"}:
            parts.append(line[1:])
            continue
        if parts:
            yield "".join(parts)
        parts = [line]
    yield "".join(parts)


def name_of(line: str) -> str:
    """What a content line is about, in capitals."""
    end = next((number for number, character in enumerate(line) if character in ";:"), len(line))
    return line[:end].upper()


def kept_lines(content: bytes) -> list[str]:
    """The lines that say when somebody is busy. Parts that say nothing of it, such as alarms, are left out whole.

    Raises NotACalendarError when it is no calendar, TooComplexError when there are too many.
    """
    kept: list[str] = []
    left_out: list[str] = []
    is_inside = False
    for line in unfolded(content.decode("utf-8-sig", errors="replace")):
        name = name_of(line)
        if name not in KEPT:
            continue
        part = line.partition(":")[2].strip().upper() if name in {"BEGIN", "END"} else ""
        if left_out:
            if name == "BEGIN":
                left_out.append(part)
            elif name == "END" and part == left_out[-1]:
                left_out.pop()
            continue
        if name == "BEGIN" and part not in PARTS:
            left_out.append(part)
            continue
        is_inside = is_inside or part == "VCALENDAR"
        if is_inside:
            if len(line) > MOST_IN_A_LINE or len(kept) >= MOST_LINES:
                raise TooComplexError
            kept.append(line)
    if not kept or not kept[-1].upper().startswith("END:VCALENDAR"):
        raise NotACalendarError
    return kept
