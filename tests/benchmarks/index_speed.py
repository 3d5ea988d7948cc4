"""How fast the index is built, changed and searched, and what it takes, at any size.

Run with ``python -m tests.benchmarks.index_speed [PEOPLE]``, 500,000 unless told otherwise (at that size it takes some
four minutes and 4 GB, most of it for the people). The people are those of the sample directory. Folding is what the
index does beside everything else when much has changed; the last rows are searches and changes while it does.
"""

from __future__ import annotations

import gc
import sys
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from config.settings import VOCABULARY
from directory.profiles import Profile
from directory.search import SearchIndex
from directory.search.folding import FOLD_SHARE
from directory.search.leftovers import give_back
from directory.vocabulary import Vocabulary, load_vocabulary
from tests.benchmarks.promises import at_most, machine
from tests.benchmarks.requests import invented_requests
from tests.benchmarks.timing import percentile, seconds
from tests.collection.people import people
from tests.directory.search.test_stuffing import ODD

PEOPLE = 500_000
REQUESTS = 300
WEIGHED = 25_000  # people whose memory is counted to the byte: counting makes building many times slower
TODAY = date(2026, 3, 2)
PROMISED_P95 = 8  # milliseconds, understanding included
PROMISED_CHANGE = 1  # seconds until a change is seen, at any moment
PROMISED_BUILD = 90  # seconds
PROMISED_BYTES = 1_500  # a person
PROMISED_ODD = 250  # milliseconds for the oddest request


def main(count: int) -> None:
    """Build, search, change and fold; print each beside what was promised."""
    vocabulary = load_vocabulary(VOCABULARY)
    everybody = [Profile(**{name: getattr(one, name) for name in Profile.__slots__}) for one in people(count)]
    gc.collect()
    gc.freeze()  # the people are the benchmark's own and are not to slow the collector down
    index = SearchIndex(vocabulary)
    give_back()  # what making the people left over is not to be counted as the index giving it back
    before = _resident()
    table = Table(title=f"{count:,} people")
    for heading in ("", "find-expert", "promised"):
        table.add_column(heading, justify="right")
    build = seconds(lambda: index.build(everybody))
    gc.collect()
    table.add_row("build, seconds", f"{build:.1f}", at_most(build, PROMISED_BUILD, "s"))
    taken = (_resident() - before) / count
    table.add_row("memory of the process, bytes a person", f"{taken:,.0f}", at_most(taken, PROMISED_BYTES, "bytes"))
    segment = index.edition.segments[0]
    table.add_row("of which arrays and texts", f"{segment.size / count:,.0f}", "")
    _searches(table, index, vocabulary)
    for number in (1, 100, 1_000):
        changed = _changed(everybody, number, 0)
        change = seconds(partial(index.update, changed))
        table.add_row(f"{number:,} changed, ms", f"{change * 1e3:.1f}", at_most(change, PROMISED_CHANGE, "s"))
    _folding(table, index, everybody, vocabulary)
    table.add_row("memory counted in a small index, bytes a person", f"{_counted(vocabulary, everybody):,.0f}", "")
    Console().print(table, machine())


def _search(index: SearchIndex, text: str) -> None:
    index.search(index.understand(text, TODAY), 10)


def _searches(table: Table, index: SearchIndex, vocabulary: Vocabulary) -> None:
    requests = invented_requests(REQUESTS, vocabulary)
    reading = [seconds(partial(index.understand, text, TODAY)) for text in requests]
    taken = [seconds(partial(_search, index, text)) for text in requests]
    for share in (50, 95):
        promised = at_most(percentile(taken, share), PROMISED_P95, "ms") if share == 95 else ""
        table.add_row(f"understand p{share}, ms", f"{percentile(reading, share):.2f}", "")
        table.add_row(f"understand and search p{share}, ms", f"{percentile(taken, share):.2f}", promised)
    odd = {name: min(seconds(partial(_search, index, text)) for _ in range(3)) * 1e3 for name, text in ODD.items()}
    worst = max(odd, key=lambda name: odd[name])
    table.add_row(f"oddest request ({worst}), ms", f"{odd[worst]:.1f}", at_most(odd[worst], PROMISED_ODD, "ms"))


def _folding(table: Table, index: SearchIndex, everybody: Sequence[Profile], vocabulary: Vocabulary) -> None:
    """Change so many that the main part is made anew, and search and change on meanwhile."""
    requests = invented_requests(REQUESTS, vocabulary)
    batch = max(1, min(1_000, len(everybody) // 10))
    rounds = int(len(everybody) * FOLD_SHARE / batch) + 2
    changes, searches = [], []
    for number in range(rounds):
        changes.append(seconds(partial(index.update, _changed(everybody, batch, number))))
        searches += [seconds(partial(_search, index, requests[(number + n) % REQUESTS])) for n in range(3)]
    folding = seconds(_Alongside(index, everybody, requests, changes, searches))
    table.add_row(f"worst change of {rounds} times {batch:,}, ms", f"{max(changes) * 1e3:.0f}", _seen(max(changes)))
    table.add_row("folding after the last of them, seconds", f"{folding:.1f}", "")
    table.add_row("search meanwhile p95, ms", f"{percentile(searches, 95):.1f}", "")
    table.add_row("worst search meanwhile, ms", f"{max(searches) * 1e3:.0f}", _seen(max(searches)))


class _Alongside:
    """Searches and changes of one person until the index has folded."""

    def __init__(
        self,
        index: SearchIndex,
        everybody: Sequence[Profile],
        requests: Sequence[str],
        changes: list[float],
        searches: list[float],
    ) -> None:
        self.index, self.everybody, self.requests = index, everybody, requests
        self.changes, self.searches = changes, searches

    def __call__(self) -> None:
        number = 0
        while self.index.is_folding:
            self.changes.append(seconds(partial(self.index.update, _changed(self.everybody, 1, number * 3))))
            self.searches.append(seconds(partial(_search, self.index, self.requests[number % REQUESTS])))
            number += 1


def _seen(figure: float) -> str:
    return at_most(figure, PROMISED_CHANGE, "s")


def _changed(everybody: Sequence[Profile], count: int, first: int) -> list[Profile]:
    step = max(1, len(everybody) // max(count, 1))
    return [replace(everybody[(first + n * step) % len(everybody)], topics=("fishing",)) for n in range(count)]


def _counted(vocabulary: Vocabulary, everybody: Sequence[Profile]) -> float:
    """Bytes a person of an index of the first people, beyond what the vocabulary takes."""
    some = everybody[:WEIGHED]
    tracemalloc.start()
    index = SearchIndex(vocabulary)
    before = tracemalloc.get_traced_memory()[0]
    index.build(some)
    gc.collect()
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return (after - before) / max(len(some), 1)


def _resident() -> int:
    """Bytes that this process holds, as Linux counts them."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4_096


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
