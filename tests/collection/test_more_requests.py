"""The requests that are for tuning only, and that they are answered well."""

from __future__ import annotations

from datetime import date

from config.settings import VOCABULARY
from directory.search import SearchIndex
from directory.vocabulary import load_vocabulary
from tests.collection.judging import Crowd
from tests.collection.known import names
from tests.collection.measures import ndcg
from tests.collection.people import FictionalExpert
from tests.collection.requests import Half, more_requests, requests

FLOOR = 0.78
EVERY = 4  # of which one is answered here; tests/benchmarks/tuning.py answers all


def test_they_are_many_and_none_is_among_those_with_a_half_for_testing() -> None:
    texts = [asked.text.casefold() for asked in (*requests(), *more_requests())]
    assert len(more_requests()) > 700
    assert len(set(texts)) == len(texts)
    assert {asked.half for asked in more_requests()} == {Half.TUNING}


def test_they_name_what_there_is() -> None:
    for facet, known in names().items():
        parts = (part for asked in more_requests() for part in (*asked.needs, asked.excluded) if hasattr(part, facet))
        assert {name for part in parts for name in getattr(part, facet)} <= known


def test_somebody_fits_each_and_most_are_answered_well(everybody: list[FictionalExpert], crowd: Crowd) -> None:
    judged = {asked.id: asked.judged(crowd) for asked in more_requests()}
    assert all(3 in grades.values() for grades in judged.values())
    index = SearchIndex(load_vocabulary(VOCABULARY))
    index.build(everybody)
    scores = []
    for asked in more_requests()[::EVERY]:
        hits = index.search(index.understand(asked.text, date(2026, 3, 2)), 10)
        scores.append(ndcg([hit.id for hit in hits], judged[asked.id]))
    assert sum(scores) / len(scores) > FLOOR
