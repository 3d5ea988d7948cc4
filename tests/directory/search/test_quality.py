"""Policymakers' own requests, as typed and misspelt, against judgements and a peer."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process

from directory.profiles import Profile
from directory.search.fields import values
from tests.collection.measures import ndcg
from tests.collection.typos import misspelt
from tests.directory.search.people import ids, index_of
from tests.directory.search.requests import REQUESTS, made_up_people

PEOPLE = list(made_up_people())
AS_TYPED = [asked.text for asked in REQUESTS]
MISSPELT = [misspelt(text, random.Random(number)) for number, text in enumerate(AS_TYPED)]

CLEAN_FLOOR = 0.93
MISSPELT_FLOOR = 0.9


def quality(search: Callable[[str], Sequence[int]], texts: Sequence[str]) -> float:
    """Mean nDCG@10 over the requests, each put as in ``texts``."""
    scores = []
    for asked, text in zip(REQUESTS, texts, strict=True):
        judged = {str(person.id): asked.grade(person) for person in PEOPLE}
        scores.append(ndcg([str(id_) for id_ in search(text)], judged))
    return sum(scores) / len(scores)


def fuzzy() -> Callable[[str], Sequence[int]]:
    """The peer: rapidfuzz's token_set_ratio over whole profiles."""
    texts = {person.id: _whole(person) for person in PEOPLE}

    def search(text: str) -> list[int]:
        return [id_ for _, _, id_ in process.extract(text.lower(), texts, scorer=fuzz.token_set_ratio, limit=10)]

    return search


def _whole(person: Profile) -> str:
    return " ".join(value.text for value in values(person)).lower()


def test_policymakers_requests_find_the_right_people() -> None:
    index = index_of(*PEOPLE)
    assert quality(lambda text: ids(index, text), AS_TYPED) >= CLEAN_FLOOR


def test_they_still_do_with_one_or_two_words_misspelt() -> None:
    index = index_of(*PEOPLE)
    assert quality(lambda text: ids(index, text), MISSPELT) >= MISSPELT_FLOOR


def test_fuzzy_matching_of_whole_profiles_is_beaten_by_far() -> None:
    index = index_of(*PEOPLE)
    for texts in (AS_TYPED, MISSPELT):
        assert quality(lambda text: ids(index, text), texts) >= quality(fuzzy(), texts) + 0.1


def test_the_misspeller_changes_words_and_always_the_same_way() -> None:
    assert [misspelt(text, random.Random(number)) for number, text in enumerate(AS_TYPED)] == MISSPELT
    assert sum(one != other for one, other in zip(AS_TYPED, MISSPELT, strict=True)) >= 50


def test_the_measure_is_one_for_an_ideal_ranking_and_less_for_any_other() -> None:
    judged = {"a": 2, "b": 1, "c": 0}
    assert ndcg(["a", "b", "c"], judged) == 1.0
    assert 0 < ndcg(["b", "a"], judged) < 1
    assert ndcg(["c"], judged) == 0.0
    assert ndcg(["a"], {"b": 0}) == 0.0
