"""Who fits a request, by examples that a policymaker would sign."""

from __future__ import annotations

import pytest

from tests.collection.judging import Excluded, Need, grade
from tests.collection.people import Facets, FictionalExpert

ECONOMIST_ON_BUSES_IN_LEEDS = Need(professions=("economics",), topics=("buses",), places=("Leeds",))


def person(
    profession: str = "economics",
    topic: str = "buses",
    town: str = "Leeds",
    region: str = "Yorkshire and The Humber",
    skill: str = "Green Book appraisal",
    organisation: str = "Department for Transport",
    worked_on: tuple[str, ...] = (),
) -> FictionalExpert:
    facets = Facets((profession,), (skill,), (topic,), organisation, town, region, worked_on)
    return FictionalExpert(id=1, person_id=1, name="Ada Quillmoss", facets=facets)


@pytest.mark.parametrize(
    ("expert", "expected"),
    [
        (person(), 3),
        (person(town="York"), 2),
        (person(topic="rail fares"), 2),
        (person(town="Exeter", region="South West"), 2),
        (person(topic="VAT"), 2),
        (person(topic="VAT", town="York"), 1),
        (person(topic="VAT", town="Exeter", region="South West"), 1),
        (person(profession="finance"), 1),
        (person(profession="finance", topic="VAT", town="York"), 0),
        (person(profession="law"), 1),
        (person(profession="law", town="York"), 0),
        (person(profession="law", topic="rail fares"), 0),
    ],
)
def test_an_economist_on_buses_in_leeds(expert: FictionalExpert, expected: int) -> None:
    assert ECONOMIST_ON_BUSES_IN_LEEDS.grade(expert) == expected


def test_a_topic_alone_asks_for_whoever_knows_it() -> None:
    buses = Need(topics=("buses",))
    assert buses.grade(person(profession="law")) == 3
    assert buses.grade(person(topic="rail fares")) == 1
    assert buses.grade(person(topic="VAT")) == 0


def test_whoever_is_of_a_trade_with_the_skill_comes_near() -> None:
    skill = Need(skills=("cost-benefit analysis",))
    assert skill.grade(person(skill="cost-benefit analysis", profession="law")) == 3
    assert skill.grade(person()) == 1
    assert skill.grade(person(profession="law")) == 0


def test_near_a_place_is_its_region_and_then_the_next() -> None:
    near = Need(professions=("economics",), places=("Leeds",), near=True)
    assert near.grade(person(town="York")) == 3
    assert near.grade(person(town="Salford", region="North West")) == 2
    assert near.grade(person(town="Exeter", region="South West")) == 1


def test_london_is_a_region_and_england_is_nine() -> None:
    croydon = person(town="Croydon", region="London")
    assert Need(places=("London",)).grade(croydon) == 3
    assert Need(places=("England",)).grade(croydon) == 3
    assert Need(places=("England",)).grade(person(town="Bangor", region="Wales")) == 0


@pytest.mark.parametrize(
    "excluded",
    [
        Excluded(professions=("economics",)),
        Excluded(topics=("buses",)),
        Excluded(skills=("Green Book appraisal",)),
        Excluded(organisations=("Department for Transport",)),
        Excluded(places=("Leeds",)),
        Excluded(places=("Yorkshire and The Humber",)),
    ],
)
def test_whoever_has_what_was_excluded_is_worth_nothing(excluded: Excluded) -> None:
    assert grade([ECONOMIST_ON_BUSES_IN_LEEDS], Excluded(), person()) == 3
    assert grade([ECONOMIST_ON_BUSES_IN_LEEDS], excluded, person()) == 0


def test_of_several_needs_one_that_is_met_whole_is_enough() -> None:
    needs = [Need(professions=("law",), places=("Cardiff",)), ECONOMIST_ON_BUSES_IN_LEEDS]
    assert grade(needs, Excluded(), person()) == 3


def test_a_name_is_met_or_not() -> None:
    assert Need(name="Quillmoss").grade(person()) == 3
    assert Need(name="Ada Quillmoss", topics=("VAT",)).grade(person()) == 1
    assert Need(name="Ben Quillmoss", topics=("buses",)).grade(person()) == 0


def test_past_work_is_met_by_whoever_did_it_and_nearly_by_that_part_of_government() -> None:
    fares = Need(worked_on=("£2 bus fare evaluation",))
    assert fares.grade(person(worked_on=("£2 bus fare evaluation",))) == 3
    assert fares.grade(person()) == 1
    assert fares.grade(person(topic="VAT")) == 0


def test_an_organisation_is_met_or_not() -> None:
    at = Need(professions=("economics",), organisations=("HM Treasury",))
    assert at.grade(person(organisation="HM Treasury")) == 3
    assert at.grade(person()) == 1
