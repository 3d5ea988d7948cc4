"""What becomes of the nudges of a check-in, when its day comes nearer and somebody answers."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Engine

from bot.model import CheckIn, NoticeKind
from tests.bot.check_ins.check_ins import CheckInTown
from tests.bot.policies.policies import DOV, RILEY

DUE_ON = date(2026, 12, 1)
"""A Tuesday."""


def nudged_on(town: CheckInTown, last: date) -> dict[date, list[tuple[str, str]]]:
    """Who is nudged with what title on each day until this one, of this check-in alone."""
    found = {}
    while town.now.date() < last:
        before = len(mine(town))
        town.later(days=min(days_until_something(town), (last - town.now.date()).days))
        if now := mine(town)[before:]:
            found[town.now.date()] = now
    return found


def days_until_something(town: CheckInTown) -> int:
    """One, or as many as nothing is to come for."""
    coming = [each.next_at.date() for each in town.every(CheckIn) if each.next_at]
    return max((min(coming) - town.now.date()).days if coming else 7, 1)


def mine(town: CheckInTown) -> list[tuple[str, str]]:
    kinds = [each for each in town.every_nudge() if each[0] == town.id]
    return [(name, title.partition(":")[0]) for _, name, title in kinds]


def alone(town: CheckInTown) -> CheckInTown:
    """The other check-ins of its plan are out of the way, and it is the day before the first nudge."""
    for each in town.check_ins():
        if each.id != town.id:
            town.presses("check_in.remove", value=each.id)
    town.go_to(DUE_ON - timedelta(days=29))
    return town


def test_a_check_in_that_nobody_answers_is_asked_for_in_its_time(database: Engine) -> None:
    town = alone(CheckInTown(database))
    assert nudged_on(town, date(2027, 5, 1)) == {
        date(2026, 11, 3): [(RILEY, "Check-in due in 4 weeks")],
        date(2026, 11, 24): [(RILEY, "Check-in due in a week")],
        date(2026, 12, 1): [(RILEY, "Check-in due today")],
        date(2027, 1, 5): [(DOV, "Check-in was due on 1 December 2026")],
        date(2027, 2, 2): [(DOV, "Check-in was due on 1 December 2026")],
        date(2027, 3, 2): [(DOV, "Check-in was due on 1 December 2026")],
    }


def test_one_that_is_snoozed_is_asked_for_on_that_day_and_then_as_before(database: Engine) -> None:
    town = alone(CheckInTown(database))
    town.go_to(DUE_ON - timedelta(weeks=4))
    town.deadlines.pass_deadlines()
    town.sends(town.opened("check_in.snooze"), weeks="4")
    assert nudged_on(town, date(2027, 1, 6)) == {
        date(2026, 12, 1): [(RILEY, "Check-in due today")],
        date(2027, 1, 5): [(DOV, "Check-in was due on 1 December 2026")],
    }


def test_one_that_is_moved_is_asked_for_anew(database: Engine) -> None:
    town = alone(CheckInTown(database))
    town.go_to(DUE_ON - timedelta(weeks=1))
    town.deadlines.pass_deadlines()
    town.sends(town.opened("check_in.move"), due_on="9 February 2027")
    assert list(nudged_on(town, date(2027, 2, 10))) == [date(2027, 1, 12), date(2027, 2, 2), date(2027, 2, 9)]


def test_nothing_more_comes_once_it_is_answered(database: Engine) -> None:
    town = alone(CheckInTown(database))
    town.go_to(DUE_ON - timedelta(weeks=4))
    town.deadlines.pass_deadlines()
    town.sends(town.opened("check_in.not_needed"), reason="The minister stopped it")
    assert nudged_on(town, date(2027, 4, 1)) == {}
    assert town.told(NoticeKind.CHECK_IN_NUDGE) == []


def test_while_the_policy_is_paused_what_comes_is_left_out_and_the_next_comes_in_its_time(database: Engine) -> None:
    town = alone(CheckInTown(database))
    town.presses("policy.pause", value=town.policy_id)
    assert nudged_on(town, date(2026, 11, 12)) == {}
    town.presses("policy.reopen", value=town.policy_id)
    assert list(nudged_on(town, date(2026, 12, 2))) == [date(2026, 11, 24), date(2026, 12, 1)]
