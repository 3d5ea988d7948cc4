"""How good a ranking is against graded judgements, and how evenly requests are spread: each measure is 0 to 1.

``found`` is a ranking, best first, each name once. ``judged`` has the grade of every name that is relevant; a name that
is missing is worth nothing, and a grade of 0 says the same. Of these measures 1 is the best there is.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)


def ndcg(found: Sequence[Name], judged: Mapping[Name, int], depth: int = 10) -> float:
    """Normalised discounted cumulated gain of the first ``depth``. 0 when nothing is judged relevant.

    Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20(4), 2002, with the gain
    2^grade - 1 and the discount log2(place + 1) that are usual today.
    """
    ideal = sorted(judged.values(), reverse=True)
    best = _cumulated(ideal[:depth])
    return _cumulated([judged.get(name, 0) for name in found[:depth]]) / best if best else 0.0


def success(found: Sequence[Name], judged: Mapping[Name, int], depth: int = 1, least: int = 1) -> float:
    """1 when anybody of the first ``depth`` has at least the grade ``least``, else 0."""
    return float(any(judged.get(name, 0) >= least for name in found[:depth]))


def reciprocal_rank(found: Sequence[Name], judged: Mapping[Name, int], depth: int = 10, least: int = 1) -> float:
    """1 divided by the place of the first with at least the grade ``least``; 0 when none of ``depth`` has."""
    places = (place for place, name in enumerate(found[:depth], 1) if judged.get(name, 0) >= least)
    return 1 / next(places, math.inf)


def gini(counts: Collection[int]) -> float:
    """How unequal these are: 0 when all are the same, near 1 when one of many has everything. 0 of nothing.

    Gini, "Variabilità e mutabilità", 1912, as half the mean difference of any two beside the mean.
    """
    if not sum(counts):
        return 0.0
    weighted = sum(place * count for place, count in enumerate(sorted(counts), 1))
    return 2 * weighted / (len(counts) * sum(counts)) - (len(counts) + 1) / len(counts)


def busiest_share(counts: Collection[int], share: float) -> float:
    """What part of the total the largest ``share`` of these counts make up; at least one of them is taken."""
    most = sorted(counts, reverse=True)[: max(1, round(len(counts) * share))]
    return sum(most) / sum(counts) if sum(counts) else 0.0


def _cumulated(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1.0) / math.log2(place + 1) for place, grade in enumerate(grades, 1))
