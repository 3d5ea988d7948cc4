"""How much a test tries out: little by default, fifty times as much with ``make test-full``."""

from __future__ import annotations

import os

FULL = os.environ.get("FIND_EXPERT_TESTS_FULL") == "1"
TIMES = 50


def examples(usual: int) -> int:
    """How many examples, rounds or rows to try: ``usual``, or fifty times as many in a full run."""
    return usual * TIMES if FULL else usual
