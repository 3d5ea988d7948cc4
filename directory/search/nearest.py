"""Phrases nobody listed: the labels that look and mean most alike vote for what a phrase means."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from directory.search.concepts import Sense
from directory.search.meaning import Meanings
from directory.search.words import label_stems

_TRIGRAM_SHARE = 0.35
"""How much a word's trigrams weigh beside its stem."""

_MEANING_SHARE = 0.5
"""How much what a label means counts beside how it is written."""

_TELLING = 0.5
"""The power of a word's rarity by which it weighs in what a phrase means."""

VOTERS = 40
"""Labels that vote, the nearest first."""

LOUDNESS = 8
"""The power in which the votes of labels of one thing add up: the nearest counts most, others a little."""

LEAST_LIKENESS = 0.3


class Nearest:
    """Labels as vectors of stems and letter trigrams, compared by cosine, and as vectors of what they mean.

    The first are one sparse matrix of features by labels, kept as flat arrays: the labels of feature ``f`` are
    ``labels[starts[f]:starts[f + 1]]``. The second are a matrix of labels by numbers, missing where no word is known.
    """

    def __init__(self, labelled: Iterable[tuple[str, Sense]], meanings: Meanings | None = None) -> None:
        self._features: dict[str, int] = {}
        self._senses: list[Sense] = []
        self._meanings = meanings
        phrases: list[tuple[str, ...]] = []
        rows, columns, counts = array("i"), array("i"), array("f")
        for label, sense in labelled:
            phrases.append(label_stems(label))
            for feature, count in _features(phrases[-1]).items():
                rows.append(self._features.setdefault(feature, len(self._features)))
                columns.append(len(self._senses))
                counts.append(count)
            self._senses.append(sense)
        self._pack(np.array(rows, np.int32), np.array(columns, np.int32), np.array(counts, np.float32))
        self._meant = None if meanings is None else np.array([self._meaning(meanings, phrase) for phrase in phrases])

    def _pack(self, rows: NDArray[np.int32], columns: NDArray[np.int32], counts: NDArray[np.float32]) -> None:
        size = len(self._senses)
        frequency = np.bincount(rows, minlength=len(self._features))
        self._rarity = np.log((1 + size) / (0.5 + frequency)).astype(np.float32).clip(0.05)
        values = counts * self._rarity[rows]
        norms = np.sqrt(np.bincount(columns, weights=values * values, minlength=size)) + 1e-9
        order = np.argsort(rows, kind="stable")
        self._labels = columns[order]
        self._values = (values / norms[columns])[order].astype(np.float32)
        self._starts = np.concatenate(([0], np.cumsum(frequency))).astype(np.int64)

    def vote(self, phrase: Sequence[str], is_held: Callable[[str], bool]) -> list[tuple[Sense, float]]:
        """What a phrase (its stems) may mean, likeliest first, with the likeness: above 0, 1 for a listed label.

        ``is_held``: whether anybody has an index term; of things that nobody has, none is meant.
        """
        likeness = self._written_alike(phrase)
        if self._meanings is not None and self._meant is not None and self._meant.size:
            # Not "@": a library of linear algebra wakes its threads for it, which takes ten times as long as the sum.
            meant = np.einsum("ij,j->i", self._meant, self._meaning(self._meanings, phrase))
            likeness = (1 - _MEANING_SHARE) * likeness + _MEANING_SHARE * meant
        return self._counted(likeness, is_held)

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

    def _meaning(self, meanings: Meanings, phrase: Sequence[str]) -> NDArray[np.float32]:
        rarest = math.log((1 + len(self._senses)) / 0.5)
        features = (self._features.get("=" + stem) for stem in phrase)
        rarities = (rarest if feature is None else float(self._rarity[feature]) for feature in features)
        return meanings.of_phrase(phrase, [rarity**_TELLING for rarity in rarities])

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
        features["=" + stem] += 1.0
        padded = f"^{stem}$"
        grams = [padded[place : place + 3] for place in range(len(padded) - 2)]
        for gram in grams:
            features[gram] += _TRIGRAM_SHARE / math.sqrt(len(grams))
    return features
