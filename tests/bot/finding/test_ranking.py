"""The order in which people are shown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.finding.ranking import FRESH, SOON, Candidate, is_fresh, ranked
from tests.bot.finding.candidates import TODAY, candidate
from tests.people import NOW


def order(*candidates: Candidate) -> list[int]:
    return [each.standing.expert_id for each in ranked(candidates, NOW)]


def test_relevance_comes_first() -> None:
    late_but_better = candidate(1, 1.0, free_in=None, confirmed_on=None)
    assert order(candidate(2, 0.94), late_but_better) == [1, 2]


def test_among_equals_who_is_free_within_a_week_comes_first() -> None:
    assert order(candidate(1, 1.0, free_in=SOON + timedelta(seconds=1)), candidate(2, 0.96, free_in=SOON)) == [2, 1]
    assert order(candidate(1, 1.0, free_in=None), candidate(2, 0.96, free_in=SOON)) == [2, 1]


def test_among_equals_a_profile_confirmed_lately_comes_first() -> None:
    stale = candidate(1, 1.0, confirmed_on=TODAY - FRESH - timedelta(days=1))
    assert order(stale, candidate(2, 0.96, confirmed_on=TODAY - FRESH)) == [2, 1]
    assert order(candidate(1, 1.0, confirmed_on=None), candidate(2, 0.96)) == [2, 1]


def test_being_free_soon_counts_more_than_being_confirmed() -> None:
    assert order(candidate(1, free_in=None), candidate(2, confirmed_on=None)) == [2, 1]


def test_among_equals_whoever_was_not_asked_lately_comes_first() -> None:
    assert order(candidate(1, 1.0, asked=1, weekly_cap=5), candidate(2, 0.96, weekly_cap=5)) == [2, 1]


def test_among_equals_whoever_was_asked_for_a_week_less_comes_first() -> None:
    assert order(candidate(1, 1.0, asked=3), candidate(2, 0.96, asked=2)) == [2, 1]
    assert order(candidate(1, 1.0, asked=5), candidate(2, 0.96, asked=4)) == [2, 1]


def test_a_week_is_what_somebody_takes_in_it() -> None:
    assert order(candidate(1, asked=4, weekly_cap=2), candidate(2, asked=4, weekly_cap=5)) == [2, 1]


def test_somebody_new_is_level_with_most_others_after_the_first_request() -> None:
    """Otherwise they would get every request until they had had as many as everybody else."""
    assert order(candidate(1, 1.0, asked=2), candidate(2, 0.96, asked=1)) == [1, 2]
    assert order(candidate(1, 1.0, asked=4), candidate(2, 0.96, asked=3)) == [1, 2]


def test_beyond_four_weeks_worth_nobody_is_asked_too_much_more_than_another() -> None:
    assert order(candidate(1, 1.0, asked=90), candidate(2, 0.96, asked=8)) == [1, 2]


def test_load_is_no_reason_against_somebody_better_sooner_or_confirmed() -> None:
    assert order(candidate(1, 1.0, asked=9), candidate(2, 0.94)) == [1, 2]
    assert order(candidate(1, asked=9), candidate(2, free_in=None)) == [1, 2]
    assert order(candidate(1, asked=9), candidate(2, confirmed_on=None)) == [1, 2]


def test_load_counts_before_variety_of_regions() -> None:
    assert order(candidate(1), candidate(2, asked=2, region="Wales"), candidate(3)) == [1, 3, 2]


def test_among_equals_a_region_not_shown_yet_comes_first() -> None:
    londoners = [candidate(id_, 1.0) for id_ in (1, 2, 3)]
    others = [candidate(4, 0.97, region="Wales"), candidate(5, 0.96, region="Scotland")]
    assert order(*londoners, *others) == [1, 4, 5, 2, 3]


def test_who_asked_for_a_place_gets_the_more_relevant_first() -> None:
    londoners = [candidate(1, 0.98), candidate(2, 1.0)]
    elsewhere = candidate(3, 0.97, region="Wales")
    shown = ranked([*londoners, elsewhere], NOW, anywhere=False)
    assert [each.standing.expert_id for each in shown] == [2, 1, 3]


def test_a_region_is_no_reason_against_somebody_clearly_better() -> None:
    assert order(candidate(1, 1.0), candidate(2, 1.0), candidate(3, 0.5, region="Wales")) == [1, 2, 3]


def test_equal_is_measured_from_the_best_so_that_no_chain_of_small_steps_carries_far() -> None:
    chain = [candidate(1, 1.0, free_in=None), candidate(2, 0.96, free_in=None), candidate(3, 0.92)]
    assert order(*chain) == [1, 2, 3]


def test_who_is_the_same_in_everything_is_shown_by_id() -> None:
    assert order(candidate(3), candidate(1), candidate(2)) == [1, 2, 3]


def test_nobody_is_nobody() -> None:
    assert ranked([], NOW) == []


candidates = st.lists(
    st.builds(
        candidate,
        st.integers(1, 1_000),
        st.one_of(st.sampled_from([0.0, 0.5, 0.95, 1.0]), st.floats(0, 1)),
        free_in=st.one_of(st.none(), st.timedeltas(timedelta(0), timedelta(days=30))),
        confirmed_on=st.one_of(st.none(), st.dates(date(2025, 11, 1), TODAY)),
        region=st.sampled_from(["London", "Wales", "Scotland", ""]),
        asked=st.integers(0, 20),
        weekly_cap=st.integers(1, 5),
    ),
    max_size=12,
    unique_by=lambda each: each.standing.expert_id,
)


@given(candidates, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_in_which_people_were_found(
    people: list[Candidate], random: object
) -> None:
    shuffled = sorted(people, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert ranked(shuffled, NOW) == ranked(people, NOW)


@given(candidates)
def test_nobody_is_lost_and_nobody_is_shown_twice(people: list[Candidate]) -> None:
    shown = ranked(people, NOW)
    assert sorted(each.standing.expert_id for each in shown) == sorted(each.standing.expert_id for each in people)


@given(candidates)
def test_nobody_comes_before_somebody_clearly_better(people: list[Candidate]) -> None:
    scores = [each.hit.score for each in ranked(people, NOW)]
    for place, score in enumerate(scores):
        assert all(later * 0.95 <= score + 1e-12 for later in scores[place:])


@pytest.mark.parametrize(("days", "fresh"), [(0, True), (90, True), (91, False)])
def test_a_profile_is_fresh_for_ninety_days(days: int, fresh: bool) -> None:
    assert is_fresh(TODAY - timedelta(days=days), TODAY) is fresh
    assert not is_fresh(None, TODAY)
