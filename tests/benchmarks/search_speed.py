"""How fast a search is over 25,000 made-up people, beside SQLite's full-text search in the same run.

Run with ``python -m tests.benchmarks.search_speed [PEOPLE]``.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from directory.profiles import Profile
from directory.search import SearchIndex
from directory.vocabulary import Vocabulary, load_vocabulary
from tests.benchmarks.fts5 import FullText
from tests.benchmarks.people import invented_people, invented_requests

PEOPLE = 25_000
REQUESTS = 300
TODAY = date(2026, 3, 2)
VOCABULARY = Path(__file__).parents[2] / "config" / "vocabulary"


def run(people: int) -> None:
    """Build both, search both, print both and their ratio."""
    vocabulary = load_vocabulary(VOCABULARY)
    profiles = list(invented_people(people, vocabulary))
    requests = invented_requests(REQUESTS, vocabulary)
    index = SearchIndex(vocabulary)
    build = _seconds(lambda: index.build(profiles))
    peers: list[FullText] = []
    peer_build = _seconds(lambda: peers.append(FullText(profiles)))
    ours = [_seconds(partial(_search, index, text)) for text in requests]
    theirs = [_seconds(partial(peers[0].search, text, 10)) for text in requests]
    one = _seconds(lambda: index.update(profiles[:1]))
    table = Table(title=f"{people:,} people, {REQUESTS} requests")
    for heading in ("", "find-expert", "SQLite FTS5", "ratio"):
        table.add_column(heading, justify="right")
    _row(table, "build, seconds", build, peer_build)
    for share in (50, 95):
        _row(table, f"search p{share}, ms", _percentile(ours, share), _percentile(theirs, share))
    table.add_row("one change visible, ms", f"{one * 1e3:.1f}", "", "")
    table.add_row("memory a person, bytes", f"{_memory(vocabulary, profiles) / people:,.0f}", "", "")
    Console().print(table)


def _search(index: SearchIndex, text: str) -> None:
    index.search(index.understand(text, TODAY), 10)


def _row(table: Table, title: str, ours: float, theirs: float) -> None:
    table.add_row(title, f"{ours:.2f}", f"{theirs:.2f}", f"{ours / theirs:.2f}")


def _percentile(seconds: list[float], share: int) -> float:
    return float(np.percentile(seconds, share)) * 1e3


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def _memory(vocabulary: Vocabulary, profiles: list[Profile]) -> int:
    """Bytes that an index keeps for these people, beyond what the vocabulary takes."""
    tracemalloc.start()
    index = SearchIndex(vocabulary)
    before = tracemalloc.get_traced_memory()[0]
    index.build(profiles)
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return after - before


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
