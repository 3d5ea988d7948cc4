"""Whom a request asks for comes first; topic, place and organisation say which of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from bot.finding.ranking import EQUALLY_RELEVANT
from directory.profiles import Profile
from directory.search import SearchIndex
from tests.directory.search.people import MONDAY, find, ids, index_of, person, skill

PROFESSIONS = ("economics", "statistics", "project delivery", "policy", "law", "content design", "data science")
TOPICS = ("pensions", "housing", "prisons", "gambling", "childcare")
RARE = "electric vehicles"


def everybody() -> Iterator[Profile]:
    """User researchers are common and the topic is rare: by rarity alone the topic would win."""
    yield person(1, role="User researcher", professions=("user research",), topics=(RARE,))
    yield person(2, role="User researcher", professions=("user research",), topics=("housing",), location="Leeds")
    for id_ in range(10, 30):
        yield person(id_, role="User researcher", professions=("user research",), topics=(TOPICS[id_ % 5],))
    yield person(40, role="Senior economist", professions=("economics",), topics=(RARE,), location="Leeds")
    yield person(41, role="Facilitator", topics=(RARE,), ask_me_about="Charging electric vehicles")
    for id_ in range(50, 120):
        yield person(id_, professions=(PROFESSIONS[id_ % 7],), topics=(TOPICS[id_ % 5],), location="Bristol")


@cache
def trades() -> SearchIndex:
    return index_of(*everybody())


RESEARCHERS = {1, 2, *range(10, 30)}


@pytest.mark.parametrize(
    "text",
    [
        "user research on electric vehicles in Leeds",
        "UR for electric vehicles, Leeds",
        "user researcher who knows electric vehicles near Leeds",
        "electric vehicles: a senior user researcher in Leeds",
        "user reserch on electric vehicels in Leeds",
        "electric vehicles user researcher in Leeds",
    ],
)
def test_topic_then_place_choose_among_the_profession_and_others_follow(text: str) -> None:
    found = ids(trades(), text, limit=200)
    assert found[:2] == [1, 2]
    assert set(found[: len(RESEARCHERS)]) == RESEARCHERS
    assert {40, 41} <= set(found[len(RESEARCHERS) :])


def test_those_with_the_topic_fit_clearly_better_and_those_without_it_fit_equally() -> None:
    scores = {hit.id: hit.score for hit in find(trades(), "user research on electric vehicles", limit=200)}
    without = [scores[id_] for id_ in range(10, 30)]
    assert min(without) >= max(without) * (1 - EQUALLY_RELEVANT)
    assert max(without) < scores[1] * (1 - 2 * EQUALLY_RELEVANT)
    assert scores[40] < min(without) * (1 - EQUALLY_RELEVANT)


def test_a_wider_profession_counts_partly() -> None:
    people = (
        person(1, professions=("deliberative democracy",), topics=("social care",)),
        person(2, professions=("engagement",), topics=("social care",)),
        person(3, professions=("engagement",)),
        person(4, professions=("economics",), topics=("social care",), location="Cardiff"),
        *(person(n, professions=("law",), topics=("pensions",)) for n in range(10, 30)),
    )
    found = ids(index_of(*people), "someone who has run deliberative engagement on social care in Wales")
    assert found[:2] == [1, 2]
    assert 4 in found


def test_a_skill_comes_first_among_equals_where_no_profession_is_named() -> None:
    people = (
        *(person(n, skills=(skill("accessibility"),), topics=("pensions",)) for n in range(1, 6)),
        *(person(n, skills=(skill("prototyping"),), topics=("electric vehicles",)) for n in range(11, 16)),
        person(21, skills=(skill("accessibility"),), topics=("electric vehicles",)),
    )
    found = ids(index_of(*people), "accessibility for electric vehicles", limit=20)
    assert found == [21, *range(1, 6), *range(11, 16)]


def test_of_several_professions_any_will_do_but_the_subject_counts() -> None:
    people = (
        person(1, professions=("economics",), topics=("pensions",)),
        person(2, professions=("law", "economics")),
        person(3, professions=("law",), topics=("pensions",)),
        *(person(n, professions=("statistics",), topics=("pensions",)) for n in range(10, 30)),
    )
    assert set(ids(index_of(*people), "an economist and a lawyer on pensions")[:2]) == {1, 3}


def test_of_several_professions_the_rarer_counts_no_more() -> None:
    people = (
        *(person(n, professions=("economics",), topics=("pensions",)) for n in range(1, 9)),
        *(person(n, professions=("law",), topics=("pensions",)) for n in (3_000, 3_001)),
        *(person(n, professions=("law",)) for n in (4_000, 4_001)),
        *(person(n, professions=("statistics",), topics=("housing",)) for n in range(10, 90)),
    )
    for text in ("an economist and a lawyer on pensions", "a lawyer or an economist on pensions"):
        found = find(index_of(*people), text, limit=12)
        assert [hit.id for hit in found[:10]] == [*range(1, 9), 3_000, 3_001]
        assert found[0].score == found[9].score > found[10].score


def test_who_is_one_is_one_by_any_name_and_the_place_decides() -> None:
    people = (
        person(1, role="Lawyer", professions=("law",), location="London"),
        person(2, role="Legal adviser", professions=("law",), location="Swansea"),
        person(3, role="Statistician", professions=("statistics",), location="Cardiff"),
        *(person(n, role="Statistician", professions=("statistics",), location="Leeds") for n in range(10, 20)),
    )
    assert ids(index_of(*people), "lawyer in Cardiff")[0] == 2


@pytest.mark.parametrize(
    "text", ["someone who knows the history of electric vehicles", "who knows economics of housing"]
)
def test_what_somebody_knows_is_not_what_they_are(text: str) -> None:
    assert trades().understand(text, MONDAY).heart == ()


def test_a_profession_after_the_one_asked_for_is_its_subject() -> None:
    people = (person(1, professions=("law",)), person(2, professions=("data science",)))
    assert ids(index_of(*people), "lawyer with experience of data science") == [1, 2]
    assert ids(index_of(*people), "data scientist on law") == [2, 1]


def test_a_profession_within_a_longer_name_is_not_put_first() -> None:
    index = SearchIndex(trades().vocabulary)
    assert index.understand("optomechanical engineering apprentice on pensions", MONDAY).heart == ()
    assert index.understand("engineer on pensions", MONDAY).heart != ()


def test_a_profession_alone_needs_nothing_to_come_before() -> None:
    assert trades().understand("user researcher", MONDAY).heart == ()


def test_a_profession_comes_before_who_is_in_the_right_place_and_mentions_it() -> None:
    people = (
        person(1, professions=("human resources",), skills=(skill("employment law"),), location="Edinburgh"),
        person(2, professions=("law",), location="Cardiff"),
    )
    assert ids(index_of(*people), "lawyer in Edinburgh") == [2, 1]


def test_who_has_only_the_wider_profession_comes_after_those_who_are_asked_for() -> None:
    people = (
        person(1, professions=("statistics", "analysis"), organisation="Ofgem"),
        person(2, professions=("economics", "analysis"), organisation="Home Office"),
        *(person(id_, professions=("analysis",), organisation="HM Treasury") for id_ in range(3, 9)),
    )
    assert ids(index_of(*people), "economists at Ofgem")[0] == 2


def test_a_name_of_somebody_that_begins_with_a_subject_asks_for_both() -> None:
    people = (
        person(1, professions=("law",), topics=("pensions",)),
        person(2, professions=("law",), topics=("rented homes", "housing")),
        person(3, topics=("housing",)),
    )
    assert ids(index_of(*people), "housing lawyer") == [2, 1, 3]
