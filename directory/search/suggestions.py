"""What a request suggests and does not name: learnt from labels and whole sentences, read word by word."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from directory.search.concepts import Sense
from directory.search.sparse import Shares, Sparse, Things

_PRIOR = 64.0
"""Words that every thing is taken to have been said with besides, drawn from those said of all."""

_LENGTH = 0.25
"""The power of a text's length by which it needs more evidence: a long one has some of everything."""

_LEAST_EVIDENCE = 6.0
"""Below this nothing is suggested: as much as by chance."""

_BELONGS = 1.0
"""How much a word must speak for a thing to belong to what suggests it."""

_MOST = 4
"""Things that one request suggests, each by other words of it."""

_RIVALS = 12
"""Things that the same words suggest, of which some may be told."""

_RIVAL = 0.4
"""What there must be of the evidence for the likeliest."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What some words of a request suggest: things with the evidence for each, likeliest first, and the numbers of the
    words."""

    senses: tuple[tuple[Sense, float], ...]
    numbers: frozenset[int]

    @property
    def best(self) -> tuple[Sense, float]:
        """The likeliest, with the evidence for it."""
        return self.senses[0]


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Naive Bayes over stems and pairs of neighbouring stems, of which only those that speak for a thing count.

    How much a feature speaks for a thing is the logarithm of how much oftener it is said with it than with any (Maron,
    "Automatic indexing: an experimental inquiry", Journal of the ACM 8(3), 1961), smoothed by a Dirichlet prior.
    """

    senses: Sequence[Sense]
    """The things, by number."""
    matrix: Sparse
    """How much each feature speaks for each thing."""

    @classmethod
    def of(cls, said: Iterable[tuple[Sequence[str], Sense]]) -> Suggestions:
        """``said``: labels and sentences as stems, each with what it names or suggests."""
        numbers: dict[Sense, int] = {}
        features: dict[str, int] = {}
        mentions, mentioned = array("q"), array("q")
        for stems, sense in said:
            thing = numbers.setdefault(sense, len(numbers))
            for feature, _ in _features(stems):
                mentions.append(features.setdefault(feature, len(features)))
                mentioned.append(thing)
        size = max(1, len(numbers))
        places = np.array(mentions, np.int64) * size + np.array(mentioned, np.int64)
        places, counts = np.unique(places, return_counts=True)
        rows, columns = np.divmod(places, size)
        lengths = np.bincount(columns, counts, size)
        usual = np.bincount(rows, counts, len(features)) / max(1, counts.sum())
        often = (counts + _PRIOR * usual[rows]) / (lengths[columns] + _PRIOR)
        speaks = np.log(often / usual[rows]).astype(np.float32)
        told = speaks > 0
        return cls(list(numbers), Sparse.of(features, rows[told], columns[told].astype(np.int32), speaks[told]))

    def read(self, stems: Sequence[str | None]) -> Iterator[Suggestion]:
        """What a text suggests, from the surest on; each explains words that the ones before it left.

        ``stems``: of each word of the text in order, or None where it says nothing or has been understood.
        """
        left = {number for number, stem in enumerate(stems) if stem is not None}
        known = dict(self._known(stems))
        evidence = np.zeros(len(self.senses), np.float32)
        for things, speaks in known.values():
            evidence[things] += speaks
        for _ in range(_MOST):
            if not left or not evidence.size:
                return
            found = self._best(evidence, max(1, len(left)) ** _LENGTH)
            if not found:
                return
            mine = self._belonging(found[0][0], known)
            yield Suggestion(tuple((self.senses[thing], float(much)) for thing, much in found), frozenset(mine))
            for numbers in [numbers for numbers in known if not mine.isdisjoint(numbers)]:
                things, speaks = known.pop(numbers)
                evidence[things] -= speaks
            left -= mine

    def _known(self, stems: Sequence[str | None]) -> Iterator[tuple[tuple[int, ...], tuple[Things, Shares]]]:
        """What each feature of the text speaks for, by the numbers of the words it is made of; repeated ones once."""
        seen = set()
        for feature, numbers in _features(stems):
            row = self.matrix.features.get(feature)
            if row is not None and row not in seen:
                seen.add(row)
                yield numbers, self.matrix.row(row)

    def _best(self, evidence: Shares, needed: float) -> list[tuple[int, float]]:
        """The things with most evidence, and how much; none where it is too little."""
        most = float(evidence.max())
        if most < _LEAST_EVIDENCE * needed:
            return []
        near = np.flatnonzero(evidence >= most * _RIVAL)
        best = near[np.lexsort((near, -evidence[near]))][:_RIVALS]
        return [(int(thing), float(evidence[thing]) / needed) for thing in best]

    def _belonging(self, thing: int, known: dict[tuple[int, ...], tuple[Things, Shares]]) -> set[int]:
        """The numbers of the words that speak for a thing, or all that say anything where none does by itself."""
        shares: defaultdict[int, float] = defaultdict(float)
        for numbers, (things, speaks) in known.items():
            place = int(np.searchsorted(things, thing))
            if place < len(things) and things[place] == thing:
                for number in numbers:
                    shares[number] += float(speaks[place]) / len(numbers)
        return {number for number, share in shares.items() if share >= _BELONGS} or set(shares)


def _features(stems: Sequence[str | None]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The stems and the pairs of neighbours, with the numbers of their words."""
    for number, stem in enumerate(stems):
        if stem is not None:
            yield stem, (number,)
    for number, (one, other) in enumerate(pairwise(stems)):
        if one is not None and other is not None:
            yield f"{one} {other}", (number, number + 1)
