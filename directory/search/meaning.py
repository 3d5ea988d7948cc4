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

    def of_phrases(self, phrases: Sequence[Sequence[str]], weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """What phrases mean (phrases by numbers), given the stems of each and, in one row, how telling each stem is.

        The vectors are no longer than 1, shorter by the share of words that are unknown; all 0 when none is known.
        """
        places = np.array([self.places.get(stem, -1) for phrase in phrases for stem in phrase], np.int64)
        owners = np.repeat(np.arange(len(phrases)), np.array([len(phrase) for phrase in phrases], np.int64))
        known = places >= 0
        vectors = self.vectors[places[known]].astype(np.float32)
        vectors *= (weights[known] / np.maximum(_lengths(vectors), 1.0))[:, np.newaxis]
        starts = np.flatnonzero(np.diff(owners[known], prepend=-1))
        summed = np.zeros((len(phrases), self.numbers), np.float32)
        summed[owners[known][starts]] = np.add.reduceat(vectors, starts) if starts.size else vectors
        weight_known = np.bincount(owners, weights * known, len(phrases))
        whole = np.bincount(owners, weights, len(phrases)) * _lengths(summed)
        scale = np.divide(weight_known, whole, out=np.zeros_like(whole), where=whole > 0).astype(np.float32)
        summed *= scale[:, np.newaxis]
        return summed

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


def _lengths(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    squares: NDArray[np.float32] = np.einsum("ij,ij->i", vectors, vectors)
    return np.sqrt(squares)


@cache
def meanings() -> Meanings:
    """Those that ship, read once."""
    return Meanings.load(FILE)
