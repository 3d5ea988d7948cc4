"""A server keeps the index in memory, not what making it took."""

from __future__ import annotations

import platform
from pathlib import Path

import pytest

from directory.search.leftovers import give_back

ONE = 50_000  # bytes: less than what the C library takes from the system by itself
MANY = 1_000


def resident() -> int:
    """Bytes that this process holds, as Linux counts them."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4_096


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries keep less, and are not told to")
def test_memory_that_nothing_needs_any_more_is_given_back() -> None:
    some = [bytearray(ONE) for _ in range(MANY)]
    kept = some[::50]
    del some
    before = resident()
    give_back()
    assert before - resident() > MANY * ONE / 2
    assert len(kept) == MANY // 50
