"""Misspelling as people do."""

from __future__ import annotations

import random
import re
from collections import Counter

from rapidfuzz.distance import DamerauLevenshtein

from tests.collection.requests import requests
from tests.collection.typos import FIRST_LETTER, LEAST_LETTERS, SINGLE_SLIP, misspelling_of, misspelt


def test_a_request_with_a_longer_word_is_misspelt_in_one_or_two_words() -> None:
    for asked in requests():
        before, after = asked.text.split(" "), asked.misspelt.split(" ")
        changed = sum(a != b for a, b in zip(before, after, strict=True))
        if re.search(r"\b[a-z]{4,}", asked.text):
            assert 1 <= changed <= 2, asked.misspelt


def test_the_same_request_is_misspelt_in_the_same_way() -> None:
    assert misspelling_of("q1", "somebody for interviews") == misspelling_of("q1", "somebody for interviews")
    assert len({misspelling_of(f"q{number}", "somebody for interviews") for number in range(20)}) > 10


def test_digits_short_words_and_abbreviations_are_left_alone() -> None:
    text = "45 mins w/ UR or MHCLG bod on COVID19 by 3pm, £1.2m"
    for seed in range(100):
        now = misspelt(text, random.Random(seed))
        assert now != text
        assert re.sub(r"^45 \w+ ", "", now) == "w/ UR or MHCLG bod on COVID19 by 3pm, £1.2m"


def test_a_text_of_short_words_stays_as_it_is() -> None:
    assert misspelt("UR for UC", random.Random(1)) == "UR for UC"


def test_slips_are_as_far_from_the_word_and_as_often_at_its_beginning_as_was_published() -> None:
    words = [misspelt("anthropologist", random.Random(seed)) for seed in range(3_000)]
    far = Counter(DamerauLevenshtein.distance("anthropologist", word) for word in words)
    assert set(far) == {1, 2}
    assert abs(far[1] / len(words) - SINGLE_SLIP) < 0.03
    assert abs(sum(word[0] != "a" for word in words) / len(words) - FIRST_LETTER) < 0.04


def test_every_kind_of_slip_happens() -> None:
    lengths = Counter(len(misspelt("water", random.Random(seed))) for seed in range(300))
    assert set(lengths) == {LEAST_LETTERS, 5, 6}
    assert sorted("water") in (sorted(misspelt("water", random.Random(seed))) for seed in range(300))
