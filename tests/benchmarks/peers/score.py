"""How good what an engine found is, on the requests that it was given."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from tests.benchmarks.peers.run import DEPTH, Figures
from tests.benchmarks.peers.trial import Judged, Trial
from tests.collection.measures import ndcg, reciprocal_rank, success

Measure = Callable[[Sequence[int], Judged, int], float]
"""Of what was found, its grades, and the least grade that counts where a measure knows only yes and no."""

MEASURES: Mapping[str, Measure] = {
    f"nDCG@{DEPTH}": lambda found, judged, least: ndcg(found, judged, DEPTH),
    "success@1": lambda found, judged, least: success(found, judged, 1, least),
    f"MRR@{DEPTH}": lambda found, judged, least: reciprocal_rank(found, judged, DEPTH, least),
}
"""By the heading of their column."""


@dataclass(frozen=True, slots=True)
class Scores:
    """One measure, 0 to 1, averaged over requests as written and over the same requests misspelt."""

    clean: float
    misspelt: float


def scores(measure: Measure, figures: Figures, trial: Trial, among: Collection[str] = ()) -> Scores:
    """The average over the requests that the engine was given; over those of ``among`` only, where there are any."""

    def average(found: Mapping[str, list[int]]) -> float:
        ids = [id_ for id_ in found if not among or id_ in among]
        return fmean(measure(found[id_], trial.judged[id_], trial.least) for id_ in ids)

    return Scores(average(figures.clean), average(figures.misspelt))
