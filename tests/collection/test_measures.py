"""Measures of a ranking, against values worked out by hand."""

from __future__ import annotations

import math

import pytest

from tests.collection.measures import ndcg, reciprocal_rank, success

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
