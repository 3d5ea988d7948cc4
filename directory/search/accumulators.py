"""What everybody gets for one request, added up list by list: numpy takes a nanosecond or two for each entry.

A list is handled a few thousand entries at a time, in arrays that a thread keeps for its next search: half a million
people need two megabytes for each, and asking the system for those anew took longer than all the adding.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

AT_ONCE = 1 << 15
"""Entries of lists that are handled at once: what they need stays in the processor's cache."""

GROUPS = 4_096
"""Groups of people whose best are compared to find a score that is enough; small enough to be sorted in no time."""

LEAST = 1e-9
"""A score above nothing."""

Numbers = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Listed:
    """The people who have a term: their rows, ascending, and their gains. Each gets ``worth`` for every whole of gain,
    but no more than ``most``."""

    rows: NDArray[np.int32]
    gains: NDArray[np.uint16]
    worth: float
    most: float = math.inf


class _Kept(threading.local):
    """The arrays of one thread, large enough for the most people that it has searched so far."""

    def __init__(self) -> None:
        self.rows, self.values = np.empty(AT_ONCE, np.int64), np.empty(AT_ONCE, np.float32)
        self._scores, self._best = np.empty(0, np.float32), np.empty(0, np.float32)

    def everybody(self, people: int) -> tuple[Numbers, Numbers]:
        """Twice 0 for each of so many people."""
        if len(self._scores) < people:
            self._scores, self._best = np.empty(people, np.float32), np.empty(people, np.float32)
        scores, best = self._scores[:people], self._best[:people]
        scores.fill(0)
        best.fill(0)
        return scores, best


_KEPT = _Kept()


class Accumulators:
    """The scores of so many people, 0 at first. They are those of the thread, until it makes the next."""

    def __init__(self, people: int) -> None:
        self._rows, self._values = _KEPT.rows, _KEPT.values
        self._scores, self._best = _KEPT.everybody(max(1, -(-people // GROUPS)) * GROUPS)

    def add(self, lists: Sequence[Listed], *, finds: bool) -> None:
        """Add what people get for one part of the request: of what these lists give, the best. Where it does not
        find people by itself, only to those who have something already."""
        if len(lists) == 1:
            for rows, values in self._batches(lists, finds):
                np.add.at(self._scores, rows, values)
            return
        if sum(len(listed.rows) for listed in lists) <= AT_ONCE:
            self._add_few(lists, finds)
            return
        longest = max(range(len(lists)), key=lambda number: len(lists[number].rows))
        for rows, values in self._batches(lists[longest : longest + 1], finds):
            self._best[rows] = values
        for rows, values in self._batches([*lists[:longest], *lists[longest + 1 :]], finds):
            np.maximum.at(self._best, rows, values)
        self._scores += self._best
        self._best.fill(0)

    def _add_few(self, lists: Sequence[Listed], finds: bool) -> None:
        for rows, values in self._batches(lists, finds):  # one batch or none
            np.maximum.at(self._best, rows, values)
            self._scores[rows] += self._best[rows]  # who is in two of the lists gets the same twice, and keeps it once
            self._best[rows] = 0

    def _batches(self, lists: Sequence[Listed], finds: bool) -> Iterator[tuple[Rows, Numbers]]:
        """The entries of the lists with what each gives, as many at once as there is room for."""
        filled = 0
        for listed in lists:
            done = 0
            while done < len(listed.rows):
                count = min(AT_ONCE - filled, len(listed.rows) - done)
                self._fill(slice(filled, filled + count), listed, slice(done, done + count))
                done, filled = done + count, filled + count
                if filled == AT_ONCE:
                    yield self._batch(filled, finds)
                    filled = 0
        if filled:
            yield self._batch(filled, finds)

    def _fill(self, place: slice, listed: Listed, source: slice) -> None:
        self._rows[place] = listed.rows[source]
        values = self._values[place]
        np.multiply(listed.gains[source], np.float32(listed.worth), out=values)
        if listed.most < math.inf:
            np.minimum(values, np.float32(listed.most), out=values)

    def _batch(self, count: int, finds: bool) -> tuple[Rows, Numbers]:
        rows, values = self._rows[:count], self._values[:count]
        if not finds:
            values *= self._scores[rows] > 0
        return rows, values

    def leaders(self, allowed: NDArray[np.bool_], limit: int) -> tuple[Rows, Numbers]:
        """Rows and scores of the best ``limit`` of those allowed (a mask over the rows), if so many have anything, and
        of whoever else equals the last or comes near.

        People are in groups; the best of the best ``limit`` groups are so many people, so what the least of them has
        is enough, and who has as much is in a group whose best has.
        """
        scores = self._scores
        if not allowed.all():
            scores[: len(allowed)] *= allowed
        groups = scores.reshape(-1, GROUPS)
        best = groups.max(axis=0)
        enough = max(LEAST, float(np.partition(best, GROUPS - limit)[GROUPS - limit])) if limit < GROUPS else LEAST
        places = np.flatnonzero(best >= np.float32(enough))
        rows = (np.arange(len(groups))[:, None] * GROUPS + places).ravel()
        rows = rows[scores[rows] >= np.float32(enough)]
        return rows, scores[rows]
