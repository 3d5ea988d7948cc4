"""Figures beside what was promised, in words."""

from __future__ import annotations

import os


def at_most(figure: float, promised: float, unit: str) -> str:
    """For example "under 50 ms: kept"."""
    return f"under {promised:g} {unit}: {'kept' if figure < promised else 'missed'}"


def at_least(figure: float, promised: float) -> str:
    """For example "at least 0.4: missed"."""
    return f"at least {promised:g}: {'kept' if figure >= promised else 'missed'}"


def machine() -> str:
    """How busy it was: a promise that is missed on a busy machine says little."""
    return f"{os.cpu_count()} processors, {os.getloadavg()[0]:.1f} programs at work on average in the last minute."
