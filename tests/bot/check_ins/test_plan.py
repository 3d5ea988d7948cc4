"""The plan of a policy: proposed, by law, by its milestones, or a rhythm of somebody's own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from bot.check_ins.plan import AT_MILESTONES, CROWDED, is_of_plan, occurrences
from bot.model import Milestone, MilestoneCategory, Policy, Precision
from tests.people import NOW

LAUNCH = date(2026, 9, 1)
TODAY = date(2026, 5, 12)
SOON = TODAY + timedelta(days=600)


def policy(launch_on: date = LAUNCH, **columns: Any) -> Policy:
    values: dict[str, Any] = {
        "id": "p",
        "title": "Plain letters",
        "registered_at": NOW,
        "plan_at": NOW,
        "launch_on": launch_on,
    }
    return Policy(**values | columns)


def milestone(category: MilestoneCategory, happens_on: date, **columns: Any) -> Milestone:
    values: dict[str, Any] = {"id": "m", "policy_id": "p", "category": category, "happens_on": happens_on}
    return Milestone(**values | columns)


def planned(
    whose: Policy, *milestones: Milestone, first: date = TODAY, last: date = SOON
) -> list[tuple[str, str, date]]:
    return [(each.rule, each.name, each.on) for each in occurrences(whose, milestones, first, last)]


def days(whose: Policy, *milestones: Milestone, first: date = TODAY, last: date = SOON) -> list[date]:
    return [on for _, _, on in planned(whose, *milestones, first=first, last=last)]


# ---------------------------------------------------------------------------------------------- proposed


def test_a_check_in_before_launch_then_after_one_three_and_six_months_then_every_six() -> None:
    assert planned(policy(), last=date(2028, 3, 1)) == [
        ("before_launch", "Before launch", date(2026, 8, 4)),
        ("after_1_months", "1 month after launch", date(2026, 10, 1)),
        ("after_3_months", "3 months after launch", date(2026, 12, 1)),
        ("after_6_months", "6 months after launch", date(2027, 3, 1)),
        ("after_12_months", "12 months after launch", date(2027, 9, 1)),
        ("after_18_months", "18 months after launch", date(2028, 3, 1)),
    ]


def test_nothing_is_planned_for_the_past() -> None:
    assert days(policy(), first=date(2027, 1, 1), last=date(2027, 3, 1)) == [date(2027, 3, 1)]
    assert days(policy(date(2016, 9, 1)), last=date(2027, 3, 1)) == [date(2026, 9, 1), date(2027, 3, 1)]


@pytest.mark.parametrize(
    ("launch", "before"),
    [
        (date(2026, 6, 9), [date(2026, 5, 12)]),  # four weeks from today
        (date(2026, 6, 8), [date(2026, 5, 19)]),  # nearer: a week from today
        (date(2026, 5, 15), [date(2026, 5, 14)]),  # the day before
        (date(2026, 5, 13), []),  # tomorrow
        (date(2026, 5, 12), []),
        (date(2026, 5, 1), []),
    ],
)
def test_where_launch_is_near_the_check_in_before_it_is_soon(launch: date, before: list[date]) -> None:
    assert [on for rule, _, on in planned(policy(launch)) if rule == "before_launch"] == before


def test_months_end_where_they_are_shorter_and_nothing_drifts() -> None:
    assert days(policy(date(2026, 8, 31)), first=date(2026, 9, 1), last=date(2027, 12, 1)) == [
        date(2026, 9, 30),
        date(2026, 11, 30),
        date(2027, 2, 28),
        date(2027, 8, 31),
    ]
    leap = policy(date(2024, 2, 29), has_review_clause=True)
    assert date(2029, 2, 28) in days(leap, first=date(2029, 1, 1), last=date(2029, 12, 1))
    assert date(2044, 2, 29) in days(leap, first=date(2044, 1, 1), last=date(2044, 12, 1))


def test_of_a_launch_in_some_month_what_is_before_counts_from_its_start_and_what_is_after_from_its_end() -> None:
    some_day = policy(date(2026, 10, 1), launch_precision=Precision.MONTH)  # the 31st is a Saturday
    assert days(some_day, last=date(2027, 1, 31)) == [date(2026, 9, 3), date(2026, 11, 30), date(2027, 1, 30)]


# ---------------------------------------------------------------------------------------------- by law


def test_the_law_asks_for_a_review_within_five_years_and_every_five() -> None:
    reviews = [
        (name, on)
        for rule, name, on in planned(policy(has_review_clause=True), last=date(2041, 9, 1))
        if rule.startswith("review_")
    ]
    assert reviews == [
        ("Post-implementation review, 5 years after launch", date(2031, 9, 1)),
        ("Post-implementation review, 10 years after launch", date(2036, 9, 1)),
        ("Post-implementation review, 15 years after launch", date(2041, 9, 1)),
    ]
    assert not [rule for rule, _, _ in planned(policy(), last=date(2041, 9, 1)) if rule.startswith("review_")]


def test_no_regular_check_in_comes_on_the_heels_of_one_that_the_law_names() -> None:
    five_years = days(policy(has_review_clause=True), first=date(2031, 8, 1), last=date(2031, 10, 1))
    assert five_years == [date(2031, 9, 1)]


# ---------------------------------------------------------------------------------------------- milestones


@pytest.mark.parametrize(
    ("category", "on"),
    [
        (MilestoneCategory.PLAN_SIGNED_OFF, date(2026, 7, 1)),
        (MilestoneCategory.INTERIM_PUBLICATION, date(2026, 7, 1)),
        (MilestoneCategory.FINAL_PUBLICATION, date(2026, 7, 1)),
        (MilestoneCategory.INTERVENTION_END, date(2026, 7, 1)),
        (MilestoneCategory.REPORT_SIGNED_OFF, date(2026, 9, 23)),  # twelve weeks later
    ],
)
def test_milestones_on_which_something_can_be_decided_give_a_check_in(category: MilestoneCategory, on: date) -> None:
    found = [each for each in planned(policy(), milestone(category, date(2026, 7, 1))) if each[0] == "milestone_m"]
    assert [day for _, _, day in found] == [on]


@pytest.mark.parametrize(
    "category", sorted(set(MilestoneCategory) - set(AT_MILESTONES) - {MilestoneCategory.REPORT_SIGNED_OFF})
)
def test_what_others_do_meanwhile_gives_none(category: MilestoneCategory) -> None:
    assert days(policy(), milestone(category, date(2026, 7, 1))) == days(policy())


def test_a_milestone_in_some_month_counts_by_its_last_working_day() -> None:
    in_may = milestone(MilestoneCategory.FINAL_PUBLICATION, date(2026, 5, 1), precision=Precision.MONTH)
    assert date(2026, 5, 29) in days(policy(), in_may)  # the 31st is a Sunday


@pytest.mark.parametrize(("apart", "gives_way"), [(CROWDED - timedelta(days=1), True), (CROWDED, False)])
def test_a_regular_check_in_gives_way_to_a_milestone_within_a_week(apart: timedelta, gives_way: bool) -> None:
    after_a_month = date(2026, 10, 1)
    for day in (after_a_month - apart, after_a_month + apart):
        found = days(policy(), milestone(MilestoneCategory.FINAL_PUBLICATION, day))
        assert day in found
        assert (after_a_month in found) is not gives_way


# ---------------------------------------------------------------------------------------------- their own


def test_a_rhythm_takes_the_place_of_what_is_proposed_after_launch() -> None:
    own = policy(rhythm="FREQ=MONTHLY;INTERVAL=4", has_review_clause=True)
    assert planned(own, last=date(2027, 9, 1)) == [
        ("before_launch", "Before launch", date(2026, 8, 4)),
        ("rhythm", "Regular check-in", date(2027, 1, 1)),
        ("rhythm", "Regular check-in", date(2027, 5, 1)),
        ("rhythm", "Regular check-in", date(2027, 9, 1)),
    ]


def test_what_somebody_added_is_no_part_of_the_plan() -> None:
    rules = [rule for rule, _, _ in planned(policy(has_review_clause=True), last=date(2033, 1, 1))]
    assert all(is_of_plan(rule) for rule in [*rules, "rhythm", "milestone_m"])
    assert not is_of_plan("added")
