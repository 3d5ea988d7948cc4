"""How often English words are written."""

from __future__ import annotations

import pytest

from directory.search.frequencies import Frequencies, frequencies


def test_frequency_is_the_logarithm_per_thousand_million() -> None:
    known = Frequencies.of({"common": 999_000, "rare": 1_000, "never": 0})
    assert known.zipf == pytest.approx({"common": 8.9996, "rare": 6.0}, abs=1e-3)


def test_words_are_ordered_as_everybody_knows_them_to_be() -> None:
    zipf = frequencies().zipf
    assert zipf["the"] > zipf["need"] > zipf["council"] > zipf["labour"] > zipf["frail"] > zipf["procurator"]


@pytest.mark.parametrize(("word", "right"), [("frail", True), ("dont", True), ("organise", True), ("economt", False)])
def test_what_is_written_often_enough_is_spelt_right(word: str, right: bool) -> None:
    assert (word in frequencies()) is right


def test_a_word_says_less_the_more_common_it_is() -> None:
    known = Frequencies({"rare": 3.0, "middling": 4.5, "common": 6.0})
    assert [known.telling(word, 4.0, 5.0, 0.2) for word in ("unknown", "rare", "middling", "common")] == [
        1,
        1,
        0.5,
        0.2,
    ]
