"""How good a ranking is against graded judgements: each measure is 0 to 1, and 1 is the best there is.

``found`` is a ranking, best first, each name once. ``judged`` has the grade of every name that is relevant; a name that
is missing is worth nothing, and a grade of 0 says the same.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
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


def _cumulated(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1.0) / math.log2(place + 1) for place, grade in enumerate(grades, 1))
