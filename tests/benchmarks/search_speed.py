"""How long somebody waits for people among 25,000 who are in a database.

Run with ``python -m tests.benchmarks.search_speed [PEOPLE]``. The people are those of the sample directory, imported
into SQLite. "Find" is all that somebody waits for before a card is drawn: the request is understood, people ranked,
absences, covers, pools and next free times looked up. How fast, large and good the index alone is, beside its peers, is
measured by ``tests.benchmarks.peers``.
"""

from __future__ import annotations

import sys
import tempfile
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
from directory.roster.plan import Import
from directory.roster.sample import load_sample
from directory.search import SearchIndex
from directory.vocabulary import Vocabulary, load_vocabulary
from tests.benchmarks.promises import at_most, machine
from tests.benchmarks.requests import invented_requests
from tests.benchmarks.timing import percentile, seconds

PEOPLE = 25_000
REQUESTS = 300
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
    """Print how long the start and a find take, and what was promised."""
    live = LiveIndex(engine, SearchIndex(vocabulary))
    start = seconds(live.build)
    waits = [seconds(partial(find, engine, live, text)) for text in invented_requests(REQUESTS, vocabulary)]
    p50, p95 = percentile(waits, 50), percentile(waits, 95)
    table = Table(title=f"{live.people:,} people in SQLite, {REQUESTS} requests")
    for heading in ("", "find-expert", "promised"):
        table.add_column(heading, justify="right")
    table.add_row("read and build at the start, seconds", f"{start:.2f}", at_most(start, PROMISED_BUILD, "s"))
    table.add_row("find p50, ms", f"{p50:.2f}", "")
    table.add_row("find p95, ms", f"{p95:.2f}", at_most(p95, PROMISED_P95, "ms"))
    Console().print(table, machine())


def find(engine: Engine, live: LiveIndex, text: str) -> None:
    """All that somebody waits for before a card is drawn."""
    with reading(engine) as session:
        Finder(live.view(session), NOW).find(text, Refinement())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
