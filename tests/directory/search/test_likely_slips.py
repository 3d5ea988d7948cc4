"""Of two words that a misspelt one may be, the one from which the likelier slip makes it is meant."""

from __future__ import annotations

import pytest

from directory.search.spelling import Spelling, nearest


@pytest.mark.parametrize(
    ("typed", "meant", "other"),
    [
        ("nilk", "milk", "silk"),  # the next key, rather than one far away
        ("cheeck", "check", "cheek"),  # a letter typed twice, rather than another one added
        ("prt", "part", "pat"),  # a letter left out, rather than a wrong one
        ("fomr", "form", "four"),  # two letters swapped, rather than a wrong one
        ("mantion", "mention", "mansion"),  # a vowel for a vowel, rather than a consonant for another
    ],
)
def test_the_likelier_slip_is_meant(typed: str, meant: str, other: str) -> None:
    assert nearest(typed, [Spelling({meant: 5, other: 6})])[0].word == meant
    assert nearest(typed, [Spelling({other: 5})])[0].word == other


def test_how_many_use_a_word_weighs_against_how_likely_the_slip_is() -> None:
    assert nearest("prt", [Spelling({"part": 1, "pat": 5_000})])[0].word == "pat"


def test_a_slip_in_the_first_letter_is_less_likely_than_the_same_elsewhere() -> None:
    assert nearest("nane", [Spelling({"mane": 6, "name": 5})])[0].word == "name"


def test_a_known_word_is_likelier_than_any_that_is_a_slip_away() -> None:
    candidates = nearest("form", [Spelling({"form": 1, "from": 50, "firm": 50})])
    assert candidates[0].word == "form"
