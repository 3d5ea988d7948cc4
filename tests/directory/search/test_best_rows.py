"""The best people are those whom adding up everybody's scores one by one finds."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from directory.search.accumulators import AT_ONCE
from directory.search.ranking import COSTLY, HAVING, HEART, LITTLE, PLENTY, Spread, Weighed, best_rows, sought
from directory.search.request import Term
from directory.search.segment import WHOLE, Segment, in_order
from tests.directory.search.people import index_of, small_vocabulary
from tests.sizes import examples

KEYS = "abcdef"
NOTHING_COMMON = Spread(0, defaultdict(int))
PEOPLE = 12
ROUNDING = 1e-6  # of numbers of single precision
NOBODY = index_of(vocabulary=small_vocabulary()).edition.segments[0]

Having = Mapping[str, Mapping[int, int]]
"""The gains of those who have a term, by row."""

gains = st.sampled_from((1, WHOLE // 3, WHOLE // 2, WHOLE - 1)) | st.integers(0, WHOLE - 1)
havings = st.dictionaries(st.sampled_from(KEYS), st.dictionaries(st.integers(0, PEOPLE - 1), gains, min_size=1))
asked = st.lists(
    st.builds(
        Weighed,
        st.sampled_from(KEYS),
        st.sampled_from((0.5, 1.0, 2.0)),
        gathers=st.booleans(),
        part=st.sampled_from(("", "one", "another")),
    ),
    max_size=6,
    unique_by=lambda term: term.key,
)
hearts = st.lists(st.builds(Term, st.sampled_from(KEYS), st.sampled_from((0.3, 1.0)), st.just("")), max_size=3)
masks = st.lists(st.booleans(), min_size=PEOPLE, max_size=PEOPLE) | st.just([True] * PEOPLE)


def segment_of(people: int, having: Having) -> Segment:
    """People in rows, the last id first."""
    ids = np.arange(people, 0, -1, dtype=np.int64)
    rows = [np.array(sorted(those), np.int32) for those in having.values()]
    found = [np.array([those[row] for row in sorted(those)], np.uint16) for those in having.values()]
    return replace(
        NOBODY,
        ids=ids,
        by_id=in_order(ids),
        keys={key: number for number, key in enumerate(having)},
        starts=np.cumsum([0, *map(len, rows)], dtype=np.int64),
        rows=np.concatenate([np.empty(0, np.int32), *rows]),
        gains=np.concatenate([np.empty(0, np.uint16), *found]),
    )


def score(row: int, having: Having, terms: Sequence[Weighed], heart: Sequence[Term]) -> float:
    """What somebody gets, as README and the code say it, one term after the other."""

    def gain(key: str) -> float:
        return having.get(key, {}).get(row, 0) / WHOLE

    parts: dict[str, list[Weighed]] = {}
    for term in terms:
        parts.setdefault(term.part or "only " + term.key, []).append(term)
    best = {part: max(term.worth * gain(term.key) for term in group) for part, group in parts.items()}
    whole = sum(max(term.worth for term in group) for group in parts.values())
    share = sum(best.values()) / whole if terms else 0.0
    of_heart = max((term.weight * min(1.0, gain(term.key) / HAVING) for term in heart), default=0.0)
    if not of_heart and not any(best[part] for part, group in parts.items() if group[0].gathers):
        return 0.0
    return (share + HEART * of_heart) / (1 + HEART if heart else 1)


def found_one_by_one(
    having: Having, terms: Sequence[Weighed], heart: Sequence[Term], allowed: Sequence[bool]
) -> list[tuple[float, int]]:
    """Score and id of everybody who has any, best first."""
    scores = [(score(row, having, terms, heart), PEOPLE - row) for row in range(PEOPLE) if allowed[row]]
    return sorted((pair for pair in scores if pair[0] > 0), key=lambda pair: (-pair[0], pair[1]))


@given(havings, asked, hearts, masks, st.integers(1, PEOPLE + 2))
@settings(max_examples=examples(150), deadline=None)
def test_the_best_are_those_whom_adding_up_one_by_one_finds(
    having: Having, terms: list[Weighed], heart: list[Term], allowed: list[bool], limit: int
) -> None:
    segment = segment_of(PEOPLE, having)
    found = best_rows(segment, sought(terms, heart, NOTHING_COMMON), np.array(allowed), limit)
    every = found_one_by_one(having, terms, heart, allowed)
    by_id = {id_: points for points, id_ in every}
    assert len(found) == min(limit, len(every))
    assert all(abs(points - by_id[id_]) < ROUNDING for points, id_ in found)
    assert all(abs(ours[0] - theirs[0]) < ROUNDING for ours, theirs in zip(found, every, strict=False))
    assert found == sorted(found, key=lambda pair: (-pair[0], pair[1]))


def of_many(people: int) -> tuple[Segment, dict[str, NDArray[np.float64]]]:
    """People of whom more than are handled at once have each term, and their gains."""
    chance = np.random.default_rng(8)
    having = {key: chance.integers(1, WHOLE, people) * (chance.random(people) < 0.8) for key in KEYS}
    lists = {
        key: dict(zip(np.flatnonzero(all_).tolist(), all_[all_ > 0].tolist(), strict=True))
        for key, all_ in having.items()
    }
    return segment_of(people, lists), {key: all_ / WHOLE for key, all_ in having.items()}


def test_lists_of_any_length_are_added_whole() -> None:
    people = AT_ONCE * 2 + 12_345
    segment, having = of_many(people)
    terms = [
        Weighed("a", 1.0, True),
        Weighed("b", 1.0, True, "one"),
        Weighed("c", 0.5, True, "one"),
        Weighed("d", 1.0, False),
    ]
    heart = [Term("e", 1.0, ""), Term("f", 0.5, "")]
    of_heart = np.maximum(np.minimum(having["e"] / HAVING, 1), np.minimum(having["f"] / HAVING, 1) / 2)
    gathered = having["a"] + np.maximum(having["b"], having["c"] / 2)
    scores = (gathered + having["d"]) / 3 * ((gathered > 0) | (of_heart > 0)) + HEART * of_heart
    found = best_rows(segment, sought(terms, heart, NOTHING_COMMON), np.ones(people, bool), people)
    assert len(found) == np.count_nonzero(scores)
    expected = scores[people - np.array([id_ for _, id_ in found])] / (1 + HEART)
    assert np.abs(np.array([points for points, _ in found]) - expected).max() < ROUNDING
    assert found[:10] == best_rows(segment, sought(terms, heart, NOTHING_COMMON), np.ones(people, bool), 10)


def test_a_search_knows_nothing_of_the_one_before_it() -> None:
    many, _ = of_many(AT_ONCE)
    few = segment_of(3, {"a": {1: WHOLE // 2}})
    parts = sought(
        [Weighed("a", 1.0, True), Weighed("b", 1.0, True, "one"), Weighed("c", 1.0, True, "one")], [], NOTHING_COMMON
    )
    first = best_rows(few, parts, np.ones(3, bool), 10)
    assert len(best_rows(many, parts, np.ones(len(many), bool), 10)) == 10
    assert best_rows(few, parts, np.ones(3, bool), 10) == first == [(0.25, 2)]


def test_threads_add_up_apart_from_each_other() -> None:
    segment, _ = of_many(AT_ONCE)
    requests = [sought([Weighed(key, 1.0, True), Weighed("f", 0.5, True)], [], NOTHING_COMMON) for key in "abcd"]
    everybody = np.ones(len(segment), bool)
    alone = [best_rows(segment, parts, everybody, 10) for parts in requests]
    together: list[list[list[tuple[float, int]]]] = [[] for _ in requests]

    def search(number: int) -> None:
        together[number] = [best_rows(segment, requests[number], everybody, 10) for _ in range(examples(20))]

    threads = [threading.Thread(target=search, args=(number,)) for number in range(len(requests))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for each, every in zip(alone, together, strict=True):
        assert every
        assert all(found == each for found in every)


def test_what_one_part_gives_does_not_count_for_the_next() -> None:
    segment = segment_of(1, {"a": {0: WHOLE // 2}, "b": {0: 1}, "c": {0: WHOLE // 4}, "d": {0: 1}})
    terms = [Weighed("a", 1.0, True, "one"), Weighed("b", 1.0, True, "one")]
    terms += [Weighed("c", 1.0, True, "another"), Weighed("d", 1.0, True, "another")]
    assert best_rows(segment, sought(terms, [], NOTHING_COMMON), np.ones(1, bool), 1) == [((1 / 2 + 1 / 4) / 2, 1)]


ANY_WILL_DO = [Weighed("best", 1.0, True, "one"), Weighed("little", LITTLE / 2, True, "one")]
MANY_PEOPLE = PLENTY * 100


@pytest.mark.parametrize(
    ("everybody", "best", "little", "looked_up"),
    [
        (MANY_PEOPLE, PLENTY, MANY_PEOPLE // 8 + 1, ["best"]),
        (MANY_PEOPLE, PLENTY, MANY_PEOPLE // 8, ["best", "little"]),
        (MANY_PEOPLE, PLENTY - 1, MANY_PEOPLE // 8 + 1, ["best", "little"]),
        (COSTLY * 20, PLENTY, COSTLY + 1, ["best"]),
        (COSTLY * 20, PLENTY, COSTLY, ["best", "little"]),
        (0, 0, 0, ["best", "little"]),
    ],
)
def test_what_many_have_and_gives_little_is_added_only_where_the_rest_finds_few(
    everybody: int, best: int, little: int, looked_up: list[str]
) -> None:
    spread = Spread(everybody, {"best": best, "little": little})
    [part] = sought(ANY_WILL_DO, [], spread)
    heart = [Term(term.key, term.worth, "") for term in ANY_WILL_DO]
    [of_heart] = sought([], heart, spread)
    assert [key for key, _, _ in part.terms] == looked_up
    assert sorted(key for key, _, _ in of_heart.terms) == looked_up


def test_what_many_have_is_added_where_it_gives_enough_or_stands_alone() -> None:
    spread = Spread(MANY_PEOPLE, {"best": PLENTY, "little": MANY_PEOPLE, "common": MANY_PEOPLE})
    enough = [ANY_WILL_DO[0], Weighed("common", LITTLE, True, "one")]
    assert [len(part.terms) for part in sought([*enough, Weighed("little", 0.01, True)], [], spread)] == [2, 1]


def test_how_many_have_what_is_counted_over_all_segments() -> None:
    few, more = segment_of(3, {"a": {1: 1}}), segment_of(4, {"a": {0: 1, 2: 1}, "b": {0: 1}})
    asked_for = [Term("a", 1.0, ""), Term("nobody", 1.0, "", rare_as="b")]
    spread = Spread.of(asked_for, [few, more])
    assert spread == Spread(7, {"a": 3, "b": 1, "nobody": 0})
    assert spread.rarity("nobody", "b") == spread.rarity("b", "a") > spread.rarity("a", "a") > 0
