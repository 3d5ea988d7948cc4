"""The order of people who fit equally well: sooner, confirmed, not asked all the time, not London again. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from math import ceil

from directory.availability import Standing
from directory.search import Hit

EQUALLY_RELEVANT = 0.05
"""Scores within this share of the best of their band count as equally relevant."""
SOON = timedelta(days=7)
NOT_FOR_THEM_SHARE = 0.8
"""How relevant somebody is to what they said is not for them: they come after whoever fits nearly as well as they do,
and before whoever hardly fits. One press hides nobody."""
FRESH = timedelta(days=90)
"""A profile is asked to be confirmed every 90 days (product rule)."""

MOST_WEEKS = 4
"""Whoever was asked for more than they take is asked too much: how much more makes no difference."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be asked. ``stands_in_for`` names the person who cannot, whom they cover for."""

    standing: Standing
    hit: Hit
    opening: datetime | None
    stands_in_for: str = ""
    asked_lately: int = 0
    """Requests put in front of them in the last four weeks."""
    is_unknown: bool = False
    """They gave a calendar of which nothing is known now: they may be busy at ``opening``."""


def ranked(candidates: Sequence[Candidate], now: datetime, *, anywhere: bool = True) -> list[Candidate]:
    """Relevance first; among equals sooner, fresher profiles and who is asked less, then a region not shown yet.

    Who asked for a place does not want every other one first: without ``anywhere``, the more relevant comes first.
    """
    waits = partial(_reluctance, now=now)
    order: list[Candidate] = []
    for band in _bands(sorted(candidates, key=_by_score)):
        shown: Counter[str] = Counter()
        for _, group in groupby(sorted(band, key=lambda c: (waits(c), _by_score(c))), waits):
            equals = list(group)
            order += _spread(equals, shown) if anywhere else equals
    return order


def put_back(candidates: Iterable[Candidate], ids: Collection[int]) -> list[Candidate]:
    """The candidates, these experts less relevant than they were."""
    return [
        replace(each, hit=replace(each.hit, score=each.hit.score * NOT_FOR_THEM_SHARE))
        if each.standing.expert_id in ids
        else each
        for each in candidates
    ]


def _spread(equals: Sequence[Candidate], shown: Counter[str]) -> list[Candidate]:
    """The best of every region before the second best of any; ``shown`` counts each region and is added to."""
    turns = []
    for candidate in equals:
        turns.append((shown[candidate.standing.region], *_by_score(candidate)))
        shown[candidate.standing.region] += 1
    return [candidate for _, candidate in sorted(zip(turns, equals, strict=True), key=lambda pair: pair[0])]


def _by_score(candidate: Candidate) -> tuple[float, int]:
    return (-candidate.hit.score, candidate.standing.expert_id)


def _bands(best_first: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    band: list[Candidate] = []
    for candidate in best_first:
        if band and candidate.hit.score < band[0].hit.score * (1 - EQUALLY_RELEVANT):
            yield band
            band = []
        band.append(candidate)
    if band:
        yield band


def _reluctance(candidate: Candidate, now: datetime) -> tuple[bool, bool, int]:
    """Lower is better: free within a week, then confirmed in the last 90 days, then asked little lately."""
    soon = candidate.opening is not None and candidate.opening <= now + SOON
    return (not soon, not is_fresh(candidate.standing.confirmed_on, now.date()), _weeks_asked(candidate))


def _weeks_asked(candidate: Candidate) -> int:
    """How many weeks' worth of what they take was put in front of them in the last four, a week begun counting whole.

    So whoever was not asked at all comes first: most are asked less than a week's worth in a month, and whole weeks
    alone would see no difference between them. Coarse beyond that, so that somebody new is level with most others
    after the first request and does not get every one.
    """
    return min(ceil(candidate.asked_lately / max(1, candidate.standing.weekly_cap)), MOST_WEEKS)


def is_fresh(confirmed_on: date | None, today: date) -> bool:
    """Whether somebody confirmed their profile lately enough to rely on it."""
    return confirmed_on is not None and today - confirmed_on <= FRESH
