"""Measures of a ranking, against values worked out by hand."""

from __future__ import annotations

import math

import pytest

from tests.collection.measures import busiest_share, gini, ndcg, reciprocal_rank, success

JUDGED = {"ada": 3, "ben": 1, "cy": 0}


def test_the_ideal_order_is_worth_one() -> None:
    assert ndcg(["ada", "ben", "cy"], JUDGED) == 1.0


def test_a_ranking_is_worth_its_share_of_the_ideal() -> None:
    gain = 1 / math.log2(2) + 7 / math.log2(4)
    ideal = 7 / math.log2(2) + 1 / math.log2(3)
    assert ndcg(["ben", "zed", "ada"], JUDGED) == pytest.approx(gain / ideal)


def test_nobody_below_the_depth_counts() -> None:
    assert ndcg(["zed", "ada"], JUDGED, depth=1) == 0.0
    assert success(["zed", "ada"], JUDGED) == 0.0
    assert reciprocal_rank(["zed", "ada"], JUDGED, depth=1) == 0.0


def test_without_anybody_relevant_everything_is_worth_nothing() -> None:
    assert ndcg(["ada"], {}) == success(["ada"], {}) == reciprocal_rank(["ada"], {}) == 0.0


def test_success_and_reciprocal_rank_look_for_the_first_who_is_good_enough() -> None:
    found = ["cy", "ben", "ada"]
    assert success(found, JUDGED, depth=2) == 1.0
    assert success(found, JUDGED, depth=2, least=2) == 0.0
    assert reciprocal_rank(found, JUDGED) == 1 / 2
    assert reciprocal_rank(found, JUDGED, least=3) == 1 / 3


def test_inequality_is_none_among_equals_and_nearly_whole_when_one_has_everything() -> None:
    assert gini([3, 3, 3]) == pytest.approx(0)
    assert gini([0, 0, 0, 8]) == pytest.approx(3 / 4)
    assert gini([1, 3]) == pytest.approx(1 / 4)
    assert gini([0, 0]) == 0.0


def test_the_share_of_the_busiest_is_of_all_requests() -> None:
    assert busiest_share([1, 5, 2, 2], 0.25) == 1 / 2
    assert busiest_share([1, 5, 2, 2], 0.01) == 1 / 2
    assert busiest_share([0, 0], 0.5) == 0.0
