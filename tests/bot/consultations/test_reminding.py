"""Reminders of a consultation: the working day before and ten minutes before, and only of what is still true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from bot.drawing import draw
from bot.messages import plain
from bot.model import Notice, NoticeKind, Preferences
from bot.notices import Delivered, Letter
from bot.sending.outbox import Outbox
from directory.database import unit_of_work
from directory.model import Account, Person
from tests.bot.consultations.minds import ADA, BOOKED, RILEY, BookedTown

DAY_BEFORE, SOON = NoticeKind.CONSULTATION_DAY_BEFORE, NoticeKind.CONSULTATION_SOON
OF_CONSULTATIONS = {DAY_BEFORE, SOON, NoticeKind.CONSULTATION_NEWS}
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def town(database: Engine) -> BookedTown:
    return BookedTown(database)


def due(town: BookedTown, kind: NoticeKind) -> list[tuple[str, datetime]]:
    """When each of them is to be told, by any reminder there ever was."""
    with unit_of_work(town.engine) as session:
        rows = session.exec(select(Person.name, Notice.due_at).join(Notice).where(Notice.kind == kind))
        return sorted((str(name), when) for name, when in rows)


def post(town: BookedTown, *, at: datetime) -> list[tuple[str, str]]:
    """Whom is told what of consultations when the post goes then."""
    town.now = at
    return [(letter.card.title, plain(letter.card)) for letter in letters(town) if letter.kind in OF_CONSULTATIONS]


def letters(town: BookedTown) -> Iterator[Letter]:
    """Everything that is due, one after another; it takes some seconds."""
    outbox = Outbox(
        town.engine,
        lambda: town.now,
        lambda: uuid4().hex,
        draw,
        {"web", "email"},
        lambda: 0.0,
        lease_clock=lambda _session: town.now,
    )
    for _ in range(12):
        for letter in outbox.claim(20):
            yield letter
            outbox.settle((letter, Delivered(letter.receipt or letter.key)))
        town.now += timedelta(seconds=2)


def test_both_are_reminded_the_working_day_before_at_the_same_time(town: BookedTown) -> None:
    wednesday = BOOKED - timedelta(days=1)
    assert due(town, DAY_BEFORE) == [(ADA, wednesday), (RILEY, wednesday)]
    assert post(town, at=wednesday - timedelta(minutes=1)) == []
    told = post(town, at=wednesday)
    assert [title for title, _ in told] == [
        "Reminder of your consultation: Thursday 14 May 2026, 09:00 to 09:30 UK time"
    ] * 2
    assert post(town, at=wednesday + timedelta(hours=3)) == []


@pytest.mark.parametrize(
    ("hours", "at", "on"),
    [
        ("Mon-Fri 09:00-17:00", datetime(2026, 5, 18, 8, tzinfo=UTC), datetime(2026, 5, 15, 8, tzinfo=UTC)),
        ("Mon-Fri 09:00-17:00", datetime(2026, 5, 26, 8, tzinfo=UTC), datetime(2026, 5, 22, 8, tzinfo=UTC)),
        ("Tue,Thu 09:00-17:00", datetime(2026, 5, 21, 8, tzinfo=UTC), datetime(2026, 5, 19, 8, tzinfo=UTC)),
    ],
)
def test_days_that_are_no_working_days_of_theirs_do_not_count(
    town: BookedTown, hours: str, at: datetime, on: datetime
) -> None:
    """A weekend, the bank holiday of Monday 25 May 2026, and the days of somebody who works on two."""
    town.change(ADA, working_hours=hours)
    town.submit_move(RILEY, at)
    town.press(ADA, "Move to")
    assert (ADA, on) in due(town, DAY_BEFORE)


def test_no_reminder_is_planned_that_would_be_in_the_past(database: Engine) -> None:
    town = BookedTown(database)
    town.now = BOOKED - timedelta(hours=3)
    soon = BOOKED + timedelta(hours=2)
    town.submit_move(RILEY, soon)
    town.press(ADA, "Move to")
    assert sorted(town.told(SOON)) == [
        (ADA, "Your consultation with Riley Requester begins at 11:00 UK time"),
        (RILEY, "Your consultation with Ada Quillan begins at 11:00 UK time"),
    ]
    assert town.told(DAY_BEFORE) == []


def test_ten_minutes_before_both_are_told_where_to_go_whatever_the_hour(town: BookedTown) -> None:
    town.fill(ADA, "Say where you meet", place="https://meet.example.gov.uk/tax")
    with unit_of_work(town.engine) as session:
        for person in session.exec(select(Person).where(col(Person.name).in_([ADA, RILEY]))):
            session.add(Preferences(person_id=person.id or 0, quiet_hours="18:00-11:00"))
    town.change(ADA, working_hours="Mon-Fri 13:00-17:00")
    post(town, at=BOOKED - timedelta(minutes=11))
    told = dict(post(town, at=BOOKED - TEN_MINUTES))
    assert set(told) == {
        "Your consultation with Ada Quillan begins at 09:00 UK time",
        "Your consultation with Riley Requester begins at 09:00 UK time",
    }
    for words in told.values():
        assert "Join: https://meet.example.gov.uk/tax" in words
        assert "How do we test a letter" in words
    assert post(town, at=BOOKED - timedelta(minutes=5)) == []


def test_what_could_not_be_said_before_it_began_is_not_said(town: BookedTown) -> None:
    assert post(town, at=BOOKED) == []


def test_whoever_could_not_be_told_the_day_before_is_told_once_that_it_begins(town: BookedTown) -> None:
    told = [title for title, _ in post(town, at=BOOKED - TEN_MINUTES)]
    assert len(told) == 2
    assert all("begins at" in title for title in told)


def test_one_that_was_moved_is_remembered_at_its_new_time_only(town: BookedTown) -> None:
    [later] = town.ask_to_move(RILEY, skip=4)
    town.press(ADA, "Move to")
    post(town, at=town.now)
    assert post(town, at=BOOKED - timedelta(days=1)) == []
    assert post(town, at=BOOKED - TEN_MINUTES) == []
    assert len(post(town, at=later - TEN_MINUTES)) >= 2


def test_one_that_was_moved_there_and_back_is_remembered_once(town: BookedTown) -> None:
    town.ask_to_move(RILEY)
    town.press(ADA, "Move to")
    town.submit_move(RILEY, BOOKED)
    town.press(ADA, "Move to")
    assert town.held().starts_at == BOOKED
    post(town, at=town.now)
    assert len(post(town, at=BOOKED - timedelta(days=1))) == 2
    assert len(post(town, at=BOOKED - TEN_MINUTES)) == 2


def test_of_one_that_was_cancelled_nobody_is_reminded(town: BookedTown) -> None:
    town.cancel(ADA)
    post(town, at=town.now)
    assert post(town, at=BOOKED - timedelta(days=1)) == []
    assert post(town, at=BOOKED - TEN_MINUTES) == []


def test_a_reminder_says_who_still_waits_for_an_answer(town: BookedTown) -> None:
    town.ask_to_move(RILEY, skip=6)
    post(town, at=town.now)
    words = "\n".join(text for _, text in post(town, at=BOOKED - timedelta(days=1)))
    assert "Riley Requester asks to move this to:" in words
    assert "You asked Ada Quillan to move this to:" in words


def test_whoever_does_not_want_reminders_gets_none_and_still_hears_what_changes(town: BookedTown) -> None:
    with unit_of_work(town.engine) as session:
        riley = session.exec(select(Person).where(Person.name == RILEY)).one()
        session.add(Preferences(person_id=riley.id or 0, muted=[DAY_BEFORE, SOON]))
    assert len(post(town, at=BOOKED - timedelta(days=1))) == 1
    town.cancel(ADA)
    assert [title for title, _ in post(town, at=town.now)] == ["Consultation cancelled on 13 May 2026 by Ada Quillan"]


# ---------------------------------------------------------------------------------------------- by email alone


def only_by_email(session: Session, name: str) -> None:
    person = session.exec(select(Person).where(Person.name == name)).one()
    for account in session.exec(select(Account).where(Account.person_id == person.id)):
        session.delete(account)


def mail(town: BookedTown) -> list[tuple[NoticeKind, str]]:
    by_email = [(letter.kind, letter.card.title) for letter in letters(town) if letter.to.platform == "email"]
    return [each for each in by_email if each[0] is not NoticeKind.INVITATION]


def test_by_email_news_comes_once_by_itself_or_with_its_card(town: BookedTown) -> None:
    with unit_of_work(town.engine) as session:
        only_by_email(session, ADA)
    booked = "Consultation booked: Thursday 14 May 2026, 09:00 to 09:30 UK time"
    assert mail(town) == [(NoticeKind.OFFER_CARD, booked)]
    steps: list[tuple[Callable[[], object], tuple[NoticeKind, str]]] = [
        (lambda: town.ask_to_move(RILEY), (NoticeKind.CONSULTATION_NEWS, "Riley Requester asks to move")),
        (lambda: town.fill(RILEY, "Say where", place="Room 1"), (NoticeKind.CONSULTATION_NEWS, "Riley Requester chan")),
        (lambda: town.cancel(RILEY), (NoticeKind.OFFER_CARD, "Consultation cancelled on 12 May 2026 by Riley")),
    ]
    for step, (kind, title) in steps:
        step()
        town.now += timedelta(minutes=1)
        [(told, as_title)] = mail(town)
        assert (told, as_title[: len(title)]) == (kind, title)
