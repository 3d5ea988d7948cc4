"""Milestones of a policy: dates by day or month, which its plan follows."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from bot.messages import FormErrors
from bot.model import Milestone, MilestoneCategory, Precision
from tests.bot.policies.policies import PolicyTown
from tests.bot.town import card_of, said


@pytest.fixture
def town(database: Engine) -> PolicyTown:
    town = PolicyTown(database)
    town.register()
    return town


def test_a_milestone_has_a_category_and_a_month(town: PolicyTown) -> None:
    words = said(town.fill_form("milestone.add", category="interim_publication", date="March 2027"))
    [milestone] = town.every(Milestone)
    assert (milestone.happens_on, milestone.precision) == (date(2027, 3, 1), Precision.MONTH)
    assert "March 2027, intended: Interim results published" in words


def test_a_milestone_that_has_happened_says_so(town: PolicyTown) -> None:
    values = {"category": "evaluation_start", "date": "3 March 2026", "certainty": "actual", "description": "With ETF"}
    assert "3 March 2026: Evaluation begins. With ETF" in said(town.fill_form("milestone.add", **values))


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("category", "", "Choose what happens"),
        ("category", "party", "Choose what happens"),
        ("date", "", "Enter a date like 3 March 2026 or March 2026"),
        ("date", "31/2/2027", "is not a day that exists"),
        ("date", "1 January 9999", "Enter a date between 1986 and 2046"),
        ("description", "z" * 201, "Enter at most 200 characters"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(town: PolicyTown, field: str, typed: str, sentence: str) -> None:
    values = {"category": "other", "date": "March 2027", "description": "Minister reads it", field: typed}
    answer = town.fill_form("milestone.add", **values)
    assert isinstance(answer, FormErrors)
    assert sentence in answer.errors[field]
    assert town.every(Milestone) == []


def test_what_has_happened_is_not_to_come_and_something_else_is_described(town: PolicyTown) -> None:
    answer = town.fill_form("milestone.add", category="other", date="March 2027", certainty="actual")
    assert isinstance(answer, FormErrors)
    assert "still to come" in answer.errors["date"]
    assert answer.errors["description"] == "Enter what happens, since it is something else"


def test_a_milestone_is_changed_and_removed(town: PolicyTown) -> None:
    value = f"{town.policy().id}.{town.add_milestone()}"
    changed = said(town.fill_form("milestone.open", value, date="5 April 2027"))
    assert "5 April 2027, intended" in changed
    assert "No milestones yet" in said(town.riley.presses("milestone.remove", value))
    for action in ("milestone.remove", "milestone.open"):
        assert "This milestone was removed" in said(town.riley.presses(action, value))
    form = {"category": "other", "date": "May 2027", "description": "x"}
    assert "This milestone was removed" in said(town.riley.submits("milestone.edit", value, **form))


def test_milestones_are_shown_a_page_at_a_time_and_twenty_at_most(town: PolicyTown) -> None:
    for month in range(1, 21):
        town.add_milestone(happens_on=date(2027 + month // 13, month % 12 + 1, 1))
    id_ = town.policy().id
    first = card_of(town.riley.presses("milestone.list", f"{id_}.0"))
    more = next(each for each in first.buttons if each.label == "Show more")
    assert "Showing 6 to 10 of 20" in said(town.riley.presses(more.action, more.value))
    assert "20 milestones at most" in said(town.riley.presses("milestone.add", id_))
    assert "20 milestones at most" in said(
        town.riley.submits("milestone.add", id_, category="other", date="May 2027", description="x")
    )
    assert len(town.every(Milestone)) == 20
    assert "And 15 more" in said(town.riley.presses("policy.show", id_))


def test_every_category_of_the_registry_has_its_words(town: PolicyTown) -> None:
    for category in MilestoneCategory:
        said(town.fill_form("milestone.add", category=category.value, date="May 2027", description="x"))
    assert {each.category for each in town.every(Milestone)} == set(MilestoneCategory)
