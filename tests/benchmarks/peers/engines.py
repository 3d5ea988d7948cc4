"""The engines of the table, ourselves first, and which of them can be had here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.benchmarks.peers import Opening, bm25s, find_expert, fts5, postgresql, rapidfuzz, tantivy
from tests.clients.postgresql import HOW, binaries


@dataclass(frozen=True, slots=True)
class Engine:
    """A row of the table."""

    name: str
    opening: Opening
    reads_everybody: bool = False
    """It looks at every person for every request: where there are many people, it is given fewer requests."""
    in_this_process: bool = True
    """False where a server holds the index, as much of it as it was told to."""


OURS = "find-expert"


def engines(vocabulary: Sequence[Path] = ()) -> list[Engine]:
    """All of them; ``vocabulary`` is what a deployment adds to ours. None but ours can use one."""
    return [
        Engine(OURS, partial(find_expert.opened, more_vocabulary=tuple(vocabulary))),
        Engine("tantivy", tantivy.opened),
        Engine("PostgreSQL, pg_trgm", postgresql.opened, in_this_process=False),
        Engine("bm25s", bm25s.opened),
        Engine("SQLite FTS5", fts5.opened),
        Engine("rapidfuzz", rapidfuzz.opened, reads_everybody=True),
    ]


def why_not_here(engine: Engine) -> str:
    """What is missing for it, and how to get it; empty where nothing is."""
    return "" if engine.in_this_process or binaries() else f"{engine.name} is not here. To get it: {HOW}"
