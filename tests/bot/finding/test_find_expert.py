"""Who is found: people with room for another consultation, who want to be asked, and were not asked all the time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session

from bot.finding.find_expert import Finder, Findings
from bot.finding.refinement import Refinement
from bot.model import Block, OfferStatus
from directory.database import reading
from directory.live import LiveIndex
from directory.model import Expert, Person
from tests.people import INDEX, NOW, add_expert
from tests.requests import add_consultation, add_offer, add_person, add_request

AWAY = [(date(2026, 5, 1), date(2026, 5, 30))]


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    """What a test adds is kept before anybody is found: see ``find``."""
    with Session(database, expire_on_commit=False) as session:
        yield session


def find(
    session: Session, text: str = "history", asker: Person | None = None, without: Collection[int] = ()
) -> Findings:
    session.commit()
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    index = LiveIndex(engine, INDEX)
    index.build()
    with reading(engine) as looking:
        finder = Finder(index.view(looking), NOW, asker.id if asker else None)
        return finder.find(text, Refinement(), without=without)


def names(findings: Findings) -> list[str]:
    return [found.profile.name for found in findings.people]


def riley(session: Session) -> Person:
    return add_person(session, "Riley Requester")


def given(session: Session, expert: Expert, *starts: datetime) -> None:
    """Consultations of half an hour, each with somebody else."""
    for start in starts:
        request = add_request(session, add_person(session, f"Requester {start:%d %H %M}"))
        old = NOW - timedelta(days=60)
        add_consultation(session, add_offer(session, request, expert, OfferStatus.ACCEPTED, offered_at=old), start)


def fill(session: Session, expert: Expert) -> None:
    """One consultation in each week ahead: all that somebody takes who takes one a week."""
    given(session, expert, *(NOW + timedelta(weeks=week, hours=4) for week in range(5)))


def ask(session: Session, expert: Expert, times: int = 1, status: OfferStatus = OfferStatus.WAITING) -> None:
    for _ in range(times):
        add_offer(session, add_request(session, riley(session)), expert, status)


# ---------------------------------------------------------------------------------------------- room


def test_the_next_free_time_is_after_what_is_booked_and_ten_minutes(session: Session) -> None:
    ada = add_expert(session, "Ada Quillan", ["history"])
    given(session, ada, NOW + timedelta(days=1))
    [found] = find(session).people
    assert found.candidate.opening == NOW + timedelta(days=1, minutes=45)


def test_time_booked_in_the_other_role_is_not_free_either(session: Session) -> None:
    ada, bram = add_expert(session, "Ada Quillan", ["history"]), add_expert(session, "Bram Otterbourne", ["law"])
    request = add_request(session, session.get_one(Person, ada.person_id))
    add_consultation(session, add_offer(session, request, bram, OfferStatus.ACCEPTED), NOW + timedelta(days=1))
    [found] = find(session).people
    assert found.candidate.opening == NOW + timedelta(days=1, minutes=45)


def test_whoever_is_booked_in_the_week_asked_for_is_not_shown_for_it(session: Session) -> None:
    ada = add_expert(session, "Ada Quillan", ["history"], weekly_cap=1)
    given(session, ada, NOW + timedelta(weeks=1))
    assert names(find(session, "history next week")) == []
    assert names(find(session)) == ["Ada Quillan"]


def test_whoever_is_fully_booked_is_not_offered_but_their_cover_and_pool_are(session: Session) -> None:
    bram = add_expert(session, "Bram Otterbourne", ["statistics"])
    ada = add_expert(session, "Ada Quillan", ["history"], weekly_cap=1, cover=bram, pool="Duty desk")
    add_expert(session, "Cato Marlowby", ["law"], pool="Duty desk")
    assert names(find(session)) == ["Ada Quillan"]
    fill(session, ada)
    found = find(session)
    assert names(found) == ["Bram Otterbourne"]
    assert found.people[0].candidate.stands_in_for == "Ada Quillan"
    [pool] = found.pools
    assert (pool.name, pool.members, pool.for_name, pool.id) == ("Duty desk", 1, "Ada Quillan", ada.pool_id)


@pytest.mark.parametrize(("daily", "weekly", "monthly"), [(0, 2, None), (None, 0, 9), (1, 2, 0)])
def test_whoever_takes_none_is_not_offered(
    session: Session, daily: int | None, weekly: int, monthly: int | None
) -> None:
    add_expert(session, "Ada Quillan", ["history"], daily_cap=daily, weekly_cap=weekly, monthly_cap=monthly)
    assert names(find(session)) == []


def test_whoever_leaves_a_weeks_worth_of_requests_unanswered_gets_no_other(session: Session) -> None:
    ada = add_expert(session, "Ada Quillan", ["history"], weekly_cap=2, pool="Duty desk")
    add_expert(session, "Bram Otterbourne", ["law"], pool="Duty desk")
    ask(session, ada)
    ask(session, ada, 5, OfferStatus.DECLINED)
    ask(session, ada, 5, OfferStatus.TIMES_SUGGESTED)
    assert names(find(session)) == ["Ada Quillan"]
    ask(session, ada, 1, OfferStatus.SNOOZED)
    found = find(session)
    assert names(found) == []
    assert [pool.for_name for pool in found.pools] == ["Ada Quillan"]


def test_a_cover_without_room_is_not_offered(session: Session) -> None:
    bram = add_expert(session, "Bram Otterbourne", ["statistics"], weekly_cap=1)
    add_expert(session, "Ada Quillan", ["history"], absences=AWAY, cover=bram)
    assert names(find(session)) == ["Bram Otterbourne"]
    ask(session, bram)
    assert names(find(session)) == []


def test_a_pool_counts_those_with_room_and_is_not_shown_without_any(session: Session) -> None:
    add_expert(session, "Ada Quillan", ["history"], absences=AWAY, pool="Duty desk")
    others = [add_expert(session, f"Bram{n} Otterbourne", ["law"], pool="Duty desk", weekly_cap=1) for n in (1, 2)]
    fill(session, others[0])
    assert [pool.members for pool in find(session).pools] == [1]
    ask(session, others[1])
    assert find(session).pools == ()


def test_hours_too_short_for_the_length_are_no_lack_of_room(session: Session) -> None:
    ada = add_expert(session, "Ada Quillan", ["history"], working_hours="Tue 09:00-09:30", weekly_cap=1)
    given(session, ada, NOW + timedelta(weeks=1))
    [found] = find(session, "history for 60 minutes").people
    assert found.candidate.opening is None


def test_bookings_are_read_once_however_many_are_weighed(session: Session) -> None:
    for number in range(40):
        expert = add_expert(session, f"Ada{number} Quillan", ["history"])
        given(session, expert, NOW + timedelta(days=1, minutes=30 * number))
    find(session)
    looks: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda *args: looks.append(args[2]))
    assert len(find(session).people) == 5
    assert len([look for look in looks if "booking" in look]) == 1
    assert len([look for look in looks if "offer" in look]) == 2  # how much they were asked, and what they answered


# ---------------------------------------------------------------------------------------------- load


def test_somebody_asked_for_weeks_comes_after_equals_who_were_not(session: Session) -> None:
    ada, bram = (add_expert(session, name, ["history"]) for name in ("Ada Quillan", "Bram Otterbourne"))
    assert names(find(session)) == ["Ada Quillan", "Bram Otterbourne"]
    ask(session, ada, 2, OfferStatus.ACCEPTED)
    assert names(find(session)) == ["Bram Otterbourne", "Ada Quillan"]
    ask(session, bram, 2, OfferStatus.DECLINED)
    assert names(find(session)) == ["Ada Quillan", "Bram Otterbourne"]


# ---------------------------------------------------------------------------------------------- who is left out


def test_whoever_blocked_the_asker_is_not_found_by_them_alone(session: Session) -> None:
    cover = add_expert(session, "Bram Otterbourne", ["statistics"])
    ada = add_expert(session, "Ada Quillan", ["history"], cover=cover, pool="Duty desk")
    add_expert(session, "Cato Marlowby", ["law"], pool="Duty desk")
    asker, other = riley(session), add_person(session, "Sam Someone")
    session.add(Block(person_id=ada.person_id, blocked_id=asker.id or 0))
    assert names(find(session, asker=asker)) == []
    assert names(find(session, asker=other)) == names(find(session)) == ["Ada Quillan"]


def test_a_block_does_not_show_by_a_cover_or_a_pool(session: Session) -> None:
    cover = add_expert(session, "Bram Otterbourne", ["statistics"])
    ada = add_expert(session, "Ada Quillan", ["history"], absences=AWAY, cover=cover, pool="Duty desk")
    add_expert(session, "Cato Marlowby", ["history"], pool="Duty desk")
    asker = riley(session)
    assert names(find(session, asker=asker)) == ["Cato Marlowby", "Bram Otterbourne"]
    session.add(Block(person_id=ada.person_id, blocked_id=asker.id or 0))
    found = find(session, asker=asker)
    assert names(found) == ["Cato Marlowby"]
    assert found.pools == ()


def test_a_cover_who_blocked_the_asker_is_not_offered(session: Session) -> None:
    cover = add_expert(session, "Bram Otterbourne", ["statistics"])
    add_expert(session, "Ada Quillan", ["history"], absences=AWAY, cover=cover)
    asker = riley(session)
    session.add(Block(person_id=cover.person_id, blocked_id=asker.id or 0))
    assert names(find(session, asker=asker)) == []


def test_to_be_blocked_by_somebody_does_not_block_them(session: Session) -> None:
    ada = add_expert(session, "Ada Quillan", ["history"])
    bram = add_expert(session, "Bram Otterbourne", ["law"])
    session.add(Block(person_id=bram.person_id, blocked_id=ada.person_id))
    assert names(find(session, asker=session.get_one(Person, bram.person_id))) == ["Ada Quillan"]


def test_those_who_are_not_wanted_are_never_given_not_even_as_a_cover(session: Session) -> None:
    cover = add_expert(session, "Bram Otterbourne", ["statistics"])
    away = add_expert(session, "Ada Quillan", ["history"], absences=AWAY, cover=cover)
    cato = add_expert(session, "Cato Marlowby", ["history"])
    assert names(find(session)) == ["Cato Marlowby", "Bram Otterbourne"]
    assert names(find(session, without=[cato.id or 0])) == ["Bram Otterbourne"]
    assert names(find(session, without={cover.id or 0})) == ["Cato Marlowby"]
    assert names(find(session, without={away.id or 0})) == ["Cato Marlowby"]


def test_whoever_is_not_wanted_does_not_hide_those_further_down(session: Session) -> None:
    first = [add_expert(session, f"Ada{number} Quillan", ["history"]) for number in range(61)]
    add_expert(session, "Bram Otterbourne", ["history"], region="Wales")
    assert names(find(session, without={each.id or 0 for each in first})) == ["Bram Otterbourne"]
