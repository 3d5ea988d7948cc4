"""The words that people wrote, each different text once, packed so that many take little room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Texts:
    """Text ``n`` is ``blob[starts[n]:starts[n + 1]]`` in UTF-8.

    ``marks`` are Python's 64-bit hashes, by which a text of another pack is recognised: two different ones share a mark
    less than once in ten million directories of a million texts.
    """

    blob: NDArray[np.uint8]
    starts: NDArray[np.int64]
    marks: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.marks)

    def __getitem__(self, number: int) -> str:
        return self.blob[self.starts[number] : self.starts[number + 1]].tobytes().decode()

    @property
    def nbytes(self) -> int:
        return self.blob.nbytes + self.starts.nbytes + self.marks.nbytes

    @classmethod
    def of(cls, texts: Iterable[str]) -> Texts:
        """A pack of different texts, in their order."""
        every = list(texts)
        encoded = [text.encode() for text in every]
        return cls(
            np.frombuffer(b"".join(encoded), np.uint8),
            np.cumsum([0, *map(len, encoded)], dtype=np.int64),
            np.fromiter(map(hash, every), np.int64, len(every)),
        )


def packed_together(packs: Sequence[Texts], used: Sequence[NDArray[np.bool_]]) -> tuple[Texts, list[NDArray[np.int32]]]:
    """One pack of the texts that are used (a mask over each pack), and for each pack the new numbers of its texts."""
    marks = np.concatenate([pack.marks[kept] for pack, kept in zip(packs, used, strict=True)])
    _, first, which = np.unique(marks, return_index=True, return_inverse=True)
    ranks = np.empty(len(first), np.int32)
    ranks[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    stays = np.zeros(len(marks), bool)
    stays[first] = True
    numbers, blobs, lengths, done = [], [], [], 0
    for pack, kept in zip(packs, used, strict=True):
        size = int(kept.sum())
        renamed = np.full(len(pack), -1, np.int32)
        renamed[kept] = ranks[which[done : done + size]]
        new = kept.copy()
        new[kept] = stays[done : done + size]
        widths = np.diff(pack.starts)
        blobs.append(pack.blob[np.repeat(new, widths)])
        lengths.append(widths[new])
        numbers.append(renamed)
        done += size
    starts = np.concatenate(([0], np.cumsum(np.concatenate(lengths)))).astype(np.int64)
    return Texts(np.concatenate(blobs), starts, marks[stays]), numbers
