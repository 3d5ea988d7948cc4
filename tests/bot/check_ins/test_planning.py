"""Check-ins are made ahead, once, and follow the plan as it changes, but for those that somebody did something with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.check_ins.planning import LOOK_AGAIN, MOST_AHEAD, make_ahead, plan_again
from bot.model import CheckIn, CheckInStatus, Milestone, MilestoneCategory, Policy, PolicyStatus
from directory.database import unit_of_work
from tests.bot.check_ins.nudged import NudgedTown

PROPOSED = ["2026-08-04", "2026-10-01", "2026-12-01", "2027-03-01", "2027-09-01"]


@pytest.fixture
def town(database: Engine) -> NudgedTown:
    town = NudgedTown(database)
    town.register()
    return town


def planned(town: NudgedTown) -> list[str]:
    return [check_in.due_on.isoformat() for check_in in town.check_ins()]


def answer(town: NudgedTown, rule: str, **columns: object) -> None:
    with unit_of_work(town.engine) as session:
        check_in = session.exec(select(CheckIn).where(CheckIn.rule == rule)).one()
        for column, value in columns.items():
            setattr(check_in, column, value)


def test_they_are_made_a_year_and_a_half_ahead(town: NudgedTown) -> None:
    assert planned(town) == PROPOSED


def test_made_again_at_once_nothing_changes(town: NudgedTown) -> None:
    before = town.check_ins()
    for again in (make_ahead, plan_again):
        with unit_of_work(town.engine) as session:
            again(town.work(session), session.get_one(Policy, town.policy().id))
        assert town.check_ins() == before


def test_as_time_passes_they_are_made_further_ahead(town: NudgedTown) -> None:
    assert town.policy().plan_at == town.now + LOOK_AGAIN
    town.later(days=110)
    assert planned(town)[-1] == "2027-09-01"
    town.later(days=6 * 31)
    assert planned(town)[-1] == "2028-09-01"
    assert town.policy().plan_at == town.now + LOOK_AGAIN


def test_the_check_in_before_launch_is_made_once_though_launch_is_near(town: NudgedTown) -> None:
    town.replan(launch_on=town.now.date() + timedelta(days=14))
    assert planned(town)[0] == "2026-05-19"
    for _ in range(3):
        town.later(days=1)
        town.replan(title="Plain letters")
    assert [each.due_on.isoformat() for each in town.check_ins() if each.rule == "before_launch"] == ["2026-05-19"]


def test_when_launch_changes_what_the_plan_no_longer_has_goes_and_the_rest_is_made(town: NudgedTown) -> None:
    town.replan(launch_on=date(2026, 11, 1))
    assert planned(town) == ["2026-10-04", "2026-12-01", "2027-02-01", "2027-05-01", "2027-11-01"]
    town.replan(launch_on=date(2026, 9, 1))
    assert planned(town) == PROPOSED


def test_what_somebody_did_something_with_stays(town: NudgedTown) -> None:
    answer(town, "before_launch", status=CheckInStatus.RECORDED)
    answer(town, "after_1_months", due_on=date(2026, 10, 7))
    answer(town, "after_3_months", status=CheckInStatus.REMOVED)
    town.add_check_in(date(2026, 9, 9))
    town.replan(launch_on=date(2026, 9, 2))
    found = {(each.rule, each.due_on.isoformat(), each.status) for each in town.check_ins(open_only=False)}
    assert {
        ("before_launch", "2026-08-04", CheckInStatus.RECORDED),
        ("after_1_months", "2026-10-07", CheckInStatus.PLANNED),
        ("after_3_months", "2026-12-01", CheckInStatus.REMOVED),
        ("added", "2026-09-09", CheckInStatus.PLANNED),
    } <= found
    assert ("after_6_months", "2027-03-01", CheckInStatus.PLANNED) not in found


def test_what_was_removed_is_not_made_again(town: NudgedTown) -> None:
    answer(town, "after_1_months", status=CheckInStatus.REMOVED)
    town.replan(title="Plain letters")
    assert planned(town) == [day for day in PROPOSED if day != "2026-10-01"]


def test_what_is_overdue_stays_when_something_else_changes(town: NudgedTown) -> None:
    town.later(days=200)
    town.replan(has_review_clause=True)
    assert planned(town)[:2] == ["2026-08-04", "2026-10-01"]


def test_a_rhythm_takes_the_place_of_what_was_proposed_and_gives_it_back(town: NudgedTown) -> None:
    town.replan(rhythm="FREQ=YEARLY")
    assert planned(town) == ["2026-08-04", "2027-09-01"]
    town.replan(rhythm="")
    assert planned(town) == PROPOSED


def test_of_a_busy_rhythm_so_many_are_made_and_more_as_they_are_over(town: NudgedTown) -> None:
    town.replan(rhythm="FREQ=WEEKLY")
    assert len(planned(town)) == MOST_AHEAD
    last = planned(town)[-1]
    town.later(days=28 * 6)
    assert planned(town)[-1] > last
    ahead = [day for day in planned(town) if day >= town.now.date().isoformat()]
    assert len(ahead) == MOST_AHEAD


def test_a_milestone_gives_a_check_in_and_takes_it_along(town: NudgedTown) -> None:
    with unit_of_work(town.engine) as session:
        category = MilestoneCategory.FINAL_PUBLICATION
        session.add(Milestone(id="m", policy_id=town.policy().id, category=category, happens_on=date(2027, 1, 20)))
    town.replan()
    assert "2027-01-20" in planned(town)
    with unit_of_work(town.engine) as session:
        session.get_one(Milestone, "m").happens_on = date(2027, 2, 10)
    town.replan()
    assert [day for day in planned(town) if day not in PROPOSED] == ["2027-02-10"]


@pytest.mark.parametrize("status", [PolicyStatus.PAUSED, PolicyStatus.CLOSED])
def test_a_policy_that_rests_is_planned_again_when_it_goes_on(town: NudgedTown, status: PolicyStatus) -> None:
    town.replan(status=status)
    town.later(days=300)
    assert planned(town) == PROPOSED
    assert [check_in.next_at for check_in in town.check_ins()] == [None] * len(PROPOSED)
    town.replan(status=PolicyStatus.ACTIVE)
    assert planned(town)[-1] == "2028-09-01"
