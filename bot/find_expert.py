"""Find: from the words of a request to the people who can be asked, with reasons and honest alternatives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.diaries import hours
from bot.ranking import Candidate, ranked
from bot.refinement import Refinement
from bot.slots import DEFAULT_MINUTES, Diary, next_opening
from bot.working_time import WorkingPattern
from directory.availability import Standing
from directory.profiles import Profile
from directory.search import Hit, Match, Understood, Window
from directory.view import View
from directory.vocabulary import Kind

CANDIDATES = 60
"""How many of the best matches are weighed. "Show more" ends there: whoever is further down hardly fits."""
DEEPER = 8
"""Times as many are weighed next, when too few of the best can be asked."""
PAGE = 5
POOLS = 3
ALMOST_A_MINUTE = timedelta(minutes=1) - timedelta.resolution
UK = ZoneInfo("Europe/London")
"""“Next week” is said, and read, in the United Kingdom."""
COVER_SHARE = 0.5
"""How relevant a cover is beside the absent person: what they know themselves is another matter."""


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody to show: why they were found, and everything they declared."""

    candidate: Candidate
    profile: Profile
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True)
class PoolFound:
    """Several experts who answer together. ``for_name`` is who led to it, when they cannot be asked themselves."""

    name: str
    members: int
    for_name: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """The answer to one search: a page of people, how many there are in all, and pools to turn to instead."""

    understood: Understood
    refinement: Refinement
    window: Window | None
    people: tuple[Found, ...]
    first: int
    total: int
    pools: tuple[PoolFound, ...] = ()

    @property
    def minutes(self) -> int:
        """The length asked for, in the form or in words."""
        return self.refinement.minutes or self.understood.minutes or DEFAULT_MINUTES

    @property
    def next_first(self) -> int | None:
        """The number of the first person of the next page, or None when there is none."""
        after = self.first + len(self.people)
        return after if after < self.total else None


@lru_cache(maxsize=4096)
def _next_opening(
    working_hours: str,
    zone: str,
    region: str,
    absences: tuple[tuple[date, date], ...],
    minute: datetime,
    minutes: int,
    window: Window | None,
) -> datetime | None:
    """Whoever shares hours, nation and days away is free at the same time: work it out once a minute."""
    pattern = WorkingPattern(hours(working_hours), ZoneInfo(zone), region, absences)
    first, last = (window.first, window.last) if window else (None, None)
    return next_opening(Diary(pattern), minute, minutes, first, last)


def _names_a_place(understood: Understood) -> bool:
    return any(concept.kind is Kind.PLACE for concept in (*understood.concepts, *understood.required))


class Finder:
    """One look at the directory at one time."""

    def __init__(self, view: View, now: datetime) -> None:
        self._view = view
        self._now = now

    def find(self, text: str, refinement: Refinement, first: int = 0, size: int = PAGE) -> Findings:
        """One page of ``size`` people from number ``first``."""
        today = self._now.astimezone(UK).date()
        understood = refinement.applied_to(self._view.index.understand(text, today))
        window = refinement.window(understood, today)
        minutes = refinement.minutes or understood.minutes or DEFAULT_MINUTES
        hits, known, order = self._weighed(understood, window, minutes, first + size)
        page = order[first : first + size]
        people = self._shown(page, understood)
        pools = self._pools_of_the_unavailable(hits, known) if first == 0 else ()
        if not order and not pools:
            pools = self._nearest_pools(understood)
        return Findings(understood, refinement, window, people, first, len(order), pools)

    def _weighed(
        self, understood: Understood, window: Window | None, minutes: int, enough: int
    ) -> tuple[list[Hit], dict[int, Standing], list[Candidate]]:
        """The best matches, their standing, and in order those who can be asked.

        Who cannot be asked counts for nothing: it looks further down until there are ``enough``, or nobody is left.
        """
        depth = max(CANDIDATES, enough)
        while True:
            hits = self._view.index.search(understood, depth)
            known = self._view.standings([hit.id for hit in hits])
            able = list(self._candidates(hits, known, window, minutes))
            if len(able) >= enough or len(hits) < depth:
                return hits, known, ranked(able, self._now, anywhere=not _names_a_place(understood))
            depth *= DEEPER

    def _shown(self, page: Sequence[Candidate], understood: Understood) -> tuple[Found, ...]:
        """What a card says of each of them; a cover is found for the reasons of whom they stand in for."""
        profiles = self._view.profiles([c.standing.expert_id for c in page])
        reasons = self._view.index.explain(understood, [c.hit.id for c in page])
        return tuple(Found(c, profiles[c.standing.expert_id], reasons.get(c.hit.id, ())) for c in page)

    def _candidates(
        self, hits: Sequence[Hit], known: Mapping[int, Standing], window: Window | None, minutes: int
    ) -> Iterator[Candidate]:
        """Whoever can be offered, and the cover of whoever cannot; each of them once."""
        covers = self._view.standings([s.cover_id for s in known.values() if s.cover_id is not None])
        own = {hit.id: hit.score for hit in hits}
        seen: set[int] = set()
        for found in hits:
            hit, standing, stands_in_for = found, known.get(found.id), ""
            if standing and not standing.can_be_offered(self._now):
                stands_in_for, hit = standing.name, replace(hit, score=hit.score * COVER_SHARE)
                standing = covers.get(standing.cover_id or 0) if standing.may_be_named else None
                if standing and own.get(standing.expert_id, 0) >= hit.score:
                    continue
            if standing is None or standing.expert_id in seen or not standing.can_be_offered(self._now):
                continue
            opening = self.opening(standing, window, minutes)
            if opening is not None or window is None:
                seen.add(standing.expert_id)
                yield Candidate(standing, hit, opening, stands_in_for)

    def opening(
        self, standing: Standing, window: Window | None = None, minutes: int = DEFAULT_MINUTES
    ) -> datetime | None:
        """When somebody could next be met, within ``window`` where one is asked for."""
        whose = (standing.working_hours, standing.time_zone, standing.region, standing.absences)
        minute = (self._now + ALMOST_A_MINUTE).replace(second=0, microsecond=0)
        return _next_opening(*whose, minute, minutes, window)

    def _pools_of_the_unavailable(self, hits: Sequence[Hit], known: Mapping[int, Standing]) -> tuple[PoolFound, ...]:
        """The pools of the best people who cannot be asked themselves."""
        names: dict[int, tuple[str, str]] = {}
        for hit in hits[: 2 * PAGE]:
            standing = known.get(hit.id)
            if standing and standing.pool_id and standing.may_be_named and not standing.can_be_offered(self._now):
                names.setdefault(standing.pool_id, (standing.pool, standing.name))
        return self._with_members(names)

    def _nearest_pools(self, understood: Understood) -> tuple[PoolFound, ...]:
        """Nobody fits: the pools whose members have the professions asked for, else the largest pools there are."""
        professions = [concept.name for concept in understood.concepts if concept.kind is Kind.PROFESSION]
        names = {id_: (name, "") for id_, name in self._view.pools_of_profession(professions, POOLS)}
        return self._with_members(names)

    def _with_members(self, names: Mapping[int, tuple[str, str]]) -> tuple[PoolFound, ...]:
        if not names:
            return ()
        sizes = self._view.pool_sizes(list(names), self._now)
        found = (PoolFound(name, sizes.get(id_, 0), for_name) for id_, (name, for_name) in names.items())
        return tuple(pool for pool in found if pool.members)[:POOLS]
