"""How fast people are found among 25,000, beside SQLite's full-text search in the same run.

Run with ``python -m tests.benchmarks.search_speed [PEOPLE]``. The people are those of the sample directory, imported
into SQLite. "Search" is the index alone, which is what the peer does too; "find" is all that somebody waits for before
a card is drawn: the request is understood, people ranked, absences, covers, pools and next free times looked up.
"""

from __future__ import annotations

import sys
import tempfile
import tracemalloc
from datetime import UTC, datetime
from functools import partial

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from adapters.schema import upgrade
from bot.finding.find_expert import Finder
from bot.finding.refinement import Refinement
from config.settings import SAMPLE, VOCABULARY
from directory.database import connected, reading
from directory.live import LiveIndex
from directory.profiles import Profile, profiles_changed_since
from directory.roster.plan import Import
from directory.roster.sample import load_sample
from directory.search import SearchIndex
from directory.vocabulary import Vocabulary, load_vocabulary
from tests.benchmarks.fts5 import FullText
from tests.benchmarks.promises import at_most, machine
from tests.benchmarks.requests import invented_requests
from tests.benchmarks.timing import percentile, seconds

PEOPLE = 25_000
REQUESTS = 300
WEIGHED = 5_000  # people whose memory is counted: counting makes building many times slower
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
PROMISED_BUILD = 15  # seconds, at 25,000 people
PROMISED_P95 = 50  # milliseconds, at 25,000 people


def main(people: int) -> None:
    """Fill a directory of its own in a temporary folder, and measure on it."""
    vocabulary = load_vocabulary(VOCABULARY)
    with tempfile.TemporaryDirectory() as folder, connected(f"sqlite:///{folder}/directory.db") as engine:
        upgrade(engine)
        load_sample(SAMPLE, engine, Import(vocabulary, NOW, "benchmark"), people)
        measure(engine, vocabulary)


def measure(engine: Engine, vocabulary: Vocabulary) -> None:
    """Build both, search both, print both, their ratio, and what was promised."""
    with reading(engine) as session:
        profiles = list(profiles_changed_since(session, -1))
    requests = invented_requests(REQUESTS, vocabulary)
    index = SearchIndex(vocabulary)
    build = seconds(lambda: index.build(profiles))
    peers: list[FullText] = []
    peer_build = seconds(lambda: peers.append(FullText(profiles)))
    live = LiveIndex(engine, SearchIndex(vocabulary))
    start = seconds(live.build)
    ours = [seconds(partial(_search, index, text)) for text in requests]
    theirs = [seconds(partial(peers[0].search, text, 10)) for text in requests]
    waits = [seconds(partial(find, engine, live, text)) for text in requests]
    one = seconds(lambda: index.update(profiles[:1]))

    table = Table(title=f"{len(profiles):,} people, {REQUESTS} requests")
    for heading in ("", "find-expert", "SQLite FTS5", "ratio", "promised"):
        table.add_column(heading, justify="right")
    _row(table, "build, seconds", build, peer_build, at_most(build, PROMISED_BUILD, "s"))
    table.add_row("read and build at the start, seconds", f"{start:.2f}", "", "", at_most(start, PROMISED_BUILD, "s"))
    for share in (50, 95):
        figure, wait = percentile(ours, share), percentile(waits, share)
        _row(table, f"search p{share}, ms", figure, percentile(theirs, share), _promised(figure, share))
        table.add_row(f"find p{share}, ms", f"{wait:.2f}", "", "", _promised(wait, share))
    table.add_row("one change visible, ms", f"{one * 1e3:.1f}", "", "", "")
    memory = _memory(vocabulary, profiles[:WEIGHED]) / len(profiles[:WEIGHED])
    table.add_row("memory a person, bytes", f"{memory:,.0f}", "", "", "")
    Console().print(table, machine())


def _search(index: SearchIndex, text: str) -> None:
    index.search(index.understand(text, NOW.date()), 10)


def find(engine: Engine, live: LiveIndex, text: str) -> None:
    """All that somebody waits for before a card is drawn."""
    with reading(engine) as session:
        Finder(live.view(session), NOW).find(text, Refinement())


def _row(table: Table, title: str, ours: float, theirs: float, promised: str) -> None:
    table.add_row(title, f"{ours:.2f}", f"{theirs:.2f}", f"{ours / theirs:.2f}", promised)


def _promised(figure: float, share: int) -> str:
    return at_most(figure, PROMISED_P95, "ms") if share == 95 else ""


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
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
