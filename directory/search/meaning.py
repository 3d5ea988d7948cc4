"""What ordinary words mean, as short vectors: words of one meaning point the same way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parents[2] / "config" / "words" / "vectors.npz"
"""Distilled by ``config/words/distil.py``."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """Vectors of stems: row ``places[stem]`` of ``vectors`` (stems by numbers, int8, all of about one length)."""

    places: Mapping[str, int]
    vectors: NDArray[np.int8]

    def __contains__(self, stem: str) -> bool:
        return stem in self.places

    @property
    def numbers(self) -> int:
        """How many numbers a vector has."""
        return int(self.vectors.shape[1])

    def of_phrase(self, stems: Sequence[str], weights: Sequence[float]) -> NDArray[np.float32]:
        """What a phrase means, given its stems and how telling each is: a vector no longer than 1, shorter by the share
        of words that are unknown; all 0 when none is known."""
        summed = np.zeros(self.numbers, np.float32)
        known = 0.0
        for stem, weight in zip(stems, weights, strict=True):
            if stem in self.places:
                vector = self.vectors[self.places[stem]].astype(np.float32)
                summed += vector * np.float32(weight / (np.linalg.norm(vector) or 1.0))
                known += weight
        length = float(np.linalg.norm(summed))
        return summed * np.float32(known / (sum(weights) * length)) if length else summed

    @classmethod
    def of(cls, stems: Sequence[str], vectors: NDArray[np.float32]) -> Meanings:
        """Keep vectors (stems by numbers) in a byte a number."""
        largest = np.abs(vectors).max(axis=1, keepdims=True)
        return cls({stem: place for place, stem in enumerate(stems)}, np.round(vectors * 127 / largest).astype(np.int8))

    def save(self, path: Path) -> None:
        """Write a file that ``load`` reads."""
        np.savez_compressed(path, stems=np.frombuffer("\n".join(self.places).encode(), np.uint8), vectors=self.vectors)

    @classmethod
    def load(cls, path: Path) -> Meanings:
        """Read what ``save`` wrote."""
        with np.load(path) as file:
            stems = file["stems"].tobytes().decode().split("\n")
            return cls({stem: place for place, stem in enumerate(stems)}, file["vectors"])


@cache
def meanings() -> Meanings:
    """Those that ship, read once."""
    return Meanings.load(FILE)
