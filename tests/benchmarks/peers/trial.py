"""What engines are tried on: people, requests, and judgements of who fits which request how well."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, cast

from directory.model import Level
from directory.profiles import Profile, Skill
from tests.benchmarks.peers.run import Question, save_people

Judged = Mapping[int, int]
"""Grades by the ids of people; who is not in it is 0."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A table's worth of work. ``people`` is a file of theirs."""

    title: str
    people: Path
    count: int
    questions: Sequence[Question]
    judged: Mapping[str, Judged]
    """By the ids of the questions."""
    own: bool = False
    """Whether these are the requests of the project's own collection that nothing was tuned on."""


@dataclass(frozen=True, slots=True)
class Files:
    """Anybody's own: a directory as CSV, requests as ``id<TAB>text`` in two spellings, judgements as TREC qrels by
    ``staff_id``. All may be gzipped."""

    people: Path
    requests: Path
    misspelt: Path
    qrels: Path

    def trial(self, folder: Path) -> Trial:
        """Reads them all. ``folder`` takes the file of people."""
        profiles = list(_profiles(self.people))
        ids = {profile.staff_id: profile.id for profile in profiles}
        saved = folder / "people"
        save_people(profiles, saved)
        grades = _judgements(self.qrels)
        judged = {
            request: {ids[staff]: grade for staff, grade in graded.items() if staff in ids}
            for request, graded in grades.items()
        }
        misspelt = dict(_requests(self.misspelt))
        questions = [
            Question(id_, text, misspelt[id_])
            for id_, text in _requests(self.requests)
            if id_ in judged and id_ in misspelt
        ]
        return Trial(f"{self.people.name}, {self.requests.name}", saved, len(profiles), questions, judged)


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return cast(TextIO, gzip.open(path, "rt", encoding="utf-8-sig", newline=""))
    return path.open(encoding="utf-8-sig", newline="")


def _profiles(path: Path) -> Iterator[Profile]:
    with _open(path) as file:
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


def _requests(path: Path) -> Iterator[tuple[str, str]]:
    with _open(path) as file:
        for line in file:
            request, _, text = line.rstrip("\r\n").partition("\t")
            yield request, text


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    with _open(path) as file:
        for line in file:
            request, _, staff, grade = line.split()
            judged[request][staff] = int(grade)
    return dict(judged)
