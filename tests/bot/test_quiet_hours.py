"""When somebody wants to hear nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.quiet_hours import QuietHours
from directory.errors import WrongValueError

LONDON, KABUL = ZoneInfo("Europe/London"), ZoneInfo("Asia/Kabul")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "zone", "now", "over"),
    [
        ("18:00-08:00", LONDON, "2026-05-12 16:59", None),
        ("18:00-08:00", LONDON, "2026-05-12 17:00", "2026-05-13 07:00"),
        ("18:00-08:00", LONDON, "2026-05-13 06:59", "2026-05-13 07:00"),
        ("18:00-08:00", LONDON, "2026-05-13 07:00", None),
        ("12:00-13:30", LONDON, "2026-01-12 12:15", "2026-01-12 13:30"),
        ("12:00-13:30", LONDON, "2026-01-12 13:30", None),
        ("18:00-08:00", KABUL, "2026-05-12 14:00", "2026-05-13 03:30"),
        ("18:00-08:00", KABUL, "2026-05-12 13:00", None),
        # The clocks go forward at 01:00 UTC on 29 March 2026: 01:30 is not on the wall that day.
        ("22:00-01:30", LONDON, "2026-03-28 23:00", "2026-03-29 01:00"),
        # They go back at 01:00 UTC on 25 October 2026: 01:30 is there twice, and the first one counts.
        ("22:00-01:30", LONDON, "2026-10-24 23:00", "2026-10-25 00:30"),
        ("22:00-01:30", LONDON, "2026-10-25 00:29", "2026-10-25 00:30"),
        ("22:00-01:30", LONDON, "2026-10-25 01:10", None),
    ],
)
def test_quiet_hours_are_by_the_clock_where_they_are(hours: str, zone: ZoneInfo, now: str, over: str | None) -> None:
    assert QuietHours.parse(hours).over_at(utc(now), zone) == (utc(over) if over else None)


@pytest.mark.parametrize("wrong", ["", "18-08", "18:00", "24:00-08:00", "18:60-08:00", "08:00-08:00", "nights"])
def test_what_is_no_quiet_hours_is_said_in_words(wrong: str) -> None:
    with pytest.raises(WrongValueError, match="quiet hours"):
        QuietHours.parse(wrong)


def test_quiet_hours_are_written_as_they_are_read() -> None:
    assert str(QuietHours.parse(" 18:00-08:05 ")) == "18:00-08:05"
