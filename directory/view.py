"""The directory as it is now: its index, and what was read of its experts, remembered until the directory changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from directory.availability import Standing, standings
from directory.model import Expert
from directory.pools import pool_sizes, pools_of_profession
from directory.profiles import Profile, profiles_by_id
from directory.search import SearchIndex
from directory.vocabulary import Kind

MOST_REMEMBERED = 5_000
"""Experts of whom standing and profile are kept, some 3 kB each; beyond it all are forgotten and read again."""

_NAMED_IN = {
    Kind.PLACE: (col(Expert.location), col(Expert.region)),
    Kind.ORGANISATION: (col(Expert.organisation),),
}
_Read = TypeVar("_Read", Standing, Profile)


class Memory:
    """What was read at one revision of the directory. Safe to use from many threads.

    Whoever changes an expert counts a revision (directory/revision.py), so what is kept is never older than that.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._revision = -1
        self._standings: dict[int, Standing] = {}
        self._profiles: dict[int, Profile] = {}

    def standings(self, session: Session, revision: int, ids: Sequence[int]) -> dict[int, Standing]:
        """As directory.availability.standings, at this revision."""
        return self._read(self._standings, standings, session, revision, ids)

    def profiles(self, session: Session, revision: int, ids: Sequence[int]) -> dict[int, Profile]:
        """As directory.profiles.profiles_by_id, at this revision."""
        return self._read(self._profiles, profiles_by_id, session, revision, ids)

    def _read(
        self,
        kept: dict[int, _Read],
        read: Callable[[Session, Sequence[int]], dict[int, _Read]],
        session: Session,
        revision: int,
        ids: Sequence[int],
    ) -> dict[int, _Read]:
        with self._lock:
            if revision != self._revision or len(kept) > MOST_REMEMBERED:
                self._standings.clear()
                self._profiles.clear()
                self._revision = revision
            found = {id_: kept[id_] for id_ in ids if id_ in kept}
        missing = [id_ for id_ in ids if id_ not in found]
        if missing:
            new = read(session, missing)
            found |= new
            with self._lock:
                if revision == self._revision:
                    kept.update(new)
        return found


@dataclass(frozen=True, slots=True)
class KnownName:
    """A name of the vocabulary or of the directory for what somebody typed; only a suggestion when not ``is_sure``."""

    name: str
    is_sure: bool


class View:
    """The directory for the length of one transaction."""

    def __init__(self, session: Session, index: SearchIndex, revision: int, memory: Memory) -> None:
        self.session = session
        self._revision = revision
        self._memory = memory
        self.index = index

    def standings(self, ids: Sequence[int]) -> dict[int, Standing]:
        """The standing of each of these experts; ids of nobody are left out."""
        return self._memory.standings(self.session, self._revision, ids)

    def profiles(self, ids: Sequence[int]) -> dict[int, Profile]:
        """The profile of each of these experts; ids of nobody are left out."""
        return self._memory.profiles(self.session, self._revision, ids)

    def pools_of_profession(self, professions: Sequence[str], limit: int) -> list[tuple[int, str]]:
        """Ids and names of the nearest pools."""
        return pools_of_profession(self.session, professions, limit)

    def pool_sizes(self, pool_ids: Sequence[int], now: datetime) -> dict[int, int]:
        """How many people of each of these pools can be asked today."""
        return pool_sizes(self.session, pool_ids, now)

    def known_name(self, kind: Kind, typed: str) -> KnownName:
        """What a place or an organisation that somebody typed is called; the name is empty when nothing is like it."""
        if entry := self.index.vocabulary.find(kind, typed):
            return KnownName(entry.name, True)
        columns = _NAMED_IN[kind]
        same = or_(*(func.lower(column) == typed.lower() for column in columns))
        for row in self.session.execute(select(*columns).where(same).limit(1)):
            return KnownName(next(name for name in row if name.lower() == typed.lower()), True)
        entry = self.index.vocabulary.nearest(kind, typed)
        return KnownName(entry.name if entry else "", False)
