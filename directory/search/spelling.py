"""What a misspelt word was meant to be: the words of the directory and the vocabulary that are nearest to it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, Postfix, Prefix

from directory.search.remembering import remembered

SHORTEST = 3
"""Words shorter than this are never corrected: too many other words are one letter away."""

MOST_CANDIDATES = 3
LEAST_WEIGHT = 0.15

OFTENER = 100
"""A rare word is taken for a slip in another when that one is used so many times as often: real posts have slips."""

SHORTEST_SLIP = 5
"""Letters of such a rare word: shorter ones are abbreviations as often as slips."""

_LEFT_OUT, _DOUBLED, _ADDED_BESIDE, _ADDED = 2.2, 1.4, 1.1, -1.7
_SWAPPED, _WRONG_BESIDE, _WRONG_VOWEL, _WRONG = 1.3, 1.6, 0.5, -0.8
_SEVERAL = {0: 5.0, 2: -4.0, 3: -5.5}
"""How likely each slip is, as logarithms that only compare: a letter left out; added, the same twice or that of the
next key or any other; two swapped; a wrong one, of the next key, a vowel for a vowel, or any other; so many slips."""

_FIRST, _OTHER_LENGTH, _OFTEN, _LONG = 1.2, 0.4, 0.5, 1.6
"""How much less likely a slip is in the first letter, and several with each letter too many or too few; how much
likelier a word is that many use, and a long one, as logarithms. These and the above are rounded from a conditional
logit fitted to slips in requests that search is tuned on; of what kinds slips are: Kukich, "Techniques for
automatically correcting words in text", ACM Computing Surveys 24(4), 1992."""

_BESIDE = {
    row[place]: row[max(0, place - 1) : place] + row[place + 1 : place + 2]
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for place in range(len(row))
}
"""The letters of the keys to the left and right of each."""

_VOWELS = frozenset("aeiou")

_DOUBT = 1.0
"""The power of a reading's odds to the likeliest one that is its weight."""

MOST_REMEMBERED = 5_000
"""Words whose nearest are remembered: the words of requests recur."""

_A, _Z = np.uint32(ord("a")), np.uint32(ord("z"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word that may have been meant, with its weight: above 0 and at most 1."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True)
class _Listed:
    """The words that may be meant, the shortest first, with what is compared first of each."""

    words: NDArray[np.object_]
    counts: NDArray[np.float32]
    letters: NDArray[np.uint32]
    lengths: NDArray[np.int16]


class Spelling:
    """Known words with how many people or labels use each; finds the nearest by optimal string alignment distance."""

    def __init__(self, *counts: Mapping[str, int]) -> None:
        """``counts``: how many use each word, added up; they must not change any more."""
        self._every = counts
        self._known = frozenset().union(*counts)
        self._remembered: dict[str, list[tuple[float, str]]] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def count(self, word: str) -> int:
        """How many use a word."""
        return sum(counts.get(word, 0) for counts in self._every)

    @cached_property
    def _listed(self) -> _Listed:
        """Made when a word is first looked for: an index that nobody asks needs none."""
        totals = Counter[str]()
        for counts in sorted(self._every, key=len, reverse=True):  # the longest is copied, the others are added to it
            totals.update(counts)
        words = [word for word in totals if word.isalpha() and len(word) >= SHORTEST]
        words.sort(key=len)
        return _Listed(
            words=np.array(words, object),
            counts=np.fromiter(map(totals.__getitem__, words), np.float32, len(words)),
            letters=_letters(words),
            lengths=np.fromiter(map(len, words), np.int16, len(words)),
        )

    def scored(self, word: str) -> list[tuple[float, str]]:
        """The known words that ``word`` may be a slip for, likeliest first; the lower the score, the likelier."""
        return remembered(self._remembered, MOST_REMEMBERED, self._scored, word)

    def _scored(self, word: str) -> list[tuple[float, str]]:
        if len(word) < SHORTEST or not word.isalpha():
            return []
        furthest = furthest_for(word)
        places = self._similar(word, furthest)
        if not places.size:
            return []
        choices = self._listed.words[places].tolist()
        distances = process.cdist([word], choices, scorer=OSA.distance, score_cutoff=furthest, dtype=np.int32)[0]
        found = [
            (_score(word, choices[near], int(distances[near]), float(self._listed.counts[places[near]])), choices[near])
            for near in np.flatnonzero(distances <= furthest).tolist()
        ]
        return sorted(found)[:MOST_CANDIDATES]

    def _similar(self, word: str, furthest: int) -> NDArray[np.intp]:
        """Places of the words near enough in length and letters to be worth measuring: a letter too many or too few
        changes one, another slip two."""
        lengths = self._listed.lengths
        first, end = lengths.searchsorted(np.array((len(word) - furthest, len(word) + furthest + 1), np.int16))
        differing = np.bitwise_count(self._listed.letters[first:end] ^ np.uint32(_letters_of(word)))
        differing += np.abs(lengths[first:end] - len(word)).astype(np.uint8)
        near: NDArray[np.intp] = np.flatnonzero(differing <= 2 * furthest) + first
        return near


def furthest_for(word: str) -> int:
    """How many slips are believable in a word of this length."""
    return 1 if len(word) <= 4 else 2 if len(word) <= 11 else 3


def _letters(words: Sequence[str]) -> NDArray[np.uint32]:
    """Which letters each word has, a bit for each of the alphabet; other letters share the six bits that are left."""
    lengths = np.fromiter(map(len, words), np.int64, len(words))
    letters = np.frombuffer("".join(words).encode("utf-32-le"), np.uint32)
    bits = np.uint32(1) << np.where((letters >= _A) & (letters <= _Z), letters - _A, 26 + letters % 6)
    return np.bitwise_or.reduceat(bits, lengths.cumsum() - lengths) if len(words) else bits


def _letters_of(word: str) -> int:
    """The same of one word, in less time."""
    bits = 0
    for letter in map(ord, word):
        bits |= 1 << (letter - ord("a") if ord("a") <= letter <= ord("z") else 26 + letter % 6)
    return bits


def _score(typed: str, choice: str, distance: int, count: float) -> float:
    """Lower is likelier: how unlikely the slip is that makes ``typed`` of ``choice``, how rare and short that is."""
    likely = _slip(typed, choice) if distance == 1 else _SEVERAL.get(distance, _SEVERAL[3])
    other_length = abs(len(choice) - len(typed)) if distance > 1 else 0
    first = choice[0] != typed[0]
    often = _OFTEN * math.log1p(count) + _LONG * math.log(len(choice))
    return _OTHER_LENGTH * other_length + _FIRST * first - likely - often


def _slip(typed: str, meant: str) -> float:
    """How likely the one slip is that makes a word of another."""
    start = Prefix.similarity(typed, meant)
    before, after = meant[start - 1 : start], meant[start : start + 1]
    typed, meant = typed[start:], meant[start:]
    end = Postfix.similarity(typed, meant)
    typed, meant = typed[: len(typed) - end], meant[: len(meant) - end]
    if not typed:
        return _LEFT_OUT
    if len(typed) > 1:
        return _SWAPPED
    if not meant:
        beside = typed in _BESIDE.get(before, "") or typed in _BESIDE.get(after, "")
        return _DOUBLED if typed == before else _ADDED_BESIDE if beside else _ADDED
    if typed in _BESIDE.get(meant, ""):
        return _WRONG_BESIDE
    return _WRONG_VOWEL if {typed, meant} <= _VOWELS else _WRONG


def nearest(word: str, spellings: Iterable[Spelling]) -> list[Candidate]:
    """Up to three words that ``word`` may be a slip for, over several lists of known words, likeliest first."""
    scores: dict[str, float] = {}
    for spelling in spellings:
        for score, choice in spelling.scored(word):
            scores[choice] = min(scores.get(choice, math.inf), score)
    ordered = sorted(scores.items(), key=lambda item: (item[1], item[0]))[:MOST_CANDIDATES]
    weighed = [Candidate(choice, math.exp(-_DOUBT * (score - ordered[0][1]))) for choice, score in ordered]
    return [candidate for candidate in weighed if candidate.weight >= LEAST_WEIGHT]


def is_rather_a_slip(word: str, spellings: Sequence[Spelling]) -> bool:
    """Whether so few use a known word, and so many another one that is a slip away, that it is one of theirs."""
    if len(word) < SHORTEST_SLIP:
        return False
    enough = OFTENER * max(1.0, sum(spelling.count(word) for spelling in spellings))
    others = (candidate.word for candidate in nearest(word, spellings))
    return any(
        OSA.distance(word, other) == 1 and sum(spelling.count(other) for spelling in spellings) >= enough
        for other in others
    )
