"""How much a test tries out: little by default, fifty times as much with ``make test-full``."""

from __future__ import annotations

import os

FULL = os.environ.get("FIND_EXPERT_TESTS_FULL") == "1"
TIMES = 50


def examples(usual: int, full: int = 0) -> int:
    """How many examples, rounds or rows to try: ``usual``; in a full run ``full``, or fifty times as many."""
    return (full or usual * TIMES) if FULL else usual
