"""Experts' own calendars: busy by them is busy, and what is not known is said and never taken for free."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from bot.messages import Card, plain
from bot.model import Calendar, OfferStatus, Search
from bot.slots import Problem, Span, day_around, is_busy, next_opening, open_times, problem
from bot.times.calendars import FRESH, digest_of, own_calendars
from bot.times.diaries import of_experts, of_two
from bot.times.openings import Openings
from bot.times.own_calendar import OwnCalendar, joined, read_busy
from directory.availability import standings
from directory.database import reading, unit_of_work
from directory.model import Expert, Person, Pool
from tests.bot.town import Town, card_of, said, times_in
from tests.people import NOW, add_expert

ADA = "Ada Quillan"
HOUR = timedelta(hours=1)
TOMORROW = datetime(2026, 5, 13, 9, 0, tzinfo=UTC)
"""10:00 in the United Kingdom."""
SEALED = b"sealed, as far as anybody looks"


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    with unit_of_work(database) as session:
        yield session


@pytest.fixture
def town(database: Engine) -> Town:
    return Town(database)


def pairs(*spans: tuple[datetime, datetime]) -> list[list[int]]:
    return [[int(start.timestamp()), int(end.timestamp())] for start, end in spans]


def give_calendar(
    session: Session,
    expert: Expert,
    *busy: tuple[datetime, datetime],
    fetched_at: datetime | None = NOW,
    sealed: bytes = SEALED,
) -> None:
    """A calendar that was read, unless ``fetched_at`` is nothing."""
    expert.calendar_url_sealed = SEALED
    session.add(expert)
    row = Calendar(
        expert_id=expert.id or 0,
        address_digest=digest_of(sealed),
        busy=pairs(*busy),
        next_at=NOW,
        fetched_at=fetched_at,
        known_from=fetched_at,
        known_until=fetched_at + timedelta(days=32) if fetched_at else None,
    )
    session.merge(row)
    session.flush()


def in_town(town: Town, name: str, *busy: tuple[datetime, datetime], fetched_at: datetime | None = NOW) -> None:
    with unit_of_work(town.engine) as session:
        expert = session.exec(select(Expert).join(Person).where(Person.name == name)).one()
        give_calendar(session, expert, *busy, fetched_at=fetched_at)


def ask_card(town: Town) -> Card:
    return card_of(town.riley.says("user research on tax letters"))


def line_of(card: Card, name: str) -> str:
    return next(line for line in plain(card).splitlines() if line.startswith(name))


# ---------------------------------------------------------------------------------------------- what is known


def test_busy_times_are_joined_where_they_touch_and_cut_to_what_is_looked_at() -> None:
    assert joined([(50, 60), (10, 20), (20, 30), (25, 28), (0, 5), (90, 200), (70, 70)], 2, 100) == [
        [2, 5],
        [10, 30],
        [50, 60],
        [90, 100],
    ]


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (0, 10, []),
        (0, 11, [(10, 20)]),
        (19, 31, [(10, 20), (30, 40)]),
        (20, 30, []),
        (39, 99, [(30, 40)]),
        (40, 50, []),
    ],
)
def test_what_ends_or_begins_where_a_time_does_is_not_in_it(start: int, end: int, found: list[tuple[int, int]]) -> None:
    own = OwnCalendar(read_busy("[[10, 20], [30, 40]]"), is_known=True)
    within = own.within(Span(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)))
    assert [(int(each.start.timestamp()), int(each.end.timestamp())) for each in within] == found


@pytest.mark.parametrize(
    ("start", "end", "left"),
    [
        (0, 10, [[10, 20], [30, 40]]),
        (10, 20, [[30, 40]]),
        (12, 15, [[10, 12], [15, 20], [30, 40]]),
        (15, 35, [[10, 15], [35, 40]]),
        (0, 50, []),
    ],
)
def test_a_time_is_taken_out_of_a_calendar(start: int, end: int, left: list[list[int]]) -> None:
    own = OwnCalendar(read_busy("[[10, 20], [30, 40]]"), is_known=True)
    less = own.less(Span(datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(end, UTC)))
    assert [list(each) for each in zip(less.busy.starts, less.busy.ends, strict=True)] == left
    assert less.is_known


@pytest.mark.parametrize(
    ("fetched_at", "sealed", "is_known"),
    [
        (NOW, SEALED, True),
        (NOW - FRESH + timedelta(seconds=1), SEALED, True),
        (NOW - FRESH, SEALED, False),
        (None, SEALED, False),
        (NOW, b"another address", False),
    ],
    ids=["just read", "almost six hours ago", "six hours ago", "never read", "read from another address"],
)
def test_a_calendar_is_known_while_it_is_fresh_and_from_the_address_they_have(
    session: Session, fetched_at: datetime | None, sealed: bytes, is_known: bool
) -> None:
    ada = add_expert(session, ADA)
    give_calendar(session, ada, (TOMORROW, TOMORROW + HOUR), fetched_at=fetched_at, sealed=sealed)
    own = own_calendars(session, standings(session, [ada.id or 0]).values(), NOW)[ada.id or 0]
    assert own.is_known is is_known
    assert bool(own.busy.starts) is is_known


def test_an_address_that_was_never_looked_at_is_not_known_and_no_address_is_nothing(session: Session) -> None:
    ada, bram = add_expert(session, ADA, calendar_url_sealed=SEALED), add_expert(session, "Bram Otterbourne")
    both = standings(session, [ada.id or 0, bram.id or 0]).values()
    assert own_calendars(session, both, NOW) == {ada.id: OwnCalendar()}


# ---------------------------------------------------------------------------------------------- times


def test_what_is_in_their_calendar_takes_its_own_time_and_no_more(session: Session) -> None:
    ada = add_expert(session, ADA)
    give_calendar(session, ada, (TOMORROW, TOMORROW + HOUR))
    id_ = ada.id or 0
    diary = of_experts(session, standings(session, [id_]), NOW)[id_]
    for minutes, against in ((-30, None), (-15, Problem.BUSY), (30, Problem.BUSY), (59, Problem.BUSY), (60, None)):
        assert problem(diary, TOMORROW + timedelta(minutes=minutes), 30, NOW) is against
    assert is_busy(diary, TOMORROW, 30)
    assert TOMORROW + HOUR in open_times(diary, NOW, 30, per_day=20, most=20)
    assert TOMORROW not in open_times(diary, NOW, 30, per_day=20, most=20)
    around = day_around(diary, TOMORROW + 2 * HOUR, 30)
    assert [span for span, is_free in around if not is_free] == [Span(TOMORROW, TOMORROW + HOUR)]


def test_the_next_opening_is_after_what_is_in_their_calendar(session: Session) -> None:
    ada = add_expert(session, ADA)
    id_ = ada.id or 0
    nine = TOMORROW.replace(hour=8)
    known = standings(session, [id_])
    before = Openings(session, NOW).opening(known[id_])
    give_calendar(session, ada, (nine, nine + 8 * HOUR))
    known = standings(session, [id_])
    openings = Openings(session, NOW)
    assert before == TOMORROW
    assert openings.opening(known[id_]) == nine + timedelta(days=1)
    assert next_opening(of_experts(session, known, NOW)[id_], NOW) == nine + timedelta(days=1)
    assert not openings.is_unknown(known[id_])


def test_times_for_two_are_free_in_both_their_calendars(session: Session) -> None:
    ada, bram = add_expert(session, ADA), add_expert(session, "Bram Otterbourne")
    give_calendar(session, ada, (TOMORROW, TOMORROW + HOUR))
    give_calendar(session, bram, (TOMORROW + HOUR, TOMORROW + 3 * HOUR))
    ids = [ada.id or 0, bram.id or 0]
    theirs = of_experts(session, standings(session, ids), NOW)
    assert open_times(theirs[ids[0]], NOW, 30, theirs[ids[1]])[0] == TOMORROW + 3 * HOUR


def test_of_the_one_who_proposed_a_time_only_what_is_booked_counts(session: Session) -> None:
    ada, bram = add_expert(session, ADA), add_expert(session, "Bram Otterbourne")
    give_calendar(session, bram, (TOMORROW, TOMORROW + HOUR))
    own, both = of_two(session, ada.id or 0, bram.person_id, NOW)
    assert (own.own, both.own) == (None, None)


# ---------------------------------------------------------------------------------------------- what people see


def test_results_and_the_form_offer_what_is_free_by_the_calendar(town: Town) -> None:
    in_town(town, ADA, (TOMORROW - HOUR, TOMORROW + 7 * HOUR))
    assert "Next free Thursday 14 May 2026, 09:00 UK time" in line_of(ask_card(town), ADA)
    assert "calendar not known" not in plain(ask_card(town))
    offered, _ = times_in(town.form())
    assert min(offered) >= TOMORROW + timedelta(hours=22)


@pytest.mark.parametrize("fetched_at", [None, NOW - FRESH], ids=["never read", "stale"])
def test_a_calendar_that_is_not_known_is_said_so_in_results_form_and_card(
    town: Town, fetched_at: datetime | None
) -> None:
    in_town(town, ADA, (TOMORROW - HOUR, TOMORROW + 7 * HOUR), fetched_at=fetched_at)
    card = ask_card(town)
    assert "(calendar not known)" in line_of(card, ADA)
    assert "(calendar not known)" not in line_of(card, "Bram Otterbourne")
    assert "We cannot see the calendar of Ada Quillan at the moment." in town.form().model_dump_json()
    assert "We cannot see" not in town.form("Bram Otterbourne").model_dump_json()
    town.ask()
    offer = plain(town.card(ADA))
    assert "We cannot see your calendar at the moment. Check these times yourself." in offer
    assert "Nothing else is" not in offer


def test_the_card_of_who_gave_no_calendar_says_what_is_booked_and_of_who_did_what_is_in_it(town: Town) -> None:
    town.ask()
    assert "Nothing else is booked on these days." in plain(town.card(ADA))
    in_town(town, ADA)
    assert "Nothing else is in your calendar on these days." in plain(town.card(ADA))


def test_a_time_that_their_calendar_took_meanwhile_cannot_be_accepted(town: Town) -> None:
    start = town.ask().proposed[0]
    accept = town.button(ADA, "Accept")
    in_town(town, ADA, (start, start + HOUR))
    answer = said(town.people[ADA].presses(accept.action, accept.value))
    assert "cannot be booked: one of you has something else then." in answer
    assert town.offers()[ADA] is OfferStatus.WAITING
    assert town.consultation() is None
    assert accept.label not in [button.label for button in town.card(ADA).buttons]


def test_a_time_can_be_accepted_while_the_calendar_is_not_known(town: Town) -> None:
    town.ask()
    in_town(town, ADA, fetched_at=None)
    town.press(ADA, "Accept")
    assert town.offers()[ADA] is OfferStatus.ACCEPTED


def test_a_pool_says_when_the_calendar_of_one_of_them_is_not_known(database: Engine) -> None:
    with unit_of_work(database) as session:
        for name in (ADA, "Bram Otterbourne"):
            add_expert(session, name, ["user research"], pool="Research desk")
        give_calendar(session, session.exec(select(Expert)).all()[0], fetched_at=None)
    town = Town(database, experts=())
    town.riley.says("user research")
    with reading(database) as session:
        pool_id = session.exec(select(Pool.id)).one()
    opened = said(town.riley.presses("expert.ask", f"{town.newest(Search).id}.p{pool_id}"))
    assert "We cannot see the calendars of some of them at the moment." in opened
