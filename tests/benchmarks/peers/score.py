"""How good what an engine found is, on the requests that it was given."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from tests.benchmarks.peers.run import DEPTH, Figures
from tests.benchmarks.peers.trial import Judged
from tests.directory.search.measures import ndcg

Measure = Callable[[Sequence[int], Judged], float]

MEASURES: Mapping[str, Measure] = {
    f"nDCG@{DEPTH}": lambda found, judged: ndcg(
        [*map(str, found)], {str(id_): grade for id_, grade in judged.items()}, DEPTH
    ),
    "success@1": lambda found, judged: success(found, judged, 1),
    f"MRR@{DEPTH}": lambda found, judged: reciprocal_rank(found, judged, DEPTH),
}
"""By the heading of their column."""


def _ndcg(found: Sequence[int], judged: Judged) -> float:
    return ndcg([*map(str, found)], {str(id_): grade for id_, grade in judged.items()}, DEPTH)


def success(found: Sequence[int], judged: Judged, depth: int = 1) -> float:
    """1 when anybody who fits is among the first ``depth``, else 0."""
    return float(any(judged.get(id_, 0) for id_ in found[:depth]))


def reciprocal_rank(found: Sequence[int], judged: Judged, depth: int = 10) -> float:
    """1 over the place of the first who fits, among the first ``depth``; 0 when nobody does."""
    return next((1 / place for place, id_ in enumerate(found[:depth], 1) if judged.get(id_, 0)), 0.0)


@dataclass(frozen=True, slots=True)
class Scores:
    """One measure, 0 to 1, averaged over requests as written and over the same requests misspelt."""

    clean: float
    misspelt: float


def scores(measure: Measure, figures: Figures, judged: Mapping[str, Judged], among: Collection[str] = ()) -> Scores:
    """The average over the requests that the engine was given; over those of ``among`` only, where there are any."""
    return Scores(*(_average(measure, found, judged, among) for found in (figures.clean, figures.misspelt)))


def _average(
    measure: Measure, found: Mapping[str, list[int]], judged: Mapping[str, Judged], among: Collection[str]
) -> float:
    return fmean(measure(ids, judged[id_]) for id_, ids in found.items() if not among or id_ in among)
