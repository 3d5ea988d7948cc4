"""How many requests are accepted in a second, beside the bare rows of as many bookings, in the same run.

Run it with ``python -m tests.benchmarks.accept_speed``. Ours is the whole of ``Conversation.handle``: who presses, the
request and its offer under their locks, both diaries, the limits, the consultation with the time of both, who is told,
the audit, the answer as it is drawn and kept, one commit. The peer is what no bot could do without: one transaction
for each that inserts the same consultation and its two bookings, which the database holds against its constraint, by
the same engine with the same number at once. Every one of them books: nobody is refused. They take turns.

SQLite has one process of eight threads, and waits for the disk at every commit; PostgreSQL has four of eight each, and
is the private one of the tests, which does not.
"""

from __future__ import annotations

import multiprocessing
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from tempfile import TemporaryDirectory

import psycopg
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, insert, make_url
from sqlmodel import SQLModel, func, select

from adapters.schema import upgrade
from bot.model import (
    Booking,
    BookingStatus,
    Consultation,
    ConsultationStatus,
    Notice,
    NoticeKind,
    Offer,
    Request,
    RequestStatus,
)
from bot.model.requests import kept
from directory.database import connected, reading, unit_of_work
from directory.model import Expert, Person
from tests.benchmarks.promises import at_least, machine
from tests.bot.crowd import PROCESSES, THREADS, add_accounts, conversation, press, words
from tests.clients import postgresql
from tests.people import NOW, add_expert
from tests.requests import add_person

ACCEPTS = 1_000
ROUNDS = 3
COUPLES = 60
"""Experts, each with a requester of their own."""
AIMED = 600
HALF_HOUR = timedelta(minutes=30)
DAYS = [day for n in range(1, 31) if (day := NOW.replace(hour=8) + timedelta(days=n)).weekday() < 5 and day.day != 25]
"""Working days up to the horizon: the 25th is a bank holiday."""
SLOTS = [day + timedelta(hours=hour) for day in DAYS for hour in range(8)]
LATER = timedelta(days=364)
"""For the peer's: nothing of ours is booked so late."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request in front of one expert, at a time that is free."""

    request_id: str
    offer_id: str
    requester_id: int
    expert_person_id: int
    start: datetime


def main() -> None:
    """Both databases, one after the other."""
    table = Table(title=f"Accepts a second, {ACCEPTS:,} each time, the middle of {ROUNDS} rounds")
    for heading in ("", "whole accepts", "bare bookings", "ratio", "aimed at"):
        table.add_column(heading, justify="right")
    with TemporaryDirectory() as folder, database() as server:
        for name, url in (("SQLite", f"sqlite:///{folder}/bench.db"), ("PostgreSQL", server)):
            ours, bare = measured(url)
            table.add_row(name, f"{ours:,.0f}", f"{bare:,.0f}", f"{ours / bare:.2f}", at_least(ours, AIMED))
    Console().print(table, machine())


def measured(url: str) -> tuple[float, float]:
    """Ours and the peer's, in turns."""
    ours, bare = [], []
    with connected(url) as engine:
        upgrade(engine)
        couples = add_people(engine)
        numbers = count()
        for _ in range(ROUNDS):
            ours.append(at_once(url, accept, ask(engine, couples, numbers)))
            bare.append(at_once(url, book, ask(engine, couples, numbers)))
        with reading(engine) as session:
            booked = session.exec(select(func.count()).select_from(Booking)).one()
    if booked != 4 * ROUNDS * ACCEPTS:
        raise RuntimeError(f"{booked:,} bookings: not everything was booked")
    return statistics.median(ours), statistics.median(bare)


# ---------------------------------------------------------------------------------------------- what is done


def accept(engine: Engine, asked: Sequence[Asked]) -> Callable[[int], object]:
    """The whole way of a press."""
    handle = conversation(engine).handle
    presses = [press(each.expert_person_id, "offer.accept", f"{each.offer_id}.1.0") for each in asked]

    def one(number: int) -> None:
        answer = words(handle(presses[number]))
        if not answer.startswith("Consultation booked"):
            raise RuntimeError(answer)

    return one


def book(engine: Engine, asked: Sequence[Asked]) -> Callable[[int], object]:
    """The rows alone."""

    def one(number: int) -> None:
        each = asked[number]
        times = {"starts_at": each.start + LATER, "ends_at": each.start + LATER + HALF_HOUR}
        row = {"id": each.request_id, "request_id": each.request_id, "offer_id": each.offer_id, "place": ""}
        who = {"requester_id": each.requester_id, "expert_person_id": each.expert_person_id}
        how = {"status": ConsultationStatus.BOOKED, "booked_at": NOW, "version": 1}
        taken = {"consultation_id": each.request_id, "status": BookingStatus.BOOKED, **times}
        with unit_of_work(engine) as session:
            connection = session.connection()
            connection.execute(CONSULTATION, {**row, **who, **how, **times})
            people = ((each.requester_id, False), (each.expert_person_id, True))
            connection.execute(BOOKINGS, [{"person_id": id_, "is_expert": is_, **taken} for id_, is_ in people])

    return one


CONSULTATION = insert(Consultation)
BOOKINGS = insert(Booking)
Work = Callable[[Engine, Sequence[Asked]], Callable[[int], object]]


def at_once(url: str, work: Work, asked: Sequence[Asked]) -> float:
    """How many a second, from the first beginning to the last end."""
    if make_url(url).get_backend_name() == "sqlite":
        spans = [in_threads(url, work, asked)]
    else:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        shares = [asked[number::PROCESSES] for number in range(PROCESSES)]
        with ProcessPoolExecutor(PROCESSES, context, _begins.append, (context.Barrier(PROCESSES),)) as pool:
            spans = list(pool.map(partial(in_threads, url, work), shares))
    return sum(done for *_, done in spans) / (max(end for _, end, _ in spans) - min(begin for begin, *_ in spans))


_begins: list[threading.Barrier] = []


def in_threads(url: str, work: Work, asked: Sequence[Asked]) -> tuple[float, float, int]:
    """When it began and ended, and how many that was. Connections, and what is made once, are made beforehand."""
    with connected(url) as engine, ThreadPoolExecutor(THREADS) as pool:
        one = work(engine, asked)
        warm = min(THREADS, len(asked))
        list(pool.map(one, range(warm)))
        for begin in _begins:
            begin.wait()
        started = time.monotonic()
        list(pool.map(one, range(warm, len(asked))))
        return started, time.monotonic(), len(asked) - warm


# ---------------------------------------------------------------------------------------------- what there is


@contextmanager
def database() -> Iterator[str]:
    """The address of a fresh database on the tests' own PostgreSQL."""
    with postgresql.cluster() as server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        yield make_url(server).set(database="bench").render_as_string(hide_password=False)


def add_people(engine: Engine) -> list[tuple[Expert, Person]]:
    with unit_of_work(engine) as session:
        couples = [
            (add_expert(session, f"Sample Expert{n}", weekly_cap=99), add_person(session, f"Sample Requester{n}"))
            for n in range(COUPLES)
        ]
        for expert, _ in couples:
            add_accounts(session, expert.person_id)
    return couples


def ask(engine: Engine, couples: Sequence[tuple[Expert, Person]], numbers: Iterator[int]) -> list[Asked]:
    """As many requests as are accepted in a round, each with the cards that everybody has of it."""
    asked, rows = [], []
    for number in (next(numbers) for _ in range(ACCEPTS)):
        expert, requester = couples[number % COUPLES]
        each = Asked(
            f"r{number}", f"o{number}", requester.id or 0, expert.person_id, SLOTS[number // COUPLES % len(SLOTS)]
        )
        asked.append(each)
        rows.append(_rows(each, expert.id or 0))
    with unit_of_work(engine) as session:
        for kind in zip(*rows, strict=True):
            session.add_all(kind)
            session.flush()
    return asked


def _rows(asked: Asked, expert_id: int) -> tuple[SQLModel, ...]:
    request = Request(
        id=asked.request_id,
        requester_id=asked.requester_id,
        question="How do we test a letter with people who owe tax?",
        minutes=30,
        times=kept((asked.start,)),
        need="user research",
        status=RequestStatus.OFFERED,
        round=1,
        created_at=NOW,
        closes_at=NOW + timedelta(days=14),
    )
    offer = Offer(
        id=asked.offer_id,
        request_id=asked.request_id,
        expert_id=expert_id,
        person_id=asked.expert_person_id,
        round=1,
        offered_at=NOW,
        remind_at=NOW + timedelta(days=2),
        expires_at=NOW + timedelta(days=3),
    )
    return (
        request,
        offer,
        _notice(offer.id, offer.person_id, NoticeKind.OFFER_CARD),
        _notice(request.id, request.requester_id, NoticeKind.REQUEST_CARD),
    )


def _notice(subject: str, person_id: int, kind: NoticeKind) -> Notice:
    key = f"{kind}:{subject}:{person_id}"
    return Notice(key=key, kind=kind, subject=subject, person_id=person_id, due_at=NOW, news_at=NOW)


if __name__ == "__main__":
    main()
