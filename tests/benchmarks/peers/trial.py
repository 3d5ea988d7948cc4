"""What engines are tried on: people, requests, and judgements of who fits which request how well."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from directory.model import Level
from directory.profiles import Profile, Skill
from tests.benchmarks.peers.run import Question, save_people
from tests.collection.judging import Crowd
from tests.collection.people import FictionalExpert, people
from tests.collection.requests import Half, requests
from tests.collection.trec import opened, read_qrels, read_requests

Judged = Mapping[int, int]
"""Grades by the ids of people; who is not in it is 0."""


Watched = Callable[[Iterable[FictionalExpert]], Iterable[FictionalExpert]]
"""Passes people on as they are made: to show how many there are."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A table's worth of work: ``count`` people in a file, and requests with the grades of whoever fits them."""

    people: Path
    count: int
    questions: Sequence[Question]
    judged: Mapping[str, Judged]
    """By the ids of the questions."""
    least: int = 1
    """The grade from which success@1 and MRR count somebody."""
    own: bool = False
    """Whether these are the requests of the project's own collection that nothing was tuned on."""


def collected(count: int, half: Half, folder: Path, watched: Watched = iter) -> Trial:
    """The project's own collection over ``count`` people, without requests that fit none of them.

    Of its grades 0 to 3, success@1 and MRR count 2 and 3, as is usual for four grades (Craswell and others, "Overview
    of the TREC 2019 deep learning track"): a 1 is somebody to fall back on.
    """
    everybody = list(watched(people(count)))
    saved = folder / f"{count} people"
    save_people(everybody, saved)
    crowd = Crowd(everybody)
    asked = [one for one in requests() if one.half is half]
    judged = {one.id: grades for one in asked if (grades := one.judged(crowd))}
    questions = [Question(one.id, one.text, one.misspelt) for one in asked if one.id in judged]
    return Trial(saved, count, questions, judged, least=2, own=half is Half.TEST)


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
        grades = read_qrels(self.qrels)
        judged = {
            request: {ids[staff]: grade for staff, grade in graded.items() if staff in ids}
            for request, graded in grades.items()
        }
        misspelt = read_requests(self.misspelt)
        both = judged.keys() & misspelt.keys()
        texts = read_requests(self.requests)
        questions = [Question(id_, text, misspelt[id_]) for id_, text in texts.items() if id_ in both]
        return Trial(saved, len(profiles), questions, judged)


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
