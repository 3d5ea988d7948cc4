"""How fast open times are found of 20 people with full calendars, beside expanding each calendar when it is needed.

Run with ``python -m tests.benchmarks.calendar_slots``. Every calendar has 60 series of meetings that began in the last
four years, with exceptions, and 200 single events. The peer reads each calendar with icalendar and
recurring-ical-events, as whoever keeps no busy times has to; what is ours reads the busy times that are kept.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine
from sqlmodel import Session

from adapters.calendars.expanding import Wanted, busy_times
from adapters.schema import upgrade
from bot.model import Calendar
from bot.slots import Diary, open_times
from bot.times.calendars import digest_of
from bot.times.diaries import of_experts
from bot.times.own_calendar import OwnCalendar, joined, read_busy
from bot.times.rounds import AHEAD
from directory.availability import standings
from directory.database import connected, reading, unit_of_work
from tests.benchmarks.promises import machine
from tests.benchmarks.timing import percentile, seconds
from tests.people import NOW, add_expert

PEOPLE = 20
SERIES = 60
SINGLE = 200
ROUNDS = 30
PEER_ROUNDS = 3
PROMISED = 0.1
UNTIL = NOW + AHEAD
UK = ZoneInfo("Europe/London")
SEALED = b"an address"


def main() -> None:
    """Fill a directory in a temporary folder; ask it and the peer for the same times."""
    chance = random.Random(5)
    files = [calendar(chance) for _ in range(PEOPLE)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "calendars.db")
        with connected(f"sqlite:///{file}") as engine:
            upgrade(engine)
            with unit_of_work(engine) as session:
                ids = [give(session, number, content) for number, content in enumerate(files)]
            kept = measure(lambda: ours(engine, ids), ROUNDS)
            forgotten = measure(lambda: ours_anew(engine, ids), ROUNDS)
            naive = measure(lambda: theirs(engine, ids, files), PEER_ROUNDS)
            if ours(engine, ids) != theirs(engine, ids, files):
                sys.exit("The two disagree about the times.")
    show({"busy times kept": kept, "the same, none in memory": forgotten, "each calendar expanded": naive}, naive)


def show(found: dict[str, float], naive: float) -> None:
    table = Table(title=f"Open times of {PEOPLE} people, {SERIES} series and {SINGLE} single events each")
    for heading in ("", "p50, ms", "ratio", "promised"):
        table.add_column(heading, justify="right")
    for name, taken in found.items():
        ratio = taken / naive
        promised = f"at most {PROMISED:g}: {'kept' if ratio <= PROMISED else 'missed'}" if taken is not naive else ""
        table.add_row(name, f"{taken:.2f}", f"{ratio:.4f}", promised)
    Console().print(table, machine())


def measure(act: Callable[[], object], times: int) -> float:
    return percentile([seconds(act) for _ in range(times)], 50)


def ours(engine: Engine, ids: list[int]) -> list[list[datetime]]:
    with reading(engine) as session:
        diaries = of_experts(session, standings(session, ids), NOW)
    return [open_times(diaries[id_], NOW) for id_ in ids]


def ours_anew(engine: Engine, ids: list[int]) -> None:
    """As after a start, or of people whom nobody looked at for long."""
    read_busy.cache_clear()
    ours(engine, ids)


def theirs(engine: Engine, ids: list[int], files: list[bytes]) -> list[list[datetime]]:
    with reading(engine) as session:
        diaries = of_experts(session, standings(session, ids), NOW)
    return [open_times(with_calendar(diaries[id_], content), NOW) for id_, content in zip(ids, files, strict=True)]


def with_calendar(diary: Diary, content: bytes) -> Diary:
    """The whole calendar, read as it is."""
    query = recurring_ical_events.of(icalendar.Calendar.from_ical(content))
    spans = [
        (int(each["DTSTART"].dt.timestamp()), int(each["DTEND"].dt.timestamp())) for each in query.between(NOW, UNTIL)
    ]
    busy = read_busy(str(joined(spans, int(NOW.timestamp()), int(UNTIL.timestamp()))))
    return Diary(diary.pattern, diary.capacity, diary.busy, diary.given, OwnCalendar(busy, is_known=True))


def give(session: Session, number: int, content: bytes) -> int:
    id_ = add_expert(session, f"Expert {number}", calendar_url_sealed=SEALED).id or 0
    busy = joined(busy_times(content, Wanted(NOW, UNTIL, UK)), int(NOW.timestamp()), int(UNTIL.timestamp()))
    session.add(
        Calendar(
            expert_id=id_,
            address_digest=digest_of(SEALED),
            busy=busy,
            known_from=NOW,
            known_until=UNTIL,
            fetched_at=NOW,
            next_at=UNTIL,
        )
    )
    return id_


def calendar(chance: random.Random) -> bytes:
    """A full one, as Outlook would write it."""
    event = partial(meeting, chance)
    rules = ("FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY", "FREQ=MONTHLY;BYDAY=1TU", "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=400")
    series = [
        event(number, NOW - timedelta(days=chance.randrange(30, 1_400)), f"RRULE:{chance.choice(rules)}")
        for number in range(SERIES)
    ]
    single = [event(SERIES + number, NOW + timedelta(days=chance.randrange(-300, 30))) for number in range(SINGLE)]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example//EN", *series, *single, "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def meeting(chance: random.Random, uid: int, day: datetime, *more: str) -> str:
    start = day.astimezone(UTC).replace(hour=chance.randrange(8, 16), minute=chance.choice((0, 30)), second=0)
    end = start + timedelta(minutes=chance.choice((30, 30, 60)))
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uid}@example.gov.uk",
        "SUMMARY:A meeting of some people about something",
        f"DTSTART;TZID=Europe/London:{start:%Y%m%dT%H%M%S}",
        f"DTEND;TZID=Europe/London:{end:%Y%m%dT%H%M%S}",
        *more,
        *([f"EXDATE;TZID=Europe/London:{start + timedelta(days=14):%Y%m%dT%H%M%S}"] if more else []),
        "TRANSP:OPAQUE",
        "END:VEVENT",
    ]
    return "\r\n".join(lines)


if __name__ == "__main__":
    main()
