"""Nudges: whom they go to, when, and what silences them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, update
from sqlmodel import col, select

from bot.check_ins.nudging import nudge, nudges_due
from bot.model import (
    CheckIn,
    CheckInStatus,
    Consultation,
    ConsultationStatus,
    Notice,
    Offer,
    OfferStatus,
    Policy,
    PolicyStatus,
    Preferences,
    Request,
    RequestStatus,
)
from bot.notices import occasion_of
from directory.database import reading, unit_of_work
from directory.model import Absence, Expert, Person, Status
from tests.bot.check_ins.nudged import NudgedTown
from tests.bot.policies.policies import ADA, BRAM, CLEO, DOV, RILEY
from tests.post_office import PostOffice
from tests.requests import add_consultation, add_offer, add_request

DUE = date(2026, 10, 1)
"""A Thursday."""
FOUR_WEEKS = ("2026-09-03 10:00", RILEY, "four_weeks")
ONE_WEEK = ("2026-09-24 10:00", RILEY, "one_week")
ON_THE_DAY = ("2026-10-01 10:00", RILEY, "on_the_day")
FIRST = ("2026-11-03 10:00", DOV, "deputy_first")  # 1 November is a Sunday
SECOND = ("2026-12-01 10:00", DOV, "deputy_second")
THIRD = ("2027-01-05 10:00", DOV, "deputy_third")  # 1 January is a bank holiday, and a Friday
YEARS_LATER = date(2029, 1, 1)


@pytest.fixture
def town(database: Engine) -> NudgedTown:
    return NudgedTown(database)


# ---------------------------------------------------------------------------------------------- when, and whom


def test_the_owner_is_nudged_three_times_then_the_deputy_three_times_then_nobody(town: NudgedTown) -> None:
    town.register_one()
    assert town.told_until(YEARS_LATER) == [FOUR_WEEKS, ONE_WEEK, ON_THE_DAY, FIRST, SECOND, THIRD]


def test_whoever_keeps_the_holidays_of_another_nation_is_nudged_after_them(town: NudgedTown) -> None:
    town.register_one(launch_on=date(2027, 2, 17))  # due on Saint Patrick's Day, a Wednesday
    with unit_of_work(town.engine) as session:
        session.add(Preferences(person_id=town.person_id(RILEY), nation="Northern Ireland"))
    assert town.told_until(date(2027, 3, 31))[-1] == ("2027-03-18 10:00", RILEY, "on_the_day")


def test_it_is_ten_oclock_where_they_are(town: NudgedTown) -> None:
    with unit_of_work(town.engine) as session:
        session.execute(update(Person).where(col(Person.name) == RILEY).values(time_zone="America/New_York"))
    town.register_one()
    assert [when for when, _, _ in town.told_until(DUE)] == [
        "2026-09-03 15:00",
        "2026-09-24 15:00",
        "2026-10-01 15:00",
    ]


def test_whoever_is_away_is_nudged_on_their_first_day_back_that_is_allowed(town: NudgedTown) -> None:
    town.register_one(owner=ADA)
    town.absent(ADA, date(2026, 9, 20), date(2026, 9, 25))
    assert town.told_until(date(2026, 9, 30))[-1] == ("2026-09-29 10:00", ADA, "one_week")


def test_an_absence_that_is_taken_back_is_noticed(town: NudgedTown) -> None:
    town.register_one(owner=ADA)
    town.absent(ADA, date(2026, 9, 1), date(2026, 9, 20))
    assert town.told_until(date(2026, 9, 7)) == []
    with unit_of_work(town.engine) as session:
        session.execute(delete(Absence))
    assert town.told_until(date(2026, 9, 20)) == [("2026-09-08 10:00", ADA, "four_weeks")]


def test_of_all_that_passed_while_somebody_was_away_only_the_latest_is_told(town: NudgedTown) -> None:
    town.register_one(owner=ADA)
    town.absent(ADA, date(2026, 9, 1), date(2026, 10, 2))
    assert town.told_until(date(2026, 10, 30)) == [("2026-10-06 10:00", ADA, "on_the_day")]


def test_of_all_that_passed_while_the_bot_was_off_only_the_latest_is_told(town: NudgedTown) -> None:
    town.register_one()
    town.sleep_until(datetime(2026, 9, 29, 9, 30, tzinfo=UTC))  # a Tuesday, 10:30 in London
    assert town.told_until(date(2026, 9, 30)) == [("2026-09-29 10:30", RILEY, "one_week")]


@pytest.mark.parametrize(
    ("back_at", "told_at"),
    [
        (datetime(2026, 10, 1, 14, 55, tzinfo=UTC), "2026-10-01 15:55"),
        (datetime(2026, 10, 1, 15, 0, tzinfo=UTC), "2026-10-06 10:00"),  # 16:00 is too late, and Friday is not allowed
        (datetime(2026, 10, 3, 11, 0, tzinfo=UTC), "2026-10-06 10:00"),
    ],
)
def test_what_is_late_still_comes_between_ten_and_four(town: NudgedTown, back_at: datetime, told_at: str) -> None:
    town.register_one()
    town.told_until(date(2026, 9, 25))
    town.sleep_until(back_at)
    assert town.told_until(date(2026, 10, 10)) == [(told_at, RILEY, "on_the_day")]


def test_nobody_is_told_twice_however_often_it_is_looked(town: NudgedTown) -> None:
    town.register_one()
    town.told_until(date(2026, 9, 2))
    town.now = datetime(2026, 9, 3, 9, 0, tzinfo=UTC)
    with unit_of_work(town.engine) as session:
        work = town.work(session)
        assert nudge(work, town.one().id)
        assert not nudge(work, town.one().id)
    town.change_it(lambda _check_in: None)
    assert town.deadlines.pass_deadlines() == 0
    assert town.told_until(date(2026, 9, 20)) == []


# ---------------------------------------------------------------------------------------------- who stands in


def test_a_deputy_who_has_left_is_not_told_and_a_co_owner_is(town: NudgedTown) -> None:
    town.register_one(co_owners=[CLEO])
    town.change(DOV, status=Status.LEFT)
    assert town.told_until(date(2026, 11, 5))[-1] == ("2026-11-03 10:00", CLEO, "deputy_first")


@pytest.mark.parametrize(
    "gone",
    [
        {"status": Status.LEFT},
        {"status": Status.PAUSED},
        {"status": Status.LEFT, "own_fields": ["status"]},
    ],
)
def test_the_deputy_is_told_in_the_place_of_an_owner_who_is_gone(town: NudgedTown, gone: dict[str, object]) -> None:
    town.register_one(owner=ADA)
    town.change(ADA, **gone)
    assert town.told_until(date(2026, 9, 5)) == [("2026-09-03 10:00", DOV, "four_weeks")]


def test_an_owner_who_only_takes_no_requests_still_looks_after_their_policy(town: NudgedTown) -> None:
    town.register_one(owner=ADA)
    town.change(ADA, status=Status.PAUSED, own_fields=["status"])
    assert town.told_until(date(2026, 9, 5)) == [("2026-09-03 10:00", ADA, "four_weeks")]
    assert town.policy().ownerless_since is None


def test_nobody_is_told_where_nobody_is_left(town: NudgedTown) -> None:
    town.register_one(owner=ADA, deputy="")
    town.change(ADA, status=Status.LEFT)
    assert town.told_until(YEARS_LATER) == []


def test_without_a_deputy_nobody_is_told_after_the_day(town: NudgedTown) -> None:
    town.register_one(deputy="")
    assert town.told_until(YEARS_LATER) == [FOUR_WEEKS, ONE_WEEK, ON_THE_DAY]


def test_who_takes_a_policy_over_is_not_told_again_what_its_owner_was_told(town: NudgedTown) -> None:
    town.register_one()
    assert town.told_until(date(2026, 9, 3)) == [FOUR_WEEKS]
    town.absent(BRAM, date(2026, 9, 3), date(2026, 9, 3))
    town.replan(owner_id=town.person_id(BRAM))
    assert town.told_until(date(2026, 9, 25)) == [("2026-09-24 10:00", BRAM, "one_week")]


# ---------------------------------------------------------------------------------------------- what silences


@pytest.mark.parametrize("status", [CheckInStatus.RECORDED, CheckInStatus.NOT_NEEDED, CheckInStatus.REMOVED])
def test_nothing_comes_after_an_answer(town: NudgedTown, status: CheckInStatus) -> None:
    town.register_one()
    town.told_until(date(2026, 9, 4))
    town.change_it(lambda check_in: setattr(check_in, "status", status))
    assert town.told_until(YEARS_LATER) == []


@pytest.mark.parametrize("status", [PolicyStatus.PAUSED, PolicyStatus.CLOSED])
def test_nothing_comes_while_a_policy_is_paused_or_closed_nor_what_passed_meanwhile(
    town: NudgedTown, status: PolicyStatus
) -> None:
    town.register_one()
    town.told_until(date(2026, 9, 4))
    town.replan(status=status)
    assert town.told_until(date(2026, 9, 25)) == []
    town.replan(status=PolicyStatus.ACTIVE)
    told = town.told_until(date(2026, 10, 2))
    assert [each for each in told if each[2] != "before_launch"] == [ON_THE_DAY]


def test_a_snooze_is_quiet_until_its_day_and_what_fell_into_it_is_gone(town: NudgedTown) -> None:
    town.register_one()
    town.told_until(date(2026, 9, 4))
    town.change_it(lambda check_in: setattr(check_in, "snoozed_until", date(2026, 9, 26)))  # a Saturday
    assert town.told_until(DUE) == [("2026-09-29 10:00", RILEY, "snoozed"), ON_THE_DAY]
    assert town.one().snoozed_until is None


def test_a_check_in_that_is_moved_is_nudged_for_anew(town: NudgedTown) -> None:
    town.register_one()
    town.told_until(date(2026, 9, 30))
    town.change_it(lambda check_in: setattr(check_in, "due_on", date(2026, 10, 20)))
    assert town.told_until(date(2026, 10, 31)) == [
        ("2026-10-13 10:00", RILEY, "one_week"),  # four weeks before is over
        ("2026-10-20 10:00", RILEY, "on_the_day"),
    ]


def test_what_is_moved_to_today_after_ten_is_not_nudged_for_today(town: NudgedTown) -> None:
    town.register_one()
    town.told_until(date(2026, 9, 4))
    town.now = datetime(2026, 9, 8, 10, 0, tzinfo=UTC)  # 11:00 in London
    town.change_it(lambda check_in: setattr(check_in, "due_on", date(2026, 9, 8)))
    assert town.told_until(date(2026, 10, 15)) == [("2026-10-08 10:00", DOV, "deputy_first")]


def test_nothing_comes_for_four_weeks_after_another_check_in_was_recorded(town: NudgedTown) -> None:
    town.register_one()
    recorded = {"status": CheckInStatus.RECORDED, "answered_at": datetime(2026, 8, 27, 9, 1, tzinfo=UTC)}
    town.add_check_in(date(2026, 8, 1), **recorded)
    assert town.told_until(DUE) == [ON_THE_DAY]  # 24 September, 10:00, is a minute too early


@pytest.mark.parametrize(("minute", "then"), [(1, []), (0, [ONE_WEEK])])
def test_where_check_ins_follow_each_other_faster_half_the_time_between_is_enough(
    town: NudgedTown, minute: int, then: list[tuple[str, str, str]]
) -> None:
    town.register_one()
    town.told_until(date(2026, 9, 17))
    recorded = {"status": CheckInStatus.RECORDED, "answered_at": datetime(2026, 9, 18, 9, minute, tzinfo=UTC)}
    town.add_check_in(date(2026, 9, 19), **recorded)  # 12 days before
    assert town.told_until(DUE) == [*then, ON_THE_DAY]


def test_nobody_is_nudged_for_a_check_in_before_the_one_before_it_is_due(town: NudgedTown) -> None:
    town.register_one()
    town.add_check_in(date(2026, 10, 8))
    told = town.told_until(date(2026, 10, 9))
    assert told == [FOUR_WEEKS, ONE_WEEK, ON_THE_DAY, ("2026-10-08 10:00", RILEY, "on_the_day")]


# ---------------------------------------------------------------------------------------------- while it is booked


def book(town: NudgedTown, ends_at: datetime | None = None) -> None:
    """Riley asks Ada for the check-in; with a time, they will have met by then."""
    with unit_of_work(town.engine) as session:
        riley = session.exec(select(Person).where(Person.name == RILEY)).one()
        ada = session.exec(select(Expert).join(Person).where(Person.name == ADA)).one()
        request = add_request(session, riley, closes_at=datetime(2027, 1, 1, tzinfo=UTC))
        status = OfferStatus.ACCEPTED if ends_at else OfferStatus.WAITING
        offer = add_offer(session, request, ada, status, remind_at=None, expires_at=None)
        if ends_at:
            add_consultation(session, offer, ends_at - timedelta(minutes=30))
    town.change_it(lambda check_in: setattr(check_in, "request_id", request.id))


def test_nothing_comes_while_an_analyst_is_asked_and_the_latest_when_nobody_could(town: NudgedTown) -> None:
    town.register_one()
    town.told_until(date(2026, 9, 4))
    book(town)
    assert town.told_until(date(2026, 9, 28)) == []
    with unit_of_work(town.engine) as session:
        session.execute(update(Request).values(status=RequestStatus.NOBODY))
        session.execute(update(Offer).values(status=OfferStatus.EXPIRED))
    assert town.told_until(date(2026, 9, 30)) == [("2026-09-29 10:00", RILEY, "one_week")]


def test_when_the_consultation_is_over_there_is_one_nudge_to_record_it(town: NudgedTown) -> None:
    town.register_one()
    town.told_until(date(2026, 9, 4))
    book(town, datetime(2026, 9, 23, 9, 30, tzinfo=UTC))
    assert town.told_until(date(2026, 9, 30)) == [("2026-09-24 10:00", RILEY, "held")]
    assert town.told_until(YEARS_LATER) == [ON_THE_DAY, FIRST, SECOND, THIRD]


def test_when_the_consultation_is_cancelled_the_stages_go_on(town: NudgedTown) -> None:
    town.register_one()
    town.told_until(date(2026, 9, 4))
    book(town, datetime(2026, 9, 30, 9, 30, tzinfo=UTC))
    assert town.told_until(date(2026, 9, 28)) == []
    with unit_of_work(town.engine) as session:
        session.execute(update(Consultation).values(status=ConsultationStatus.CANCELLED))
    assert town.told_until(date(2026, 9, 30)) == [("2026-09-29 10:00", RILEY, "one_week")]


# ---------------------------------------------------------------------------------------------- owners


def test_a_policy_whose_owner_is_gone_is_noticed_and_so_is_their_return(town: NudgedTown) -> None:
    town.register_one(owner=ADA)
    town.deadlines.pass_deadlines()
    town.change(ADA, status=Status.LEFT)
    town.later(minutes=1)
    assert town.policy().ownerless_since == town.now
    since = town.now
    town.later(days=1)
    assert town.policy().ownerless_since == since
    town.change(ADA, status=Status.ACTIVE)
    town.later(minutes=1)
    assert town.policy().ownerless_since is None


@pytest.mark.parametrize("status", [PolicyStatus.PAUSED, PolicyStatus.CLOSED])
def test_nobody_is_asked_about_the_owner_of_a_policy_that_rests(town: NudgedTown, status: PolicyStatus) -> None:
    town.register_one(owner=ADA)
    town.replan(status=status)
    town.change(ADA, status=Status.LEFT)
    town.later(minutes=1)
    assert town.policy().ownerless_since is None


# ---------------------------------------------------------------------------------------------- looking ahead


def test_what_would_be_nudged_now_is_seen_without_changing_anything_and_not_twice(town: NudgedTown) -> None:
    post = PostOffice(town.engine)
    town.register_one()
    town.told_until(date(2026, 9, 2))
    town.now = post.clock.now = datetime(2026, 9, 3, 9, 0, tzinfo=UTC)
    with reading(town.engine) as session:
        [to_come] = nudges_due(session, town.now)
    assert (to_come.person_id, occasion_of(to_come)) == (town.person_id(RILEY), "four_weeks-20261001")
    for _ in range(2):
        assert [notice.id for notice, _ in post.outbox.due(nudges_due)] == [None]
    town.deadlines.pass_deadlines()
    [(notice, _)] = post.outbox.due(nudges_due)
    assert notice.id == town.newest(Notice).id
    assert notice.key == to_come.key


def test_what_is_due_at_ten_is_passed_in_one_tick_however_much_it_is(town: NudgedTown) -> None:
    policy = town.register_one()
    rows = 450
    with unit_of_work(town.engine) as session:
        for number in range(rows):
            day = DUE + timedelta(days=number)
            check_in = CheckIn(
                id=f"many{number}", policy_id=policy.id, rule="added", occurs_on=day, name="Many", due_on=day
            )
            session.add(check_in)
            check_in.next_at = town.now
        session.get_one(Policy, policy.id).plan_at = datetime(2099, 1, 1, tzinfo=UTC)
    assert town.deadlines.pass_deadlines() == rows
    assert town.deadlines.pass_deadlines() == 0
