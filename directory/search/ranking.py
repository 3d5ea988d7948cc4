"""Who fits best: what each part of a request gives to whom, and who has most of all of them together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from directory.search.accumulators import Accumulators, Listed
from directory.search.request import Term
from directory.search.segment import WHOLE, Segment

MOST_TERMS = 48
"""Terms of a request that count, the weightiest first: the bound on the work of one search."""

MOST_HEARTS = 24
"""Terms of whom a request asks for that count, the weightiest first: the rest of that bound."""

HEART = 0.8
"""What being whom the request asks for counts beside all else that it asks for together."""

HAVING = 0.45
"""The gain from which somebody has a heart term in full: one declaration gives it, and more do not make it truer."""

MANY = 1 / 8
"""The share of everybody from which a term is common."""

COSTLY = 20_000
"""People from whom on it is common in any directory, however small their share: among 500,000 that made the slowest
searches a fifth faster, and nDCG@10 lower by 0.001 at most."""

LITTLE = 0.4
"""What a common term has to give, beside the best of its part, to be worth adding: less of what many have tells hardly
anybody from another, and its lists are the longest. Leaving such terms out changed nDCG@10 by 0.002 at most, and left
two thirds of the entries to add for the longest one in twenty requests."""

ROUNDED_UP = 1 + 1e-5
"""What a sum in single precision may be at most, as a share of the sum."""

PLENTY = 1_000
"""People whom the other terms of the part have to find: in a small directory the wider field is better than nobody."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How many people there are, and how many of them have each term of a request."""

    everybody: int
    having: Mapping[str, int]

    @classmethod
    def of(cls, terms: Iterable[Term], segments: Sequence[Segment]) -> Spread:
        """Of these terms, and of those by whose rarity they count."""
        keys = {key for term in terms for key in (term.key, term.rare_as) if key}
        having = {key: sum(segment.frequency(key) for segment in segments) for key in keys}
        return cls(sum(len(segment) for segment in segments), having)

    def rarity(self, key: str, otherwise: str) -> float:
        """How much having a term tells; where nobody has it, that of another one. The inverse document frequency of
        BM25 (Robertson and Zaragoza, "The probabilistic relevance framework", 2009), kept above 0."""
        frequency = self.having[key] or self.having[otherwise]
        return math.log(1.0 + (self.everybody - min(frequency, self.everybody) + 0.5) / (frequency + 0.5))

    def worth_adding(self, worths: Mapping[str, float]) -> Mapping[str, float]:
        """Of terms any of which will do, with their worth: without the common ones that give little, where plenty of
        people have the others."""
        enough = LITTLE * max(worths.values())
        many = min(COSTLY, MANY * self.everybody)
        rest = {key: worth for key, worth in worths.items() if worth >= enough or self.having[key] <= many}
        return rest if sum(self.having[key] for key in rest) >= PLENTY else worths


@dataclass(frozen=True, slots=True)
class Weighed:
    """A term with what it is worth: its weight times its rarity. ``gathers``: whether it finds people by itself."""

    key: str
    worth: float
    gathers: bool
    part: str = ""
    """The part of the request for which this is one of several things that will do; empty where it is all of a part."""


def weighed(terms: Iterable[Term], spread: Spread) -> list[Weighed]:
    """The terms that anybody has, weightiest first, with their worth. ``spread`` is that of all these terms."""
    weightiest: dict[str, Term] = {}
    finding: set[str] = set()
    for term in terms:
        if term.key not in weightiest or term.weight > weightiest[term.key].weight:
            weightiest[term.key] = term
        if term.finds:
            finding.add(term.key)
    found = [
        Weighed(key, term.weight * spread.rarity(term.rare_as or key, key), gathers=key in finding, part=term.part)
        for key, term in weightiest.items()
        if spread.having[key] and term.weight > 0
    ]
    found.sort(key=lambda term: (-term.worth, term.key))
    found = found[:MOST_TERMS]
    if not any(term.gathers for term in found):
        found = [replace(term, gathers=True) for term in found]
    return found


@dataclass(frozen=True, slots=True)
class Sought:
    """One part of a request: terms any of which will do, each with what a whole of gain gives and what it gives at
    most. Where it does not gather, it counts for those only whom another part has found."""

    terms: tuple[tuple[str, float, float], ...]
    gathers: bool


def sought(terms: Sequence[Weighed], heart: Sequence[Term], spread: Spread) -> list[Sought]:
    """The parts of a request, those that gather first. Together they give 1 at most: the share that somebody has of
    all the request is worth, and above it whether they are whom it asks for, so that topic and place together never
    outrank the profession. ``spread`` is that of all these terms."""
    groups: dict[str, list[Weighed]] = {}
    for term in terms:
        groups.setdefault(term.part or "\0" + term.key, []).append(term)
    whole = sum(max(term.worth for term in group) for group in groups.values()) * (1 + HEART if heart else 1)
    parts = []
    for group in groups.values():
        worths = spread.worth_adding({term.key: term.worth for term in group})
        lists = tuple((key, worth / whole, math.inf) for key, worth in worths.items())
        parts.append(Sought(lists, group[0].gathers))
    if heart:
        weightiest = sorted(heart, key=lambda term: -term.weight)[:MOST_HEARTS]
        weights = spread.worth_adding({term.key: term.weight for term in reversed(weightiest)})
        shares = {key: weight * HEART / (1 + HEART) for key, weight in weights.items()}
        parts.append(Sought(tuple((key, share / HAVING, share) for key, share in shares.items()), gathers=True))
    parts.sort(key=lambda part: not part.gathers)
    return parts


def best_rows(
    segment: Segment, parts: Sequence[Sought], allowed: NDArray[np.bool_], limit: int
) -> list[tuple[float, int]]:
    """The best people of a segment among those allowed (a mask over its rows): score and id, best first; equal
    scores by id."""
    beside = sum(max(min(worth, most) for _, worth, most in part.terms) for part in parts if not part.gathers)
    rows, totals = _leaders(segment, parts, allowed, limit, everybody=True)
    if beside and (totals <= beside * ROUNDED_UP).any():  # somebody may be there whom no part has found
        rows, totals = _leaders(segment, parts, allowed, limit, everybody=False)
    ids = segment.ids[rows]
    order = np.lexsort((ids, -totals))[:limit]
    return list(zip(totals[order].tolist(), ids[order].tolist(), strict=True))


def _leaders(
    segment: Segment, parts: Iterable[Sought], allowed: NDArray[np.bool_], limit: int, *, everybody: bool
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Rows and scores of the best and of whoever comes near. ``everybody``: whether parts that do not gather count for
    those too whom no other has found, which takes less time."""
    scores = Accumulators(len(segment))
    for part in parts:
        lists = [Listed(*segment.people_with(key), worth / WHOLE, most) for key, worth, most in part.terms]
        scores.add(lists, finds=everybody or part.gathers)
    return scores.leaders(allowed, limit)
