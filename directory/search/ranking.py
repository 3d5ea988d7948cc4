"""Who fits best: adds up what each person gets for the terms of a request, rarest terms first."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from directory.search.request import Term
from directory.search.segment import Segment

MOST_TERMS = 48
"""Terms of a request that count, the weightiest first: the bound on the work of one search."""

COMMON_SHARE = 0.1
"""A term that more than this share of the people have does not find anybody by itself while rarer ones do."""

HEART = 0.8
"""What being whom the request asks for counts beside all else that it asks for together."""

HAVING = 0.45
"""The gain from which somebody has a heart term in full: one declaration gives it, and more do not make it truer."""

FEW = 2_000
"""In a directory no larger than this every term finds people: there is no time to be saved."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A term with what it is worth: its weight times its rarity. ``gathers``: whether it finds people by itself."""

    key: str
    worth: float
    gathers: bool


def weighed(terms: Iterable[Term], segments: Sequence[Segment]) -> list[Weighed]:
    """The terms that anybody has, weightiest first, with their worth over all segments."""
    size = sum(len(segment) for segment in segments)
    weights: dict[str, float] = {}
    finding: set[str] = set()
    for term in terms:
        weights[term.key] = max(weights.get(term.key, 0.0), term.weight)
        if term.finds:
            finding.add(term.key)
    found = []
    for key, weight in weights.items():
        frequency = sum(segment.frequency(key) for segment in segments)
        if frequency:
            rarity = math.log(1.0 + (size - min(frequency, size) + 0.5) / (frequency + 0.5))
            common = size > FEW and frequency > COMMON_SHARE * size
            found.append(Weighed(key, weight * rarity, gathers=key in finding and not common))
    found.sort(key=lambda term: (-term.worth, term.key))
    found = found[:MOST_TERMS]
    if not any(term.gathers for term in found):
        found = [Weighed(term.key, term.worth, gathers=True) for term in found]
    return found


def best_rows(
    segment: Segment, terms: Sequence[Weighed], heart: Sequence[Term], allowed: NDArray[np.bool_], limit: int
) -> list[tuple[float, int]]:
    """The best people of a segment among those allowed (a mask over its rows): score and id, best first; equal
    scores by id. Scores are between 0 and 1: the share that a person has of all the request is worth, and above it
    whether they are whom it asks for, so that topic and place together never outrank the profession."""
    whole = sum(term.worth for term in terms) or 1.0
    scores = np.zeros(len(segment), np.float32)
    for term in terms:
        if term.gathers:
            rows, gains = segment.people_with(term.key)
            scores[rows] += gains * np.float32(term.worth / whole)
    hearts = _hearts(segment, heart)
    candidates = np.flatnonzero(((scores > 0) | (hearts > 0)) & allowed)
    if not candidates.size:
        return []
    totals = scores[candidates]
    for term in terms:
        if not term.gathers:
            rows, gains = segment.people_with(term.key)
            totals += _gains_of(candidates, rows, gains) * np.float32(term.worth / whole)
    if heart:
        totals += hearts[candidates] * np.float32(HEART)
        totals /= np.float32(1 + HEART)
    if len(candidates) > limit:
        enough = np.partition(totals, len(totals) - limit)[len(totals) - limit]
        kept = totals >= enough
        candidates, totals = candidates[kept], totals[kept]
    ids = segment.ids[candidates]
    order = np.lexsort((ids, -totals))[:limit]
    return list(zip(totals[order].tolist(), ids[order].tolist(), strict=True))


def _hearts(segment: Segment, heart: Sequence[Term]) -> NDArray[np.float32]:
    """How far each person is whom the request asks for: 0 to 1, the best of the terms."""
    hearts = np.zeros(len(segment), np.float32)
    for term in heart:
        rows, gains = segment.people_with(term.key)
        hearts[rows] = np.maximum(hearts[rows], np.minimum(gains / np.float32(HAVING), 1) * np.float32(term.weight))
    return hearts


def _gains_of(candidates: NDArray[np.intp], rows: NDArray[np.int32], gains: NDArray[np.float16]) -> NDArray[np.float32]:
    """What each candidate gets for a term: 0 for those who do not have it. Both row lists ascend."""
    if not rows.size:
        return np.zeros(len(candidates), np.float32)
    places = np.searchsorted(rows, candidates).clip(max=len(rows) - 1)
    return np.where(rows[places] == candidates, gains[places], np.float16(0)).astype(np.float32)
