"""How fast next free times are found with 10,000 consultations booked, beside the same search without any.

Run with ``python -m tests.benchmarks.next_free [PEOPLE]``. The consultations are given by the people whom the requests
find first, in a directory of 25,000 in SQLite, so that what is measured has to look at them. "Next free" is what is
read and worked out of everybody who is weighed for a page of results; "find" is all that somebody waits for.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, update
from sqlmodel import Session, SQLModel, col, select

from adapters.schema import upgrade
from bot.finding.find_expert import CANDIDATES
from bot.model import Booking, Consultation, Offer, OfferStatus, Request
from bot.times.openings import Openings
from config.settings import SAMPLE, VOCABULARY
from directory.database import connected, reading, unit_of_work
from directory.live import LiveIndex
from directory.model import Expert, Person
from directory.revision import next_revision
from directory.roster.plan import Import
from directory.roster.sample import load_sample
from directory.search import SearchIndex
from directory.vocabulary import Vocabulary, load_vocabulary
from tests.benchmarks.promises import at_most, machine
from tests.benchmarks.requests import invented_requests
from tests.benchmarks.search_speed import NOW, PEOPLE, REQUESTS, find
from tests.benchmarks.timing import percentile, seconds

BOOKED = 10_000
GIVE = 20  # consultations of each expert who is booked: what they take in the four weeks ahead
WEEKLY_CAP = 6
DAYS = 28
PROMISED = 20  # milliseconds for a page
HALF_HOUR = timedelta(minutes=30)


def main(people: int) -> None:
    """Fill a directory in a temporary folder, and book in a copy of it; both are asked in turns."""
    vocabulary = load_vocabulary(VOCABULARY)
    requests = invented_requests(REQUESTS, vocabulary)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        quiet_file, booked_file = Path(folder, "quiet.db"), Path(folder, "booked.db")
        with connected(f"sqlite:///{quiet_file}") as engine:
            upgrade(engine)
            load_sample(SAMPLE, engine, Import(vocabulary, NOW, "benchmark"), people)
        shutil.copy(quiet_file, booked_file)
        quiet, booked = (
            Directory(stack.enter_context(connected(f"sqlite:///{file}")), vocabulary)
            for file in (quiet_file, booked_file)
        )
        stars = list(islice(found_first(booked, requests), BOOKED // GIVE))
        with unit_of_work(booked.engine) as session:
            book(session, stars)
        measure(
            (booked, quiet), requests, f"{people:,} people, {REQUESTS} requests, {len(stars) * GIVE:,} consultations"
        )


class Directory:
    """A directory with its index, and how long it took to answer each request."""

    def __init__(self, engine: Engine, vocabulary: Vocabulary) -> None:
        self.engine = engine
        self.live = LiveIndex(engine, SearchIndex(vocabulary))
        self.live.build()
        self.next_free: list[float] = []
        self.find: list[float] = []


def measure(directories: tuple[Directory, Directory], requests: Sequence[str], title: str) -> None:
    """What is remembered of people after a first search is there, as it is in a bot that runs."""
    for text in requests:
        for each in directories:
            find(each.engine, each.live, text)
    for text in requests:
        for each in directories:
            each.next_free.append(next_free(each, text))
            each.find.append(seconds(partial(find, each.engine, each.live, text)))
    table = Table(title=title)
    for heading in ("", "booked", "nothing booked", "ratio", "promised"):
        table.add_column(heading, justify="right")
    for name in ("next_free", "find"):
        for share in (50, 95):
            ours, theirs = (percentile(getattr(each, name), share) for each in directories)
            promised = at_most(ours, PROMISED, "ms") if name == "next_free" else ""
            title = f"{name.replace('_', ' ')} p{share}, ms"
            table.add_row(title, f"{ours:.2f}", f"{theirs:.2f}", f"{ours / theirs:.2f}", promised)
    Console().print(table, machine())


def next_free(directory: Directory, text: str) -> float:
    """Seconds to read and work out when everybody weighed for this request could be met."""
    with reading(directory.engine) as session:
        view = directory.live.view(session)
        hits = view.index.search(view.index.understand(text, NOW.date()), CANDIDATES)
        standings = view.standings([hit.id for hit in hits])

        def look() -> None:
            openings = Openings(session, NOW)
            openings.read(standings.values())
            for standing in standings.values():
                if openings.can_be_asked(standing):
                    openings.opening(standing)

        return seconds(look)


def found_first(directory: Directory, requests: Sequence[str]) -> Iterator[int]:
    """The experts whom the requests find, the best of each first; each of them once."""
    with reading(directory.engine) as session:
        index = directory.live.view(session).index
        found = [[hit.id for hit in index.search(index.understand(text, NOW.date()), 30)] for text in requests]
    seen: set[int] = set()
    for rank in range(30):
        for ids in found:
            if rank < len(ids) and ids[rank] not in seen:
                seen.add(ids[rank])
                yield ids[rank]


def book(session: Session, expert_ids: Sequence[int]) -> None:
    """Consultations on the working days of the next four weeks, asked for by people who are no experts here."""
    chance = random.Random(4)
    revision = next_revision(session)
    theirs = col(Expert.id).in_(expert_ids)
    session.execute(update(Expert).where(theirs).values(weekly_cap=WEEKLY_CAP, revision=revision))
    experts = session.exec(select(Expert).where(theirs)).all()
    at_ten = [NOW + timedelta(days=day) for day in range(DAYS) if (NOW + timedelta(days=day)).weekday() < 5]
    hours = [start + timedelta(hours=number) for start in at_ten for number in range(6)]
    asking: Counter[datetime] = Counter()
    people = [Person(name=f"Policymaker {number}") for number in range(len(experts))]
    session.add_all(people)
    session.flush()
    for expert in experts:
        rows: list[list[SQLModel]] = [[], [], [], []]
        for start in chance.sample(hours, GIVE):
            for kind, row in zip(rows, consultation(expert, people[asking[start]].id or 0, start), strict=True):
                kind += row
            asking[start] += 1
        for kind in rows:
            session.add_all(kind)
            session.flush()


def consultation(expert: Expert, requester_id: int, start: datetime) -> tuple[list[SQLModel], ...]:
    """Its rows, in the order in which they refer to each other."""
    id_, end = f"{expert.id}-{start:%d%H}", start + HALF_HOUR
    request = Request(
        id=id_, requester_id=requester_id, question="How?", minutes=30, need="", created_at=NOW, closes_at=end
    )
    offer = Offer(
        id=id_,
        request_id=id_,
        expert_id=expert.id or 0,
        person_id=expert.person_id,
        round=1,
        status=OfferStatus.ACCEPTED,
        offered_at=start - timedelta(days=DAYS),
    )
    booked = Consultation(
        id=id_,
        request_id=id_,
        offer_id=id_,
        requester_id=requester_id,
        expert_person_id=expert.person_id,
        starts_at=start,
        ends_at=end,
        booked_at=NOW,
    )
    bookings: list[SQLModel] = [
        Booking(consultation_id=id_, person_id=person_id, is_expert=is_expert, starts_at=start, ends_at=end)
        for person_id, is_expert in ((requester_id, False), (expert.person_id, True))
    ]
    return [request], [offer], [booked], bookings


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
