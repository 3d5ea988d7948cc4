"""The directory as it is now: its index, and what was read of its experts, remembered until the directory changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from sqlmodel import Session

from directory.availability import Standing, standings
from directory.pools import pool_sizes, pools_of_profession
from directory.profiles import Profile, profiles_by_id
from directory.search import SearchIndex

MOST_REMEMBERED = 5_000
"""Experts of whom standing and profile are kept, some 3 kB each; beyond it all are forgotten and read again."""

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


class View:
    """The directory for the length of one transaction."""

    def __init__(self, session: Session, index: SearchIndex, revision: int, memory: Memory) -> None:
        self._session = session
        self._revision = revision
        self._memory = memory
        self.index = index

    def standings(self, ids: Sequence[int]) -> dict[int, Standing]:
        """The standing of each of these experts; ids of nobody are left out."""
        return self._memory.standings(self._session, self._revision, ids)

    def profiles(self, ids: Sequence[int]) -> dict[int, Profile]:
        """The profile of each of these experts; ids of nobody are left out."""
        return self._memory.profiles(self._session, self._revision, ids)

    def pools_of_profession(self, professions: Sequence[str], limit: int) -> list[tuple[int, str]]:
        """Ids and names of the nearest pools."""
        return pools_of_profession(self._session, professions, limit)

    def pool_sizes(self, pool_ids: Sequence[int], today: date) -> dict[int, int]:
        """How many people of each of these pools can be asked today."""
        return pool_sizes(self._session, pool_ids, today)
