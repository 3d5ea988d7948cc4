"""Requests, judgements and runs as files in the formats of TREC, packed (``.gz``) or not.

- requests: ``id<TAB>text``
- judgements ("qrels"): ``request 0 document grade``
- runs: ``request Q0 document rank score tag``, best first

``trec_eval`` and its like read what is written here. A line that is none of the kind is a ``ValueError`` that names it.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO, cast

Qrels = dict[str, dict[str, int]]
"""Grades by request and document."""
Run = dict[str, list[str]]
"""Documents by request, best first."""


def read_requests(path: Path) -> dict[str, str]:
    """Texts by id, in the order of the file."""
    found: dict[str, str] = {}
    for number, line in _lines(path):
        request, tab, text = line.partition("\t")
        if not tab:
            raise _wrong(path, number, "id<TAB>text")
        found[request] = text
    return found


def read_qrels(path: Path) -> Qrels:
    judged: Qrels = defaultdict(dict)
    for number, line in _lines(path):
        match line.split():
            case [request, _, document, grade] if grade.lstrip("-").isdecimal():
                judged[request][document] = int(grade)
            case _:
                raise _wrong(path, number, "request 0 document grade")
    return dict(judged)


def read_run(path: Path) -> Run:
    """Ordered by score, as ``trec_eval`` does whatever the ranks say; equal scores stay as they stand in the file."""
    scored: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for number, line in _lines(path):
        try:
            request, _, document, _, score, _ = line.split()
            scored[request].append((float(score), document))
        except ValueError as error:
            raise _wrong(path, number, "request Q0 document rank score tag") from error
    return {
        request: [document for _, document in sorted(ranked, key=lambda one: one[0], reverse=True)]
        for request, ranked in scored.items()
    }


def write_requests(path: Path, requests: Mapping[str, str]) -> None:
    """Line breaks and tabs within a text become spaces."""
    _write(path, (f"{request}\t{' '.join(text.split())}" for request, text in requests.items()))


def write_qrels(path: Path, judged: Mapping[str, Mapping[str, int]]) -> None:
    _write(
        path,
        (f"{request} 0 {name} {grade}" for request, grades in judged.items() for name, grade in grades.items()),
    )


def write_run(path: Path, run: Mapping[str, Sequence[str]], tag: str) -> None:
    """Scores count down, so that they say what the ranks say. ``tag`` names the run, in one word."""
    _write(
        path,
        (
            f"{request} Q0 {name} {rank} {len(ranked) - rank + 1} {tag}"
            for request, ranked in run.items()
            for rank, name in enumerate(ranked, 1)
        ),
    )


def opened(path: Path) -> TextIO:
    """A text file to read, packed or not."""
    if path.suffix == ".gz":
        return cast(TextIO, gzip.open(path, "rt", encoding="utf-8-sig", newline=""))
    return path.open(encoding="utf-8-sig", newline="")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Numbered lines that hold anything."""
    with opened(path) as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, line.rstrip("\r\n")


def _write(path: Path, lines: Iterable[str]) -> None:
    text = "".join(f"{line}\n" for line in lines).encode()
    path.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text)


def _wrong(path: Path, number: int, expected: str) -> ValueError:
    return ValueError(f"{path.name}, line {number}: not “{expected}”.")
