"""Measures of a policy: added, changed and removed, their figures as people type them."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from bot.messages import FormErrors, Replace
from bot.model import Beneficiary, Direction, Measure, Reading
from directory.database import unit_of_work
from tests.bot.policies.policies import PolicyTown
from tests.bot.town import card_of, said


@pytest.fixture
def town(database: Engine) -> PolicyTown:
    town = PolicyTown(database)
    town.register()
    return town


def test_a_measure_has_its_figures_as_they_were_typed(town: PolicyTown) -> None:
    words = said(
        town.fill_form(
            "measure.add", name="Debt repaid", unit="£m", baseline="£1.2m", target="1,200", beneficiary="treasury"
        )
    )
    [measure] = town.every(Measure)
    assert (measure.baseline, measure.target) == (1.2, 1_200)
    assert (measure.direction, measure.beneficiary) == (Direction.UP, Beneficiary.TREASURY)
    assert "Debt repaid: not read yet (baseline £1.2m, target £1,200m)" in words
    listed = said(town.riley.presses("measure.list", town.policy().id))
    assert "Should go up, for the Treasury" in listed


def test_only_what_is_measured_is_required(town: PolicyTown) -> None:
    assert isinstance(town.fill_form("measure.add", name="Letters opened", direction="down"), Replace)
    [measure] = town.every(Measure)
    assert (measure.unit, measure.baseline, measure.target, measure.beneficiary) == ("", None, None, None)
    assert measure.direction is Direction.DOWN


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "  ", "Enter what is measured"),
        ("name", "x" * 101, "Enter at most 100 characters"),
        ("name", "LETTERS answered", "This policy has a measure of this name already"),
        ("unit", "y" * 31, "Enter at most 30 characters"),
        ("baseline", "many", "We do not understand “many”"),
        ("target", "8,2", "We do not understand “8,2”"),
        ("target", "1e400", "We do not understand “1e400”"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(town: PolicyTown, field: str, typed: str, sentence: str) -> None:
    town.add_measure()
    values = {"name": "Another", "unit": "%", "baseline": "60", "target": "82", field: typed}
    answer = town.fill_form("measure.add", **values)
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == [field]
    assert sentence in answer.errors[field]
    kept = {each.name: each.value for each in answer.form.fields}
    assert all(kept[name] == value[: len(kept[name])] for name, value in values.items())
    assert len(town.every(Measure)) == 1


def test_a_measure_that_is_changed_keeps_what_it_showed(town: PolicyTown) -> None:
    measure = town.add_measure(readings=[61, 71])
    value = f"{town.policy().id}.{measure}"
    words = said(town.fill_form("measure.open", value, name="Letters read", target="90"))
    assert "Letters read" in words
    assert "71% on 2 May 2026 (baseline 62%, target 90%)" in words
    assert len(town.every(Reading)) == 2


def test_removing_a_measure_says_what_goes_with_it(town: PolicyTown) -> None:
    value = f"{town.policy().id}.{town.add_measure(readings=[61, 71])}"
    card = card_of(town.riley.presses("measure.list", town.policy().id))
    [button] = [each for each in card.buttons if each.action == "measure.remove"]
    assert (button.label, button.value) == ("Remove with 2 readings", value)
    assert "No measures yet" in said(town.riley.presses(button.action, button.value))
    assert not town.every(Reading)
    assert not town.every(Measure)


@pytest.mark.parametrize("action", ["measure.open", "measure.remove"])
def test_a_button_of_a_measure_that_was_removed_says_so(town: PolicyTown, action: str) -> None:
    value = f"{town.policy().id}.{town.add_measure()}"
    town.riley.presses("measure.remove", value)
    assert "This measure was removed. These are the others." in said(town.riley.presses(action, value))


def test_a_form_of_a_measure_that_was_removed_says_so(town: PolicyTown) -> None:
    value = f"{town.policy().id}.{town.add_measure()}"
    town.riley.presses("measure.remove", value)
    assert "This measure was removed" in said(town.riley.submits("measure.edit", value, name="x"))
    assert town.every(Measure) == []


def test_a_policy_has_six_measures_at_most(town: PolicyTown) -> None:
    for number in range(5):
        town.add_measure(f"Measure {number}")
    opened = town.riley.presses("measure.add", town.policy().id)
    town.add_measure("The sixth")
    assert "6 measures at most" in said(town.riley.presses("measure.add", town.policy().id))
    assert "6 measures at most" in said(town.riley.submits("measure.add", town.policy().id, name="A seventh"))
    assert opened.kind == "open_form"
    assert len(town.every(Measure)) == 6
    assert "Add a measure" not in said(town.riley.presses("measure.list", town.policy().id))


def test_new_measures_come_after_the_others(town: PolicyTown) -> None:
    town.add_measure("First")
    second = town.add_measure("Second")
    with unit_of_work(town.engine) as session:
        session.get_one(Measure, second).position = 7
    town.fill_form("measure.add", name="Third")
    assert {each.name: each.position for each in town.every(Measure)}["Third"] == 8
