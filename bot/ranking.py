"""The order of people who fit equally well: sooner, confirmed lately, and not London every time. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from directory.availability import Standing
from directory.search import Hit

EQUALLY_RELEVANT = 0.05
"""Scores within this share of the best of their band count as equally relevant."""
SOON = timedelta(days=7)
FRESH = timedelta(days=90)
"""A profile is asked to be confirmed every 90 days (product rule)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be asked. ``stands_in_for`` names the absent person whom they cover for."""

    standing: Standing
    hit: Hit
    opening: datetime | None
    stands_in_for: str = ""


def ranked(candidates: Sequence[Candidate], now: datetime) -> list[Candidate]:
    """Relevance first; among equals sooner and fresher profiles, then a region not shown yet."""
    order: list[Candidate] = []
    for band in _bands(sorted(candidates, key=lambda c: (-c.hit.score, c.standing.expert_id))):
        waiting = sorted(band, key=lambda c: _eagerness(c, now))
        seen: dict[str, int] = {}
        while waiting:
            best = _eagerness(waiting[0], now)
            equals = [c for c in waiting if _eagerness(c, now) == best]
            chosen = min(equals, key=lambda c: (seen.get(c.standing.region, 0), -c.hit.score, c.standing.expert_id))
            seen[chosen.standing.region] = seen.get(chosen.standing.region, 0) + 1
            waiting.remove(chosen)
            order.append(chosen)
    return order


def _bands(best_first: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    band: list[Candidate] = []
    for candidate in best_first:
        if band and candidate.hit.score < band[0].hit.score * (1 - EQUALLY_RELEVANT):
            yield band
            band = []
        band.append(candidate)
    if band:
        yield band


def _eagerness(candidate: Candidate, now: datetime) -> tuple[bool, bool]:
    """Lower is better: free within a week, then confirmed in the last 90 days."""
    soon = candidate.opening is not None and candidate.opening <= now + SOON
    return (not soon, not is_fresh(candidate.standing.confirmed_on, now.date()))


def is_fresh(confirmed_on: date | None, today: date) -> bool:
    """Whether somebody confirmed their profile lately enough to rely on it."""
    return confirmed_on is not None and today - confirmed_on <= FRESH
