"""What features of a text say of things, as one sparse matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Things = NDArray[np.int32]
Shares = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sparse:
    """A matrix of features by things, kept as flat arrays: feature ``f`` says ``shares[starts[f]:starts[f + 1]]`` of
    the things at the same places, which ascend."""

    features: Mapping[str, int]
    """The number of each, in the order of the numbers."""
    things: Things
    shares: Shares
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, features: Mapping[str, int], rows: NDArray[np.int64], things: Things, shares: Shares) -> Sparse:
        """From the feature, thing and share of each entry; ``rows`` ascend, and so do the things of one row."""
        starts = np.searchsorted(rows, np.arange(len(features) + 1)).astype(np.int64)
        return cls(features, things.astype(np.int32), shares.astype(np.float32), starts)

    def row(self, feature: int) -> tuple[Things, Shares]:
        """The things that a feature, given by its number, says something of, and what."""
        span = slice(self.starts[feature], self.starts[feature + 1])
        return self.things[span], self.shares[span]
