"""What is read of people's time: their hours, their consultations in either role, and how much they are asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event, update
from sqlalchemy.exc import NoResultFound
from sqlmodel import Session

from bot.model import Booking, BookingStatus, OfferStatus, Preferences
from bot.slots import Capacity, Diary, Span
from bot.times.diaries import Load, members_with_work, of_experts, of_person, pattern_of, requests_lately
from directory.availability import standings
from directory.database import reading, unit_of_work
from directory.model import Expert, Person
from tests.people import NOW, add_expert
from tests.requests import add_consultation, add_offer, add_person, add_request

HALF_HOUR = timedelta(minutes=30)
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def session(database: Engine) -> Iterator[Session]:
    with unit_of_work(database) as session:
        yield session


def given(session: Session, expert: Expert, requester: Person, start: datetime) -> None:
    """A consultation of half an hour."""
    offer = add_offer(session, add_request(session, requester), expert, OfferStatus.ACCEPTED)
    add_consultation(session, offer, start)


def diary_of(session: Session, expert: Expert, now: datetime = NOW) -> Diary:
    id_ = expert.id or 0
    return of_experts(session, standings(session, [id_]), now)[id_]


def starts(diary: Diary) -> list[datetime]:
    return sorted(span.start for span in diary.busy)


def test_a_diary_holds_what_the_expert_declared(session: Session) -> None:
    away = (date(2026, 6, 1), date(2026, 6, 5))
    ada = add_expert(
        session,
        "Ada Quillan",
        time_zone="Europe/Brussels",
        absences=[away],
        region="Scotland",
        working_hours="Mon-Thu 10:00-16:00",
        daily_cap=1,
        weekly_cap=3,
        monthly_cap=6,
    )
    diary = diary_of(session, ada)
    assert str(diary.pattern.hours) == "Mon-Thu 10:00-16:00"
    assert diary.pattern.zone == ZoneInfo("Europe/Brussels")
    assert (diary.pattern.region, diary.pattern.absences) == ("Scotland", (away,))
    assert diary.capacity == Capacity(daily=1, weekly=3, monthly=6)
    assert (diary.busy, diary.given) == ((), ())


def test_bank_holidays_are_those_of_the_nation_that_somebody_chose(session: Session) -> None:
    ada = add_expert(session, "Ada Quillan", region="Scotland").person_id
    riley = add_person(session, "Riley Requester").id or 0
    for whose, nation in ((ada, "Scotland"), (riley, "")):
        for pattern in (pattern_of(session, whose), of_person(session, whose, NOW).pattern):
            assert pattern.region == nation
        session.add(Preferences(person_id=whose, nation="Northern Ireland"))
        for pattern in (pattern_of(session, whose), of_person(session, whose, NOW).pattern):
            assert pattern.is_bank_holiday(date(2026, 3, 17))  # Saint Patrick's Day


def test_time_is_taken_in_either_role_and_counts_for_the_expert_only(session: Session) -> None:
    ada, bram = add_expert(session, "Ada Quillan"), add_expert(session, "Bram Otterbourne")
    given(session, ada, add_person(session, "Riley Requester"), TOMORROW)
    given(session, bram, session.get_one(Person, ada.person_id), TOMORROW + timedelta(hours=2))
    diary = diary_of(session, ada)
    assert set(diary.busy) == {
        Span(TOMORROW, TOMORROW + HALF_HOUR),
        Span(TOMORROW + timedelta(hours=2), TOMORROW + timedelta(hours=2, minutes=30)),
    }
    assert diary.given == (TOMORROW,)


def test_time_that_was_released_is_free_and_counts_no_longer(session: Session) -> None:
    ada = add_expert(session, "Ada Quillan")
    given(session, ada, add_person(session, "Riley Requester"), TOMORROW)
    session.execute(update(Booking).values(status=BookingStatus.RELEASED))
    diary = diary_of(session, ada)
    assert (diary.busy, diary.given) == ((), ())


@pytest.mark.parametrize(
    ("now", "earlier", "is_read"),
    [
        ("2026-05-12T09:00Z", "2026-05-01T09:00Z", True),
        ("2026-05-12T09:00Z", "2026-04-28T09:00Z", False),
        ("2026-05-02T09:00Z", "2026-04-27T09:00Z", True),
        ("2026-06-01T09:00Z", "2026-05-25T09:00Z", True),
        ("2026-06-01T09:00Z", "2026-05-04T09:00Z", True),
    ],
    ids=["this month", "last month and week", "this week of last month", "their week still", "their month still"],
)
def test_what_counts_for_this_week_or_month_is_read_though_it_is_over(
    session: Session, now: str, earlier: str, is_read: bool
) -> None:
    """At 09:00 UTC on Monday 1 June it is still Sunday 31 May in Pago Pago."""
    ada = add_expert(session, "Ada Quillan", time_zone="Pacific/Pago_Pago")
    given(session, ada, add_person(session, "Riley Requester"), datetime.fromisoformat(earlier))
    diary = diary_of(session, ada, datetime.fromisoformat(now))
    assert diary.given == ((datetime.fromisoformat(earlier),) if is_read else ())


def test_everything_to_come_is_read(session: Session) -> None:
    ada, riley = add_expert(session, "Ada Quillan"), add_person(session, "Riley Requester")
    for days in (1, 29, 31, 45):
        given(session, ada, riley, NOW + timedelta(days=days))
    assert starts(diary_of(session, ada)) == [NOW + timedelta(days=days) for days in (1, 29, 31, 45)]


def test_each_of_many_gets_their_own_and_one_look_is_enough(database: Engine) -> None:
    with unit_of_work(database) as session:
        experts = [add_expert(session, f"Ada{number} Quillan") for number in range(5)]
        for number, expert in enumerate(experts[:4]):
            given(session, expert, add_person(session, "Riley Requester"), TOMORROW + number * timedelta(hours=1))
        ids = [expert.id or 0 for expert in experts]
    looks: list[str] = []
    with reading(database) as session:
        known = standings(session, ids)
        event.listen(database, "before_cursor_execute", lambda *args: looks.append(args[2]))
        found = of_experts(session, known, NOW)
    assert len(looks) == 1
    assert [starts(found[id_]) for id_ in ids] == [*([TOMORROW + n * timedelta(hours=1)] for n in range(4)), []]


def test_nobody_has_no_diaries(session: Session) -> None:
    assert of_experts(session, {}, NOW) == {}


# ---------------------------------------------------------------------------------------------- anybody


def test_who_is_no_expert_has_office_hours_in_their_zone_and_no_limits(session: Session) -> None:
    riley = add_person(session, "Riley Requester", time_zone="Europe/Brussels")
    given(session, add_expert(session, "Ada Quillan"), riley, TOMORROW)
    diary = of_person(session, riley.id or 0, NOW)
    assert str(diary.pattern.hours) == "Mon-Fri 09:00-17:00"
    assert diary.pattern.zone == ZoneInfo("Europe/Brussels")
    assert (diary.pattern.region, diary.pattern.absences, diary.capacity) == ("", (), Capacity())
    assert starts(diary) == [TOMORROW]
    assert diary.given == ()


def test_an_expert_who_asks_has_their_own_diary(session: Session) -> None:
    ada = add_expert(session, "Ada Quillan", working_hours="Tue 10:00-16:00", absences=[(date(2026, 5, 19),) * 2])
    given(session, ada, add_person(session, "Riley Requester"), TOMORROW)
    assert of_person(session, ada.person_id, NOW) == diary_of(session, ada)


def test_nobody_of_that_id_is_an_error(session: Session) -> None:
    with pytest.raises(NoResultFound):
        of_person(session, 999, NOW)


# ---------------------------------------------------------------------------------------------- how much they are asked


def test_requests_of_the_last_four_weeks_count_whatever_came_of_them(session: Session) -> None:
    ada, bram = add_expert(session, "Ada Quillan"), add_expert(session, "Bram Otterbourne")
    riley = add_person(session, "Riley Requester")
    for status, days in (
        (OfferStatus.ACCEPTED, 0),
        (OfferStatus.DECLINED, 10),
        (OfferStatus.EXPIRED, 28),
        (OfferStatus.ACCEPTED, 29),
    ):
        add_offer(session, add_request(session, riley), ada, status, offered_at=NOW - timedelta(days=days))
    ids = [ada.id or 0, bram.id or 0]
    assert requests_lately(session, ids, NOW) == {ids[0]: Load(asked=3, waiting=0), ids[1]: Load()}


def test_requests_wait_until_they_are_answered_however_old_they_are(session: Session) -> None:
    ada, riley = add_expert(session, "Ada Quillan"), add_person(session, "Riley Requester")
    for status in OfferStatus:
        add_offer(session, add_request(session, riley), ada, status)
    add_offer(session, add_request(session, riley), ada, offered_at=NOW - timedelta(days=90))
    id_ = ada.id or 0
    assert requests_lately(session, [id_], NOW)[id_] == Load(asked=len(OfferStatus), waiting=3)


def test_members_of_a_pool_with_anything_to_do_are_found(session: Session) -> None:
    riley = add_person(session, "Riley Requester")
    booked, asked, done, idle = (
        add_expert(session, f"{name} Quillan", pool="Desk") for name in ("Ada", "Bea", "Cyd", "Dot")
    )
    elsewhere = add_expert(session, "Eve Quillan", pool="Archive")
    given(session, booked, riley, TOMORROW)
    given(session, elsewhere, riley, TOMORROW + timedelta(hours=1))
    add_offer(session, add_request(session, riley), asked)
    add_offer(session, add_request(session, riley), done, OfferStatus.DECLINED)
    assert idle.pool_id is not None
    found = members_with_work(session, [idle.pool_id], NOW)
    assert sorted(found) == [booked.id, asked.id]
