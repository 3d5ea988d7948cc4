"""How often a synonym that the vocabulary does not list any more is read as what it names.

Run with ``python -m tests.benchmarks.synonyms [FILE.csv ...]``: some synonyms of professions, skills and topics are
held out, those of a deployment's own CSV files too, and each is put to what is left. The rows are the reading of search
and its peer, the nearest label by rapidfuzz; no request of the collection is touched.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process
from rich.console import Console
from rich.progress import track
from rich.table import Table

from config.settings import VOCABULARY
from directory.search.concepts import Sense
from directory.search.labels import labels_of
from directory.search.nearest import Nearest
from directory.vocabulary import Kind, Vocabulary, load_vocabulary

HELD_OUT = 0.1
MOST_HELD_OUT = 1_000
KINDS = frozenset({Kind.PROFESSION, Kind.SKILL, Kind.TOPIC})

Labelled = tuple[tuple[str, ...], Sense]


def main(extra: Sequence[Path]) -> None:
    """Hold out, ask, and print how often the first and one of the first three were right."""
    known, asked = held_out(load_vocabulary(VOCABULARY, extra))
    nearest = Nearest.of(known)
    joined = {" ".join(stems): sense.key for stems, sense in known}

    def by_search(stems: Sequence[str]) -> Iterable[str]:
        return (sense.key for sense, _ in nearest.vote(stems, lambda key: True))

    def by_letters(stems: Sequence[str]) -> Iterable[str]:
        best = process.extract(" ".join(stems), joined.keys(), scorer=fuzz.token_sort_ratio, limit=20)
        return dict.fromkeys(joined[label] for label, _, _ in best)

    table = Table(title=f"{len(asked):,} synonyms held out of {len(known) + len(asked):,} labels")
    for column in ("", "first", "first three"):
        table.add_column(column, justify="left" if not column else "right")
    for name, read in (("search", by_search), ("rapidfuzz token_sort_ratio", by_letters)):
        first, three = _right(read, track(asked, name, transient=True))
        table.add_row(name, f"{first / len(asked):.3f}", f"{three / len(asked):.3f}")
    Console().print(table)


def held_out(vocabulary: Vocabulary) -> tuple[list[Labelled], list[Labelled]]:
    """The labels that stay, and synonyms that none of those is the same as; everything keeps a label."""
    labels = [label for label in labels_of(vocabulary) if label.sense.kind in KINDS and label.is_telling]
    pairs: list[Labelled] = [(label.stems, label.sense) for label in labels]
    random.Random(3).shuffle(pairs)
    count = Counter(sense.key for _, sense in pairs)
    chance = random.Random(5)
    known: list[Labelled] = []
    asked: list[Labelled] = []
    for stems, sense in pairs:
        if count[sense.key] > 1 and len(stems) > 1 and chance.random() < HELD_OUT:
            count[sense.key] -= 1
            asked.append((stems, sense))
        else:
            known.append((stems, sense))
    listed = {stems for stems, _ in known}
    return known, [pair for pair in asked if pair[0] not in listed][:MOST_HELD_OUT]


def _right(read: Callable[[Sequence[str]], Iterable[str]], asked: Iterable[Labelled]) -> tuple[int, int]:
    first = three = 0
    for stems, sense in asked:
        best = list(read(stems))[:3]
        first += best[:1] == [sense.key]
        three += sense.key in best
    return first, three


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
