"""One immutable part of the index: who has which term how strongly, in flat arrays, and the words that explain it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from directory.model import Level
from directory.search.fields import Field, Value

OWN = 0.45
"""The gain from which a term is somebody's own: what they declare gives more, what they mention in passing less."""

LEVELS: tuple[Level | None, ...] = (None, *Level)


@dataclass(frozen=True, slots=True)
class Texts:
    """The entries of profiles, each different text once. Text ``n`` is ``blob[starts[n]:starts[n + 1]]`` in UTF-8."""

    blob: bytes
    starts: NDArray[np.int64]

    def __getitem__(self, number: int) -> str:
        return self.blob[self.starts[number] : self.starts[number + 1]].decode()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        encoded = [text.encode() for text in texts]
        return cls(b"".join(encoded), np.cumsum([0, *map(len, encoded)], dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Segment:
    """People in rows, ordered by id.

    The people who have term ``keys[key] = t`` are ``rows[starts[t]:starts[t + 1]]``, ascending, with what each gets for
    it (0 to 1, before rarity) in ``gains`` at the same places. The entries of row ``r`` are ``entry_starts[r]`` to
    ``entry_starts[r + 1]`` of ``entry_texts`` (numbers in ``texts``) and ``entry_kinds`` (field times 8 plus level).
    """

    ids: NDArray[np.int64]
    keys: dict[str, int]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    gains: NDArray[np.float16]
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

    def people_with(self, key: str) -> tuple[NDArray[np.int32], NDArray[np.float16]]:
        """The rows of those who have a term, and their gains."""
        term = self.keys.get(key)
        span = slice(0, 0) if term is None else slice(self.starts[term], self.starts[term + 1])
        return self.rows[span], self.gains[span]

    def having(self, keys: Sequence[str]) -> NDArray[np.bool_]:
        """A mask over the rows of those who have every one of these terms as their own, not only in passing."""
        masks = np.zeros((len(keys), len(self)), bool)
        for mask, key in zip(masks, keys, strict=True):
            rows, gains = self.people_with(key)
            mask[rows[gains >= OWN]] = True
        having: NDArray[np.bool_] = masks.all(axis=0)
        return having

    def row_of(self, id_: int) -> int | None:
        row = int(np.searchsorted(self.ids, id_))
        return row if row < len(self.ids) and self.ids[row] == id_ else None

    def entries(self, row: int) -> list[Value]:
        """What the person in a row declared, for the explanation."""
        span = range(self.entry_starts[row], self.entry_starts[row + 1])
        return [
            Value(Field(kind >> 3), self.texts[int(self.entry_texts[place])], LEVELS[kind & 7])
            for place in span
            for kind in (int(self.entry_kinds[place]),)
        ]

    @property
    def size(self) -> int:
        """Bytes of the arrays and texts, without the keys."""
        arrays = (self.ids, self.starts, self.rows, self.gains, self.entry_starts, self.entry_texts, self.entry_kinds)
        return sum(part.nbytes for part in arrays) + len(self.texts.blob) + self.texts.starts.nbytes


class Packed(TypedDict):
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    gains: NDArray[np.float16]


class _Entries(TypedDict):
    entry_starts: NDArray[np.int64]
    entry_texts: NDArray[np.int32]
    entry_kinds: NDArray[np.uint8]
    texts: Texts


def merged(parts: Sequence[tuple[Segment, NDArray[np.bool_]]]) -> Segment:
    """One segment of the people kept of each part (a mask over its rows); nobody may be kept twice."""
    ids = np.concatenate([part.ids[keep] for part, keep in parts])
    order = np.argsort(ids, kind="stable")
    place = np.empty(len(ids), np.int32)
    place[order] = np.arange(len(ids), dtype=np.int32)
    keys: dict[str, int] = {}
    columns, rows, gains, first = [], [], [], 0
    for part, keep in parts:
        renamed = np.array([keys.setdefault(key, len(keys)) for key in part.keys], np.int32)
        moved = np.full(len(part), -1, np.int32)
        moved[keep] = place[first : first + int(keep.sum())]
        first += int(keep.sum())
        staying = moved[part.rows] >= 0
        columns.append(np.repeat(renamed, np.diff(part.starts))[staying])
        rows.append(moved[part.rows[staying]])
        gains.append(part.gains[staying])
    return Segment(
        ids[order],
        keys,
        **packed(np.concatenate(columns), np.concatenate(rows), np.concatenate(gains), len(keys)),
        **_merged_entries(parts, order),
    )


def packed(columns: NDArray[np.int32], rows: NDArray[np.int32], gains: NDArray[np.float16], size: int) -> Packed:
    order = np.lexsort((rows, columns))
    starts = np.concatenate(([0], np.cumsum(np.bincount(columns, minlength=size)))).astype(np.int64)
    return {"starts": starts, "rows": rows[order], "gains": gains[order]}


def _merged_entries(parts: Sequence[tuple[Segment, NDArray[np.bool_]]], order: NDArray[np.intp]) -> _Entries:
    numbers: dict[str, int] = {}
    people: list[tuple[list[int], bytes]] = []
    for part, keep in parts:
        for row in np.flatnonzero(keep):
            span = slice(part.entry_starts[row], part.entry_starts[row + 1])
            texts = [numbers.setdefault(part.texts[number], len(numbers)) for number in part.entry_texts[span].tolist()]
            people.append((texts, part.entry_kinds[span].tobytes()))
    ordered = [people[place] for place in order]
    return {
        "entry_starts": np.cumsum([0, *(len(texts) for texts, _ in ordered)], dtype=np.int64),
        "entry_texts": np.array([number for texts, _ in ordered for number in texts], np.int32),
        "entry_kinds": np.frombuffer(b"".join(kinds for _, kinds in ordered), np.uint8),
        "texts": Texts.of(numbers),
    }
