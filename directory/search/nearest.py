"""Phrases nobody listed: the labels that look most alike vote for what a phrase means."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from directory.search.concepts import Sense

_TRIGRAM_SHARE = 0.35
"""How much a word's trigrams weigh beside its stem."""

VOTERS = 40
"""Labels that vote, the nearest first."""

LOUDNESS = 8
"""The power in which the votes of labels of one thing add up: the nearest counts most, others a little."""

LEAST_LIKENESS = 0.3


class Nearest:
    """Labels as vectors of stems and letter trigrams, compared by cosine.

    They are one sparse matrix of features by labels, kept as flat arrays: the labels of feature ``f`` are
    ``labels[starts[f]:starts[f + 1]]``.
    """

    def __init__(self, labelled: Iterable[tuple[Sequence[str], Sense]]) -> None:
        """``labelled``: the stems of each label, with what it names."""
        pairs = list(labelled)
        phrases = [phrase for phrase, _ in pairs]
        self._features: dict[str, int] = {}
        self._senses = [sense for _, sense in pairs]
        self._pack(phrases)

    def _pack(self, phrases: Sequence[Sequence[str]]) -> None:
        size = len(phrases)
        rows, columns, counts = self._counted_features(phrases)
        places, copies = np.unique(rows * size + columns, return_inverse=True)  # by feature, then by label
        rows, columns = np.divmod(places, max(size, 1))
        frequency = np.bincount(rows, minlength=len(self._features))
        self._rarity = np.log((1 + size) / (0.5 + frequency)).astype(np.float32).clip(0.05)
        values = np.bincount(copies, counts).astype(np.float32) * self._rarity[rows]
        norms = np.sqrt(np.bincount(columns, values * values, minlength=size)) + 1e-9
        self._labels = columns.astype(np.int32)
        self._values = (values / norms[columns]).astype(np.float32)
        self._starts = np.concatenate(([0], np.cumsum(frequency))).astype(np.int64)

    def _counted_features(
        self, phrases: Sequence[Sequence[str]]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
        """The number of each feature, that of its label, and how much it counts there; a feature may come twice."""
        numbered: dict[str, tuple[list[int], list[float]]] = {}
        rows, counts = array("q"), array("d")
        lengths = array("q")
        for phrase in phrases:
            before = len(rows)
            for stem in phrase:
                if stem not in numbered:
                    features, shares = zip(*_features_of(stem), strict=True)
                    numbers = [self._features.setdefault(feature, len(self._features)) for feature in features]
                    numbered[stem] = numbers, list(shares)
                numbers, shares_of_it = numbered[stem]
                rows.extend(numbers)
                counts.extend(shares_of_it)
            lengths.append(len(rows) - before)
        columns = np.repeat(np.arange(len(phrases)), np.array(lengths, np.int64))
        return np.array(rows, np.int64), columns, np.array(counts, np.float64)

    def vote(self, phrase: Sequence[str], is_held: Callable[[str], bool]) -> list[tuple[Sense, float]]:
        """What a phrase (its stems) may mean, likeliest first, with the likeness: above 0, 1 for a listed label.

        ``is_held``: whether anybody has an index term; of things that nobody has, none is meant.
        """
        return self._counted(self._written_alike(phrase), is_held)

    def _written_alike(self, phrase: Sequence[str]) -> NDArray[np.float32]:
        """How alike each label is to a phrase in its words and their letters."""
        size = len(self._senses)
        rarest = math.log((1 + size) / 0.5)
        likeness = np.zeros(size, np.float32)
        length = 0.0
        for name, count in _features(phrase).items():
            feature = self._features.get(name)
            value = count * (rarest if feature is None else float(self._rarity[feature]))
            length += value * value
            if feature is not None:
                span = slice(self._starts[feature], self._starts[feature + 1])
                np.add.at(likeness, self._labels[span], self._values[span] * np.float32(value))
        return likeness / np.float32(math.sqrt(length) or 1.0)

    def _counted(self, likeness: NDArray[np.float32], is_held: Callable[[str], bool]) -> list[tuple[Sense, float]]:
        near = np.flatnonzero(likeness >= LEAST_LIKENESS)
        if near.size > VOTERS:
            near = near[np.argpartition(likeness[near], -VOTERS)[-VOTERS:]]
        votes: defaultdict[str, list[float]] = defaultdict(list)
        senses: dict[str, Sense] = {}
        near = near[np.argsort(-likeness[near], kind="stable")]
        for place, vote in zip(near.tolist(), likeness[near].tolist(), strict=True):
            sense = self._senses[place]
            senses.setdefault(sense.key, sense)
            votes[sense.key].append(vote)
        held = [key for key in votes if is_held(key)] or list(votes)
        totals = [(_together(votes[key]), senses[key]) for key in held]
        totals.sort(key=lambda pair: (-pair[0], pair[1].key))
        return [(sense, total) for total, sense in totals]


def _together(heard: Sequence[float]) -> float:
    """A little louder than the loudest vote for every other label of the same thing."""
    return float(sum(likeness**LOUDNESS for likeness in heard) ** (1 / LOUDNESS))


def _features(phrase: Sequence[str]) -> dict[str, float]:
    features: defaultdict[str, float] = defaultdict(float)
    for stem in phrase:
        for feature, count in _features_of(stem):
            features[feature] += count
    return features


def _features_of(stem: str) -> Iterator[tuple[str, float]]:
    """Itself and its trigrams, with how much each counts."""
    yield "=" + stem, 1.0
    padded = f"^{stem}$"
    grams = [padded[place : place + 3] for place in range(len(padded) - 2)]
    for gram in grams:
        yield gram, _TRIGRAM_SHARE / math.sqrt(len(grams))
