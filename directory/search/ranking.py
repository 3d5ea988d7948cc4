"""Who fits best: adds up what each person gets for the terms of a request.

Every list of a term is added in one step to an array of everybody's scores: with numpy that takes a nanosecond or two
for each person who has the term, a tenth of what looking people up in lists would take.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from directory.search.request import Term
from directory.search.segment import Segment

MOST_TERMS = 48
"""Terms of a request that count, the weightiest first: the bound on the work of one search."""

MOST_HEARTS = 24
"""Terms of whom a request asks for that count, the weightiest first: the rest of that bound."""

HEART = 0.8
"""What being whom the request asks for counts beside all else that it asks for together."""

HAVING = 0.45
"""The gain from which somebody has a heart term in full: one declaration gives it, and more do not make it truer."""

LEAST = 1e-9
"""A score above nothing."""

GROUPS = 4_096
"""Groups of people whose best are compared to find a score that is enough; small enough to be sorted in no time."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A term with what it is worth: its weight times its rarity. ``gathers``: whether it finds people by itself."""

    key: str
    worth: float
    gathers: bool
    part: str = ""
    """The words of the request of which this is one meaning; empty for the words themselves."""


def weighed(terms: Iterable[Term], segments: Sequence[Segment]) -> list[Weighed]:
    """The terms that anybody has, weightiest first, with their worth over all segments."""
    size = sum(len(segment) for segment in segments)
    weights: dict[str, float] = {}
    parts: dict[str, str] = {}
    finding: set[str] = set()
    for term in terms:
        if term.weight > weights.get(term.key, 0.0):
            weights[term.key] = term.weight
            parts[term.key] = term.typed if term.means else ""
        if term.finds:
            finding.add(term.key)
    found = []
    for key, weight in weights.items():
        frequency = sum(segment.frequency(key) for segment in segments)
        if frequency:
            rarity = math.log(1.0 + (size - min(frequency, size) + 0.5) / (frequency + 0.5))
            found.append(Weighed(key, weight * rarity, gathers=key in finding, part=parts[key]))
    found.sort(key=lambda term: (-term.worth, term.key))
    found = found[:MOST_TERMS]
    if not any(term.gathers for term in found):
        found = [replace(term, gathers=True) for term in found]
    return found


def best_rows(
    segment: Segment, terms: Sequence[Weighed], heart: Sequence[Term], allowed: NDArray[np.bool_], limit: int
) -> list[tuple[float, int]]:
    """The best people of a segment among those allowed (a mask over its rows): score and id, best first; equal
    scores by id. Scores are between 0 and 1: the share that a person has of all the request is worth, and above it
    whether they are whom it asks for, so that topic and place together never outrank the profession."""
    groups: dict[str, list[Weighed]] = {}
    for term in terms:
        groups.setdefault(term.part or "\0" + term.key, []).append(term)
    whole = sum(max(term.worth for term in group) for group in groups.values()) or 1.0
    scores, best = np.zeros(len(segment), np.float32), np.zeros(len(segment), np.float32)
    for group in groups.values():
        if group[0].gathers:
            _add(scores, best, segment, group, whole)
    if heart:
        scores += _hearts(segment, heart) * np.float32(HEART)
    found = (scores > 0) & allowed
    for group in groups.values():
        if not group[0].gathers:
            _add(scores, best, segment, group, whole)
    scores *= found
    if heart:
        scores /= np.float32(1 + HEART)
    enough = max(_enough(scores, limit), LEAST)
    candidates = np.flatnonzero(scores >= np.float32(enough))
    totals, ids = scores[candidates], segment.ids[candidates]
    order = np.lexsort((ids, -totals))[:limit]
    return list(zip(totals[order].tolist(), ids[order].tolist(), strict=True))


def _add(
    scores: NDArray[np.float32], best: NDArray[np.float32], segment: Segment, group: Sequence[Weighed], whole: float
) -> None:
    """Add what people get for one part of the request: of the things that it may mean, the best. ``best`` is room to
    work in, all 0 before and after."""
    lists = [(segment.people_with(term.key), np.float32(term.worth / whole)) for term in group]
    if len(lists) == 1:
        [((rows, gains), worth)] = lists
        np.add.at(scores, rows, gains * worth)
        return
    for (rows, gains), worth in lists:
        np.maximum.at(best, rows, gains * worth)
    for (rows, _), _ in lists:
        np.add.at(scores, rows, best[rows])
        best[rows] = 0


def _hearts(segment: Segment, heart: Sequence[Term]) -> NDArray[np.float32]:
    """How far each person is whom the request asks for: 0 to 1, the best of the terms."""
    hearts = np.zeros(len(segment), np.float32)
    for term in sorted(heart, key=lambda term: -term.weight)[:MOST_HEARTS]:
        rows, gains = segment.people_with(term.key)
        weight = np.float32(term.weight)
        np.maximum.at(hearts, rows, np.minimum(gains * (weight / np.float32(HAVING)), weight))
    return hearts


def _enough(scores: NDArray[np.float32], limit: int) -> float:
    """A score that at least ``limit`` people reach, and few more than that where scores differ.

    The best of each of many groups of people are that many people, so the last of the best groups' best will do.
    """
    if limit * 8 > GROUPS or len(scores) < GROUPS * 2:
        return float(np.partition(scores, len(scores) - limit)[len(scores) - limit]) if len(scores) > limit else 0.0
    best = scores[: len(scores) // GROUPS * GROUPS].reshape(-1, GROUPS).max(axis=0)
    return float(np.partition(best, GROUPS - limit)[GROUPS - limit])
