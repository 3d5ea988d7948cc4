"""What a request says it does not want."""

from __future__ import annotations

import pytest

from tests.directory.search.people import MONDAY, ids, index_of, person, shipped_index, skill


def left_out(text: str) -> set[str]:
    return {each.name for each in shipped_index().understand(text, MONDAY).left_out}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("user researcher not in London", {"London"}),
        ("a lawyer outside London or Bristol", {"London", "Bristol"}),
        ("statistician, not someone in Belfast", {"Belfast"}),
        ("user researcher, not London-based", {"London"}),
        ("historian other than at HMRC", {"HM Revenue and Customs"}),
        ("anyone but an economist on housing", {"economics"}),
        ("economist, but not pensions", {"pensions"}),
        ("operational research minus Python", {"Python"}),
        ("economist who doesn't work in London", {"London"}),
        ("lawyer not working at the Home Office", {"Home Office"}),
        ("housing, somebody who has never worked at HMRC", {"HM Revenue and Customs"}),
        ("economist away from London", {"London"}),
        ("a non-London economist", {"London"}),
        ("economist, nobody from the Treasury", {"HM Treasury"}),
        ("statistician neither in London nor in Leeds", {"London", "Leeds"}),
        ("pensions: I don't want a lawyer", {"law"}),
        ("pensions, we already have an economist", {"economics"}),
        ("someone on pensions without lawyers", {"law"}),
        ("pensions (not state pension)", {"state pension"}),
        ("housing not homelessness", {"homelessness"}),
        ("user researcher who is not London-based", {"London"}),
        ("policing: leave out the National Crime Agency", {"National Crime Agency"}),
        ("records manager, skip people who do pensions", {"pensions"}),
        ("historian who has not done defence", {"defence"}),
        ("content designer who's never been Department for Education", {"Department for Education"}),
        ("anyone on pensions besides economists", {"economics"}),
        ("pensions, as long as it is not another economist", {"economics"}),
        ("housing economist from anywhere bar MHCLG", {"Ministry of Housing, Communities and Local Government"}),
        ("surveys, anything but focus groups", {"focus groups"}),
        ("net zero but spare me another economist", {"economics"}),
        ("water meters, I've had enough of Defra", {"Department for Environment, Food and Rural Affairs"}),
        ("sanctions, had my fill of lawyers", {"law"}),
        ("Ofqual people, though not comms", {"communications"}),
        ("user researcher, excepr in London", {"London"}),
    ],
)
def test_what_comes_after_a_negation_is_left_out(text: str, names: set[str]) -> None:
    assert left_out(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "how not to discriminate in hiring",
        "we have no budget for user research",
        "young people not in education or employment",
        "why don't economists agree on housing",
        "people not claiming pension credit",
        "non-domestic rates",
        "Non-executive directors",
        "any time, no rush: conjoint analysis",
        "we have not evaluated this",
        "the scheme was not evaluated, who can help",
        "a policy that has not been costed by economists",
        "not sure about pensions, need an economist",
        "we do not know the history of pensions",
        "not only economists",
        "not enough homes",
        "schools that haven't had enough teachers",
        "persuading big firms without paying invoices",
        "heat pumps instead of gas boilers",
        "user researcher not far from London",
    ],
)
def test_a_negation_of_something_else_leaves_nobody_out(text: str) -> None:
    assert left_out(text) == set()


def test_who_is_not_wanted_is_not_found_whatever_else_fits() -> None:
    people = (
        person(1, professions=("user research",), topics=("housing",), location="London"),
        person(2, professions=("user research",), location="Leeds"),
        person(3, professions=("user research",), location="Croydon", region="London"),
    )
    assert ids(index_of(*people), "user researcher on housing, not in London") == [2]


def test_outside_a_country_is_in_none_of_its_regions() -> None:
    people = (
        person(1, professions=("evaluation",), location="York", region="Yorkshire and The Humber"),
        person(2, professions=("evaluation",), location="Cardiff", region="Wales"),
        person(3, professions=("evaluation",), location="London"),
    )
    assert ids(index_of(*people), "evaluators outside England") == [2]


def test_who_only_mentions_a_profession_is_not_one_of_them() -> None:
    people = (
        person(1, professions=("economics",), topics=("housing",)),
        person(2, professions=("law",), topics=("housing",), experience=("Sat beside economists (2019)",)),
    )
    assert ids(index_of(*people), "anyone but an economist on housing") == [2]


def test_a_topic_somebody_declares_is_left_out_and_one_they_pass_by_is_not() -> None:
    people = (
        person(1, professions=("economics",), topics=("pensions", "housing")),
        person(2, professions=("economics",), skills=(skill("forecasting"),), topics=("housing",)),
    )
    assert ids(index_of(*people), "economist, but not pensions") == [2]


def test_one_person_who_is_not_wanted_is_not_looked_for() -> None:
    people = (
        person(1, "Ada Quillan", professions=("law",)),
        person(2, "Ada Tarn", professions=("law",)),
    )
    index = index_of(*people)
    assert ids(index, "a lawyer, but not Ada Quillan") == [2]
    assert [each.name for each in index.understand("a lawyer, but not Ada Quillan", MONDAY).left_out] == ["Ada Quillan"]


def test_a_wider_search_leaves_nobody_out_for_where_they_are() -> None:
    people = (person(1, professions=("law",), location="London"), person(2, professions=("law",), location="Leeds"))
    index = index_of(*people)
    asked = index.understand("lawyer not in London", MONDAY)
    assert asked.says_where
    assert {hit.id for hit in index.search(asked.widened(), 9)} == {1, 2}


def test_a_wider_search_still_leaves_out_who_is_not_wanted_wherever_they_are() -> None:
    people = (
        person(1, "Ada Quillan", professions=("law",), topics=("housing",), location="Leeds"),
        person(2, "Ben Marrow", professions=("economics",), topics=("housing",), location="Leeds"),
        person(3, "Cleo Wintersmith", professions=("law",), topics=("housing",), location="London"),
    )
    index = index_of(*people)
    asked = index.understand("housing in Leeds, no economists, not Ada Quillan", MONDAY)
    assert asked.says_where
    wider = asked.widened()
    assert not wider.says_where
    assert {hit.id for hit in index.search(wider, 9)} == {3}
