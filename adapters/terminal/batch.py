"""Many requests at once, for measuring: a TREC run of relevance alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import track
from sqlmodel import Session, col, select

from directory.errors import WrongFileError
from directory.model import Expert, Person
from directory.search import SearchIndex

RUN_LENGTH = 100
TAG = "find-expert"


def write_run(
    index: SearchIndex, session: Session, queries: Path, run: Path, limit: int, today: date, progress: Console
) -> int:
    """Answer every ``id<TAB>text`` line of ``queries`` and write ``qid Q0 staff_id rank score find-expert`` lines.

    No availability filter and no load rotation. People without a staff number are named by their email address.
    Returns the number of requests. Raises WrongFileError naming the line that is wrong.
    """
    requests = _requests(queries)
    rows = session.exec(
        select(Expert.id, Person.staff_id, Person.email).join(Person, col(Person.id) == Expert.person_id)
    )
    names = {id_: staff_id or email for id_, staff_id, email in rows}
    try:
        with run.open("w", encoding="utf-8") as file:
            for qid, text in track(requests, description="Searching", console=progress, transient=True):
                hits = index.search(index.understand(text, today), limit)
                for rank, hit in enumerate(hits, 1):
                    file.write(f"{qid} Q0 {names.get(hit.id)} {rank} {hit.score:.6f} {TAG}\n")
    except OSError as error:
        raise WrongFileError(f"{run} cannot be written: {error.strerror}.") from error
    return len(requests)


def _requests(path: Path) -> list[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise WrongFileError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise WrongFileError(f"{path} cannot be read: it is not UTF-8.") from error
    requests = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        qid, tab, text = line.partition("\t")
        if not tab or not qid.strip() or " " in qid.strip():
            raise WrongFileError(f"{path.name}, line {number}: expected an id without spaces, a tab and a request.")
        requests.append((qid.strip(), text))
    return requests
