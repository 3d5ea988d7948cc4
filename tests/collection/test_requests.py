"""The collection's requests, and that somebody can answer each."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.collection.judging import Crowd
from tests.collection.known import names
from tests.collection.people import FictionalExpert
from tests.collection.requests import Asked, Half, half_of, requests

FACETS = ("professions", "skills", "topics", "worked_on", "organisations", "places")


def test_there_are_hundreds_and_no_two_are_the_same() -> None:
    assert len(requests()) >= 300
    assert len({asked.id for asked in requests()}) == len(requests())
    assert len({asked.text.casefold() for asked in requests()}) == len(requests())


def test_the_halves_are_alike_in_size_and_kind() -> None:
    sizes = Counter(asked.half for asked in requests())
    assert abs(sizes[Half.TEST] - sizes[Half.TUNING]) < len(requests()) / 10
    for kind in {asked.kind for asked in requests()}:
        assert {asked.half for asked in requests() if asked.kind == kind} == set(Half)


def test_a_request_stays_in_its_half_for_ever() -> None:
    assert [half_of(id_).value for id_ in ("q001", "q002", "q003", "q100")] == ["tuning", "tuning", "tuning", "test"]


@pytest.mark.parametrize("facet", FACETS)
def test_requests_name_what_there_is(facet: str) -> None:
    parts = [part for asked in requests() for part in (*asked.needs, asked.excluded) if hasattr(part, facet)]
    assert {name for part in parts for name in getattr(part, facet)} <= names()[facet]


def test_every_request_names_somebody(crowd: Crowd) -> None:
    unanswered = [asked.text for asked in requests() if 3 not in asked.judged(crowd).values()]
    assert unanswered == []


def test_most_requests_have_several_answers(crowd: Crowd) -> None:
    several = [asked for asked in requests() if sum(grade > 1 for grade in asked.judged(crowd).values()) > 1]
    assert len(several) > len(requests()) * 0.8


def test_the_crowd_judges_as_one_would_person_by_person(crowd: Crowd, everybody: list[FictionalExpert]) -> None:
    some: tuple[Asked, ...] = requests()[::12]
    for asked in some:
        assert asked.judged(crowd) == {expert.id: grade for expert in everybody if (grade := asked.grade(expert))}


def test_the_trades_topics_and_regions_all_come_up() -> None:
    asked_for = {
        facet: {name for asked in requests() for need in asked.needs for name in getattr(need, facet)}
        for facet in FACETS
    }
    assert asked_for["professions"] == names()["professions"]
    assert len(asked_for["topics"]) > 0.8 * len(names()["topics"])
    assert len(asked_for["organisations"]) > 0.4 * len(names()["organisations"])
