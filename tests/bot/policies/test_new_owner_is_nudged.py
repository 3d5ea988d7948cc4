"""Nudges follow the policy: they go to whoever owns it, and wait while a check-in is booked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from bot.messages import OpenForm
from bot.model import NoticeKind, Request, RequestStatus
from tests.bot.check_ins.nudged import NudgedTown
from tests.bot.policies.owners import email
from tests.bot.policies.policies import ADA, BRAM, DOV, RILEY

NUDGE = NoticeKind.CHECK_IN_NUDGE
BEFORE_IT_IS_DUE = date(2026, 10, 2)


@pytest.fixture
def town(database: Engine) -> NudgedTown:
    town = NudgedTown(database)
    town.register_one()
    return town


def hand_over(town: NudgedTown, stay: str = "no") -> None:
    id_ = town.policy().id
    town.riley.submits("policy.hand_over", id_, colleague=email(BRAM), stay=stay)
    town.people[BRAM].presses("policy.accept", id_)


def book(town: NudgedTown) -> None:
    opened = town.riley.presses("check_in.book", town.one().id)
    assert isinstance(opened, OpenForm)
    values = {field.name: field.value for field in opened.form.fields}
    town.riley.submits("check_in.book", opened.form.context, **values)


def test_what_is_due_after_it_was_handed_over_goes_to_the_new_owner(town: NudgedTown) -> None:
    town.told_until(date(2026, 9, 4))
    hand_over(town)
    told = town.told_until(BEFORE_IT_IS_DUE)
    assert [(name, what) for _, name, what in told] == [(BRAM, "one_week"), (BRAM, "on_the_day")]


@pytest.mark.parametrize(("stay", "told"), [("no", BRAM), ("yes", RILEY)])
def test_what_was_on_its_way_to_the_old_owner_reaches_one_of_the_two(town: NudgedTown, stay: str, told: str) -> None:
    town.told_until(date(2026, 9, 3))
    assert [name for name, _ in town.nudges()] == [RILEY]
    hand_over(town, stay)
    assert [name for name, _ in town.nudges()] == [told]


def test_a_check_in_that_is_booked_is_not_nudged_for_until_it_was_held(town: NudgedTown) -> None:
    town.told_until(date(2026, 9, 4))
    book(town)
    town.press(ADA, "Accept")
    held = town.consultation()
    assert held is not None
    day = held.ends_at.date()
    assert town.told_until(day) == []
    assert [(name, what) for _, name, what in town.told_until(day + timedelta(days=8))] == [(RILEY, "held")]


def test_a_check_in_that_nobody_came_to_is_nudged_for_as_before(town: NudgedTown) -> None:
    town.told_until(date(2026, 9, 4))
    book(town)
    town.riley.presses("request.withdraw", town.newest(Request).id)
    assert town.newest(Request).status is RequestStatus.WITHDRAWN
    told = town.told_until(BEFORE_IT_IS_DUE)
    assert [(name, what) for _, name, what in told] == [(RILEY, "one_week"), (RILEY, "on_the_day")]


def test_the_deputy_takes_over_what_the_owner_did_not_answer_whoever_owns_it_now(town: NudgedTown) -> None:
    town.told_until(BEFORE_IT_IS_DUE)
    hand_over(town)
    assert {name for _, name, _ in town.told_until(date(2027, 1, 1))} == {DOV}
