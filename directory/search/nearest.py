"""Phrases nobody listed: the labels that look most alike vote for what a phrase means."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from directory.search.concepts import Sense
from directory.search.remembering import remembered
from directory.search.sparse import Sparse

_TRIGRAM_SHARE = 0.35
"""How much a word's trigrams weigh beside its stem."""

VOTERS = 40
"""Labels that vote, the nearest first."""

LOUDNESS = 8
"""The power in which the votes of labels of one thing add up: the nearest counts most, others a little."""

LEAST_LIKENESS = 0.3

_LIKEST, _TOGETHER, _COVERED, _SAID, _MANY = 7.0, 7.0, 2.5, 2.5, 0.7
"""What tells which of the near things is meant: how like its nearest label is, how much louder all of them are, what
share of the words they say, how much oftener than others they say them, and how many they are. Rounded from a
conditional logit (McFadden, "Conditional logit analysis of qualitative choice behavior", 1974) fitted to synonyms that
were held out; tests/benchmarks/synonyms.py tells how often such are read rightly."""

_DOUBT = 0.15
"""What of that evidence makes others quieter than the likeliest: what labels say is less sure than it looks."""

_SMOOTHING = 0.3
"""Labels that every thing is taken to have had with each word and without it besides."""


MOST_REMEMBERED = 2_000
"""Phrases of which it is remembered what labels say: those of requests recur, and most of all their words."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """What the nearest labels say of a phrase: things by number, and of each how like the phrase its labels are
    together, and how much speaks for its being meant."""

    things: list[int]
    likeness: NDArray[np.float64]
    evidence: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Nearest:
    """Labels as vectors of stems and letter trigrams, compared by cosine, and what all labels of each thing say."""

    senses: Sequence[Sense]
    """The things that have labels, by number."""
    things: NDArray[np.int64]
    """What each label names: the number of a thing."""
    matrix: Sparse
    """What each feature is of each label."""
    rarity: NDArray[np.float32]
    """Of each feature."""
    said: Sparse
    """How many labels of each thing have each stem."""
    labels: NDArray[np.int64]
    """How many labels each thing has."""
    _remembered: dict[tuple[str, ...], _Heard] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, labelled: Iterable[tuple[Sequence[str], Sense]]) -> Nearest:
        """``labelled``: the stems of each label, with what it names."""
        pairs = list(labelled)
        size = len(pairs)
        phrases = [phrase for phrase, _ in pairs]
        numbers, rows, columns, counts = _counted_features(phrases)
        places, copies = np.unique(rows * size + columns, return_inverse=True)  # by feature, then by label
        rows, columns = np.divmod(places, max(size, 1))
        frequency = np.bincount(rows, minlength=len(numbers))
        rarity = np.log((1 + size) / (0.5 + frequency)).astype(np.float32).clip(0.05)
        values = np.bincount(copies, counts).astype(np.float32) * rarity[rows]
        norms = np.sqrt(np.bincount(columns, values * values, minlength=size)) + 1e-9
        matrix = Sparse.of(numbers, rows, columns.astype(np.int32), (values / norms[columns]).astype(np.float32))
        senses: dict[str, Sense] = {}
        for _, sense in pairs:
            senses.setdefault(sense.key, sense)
        numbered = {key: number for number, key in enumerate(senses)}
        things = np.fromiter((numbered[sense.key] for _, sense in pairs), np.int64, size)
        return cls(list(senses.values()), things, matrix, rarity, _said(phrases, things), np.bincount(things))

    def vote(self, phrase: Sequence[str], is_held: Callable[[str], bool]) -> list[tuple[Sense, float]]:
        """What a phrase (its stems) may mean, likeliest first, with the likeness: above 0, 1 for a listed label. That
        of the likeliest is how like its labels are; others are the quieter the more speaks for it.

        ``is_held``: whether anybody has an index term; of things that nobody has, none is meant.
        """
        heard = remembered(self._remembered, MOST_REMEMBERED, self._heard, tuple(phrase))
        senses = [self.senses[thing] for thing in heard.things]
        held = [place for place, sense in enumerate(senses) if is_held(sense.key)] or list(range(len(senses)))
        if not held:
            return []
        evidence = heard.evidence[held]
        best = int(evidence.argmax())
        likeness = heard.likeness[held[best]] * np.exp(_DOUBT * (evidence - evidence[best]))
        votes = list(zip((senses[place] for place in held), likeness.tolist(), strict=True))
        votes.sort(key=lambda vote: (-vote[1], vote[0].key))
        return votes

    def _heard(self, phrase: tuple[str, ...]) -> _Heard:
        votes = self._votes(*self._written_alike(phrase))
        things = list(votes)
        likest, powers = np.array(list(votes.values())).reshape(len(votes), 2).T
        together = powers ** (1 / LOUDNESS)
        evidence = _LIKEST * likest + _TOGETHER * (together - likest) + self._speaks(phrase, np.array(things, np.int32))
        return _Heard(things, together, evidence)

    def _votes(self, shared: NDArray[np.float32], length: float) -> dict[int, tuple[float, float]]:
        """How like a phrase of such a length the likest label of each thing is, and the LOUDNESS-th powers of how like
        all of its labels are together; of the things that the nearest labels name, the likest first. ``shared`` is what
        each label has in common with the phrase."""
        near = np.flatnonzero(shared >= LEAST_LIKENESS * length)
        likeness = shared[near] / np.float32(length)
        if near.size > VOTERS:
            nearest = np.argpartition(likeness, -VOTERS)[-VOTERS:]
            near, likeness = near[nearest], likeness[nearest]
        order = np.argsort(-likeness, kind="stable")
        votes: dict[int, tuple[float, float]] = {}
        for thing, vote in zip(self.things[near[order]].tolist(), likeness[order].tolist(), strict=True):
            likest, powers = votes.get(thing, (vote, 0.0))
            votes[thing] = (likest, powers + vote**LOUDNESS)
        return votes

    def _written_alike(self, phrase: Sequence[str]) -> tuple[NDArray[np.float32], float]:
        """What each label has in common with a phrase in its words and their letters, and the length of the phrase:
        divided by it, how alike they are."""
        size = len(self.things)
        rarest = math.log((1 + size) / 0.5)
        alike: list[NDArray[np.int32]] = []
        gives: list[NDArray[np.float32]] = []
        length = 0.0
        for name, count in _features(phrase).items():
            feature = self.matrix.features.get(name)
            value = count * (rarest if feature is None else float(self.rarity[feature]))
            length += value * value
            if feature is not None:
                labels, shares = self.matrix.row(feature)
                alike.append(labels)
                gives.append(shares * np.float32(value))
        shared = np.zeros(size, np.float32)
        if alike:
            np.add.at(shared, np.concatenate(alike, dtype=np.int64), np.concatenate(gives))
        return shared, math.sqrt(length) or 1.0

    def _speaks(self, phrase: Sequence[str], held: NDArray[np.int32]) -> NDArray[np.float64]:
        """How much all labels of each of these things together speak for its being meant."""
        had: list[NDArray[np.float32]] = []
        rarities: list[float] = []
        usual, unknown = 0.0, 0.0
        size = len(self.senses)
        for stem in phrase:
            feature = self.said.features.get(stem)
            if feature is None:
                unknown += math.log((size + 1) / 0.5)
                continue
            things, labels = self.said.row(feature)
            places = np.minimum(things.searchsorted(held), len(things) - 1)
            had.append(labels[places] * (things[places] == held))
            rarities.append(math.log((size + 1) / (len(things) + 0.5)))
            usual += math.log((len(things) + _SMOOTHING) / (size + 2 * _SMOOTHING))
        labels_with = np.array(had, np.float64).reshape(len(had), len(held))
        covered = np.array(rarities) @ (labels_with > 0) / (unknown + sum(rarities) or 1.0)
        oftener = np.log1p(labels_with / _SMOOTHING).sum(axis=0) - usual
        count = self.labels[held]
        rather = oftener - len(had) * np.log((count + 2 * _SMOOTHING) / _SMOOTHING)
        speaks: NDArray[np.float64] = _COVERED * covered + _SAID * rather / max(1, len(phrase)) + _MANY * np.log(count)
        return speaks


def _said(phrases: Sequence[Sequence[str]], things: NDArray[np.int64]) -> Sparse:
    """How many labels of each thing have each stem. ``phrases``: the stems of each label; ``things``: what it names."""
    features: dict[str, int] = {}
    mentions, mentioned = array("q"), array("q")
    for phrase, thing in zip(phrases, things.tolist(), strict=True):
        for stem in dict.fromkeys(phrase):
            mentions.append(features.setdefault(stem, len(features)))
            mentioned.append(thing)
    size = int(things.max(initial=0)) + 1
    places = np.array(mentions, np.int64) * size + np.array(mentioned, np.int64)
    places, counts = np.unique(places, return_counts=True)
    rows, columns = np.divmod(places, size)
    return Sparse.of(features, rows, columns.astype(np.int32), counts.astype(np.float32))


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


def _features(phrase: Sequence[str]) -> dict[str, float]:
    features: defaultdict[str, float] = defaultdict(float)
    for stem in phrase:
        for feature, count in _features_of(stem):
            features[feature] += count
    return features


@lru_cache(maxsize=1 << 11)
def _features_of(stem: str) -> tuple[tuple[str, float], ...]:
    """Itself and its trigrams, with how much each counts."""
    padded = f"^{stem}$"
    grams = [padded[place : place + 3] for place in range(len(padded) - 2)]
    return (("=" + stem, 1.0), *((gram, _TRIGRAM_SHARE / math.sqrt(len(grams))) for gram in grams))
