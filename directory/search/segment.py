"""One immutable part of the index: who has which term how strongly, in flat arrays, and the words that explain it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from directory.model import Level
from directory.search.fields import Field, Value
from directory.search.texts import Texts

OWN = 0.45
"""The gain from which a term is somebody's own: what they declare gives more, what they mention in passing less."""

WHOLE = 1 << 16
"""The whole of which a gain is a share: numpy reads whole numbers ten times as fast as numbers of half precision."""

LEVELS: tuple[Level | None, ...] = (None, *Level)


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """People in rows, in any order; ``by_id`` are the rows in the order of their ids.

    The people who have term ``keys[key] = t`` are ``rows[starts[t]:starts[t + 1]]``, ascending, with what each gets for
    it before rarity (0 to 1, in 65,536ths) in ``gains`` at the same places. The entries of row ``r`` are
    ``entry_starts[r]`` to ``entry_starts[r + 1]`` of ``entry_texts`` (numbers in ``texts``) and ``entry_kinds`` (field
    times 8 plus level).
    ``spelt`` are the words as written, names apart, each with the number of the term that is its stem; a word stays as
    long as somebody has the stem.
    """

    ids: NDArray[np.int64]
    by_id: NDArray[np.int32]
    keys: dict[str, int]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    gains: NDArray[np.uint16]
    spelt: dict[str, int]
    entry_starts: NDArray[np.int64]
    entry_texts: NDArray[np.int32]
    entry_kinds: NDArray[np.uint8]
    texts: Texts

    def __len__(self) -> int:
        return len(self.ids)

    def frequency(self, key: str) -> int:
        """How many people have a term."""
        term = self.keys.get(key)
        return 0 if term is None else int(self.starts[term + 1] - self.starts[term])

    def people_with(self, key: str) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """The rows of those who have a term, and their gains."""
        term = self.keys.get(key)
        span = slice(0, 0) if term is None else slice(self.starts[term], self.starts[term + 1])
        return self.rows[span], self.gains[span]

    def having(self, keys: Sequence[str]) -> NDArray[np.bool_]:
        """A mask over the rows of those who have every one of these terms as their own, not only in passing."""
        counts = np.zeros(len(self), np.uint8)
        for key in keys:
            rows, gains = self.people_with(key)
            counts[rows[gains >= OWN * WHOLE]] += 1
        every: NDArray[np.bool_] = counts == len(keys)
        return every

    def rows_of(self, ids: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int32]:
        """The rows of those of these people who are here, ordered by id."""
        wanted = np.unique(np.array(ids, np.int64))
        if not len(self):
            return np.empty(0, np.int32)
        places = np.searchsorted(self.ids, wanted, sorter=self.by_id)
        rows: NDArray[np.int32] = self.by_id[places.clip(max=len(self) - 1)]
        here: NDArray[np.int32] = rows[self.ids[rows] == wanted]
        return here

    def entries(self, row: int) -> list[Value]:
        """What the person in a row declared, for the explanation."""
        span = range(self.entry_starts[row], self.entry_starts[row + 1])
        return [
            Value(Field(kind >> 3), self.texts[int(self.entry_texts[place])], LEVELS[kind & 7])
            for place in span
            for kind in (int(self.entry_kinds[place]),)
        ]

    def entries_in(self, fields: Sequence[Field]) -> Iterator[tuple[Field, str]]:
        """Every different entry of these parts of profiles, in an order that does not depend on who came when."""
        parts = self.entry_kinds >> 3
        for field in fields:
            used = np.zeros(len(self.texts), bool)
            used[self.entry_texts[parts == field]] = True
            yield from ((field, text) for text in sorted(map(self.texts.__getitem__, np.flatnonzero(used).tolist())))

    @property
    def size(self) -> int:
        """Bytes of the arrays and texts, without the keys and the words as written."""
        lists = (self.ids, self.by_id, self.starts, self.rows, self.gains)
        entries = (self.entry_starts, self.entry_texts, self.entry_kinds)
        return sum(array.nbytes for array in (*lists, *entries)) + self.texts.nbytes


def in_order(ids: NDArray[np.int64]) -> NDArray[np.int32]:
    """The rows in the order of their ids."""
    return np.argsort(ids, kind="stable").astype(np.int32)


def spans(firsts: NDArray[np.int64], widths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The places ``firsts[n]`` to ``firsts[n] + widths[n]`` of every span, one after the other."""
    before = np.cumsum(widths) - widths
    places: NDArray[np.int64] = np.arange(int(widths.sum())) + np.repeat(firsts - before, widths)
    return places
