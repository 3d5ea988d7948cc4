"""Phrases nobody listed: the labels that look most alike vote for what a phrase means."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from directory.search.concepts import Sense
from directory.search.sparse import Sparse

_TRIGRAM_SHARE = 0.35
"""How much a word's trigrams weigh beside its stem."""

VOTERS = 40
"""Labels that vote, the nearest first."""

LOUDNESS = 8
"""The power in which the votes of labels of one thing add up: the nearest counts most, others a little."""

LEAST_LIKENESS = 0.3


@dataclass(frozen=True, slots=True)
class Nearest:
    """Labels as vectors of stems and letter trigrams, compared by cosine: what each feature is of each label."""

    senses: Sequence[Sense]
    """What each label names."""
    matrix: Sparse
    rarity: NDArray[np.float32]
    """Of each feature."""

    @classmethod
    def of(cls, labelled: Iterable[tuple[Sequence[str], Sense]]) -> Nearest:
        """``labelled``: the stems of each label, with what it names."""
        pairs = list(labelled)
        size = len(pairs)
        numbers, rows, columns, counts = _counted_features([phrase for phrase, _ in pairs])
        places, copies = np.unique(rows * size + columns, return_inverse=True)  # by feature, then by label
        rows, columns = np.divmod(places, max(size, 1))
        frequency = np.bincount(rows, minlength=len(numbers))
        rarity = np.log((1 + size) / (0.5 + frequency)).astype(np.float32).clip(0.05)
        values = np.bincount(copies, counts).astype(np.float32) * rarity[rows]
        norms = np.sqrt(np.bincount(columns, values * values, minlength=size)) + 1e-9
        matrix = Sparse.of(numbers, rows, columns.astype(np.int32), (values / norms[columns]).astype(np.float32))
        return cls([sense for _, sense in pairs], matrix, rarity)

    def vote(self, phrase: Sequence[str], is_held: Callable[[str], bool]) -> list[tuple[Sense, float]]:
        """What a phrase (its stems) may mean, likeliest first, with the likeness: above 0, 1 for a listed label.

        ``is_held``: whether anybody has an index term; of things that nobody has, none is meant.
        """
        return self._counted(self._written_alike(phrase), is_held)

    def _written_alike(self, phrase: Sequence[str]) -> NDArray[np.float32]:
        """How alike each label is to a phrase in its words and their letters."""
        size = len(self.senses)
        rarest = math.log((1 + size) / 0.5)
        likeness = np.zeros(size, np.float32)
        length = 0.0
        for name, count in _features(phrase).items():
            feature = self.matrix.features.get(name)
            value = count * (rarest if feature is None else float(self.rarity[feature]))
            length += value * value
            if feature is not None:
                labels, shares = self.matrix.row(feature)
                np.add.at(likeness, labels, shares * np.float32(value))
        return likeness / np.float32(math.sqrt(length) or 1.0)

    def _counted(self, likeness: NDArray[np.float32], is_held: Callable[[str], bool]) -> list[tuple[Sense, float]]:
        near = np.flatnonzero(likeness >= LEAST_LIKENESS)
        if near.size > VOTERS:
            near = near[np.argpartition(likeness[near], -VOTERS)[-VOTERS:]]
        votes: defaultdict[str, list[float]] = defaultdict(list)
        senses: dict[str, Sense] = {}
        near = near[np.argsort(-likeness[near], kind="stable")]
        for place, vote in zip(near.tolist(), likeness[near].tolist(), strict=True):
            sense = self.senses[place]
            senses.setdefault(sense.key, sense)
            votes[sense.key].append(vote)
        held = [key for key in votes if is_held(key)] or list(votes)
        totals = [(_together(votes[key]), senses[key]) for key in held]
        totals.sort(key=lambda pair: (-pair[0], pair[1].key))
        return [(sense, total) for total, sense in totals]


def _counted_features(
    phrases: Sequence[Sequence[str]],
) -> tuple[dict[str, int], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The features by number; of each mention of one its number, that of its label, and how much it counts there."""
    features: dict[str, int] = {}
    of_stems: dict[str, tuple[list[int], list[float]]] = {}
    rows, counts = array("q"), array("d")
    lengths = array("q")
    for phrase in phrases:
        before = len(rows)
        for stem in phrase:
            if stem not in of_stems:
                names, shares = zip(*_features_of(stem), strict=True)
                of_stems[stem] = [features.setdefault(name, len(features)) for name in names], list(shares)
            numbers, shares_of_it = of_stems[stem]
            rows.extend(numbers)
            counts.extend(shares_of_it)
        lengths.append(len(rows) - before)
    columns = np.repeat(np.arange(len(phrases)), np.array(lengths, np.int64))
    return features, np.array(rows, np.int64), columns, np.array(counts, np.float64)


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
