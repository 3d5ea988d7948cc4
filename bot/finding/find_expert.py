"""Find: from the words of a request to the people who can be asked, with reasons and honest alternatives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from bot.finding.not_for_me import not_for_them, subject_of
from bot.finding.ranking import Candidate, put_back, ranked
from bot.finding.refinement import Refinement
from bot.model import Block
from bot.slots import DEFAULT_MINUTES
from bot.times.diaries import members_with_work
from bot.times.openings import Openings
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
    """Several experts who answer together: ``members`` of them can be asked.

    ``for_name`` is who led to it, when they cannot be asked themselves.
    """

    id: int
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


_WHO_BLOCKED = select(col(Block.person_id)).where(col(Block.blocked_id) == bindparam("asker"))


def _blocking(session: Session, asker_id: int) -> frozenset[int]:
    """The people who want no requests from this person."""
    return frozenset(session.execute(_WHO_BLOCKED, {"asker": asker_id}).scalars())


def _names_a_place(understood: Understood) -> bool:
    return any(concept.kind is Kind.PLACE for concept in (*understood.concepts, *understood.required))


class Finder:
    """One look at the directory at one time.

    Those who want no requests from the person ``asker_id`` are not found by them, who is not told so.
    """

    def __init__(self, view: View, now: datetime, asker_id: int | None = None) -> None:
        self._view = view
        self._now = now
        self._openings = Openings(view.session, now)
        self._blocking = _blocking(view.session, asker_id) if asker_id is not None else frozenset()

    def find(
        self,
        text: str,
        refinement: Refinement,
        first: int = 0,
        size: int = PAGE,
        without: Collection[int] = (),
    ) -> Findings:
        """One page of ``size`` people from number ``first``; never an expert whose id is in ``without``."""
        today = self._now.astimezone(UK).date()
        understood = refinement.applied_to(self._view.index.understand(text, today))
        window = refinement.window(understood, today)
        minutes = refinement.minutes or understood.minutes or DEFAULT_MINUTES
        hits, known, order = self._weighed(understood, window, minutes, first + size, without)
        page = order[first : first + size]
        people = self._shown(page, understood)
        pools = self._pools_of_the_unavailable(hits, known, minutes) if first == 0 else ()
        if not order and not pools:
            pools = self._nearest_pools(understood, minutes)
        return Findings(understood, refinement, window, people, first, len(order), pools)

    def _weighed(
        self, understood: Understood, window: Window | None, minutes: int, enough: int, without: Collection[int]
    ) -> tuple[list[Hit], dict[int, Standing], list[Candidate]]:
        """The best matches, their standing, and in order those who can be asked.

        Who cannot be asked counts for nothing: it looks further down until there are ``enough``, or nobody is left.
        """
        depth = max(CANDIDATES, enough)
        while True:
            hits = self._view.index.search(understood, depth)
            known = self._known((hit.id for hit in hits), without)
            covers = self._known((s.cover_id for s in known.values() if s.cover_id is not None), without)
            self._openings.read((*known.values(), *covers.values()))
            able = list(self._candidates(hits, known, covers, window, minutes))
            if len(able) >= enough or len(hits) < depth:
                return (
                    hits,
                    known,
                    ranked(self._taught(able, understood), self._now, anywhere=not _names_a_place(understood)),
                )
            depth *= DEEPER

    def _taught(self, able: Sequence[Candidate], understood: Understood) -> list[Candidate]:
        """Whoever said that such a request is not for them fits it less."""
        ids = [each.standing.expert_id for each in able]
        subject = subject_of(understood)
        return put_back(able, not_for_them(self._view.session, subject, understood.text, ids, self._now))

    def _known(self, ids: Iterable[int], without: Collection[int]) -> dict[int, Standing]:
        """Those of them who may be given at all."""
        standings = self._view.standings([id_ for id_ in ids if id_ not in without])
        return {id_: each for id_, each in standings.items() if each.person_id not in self._blocking}

    def _shown(self, page: Sequence[Candidate], understood: Understood) -> tuple[Found, ...]:
        """What a card says of each of them; a cover is found for the reasons of whom they stand in for."""
        profiles = self._view.profiles([c.standing.expert_id for c in page])
        reasons = self._view.index.explain(understood, [c.hit.id for c in page])
        return tuple(Found(c, profiles[c.standing.expert_id], reasons.get(c.hit.id, ())) for c in page)

    def _candidates(
        self,
        hits: Sequence[Hit],
        known: Mapping[int, Standing],
        covers: Mapping[int, Standing],
        window: Window | None,
        minutes: int,
    ) -> Iterator[Candidate]:
        """Whoever can be offered, and the cover of whoever cannot; each of them once."""
        own = {hit.id: hit.score for hit in hits}
        seen: set[int] = set()
        for found in hits:
            hit, standing, stands_in_for = found, known.get(found.id), ""
            if standing and not self._openings.can_be_asked(standing, minutes):
                stands_in_for, hit = standing.name, replace(hit, score=hit.score * COVER_SHARE)
                standing = covers.get(standing.cover_id or 0) if standing.may_be_named else None
                if standing and own.get(standing.expert_id, 0) >= hit.score:
                    continue
            if standing is None or standing.expert_id in seen or not self._openings.can_be_asked(standing, minutes):
                continue
            opening = self._openings.opening(standing, window, minutes)
            if opening is not None or window is None:
                seen.add(standing.expert_id)
                asked_lately = self._openings.asked_lately(standing)
                is_unknown = self._openings.is_unknown(standing)
                yield Candidate(standing, hit, opening, stands_in_for, asked_lately, is_unknown)

    def _pools_of_the_unavailable(
        self, hits: Sequence[Hit], known: Mapping[int, Standing], minutes: int
    ) -> tuple[PoolFound, ...]:
        """The pools of the best people who cannot be asked themselves."""
        names: dict[int, tuple[str, str]] = {}
        for hit in hits[: 2 * PAGE]:
            standing = known.get(hit.id)
            if standing is None or not standing.pool_id or not standing.may_be_named:
                continue
            if not self._openings.can_be_asked(standing, minutes):
                names.setdefault(standing.pool_id, (standing.pool, standing.name))
        return self._with_members(names, minutes)

    def _nearest_pools(self, understood: Understood, minutes: int) -> tuple[PoolFound, ...]:
        """Nobody fits: the pools whose members have the professions asked for, else the largest pools there are."""
        professions = [concept.name for concept in understood.concepts if concept.kind is Kind.PROFESSION]
        names = {id_: (name, "") for id_, name in self._view.pools_of_profession(professions, POOLS)}
        return self._with_members(names, minutes)

    def _with_members(self, names: Mapping[int, tuple[str, str]], minutes: int) -> tuple[PoolFound, ...]:
        if not names:
            return ()
        able = Counter(self._view.pool_sizes(list(names), self._now))
        able.subtract(self._full_members(list(names), minutes))
        found = (PoolFound(id_, name, able[id_], for_name) for id_, (name, for_name) in names.items())
        return tuple(pool for pool in found if pool.members > 0)[:POOLS]

    def _full_members(self, pool_ids: Sequence[int], minutes: int) -> Iterator[int]:
        """The pool of each member who could be asked today if they had room."""
        members = self._view.standings(members_with_work(self._view.session, pool_ids, self._now))
        self._openings.read(members.values())
        for standing in members.values():
            if standing.can_be_offered(self._now) and not self._openings.can_be_asked(standing, minutes):
                yield standing.pool_id or 0
