"""How good the ranking is on anybody's requests with judgements.

Run with ``python -m tests.benchmarks.search_quality --people FILE.csv --requests A.tsv --qrels FILE``; more files of
requests, and words with ``--vocabulary FILE.csv``, may be added. Requests are ``id<TAB>text``, judgements TREC qrels by
``staff_id``; ``.gz`` files are read too.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from directory.model import Level
from directory.profiles import Profile, Skill
from directory.search import SearchIndex
from directory.vocabulary import load_vocabulary
from tests.collection.measures import ndcg
from tests.collection.trec import opened, read_qrels, read_requests

TODAY = date(2026, 3, 2)
VOCABULARY = Path(__file__).parents[2] / "config" / "vocabulary"
DEPTH = 10


def run(people: Path, requests: list[Path], qrels: Path, vocabulary: list[Path]) -> None:
    """Print nDCG@10 of each file of requests: all of them, and the even and the odd ones (tune on one half only)."""
    profiles = list(_profiles(people))
    staff = {profile.id: profile.staff_id for profile in profiles}
    index = SearchIndex(load_vocabulary(VOCABULARY, vocabulary))
    index.build(profiles)
    judged = read_qrels(qrels)
    table = Table(title=f"nDCG@{DEPTH} over {len(profiles):,} people")
    for heading in ("requests", "all", "even", "odd"):
        table.add_column(heading)
    for path in requests:
        scores = [
            ndcg([staff[hit.id] for hit in index.search(index.understand(text, TODAY), DEPTH)], judged[request], DEPTH)
            for request, text in read_requests(path).items()
            if request in judged
        ]
        halves = (scores, scores[::2], scores[1::2])
        table.add_row(path.name, *(f"{sum(half) / max(len(half), 1):.3f}" for half in halves))
    Console().print(table)


def _profiles(path: Path) -> Iterator[Profile]:
    with opened(path) as file:
        for id_, row in enumerate(csv.DictReader(file), 1):
            yield Profile(
                id=id_,
                person_id=id_,
                staff_id=row.get("staff_id") or row.get("email") or str(id_),
                name=row.get("name", ""),
                role=row.get("role", ""),
                professions=_list(row, "professions"),
                skills=tuple(map(_skill, _list(row, "skills"))),
                topics=_list(row, "topics"),
                ask_me_about=row.get("ask_me_about", ""),
                experience=_list(row, "experience"),
                organisation=row.get("organisation", ""),
                team=row.get("team", ""),
                location=row.get("location", ""),
                region=row.get("region", ""),
                pool=row.get("pool", ""),
            )


def _list(row: dict[str, str], column: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in row.get(column, "").split(";") if part.strip())


def _skill(text: str) -> Skill:
    name, _, level = text.rpartition(":")
    return Skill(name, Level(level)) if name and level in set(Level) else Skill(text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=Path, required=True)
    parser.add_argument("--requests", type=Path, required=True, action="append")
    parser.add_argument("--qrels", type=Path, required=True)
    parser.add_argument("--vocabulary", type=Path, action="append", default=[])
    given = parser.parse_args()
    run(given.people, given.requests, given.qrels, given.vocabulary)
