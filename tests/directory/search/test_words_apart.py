"""Words that look alike and mean different things are told apart."""

from __future__ import annotations

import pytest

from directory.search.words import label_stems, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("marketing", "market"),
        ("programmer", "programme"),
        ("training", "trains"),
        ("customers", "customs"),
        ("parking", "parks"),
        ("MaPS", "maps"),
        ("SATs", "sat"),
        ("PAYE", "pay"),
    ],
)
def test_two_words_that_a_stem_would_join_stay_two(one: str, other: str) -> None:
    assert label_stems(one) != label_stems(other)


@pytest.mark.parametrize(
    ("typed", "capitals"), [("MaPS", True), ("DWP", True), ("DfE", True), ("Map", False), ("I", False)]
)
def test_an_abbreviation_may_hold_a_small_letter(typed: str, capitals: bool) -> None:
    assert words(typed)[0].capitals is capitals
