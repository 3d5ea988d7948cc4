"""How long something takes, and how long most of many take."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def percentile(taken: Sequence[float], share: int) -> float:
    """In milliseconds: ``share`` of a hundred took no longer."""
    return float(np.percentile(taken, share)) * 1e3
