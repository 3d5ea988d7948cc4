"""Gives back to the system what making a part of the index has left over."""

from __future__ import annotations

import ctypes

WORTHWHILE = 10_000
"""People of a part from which what it leaves over is worth a hundredth of a second: some ten megabytes."""


def give_back() -> None:
    """Let go of freed memory that the C library keeps for later, where it does: glibc's kept as much as the index."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
