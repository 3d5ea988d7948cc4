"""Phrases nobody listed: the labels that look most like one vote for what it means."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from directory.search.concepts import Sense
from directory.search.words import label_stems

_TRIGRAM_SHARE = 0.35
"""How much a word's trigrams weigh beside its stem."""

VOTERS = 12
LEAST_LIKENESS = 0.42


class Nearest:
    """Labels as vectors of stems and letter trigrams, compared by cosine.

    One sparse matrix of features by labels, kept as flat arrays: the labels of feature ``f`` are
    ``labels[starts[f]:starts[f + 1]]``.
    """

    def __init__(self, labelled: Iterable[tuple[str, Sense]]) -> None:
        self._features: dict[str, int] = {}
        self._senses: list[Sense] = []
        rows, columns, counts = array("i"), array("i"), array("f")
        for label, sense in labelled:
            for feature, count in _features(label_stems(label)).items():
                rows.append(self._features.setdefault(feature, len(self._features)))
                columns.append(len(self._senses))
                counts.append(count)
            self._senses.append(sense)
        self._pack(np.array(rows, np.int32), np.array(columns, np.int32), np.array(counts, np.float32))

    def _pack(self, rows: np.ndarray, columns: np.ndarray, counts: np.ndarray) -> None:
        size = len(self._senses)
        frequency = np.bincount(rows, minlength=len(self._features))
        self._rarity = np.log((1 + size) / (0.5 + frequency)).astype(np.float32).clip(0.05)
        values = counts * self._rarity[rows]
        norms = np.sqrt(np.bincount(columns, weights=values * values, minlength=size)) + 1e-9
        order = np.argsort(rows, kind="stable")
        self._labels = columns[order]
        self._values = (values / norms[columns])[order].astype(np.float32)
        self._starts = np.concatenate(([0], np.cumsum(frequency))).astype(np.int64)

    def vote(self, phrase: Sequence[str]) -> list[tuple[Sense, float]]:
        """What a phrase (its stems) may mean, likeliest first, with the likeness: above 0, 1 for a listed label."""
        vector = _features(phrase)
        known = [(self._features[name], count) for name, count in vector.items() if name in self._features]
        if not known:
            return []
        rarest = math.log((1 + len(self._senses)) / 0.5)
        unknown = sum((count * rarest) ** 2 for name, count in vector.items() if name not in self._features)
        places, parts = [], []
        length = unknown
        for feature, count in known:
            value = count * float(self._rarity[feature])
            length += value * value
            span = slice(self._starts[feature], self._starts[feature + 1])
            places.append(self._labels[span])
            parts.append(self._values[span] * value)
        likeness = np.bincount(np.concatenate(places), weights=np.concatenate(parts), minlength=len(self._senses))
        return self._counted(likeness / math.sqrt(length))

    def _counted(self, likeness: np.ndarray) -> list[tuple[Sense, float]]:
        top = np.argpartition(likeness, -VOTERS)[-VOTERS:] if likeness.size > VOTERS else np.arange(likeness.size)
        votes: defaultdict[str, list[float]] = defaultdict(list)
        senses: dict[str, Sense] = {}
        for place in top[np.argsort(-likeness[top], kind="stable")]:
            if likeness[place] >= LEAST_LIKENESS:
                sense = self._senses[place]
                senses.setdefault(sense.key, sense)
                votes[sense.key].append(float(likeness[place]))
        totals = [(_together(heard), senses[key]) for key, heard in votes.items()]
        totals.sort(key=lambda pair: (-pair[0], pair[1].key))
        return [(sense, total) for total, sense in totals]


def _together(heard: list[float]) -> float:
    """The loudest vote, a little louder for every other label of the same thing."""
    return heard[0] + 0.05 * sum(heard[1:])


def _features(phrase: Sequence[str]) -> dict[str, float]:
    features: defaultdict[str, float] = defaultdict(float)
    for stem in phrase:
        features["=" + stem] += 1.0
        padded = f"^{stem}$"
        grams = [padded[place : place + 3] for place in range(len(padded) - 2)]
        for gram in grams:
            features[gram] += _TRIGRAM_SHARE / math.sqrt(len(grams))
    return features
