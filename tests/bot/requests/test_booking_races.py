"""Many accept at once: nobody is in two places, nothing is booked twice, and whoever was too late is told so."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, func, select

from bot.events import Event, Platform, Pressed
from bot.messages import SubmittedAnswer
from bot.model import Booking, Consultation, Offer, OfferStatus, Request, Search
from bot.model.requests import kept
from bot.requests.whom import MOST_OPEN
from bot.slots import HORIZON_DAYS
from directory.database import reading, unit_of_work
from directory.model import AuditEntry, Expert, Person
from tests.bot.crowd import add_accounts, ask, conversation, crowd, press, submit, together, words
from tests.bot.requests.histories import wrongs
from tests.bot.sending.pileup import in_the_middle
from tests.people import NOW, add_expert
from tests.requests import add_offer, add_person, add_request
from tests.sizes import examples

ACCEPTS = examples(100, full=10_000)
CLICKED = examples(12, full=5_000)
AGAIN = examples(10)
DELIVERIES = 4
"""Slack delivers a press up to four times; Teams is given as many."""
A_FEW = 6
BANK_HOLIDAY = date(2026, 5, 25)
AHEAD = [NOW + timedelta(days=number) for number in range(1, HORIZON_DAYS + 1)]
WORKING_DAYS = [day for day in AHEAD if day.weekday() < 5 and day.date() != BANK_HOLIDAY]
LENGTHS = (15, 30, 45, 60)
BOOKED = "Consultation booked"
TAKEN = "Somebody else took this request"
NOT_FREE = ("cannot be booked", "None of the proposed times is free any more")


def people(session: Session, count: int, *, daily_cap: int | None = None) -> tuple[list[Expert], list[Person]]:
    """Experts and requesters, as many of each."""
    experts = [add_expert(session, f"Sample Expert{n}", weekly_cap=99, daily_cap=daily_cap) for n in range(count)]
    requesters = [add_person(session, f"Sample Requester{n}") for n in range(count)]
    for expert in experts:
        add_accounts(session, expert.person_id, "web", "slack", "teams")
    return experts, requesters


def at(day: datetime, quarters: int) -> datetime:
    """So many quarters of an hour after nine o'clock in the United Kingdom, where it is summer."""
    return day.replace(hour=8) + timedelta(minutes=15 * quarters)


def booked(engine: Engine) -> int:
    with reading(engine) as session:
        return session.exec(select(func.count()).select_from(Consultation)).one()


# ---------------------------------------------------------------------------------------------- thousands at once


def overlapping_requests(session: Session) -> list[Pressed]:
    """Every accept of requests that are each in front of two of a few experts, at times that overlap."""
    chance = random.Random(4)
    experts, requesters = people(session, A_FEW)
    for expert in experts[::2]:
        expert.daily_cap = 3
    days = WORKING_DAYS[: max(2, ACCEPTS // 500)]
    accepts: list[Pressed] = []
    for _ in range(ACCEPTS // 2):
        minutes = chance.choice(LENGTHS)
        starts = chance.sample([at(day, n) for day in days for n in range(32 - minutes // 15 + 1)], 3)
        request = add_request(session, chance.choice(requesters), minutes=minutes, times=kept(tuple(starts)))
        for offer in ask(session, request, *chance.sample(experts, 2)):
            which = chance.choice(["", ".0", ".1", ".2"])
            accepts.append(press(offer.person_id, "offer.accept", f"{offer.id}.1{which}"))
    return accepts


def test_thousands_of_accepts_at_once_book_nobody_twice_and_tell_everybody_what_is_true(
    database: Engine, database_url: str
) -> None:
    with unit_of_work(database) as session:
        accepts = overlapping_requests(session)
    answers = crowd(database_url, accepts)
    assert wrongs(database) == []
    assert over_their_caps(database) == []
    with reading(database) as session:
        became = dict(session.exec(select(Offer.id, Offer.status)).all())
    told = Counter(
        (became[event.value.partition(".")[0]], what(answer)) for event, answer in zip(accepts, answers, strict=True)
    )
    assert told[OfferStatus.ACCEPTED, "booked"] == booked(database) > 0
    assert told[OfferStatus.WAITING, "not free"] > 0
    assert told[OfferStatus.TAKEN, "taken"] > 0
    # Whose time was gone may have been told so before somebody else took the request.
    assert set(told) <= {
        (OfferStatus.ACCEPTED, "booked"),
        (OfferStatus.WAITING, "not free"),
        (OfferStatus.TAKEN, "taken"),
        (OfferStatus.TAKEN, "not free"),
    }


def what(answer: SubmittedAnswer) -> str:
    """What somebody is told who accepted."""
    said = words(answer)
    if said.startswith(BOOKED):
        return "booked"
    if said.startswith(TAKEN):
        return "taken"
    return "not free" if any(each in said for each in NOT_FREE) else said


def over_their_caps(engine: Engine) -> Sequence[object]:
    """Who gives more consultations on a day than they take, in the database's own words. All of it is in one month."""
    sql = """SELECT e.id, c.starts_at FROM consultation c JOIN expert e ON e.person_id = c.expert_person_id
        JOIN consultation o ON o.expert_person_id = c.expert_person_id
            AND substr(CAST(o.starts_at AS text), 1, 10) = substr(CAST(c.starts_at AS text), 1, 10)
        GROUP BY e.id, e.daily_cap, c.id, c.starts_at HAVING count(o.id) > e.daily_cap"""
    with reading(engine) as session:
        return session.execute(text(sql)).all()


# ---------------------------------------------------------------------------------------------- one press, often


def test_a_press_that_is_made_twice_and_delivered_often_books_once(database: Engine, database_url: str) -> None:
    """Two clicks on Slack, one in Teams, each delivered four times, in any order."""
    chance = random.Random(5)
    clicked: list[Event] = []
    with unit_of_work(database) as session:
        experts, requesters = people(session, 1 + CLICKED // 150)
        starts = [at(day, 4 * hour) for day in WORKING_DAYS for hour in range(8)]
        for number in range(CLICKED):
            who, slot = number % len(experts), number // len(experts)
            request = add_request(session, requesters[who], times=kept((starts[slot],)))
            [offer] = ask(session, request, experts[who])
            clicks: list[tuple[Platform, str]] = [("slack", "first"), ("slack", "second"), ("teams", "third")]
            deliveries: list[Event] = [
                press(experts[who].person_id, "offer.accept", f"{offer.id}.1", platform=on, key=f"{number}-{click}")
                for on, click in clicks * DELIVERIES
            ]
            chance.shuffle(deliveries)
            clicked += deliveries
    answers = crowd(database_url, clicked)
    assert {what(answer) for answer in answers} == {"booked"}
    by_key: dict[str, set[str]] = {}
    for event, answer in zip(clicked, answers, strict=True):
        by_key.setdefault(event.key, set()).add(answer.model_dump_json())
    assert all(len(given) == 1 for given in by_key.values())
    assert wrongs(database) == []
    with reading(database) as session:
        count = {
            "consultations": session.exec(select(func.count()).select_from(Consultation)).one(),
            "bookings": session.exec(select(func.count()).select_from(Booking)).one(),
            "audited": session.exec(
                select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "offer.accept")
            ).one(),
        }
    assert count == {"consultations": CLICKED, "bookings": 2 * CLICKED, "audited": CLICKED}


def test_of_two_experts_of_one_round_who_accept_at_once_one_wins_and_the_other_is_told(database: Engine) -> None:
    with unit_of_work(database) as session:
        experts, requesters = people(session, 2)
        rounds = []
        for number in range(AGAIN):
            start = at(WORKING_DAYS[number % 20], 4 * (number // 20 % 8))
            request = add_request(session, requesters[0], is_urgent=True, times=kept((start,)))
            rounds.append([(offer.person_id, offer.id) for offer in ask(session, request, *experts)])
    handle = conversation(database).handle
    for offers in rounds:
        accepts = [press(person_id, "offer.accept", f"{offer_id}.1.0") for person_id, offer_id in offers]
        assert sorted(map(what, together(*(lambda e=event: handle(e) for event in accepts)))) == ["booked", "taken"]
        cards = [words(handle(press(person_id, "offer.show", offer_id))) for person_id, offer_id in offers]
        assert sorted(card.splitlines()[0].split(":")[0].split(" on ")[0] for card in cards) == [BOOKED, TAKEN]
    assert wrongs(database) == []


# ---------------------------------------------------------------------------------------------- two in the middle


def accepted_in_the_middle(engine: Engine, *offers: Offer) -> list[str]:
    """What whoever was asked is told, when all of them accept and have read what they go by."""
    handle = conversation(engine).handle
    accepts = [press(offer.person_id, "offer.accept", f"{offer.id}.1.0") for offer in offers]
    answers = in_the_middle(engine, "SELECT id FROM offer", *(lambda e=event: handle(e) for event in accepts))
    assert wrongs(engine) == []
    return sorted(map(what, answers))


def test_limits_hold_when_two_requests_are_accepted_at_once(database: Engine) -> None:
    """At times of one day that do not touch: no constraint refuses that."""
    with unit_of_work(database) as session:
        [expert], _ = people(session, 1, daily_cap=1)
        offers = []
        for name, start in (("Riley One", at(WORKING_DAYS[3], 0)), ("Riley Two", at(WORKING_DAYS[3], 16))):
            request = add_request(session, add_person(session, name), times=kept((start,)))
            offers += ask(session, request, expert)
    assert accepted_in_the_middle(database, *offers) == ["booked", "not free"]


def test_requesters_have_ten_minutes_between_two_experts_who_accept_at_once(database: Engine) -> None:
    """Half an hour right after another: no constraint refuses that."""
    with unit_of_work(database) as session:
        experts, [requester, _] = people(session, 2)
        offers = []
        for expert, start in zip(experts, (at(WORKING_DAYS[3], 0), at(WORKING_DAYS[3], 2)), strict=True):
            offers += ask(session, add_request(session, requester, times=kept((start,))), expert)
    assert accepted_in_the_middle(database, *offers) == ["booked", "not free"]


def test_nobody_has_more_than_five_open_requests_by_sending_two_at_once(database: Engine) -> None:
    with unit_of_work(database) as session:
        experts, [riley, _] = people(session, 2)
        add_accounts(session, riley.id or 0)
        for number in range(MOST_OPEN - 1):
            ask(session, add_request(session, riley), experts[number % 2])
        session.add(Search(id="search", text="user research", created_at=NOW))
        riley_id, contexts = riley.id or 0, [f"search.{expert.id}" for expert in experts]
    handle = conversation(database).handle
    typed = {"question": "How?", "minutes": "30", "times": kept((at(WORKING_DAYS[3], 4),))[0]}
    sends = [submit(riley_id, "request.send", context, **typed) for context in contexts]
    answers = in_the_middle(database, "SELECT id FROM person", *(lambda e=event: handle(e) for event in sends))
    assert sorted("You have 5 open requests" in words(answer) for answer in answers) == [False, True]
    with reading(database) as session:
        assert session.exec(select(func.count()).select_from(Request)).one() == MOST_OPEN


def test_a_form_that_is_delivered_four_times_at_once_asks_once(database: Engine) -> None:
    with unit_of_work(database) as session:
        [expert], [riley] = people(session, 1)
        add_accounts(session, riley.id or 0)
        session.add(Search(id="search", text="user research", created_at=NOW))
        typed = {"question": "How?", "minutes": "30", "times": kept((at(WORKING_DAYS[3], 4),))[0]}
        form = submit(riley.id or 0, "request.send", f"search.{expert.id}", **typed)
    handle = conversation(database).handle
    deliveries = [lambda: handle(form)] * DELIVERIES
    answers = in_the_middle(database, "SELECT id FROM person", *deliveries)
    assert [words(answer) for answer in answers] == [words(answers[0])] * DELIVERIES
    assert wrongs(database) == []
    with reading(database) as session:
        assert session.exec(select(func.count()).select_from(Request)).one() == 1


def test_of_two_who_decline_at_once_the_second_has_the_next_person_asked(database: Engine) -> None:
    """Each saw the other still waiting: nobody would be asked, and the requester would wait for nobody."""
    with unit_of_work(database) as session:
        experts, [requester, _] = people(session, 2)
        add_expert(session, "Next Penn", ["User research"])
        offers = ask(session, add_request(session, requester, need="user research"), *experts)
    handle = conversation(database).handle
    declines = [submit(offer.person_id, "offer.decline", offer.id) for offer in offers]
    in_the_middle(database, "SELECT id FROM notice", *(lambda e=event: handle(e) for event in declines))
    assert wrongs(database) == []
    with reading(database) as session:
        assert sorted(session.exec(select(Offer.status))) == ["declined", "declined", "waiting"]


# ---------------------------------------------------------------------------------------------- whatever the core does


@pytest.fixture
def nine_to_half_past(database: Engine) -> Callable[[timedelta, timedelta], None]:
    """Something is booked from nine to half past nine; books the same person from and until so long after nine."""
    with unit_of_work(database) as session:
        [expert], _ = people(session, 1)
        ids = []
        for number in range(2):
            offer = add_offer(session, add_request(session, add_person(session, f"Riley {number}")), expert)
            offer.status = OfferStatus.ACCEPTED
            ids.append((offer.id, offer.request_id, session.get_one(Request, offer.request_id).requester_id))
        nine = at(WORKING_DAYS[3], 0)
        person_id = expert.person_id

    def book(number: int, start: datetime, end: datetime) -> None:
        offer_id, request_id, requester_id = ids[number]
        with unit_of_work(database) as session:
            session.add(
                Consultation(
                    id=f"c{number}",
                    request_id=request_id,
                    offer_id=offer_id,
                    requester_id=requester_id,
                    expert_person_id=person_id,
                    starts_at=start,
                    ends_at=end,
                    booked_at=NOW,
                )
            )
            session.flush()
            session.add(
                Booking(consultation_id=f"c{number}", person_id=person_id, is_expert=True, starts_at=start, ends_at=end)
            )

    book(0, nine, nine + timedelta(minutes=30))
    return lambda after, until: book(1, nine + after, nine + until)


MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("after", "until"), [(0, 30), (-30, 1), (29, 60), (10, 20), (-10, 40)])
def test_the_database_itself_refuses_two_bookings_that_overlap(
    nine_to_half_past: Callable[[timedelta, timedelta], None], after: int, until: int
) -> None:
    with pytest.raises(DBAPIError, match="overlap"):
        nine_to_half_past(after * MINUTE, until * MINUTE)


@pytest.mark.parametrize(("after", "until"), [(30, 60), (-30, 0)])
def test_a_booking_may_begin_when_another_ends(
    database: Engine, nine_to_half_past: Callable[[timedelta, timedelta], None], after: int, until: int
) -> None:
    nine_to_half_past(after * MINUTE, until * MINUTE)
    assert booked(database) == 2


def test_the_database_itself_refuses_to_move_a_booking_into_another(
    database: Engine, nine_to_half_past: Callable[[timedelta, timedelta], None]
) -> None:
    nine_to_half_past(60 * MINUTE, 90 * MINUTE)

    def move() -> None:
        with unit_of_work(database) as session:
            second = session.exec(select(Booking).order_by(col(Booking.starts_at).desc()).limit(1)).one()
            second.starts_at -= 40 * MINUTE
            session.add(second)

    with pytest.raises(DBAPIError, match="overlap"):
        move()
