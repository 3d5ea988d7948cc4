"""How well the requests that search may be tuned on are answered, kind by kind.

Run with ``python -m tests.benchmarks.tuning [KIND]``: with a kind, every request of it that is answered badly, with how
it was read. It never touches the half that nothing is tuned on: that is for ``tests.benchmarks.peers``, in the end.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from rich.console import Console
from rich.progress import track
from rich.table import Table

from config.settings import VOCABULARY
from directory.search import SearchIndex
from directory.vocabulary import load_vocabulary
from tests.benchmarks.peers.find_expert import TODAY
from tests.collection.judging import Crowd
from tests.collection.measures import ndcg
from tests.collection.people import people
from tests.collection.requests import Asked, Half, more_requests, requests

BADLY = 0.5  # nDCG@10 below which a request is shown


def main(kind: str | None) -> None:
    """Answer every request, and print a table of means or what went wrong."""
    console = Console()
    everybody = list(people())
    index = SearchIndex(load_vocabulary(VOCABULARY))
    index.build(everybody)
    crowd = Crowd(everybody)

    def score(asked: Asked, text: str) -> float:
        hits = index.search(index.understand(text, TODAY), 10)
        return ndcg([hit.id for hit in hits], asked.judged(crowd))

    sets = {
        "requests": [asked for asked in requests() if asked.half is Half.TUNING],
        "more requests": more_requests(),
    }
    if kind is None:
        console.print(_table(sets, score))
        return
    for asked in (asked for some in sets.values() for asked in some if asked.kind == kind):
        if (found := score(asked, asked.text)) < BADLY:
            console.print(f"[bold]{found:.2f}[/] {asked.text}", _read(index, asked.text), "", sep="\n", highlight=False)


def _table(sets: dict[str, Sequence[Asked]], score: Callable[[Asked, str], float]) -> Table:
    table = Table(title="nDCG@10, as written / misspelt")
    table.add_column("kind")
    columns: list[dict[str, str]] = []
    for name, some in sets.items():
        table.add_column(f"{name} ({len(some)})", justify="right")
        scores: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for asked in track(some, name, transient=True):
            pair = score(asked, asked.text), score(asked, asked.misspelt)
            for kind in (asked.kind, "all"):
                scores[kind].append(pair)
        columns.append({kind: _means(pairs) for kind, pairs in scores.items()})
    kinds = dict.fromkeys(kind for column in columns for kind in column)
    for kind in sorted(kinds, key=lambda kind: kind == "all"):
        table.add_row(kind, *(column.get(kind, "–") for column in columns))
    return table


def _means(pairs: Iterable[tuple[float, float]]) -> str:
    return " / ".join(f"{sum(each) / len(each):.3f}" for each in zip(*pairs, strict=True))


def _read(index: SearchIndex, text: str) -> str:
    understood = index.understand(text, TODAY)
    named = "; ".join(f"{concept.kind}: {concept.name} ({concept.typed})" for concept in understood.concepts)
    return f"  read as {named or 'nothing'}; left over: {' '.join(understood.words) or 'nothing'}"


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
