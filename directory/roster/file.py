"""Reading a CSV that somebody made with any spreadsheet: what cannot be read is said by line, in plain words."""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from rapidfuzz import fuzz, process

from directory.errors import WrongFileError
from directory.roster.columns import COLUMNS

MAX_FILE_BYTES = 1_000_000_000  # unpacked; a hundred thousand people take about 70 million
MAX_LINE_BYTES = 1_000_000
MAX_CELL = 100_000  # no column takes more than a few thousand characters: more is a quotation mark left open
GZIP = b"\x1f\x8b"
UTF8_BOM = b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
CLOSE_ENOUGH = 70  # of 100, for "did you mean"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and where. ``line`` 0 is the whole file; an empty ``column`` is the whole row."""

    line: int
    column: str
    problem: str


class Remark(Problem):
    """Not wrong, but worth saying."""


Row = tuple[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Header:
    """Which columns a file may have, and ``one_of`` which it needs; ``missing`` says so. ``row`` is what a row is."""

    columns: Collection[str]
    one_of: frozenset[str]
    missing: str
    row: str


PEOPLE = Header(
    COLUMNS.keys(),
    frozenset({"staff_id", "email"}),
    "the header needs a column staff_id or email, to know who is who",
    "person",
)


class _UnreadableError(WrongFileError):
    """The rest of the file cannot be read."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


class RosterFile:
    """The rows of a CSV file, plain or gzipped, with the number of the line on which each begins.

    Also of bytes that are here already, which are never unpacked: a few of them could hold very many.
    """

    def __init__(self, path: Path | bytes, header: Header = PEOPLE) -> None:
        self._wanted = header
        self._line = 0
        self._raw: BinaryIO
        if isinstance(path, bytes):
            self._raw, self._total, self._may_unpack = io.BytesIO(path), len(path), False
            return
        self._may_unpack = True
        try:
            self._raw = path.open("rb")
        except OSError as error:
            raise WrongFileError(f"{path.name} cannot be opened: {error.strerror}.") from error
        self._total = os.fstat(self._raw.fileno()).st_size

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._raw.close()

    def progress(self) -> tuple[int, int]:
        """Bytes read, and bytes in all."""
        return (self._total if self._raw.closed else self._raw.tell()), self._total

    def __iter__(self) -> Iterator[Row | Problem]:
        """Every row that has as many cells as the header; what is wrong instead of the others."""
        try:
            yield from self._rows()
        except _UnreadableError as error:
            yield Problem(error.line, "", str(error))

    def _rows(self) -> Iterator[Row | Problem]:
        csv.field_size_limit(MAX_CELL)
        reader = csv.reader(self._lines(), strict=True)
        header, _ = self._next(reader)
        if header is None:
            raise _UnreadableError(1, f"the file is empty: it needs a header row and a row for each {self._wanted.row}")
        names, problems = _header(header, self._wanted)
        yield from problems
        if any(not isinstance(problem, Remark) for problem in problems):
            return
        while True:
            cells, line = self._next(reader)
            if cells is None:
                return
            if not any(cells):
                continue
            if len(cells) != len(names):
                yield Problem(line, "", _width(len(cells), len(names)))
                continue
            yield (
                line,
                {name: cell for name, cell in zip(names, cells, strict=True) if cell and name in self._wanted.columns},
            )

    def _next(self, reader: Iterator[list[str]]) -> tuple[list[str] | None, int]:
        """The next row and the line on which it begins."""
        line = self._line + 1
        try:
            return next(reader, None), line
        except csv.Error as error:
            raise _UnreadableError(line, _csv_sentence(error)) from error
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise _UnreadableError(line, "the compressed file is damaged or cut short") from error

    def _lines(self) -> Iterator[str]:
        """Decoded lines with their endings. Old Mac files end theirs with a carriage return alone."""
        file = self._opened()
        size = 0
        while data := file.readline(MAX_LINE_BYTES):
            size += len(data)
            self._check(data, size)
            try:
                text = data.decode("utf-8-sig" if size == len(data) else "utf-8")
            except UnicodeDecodeError:
                raise _UnreadableError(
                    self._line + 1, "this line is not UTF-8: in the spreadsheet, save the file as “CSV UTF-8”"
                ) from None
            for line in re.split(r"(?<=\r)(?!\n)", text) if "\r" in text[:-2] else (text,):
                if line:
                    self._line += 1
                    yield line

    def _check(self, data: bytes, size: int) -> None:
        line = self._line + 1
        if size == len(data) and data.startswith(UTF16_BOMS):
            raise _UnreadableError(line, "the file is UTF-16: in the spreadsheet, save it as “CSV UTF-8”")
        if b"\0" in data:
            raise _UnreadableError(line, "this line holds NUL characters: the file is damaged, or it is not a CSV")
        if len(data) == MAX_LINE_BYTES or size > MAX_FILE_BYTES:
            raise _UnreadableError(line, "the file is too large")

    def _opened(self) -> BinaryIO:
        start = self._raw.read(len(GZIP))
        self._raw.seek(0)
        return cast(BinaryIO, gzip.open(self._raw)) if start == GZIP and self._may_unpack else self._raw


def _header(cells: Sequence[str], wanted: Header) -> tuple[list[str], list[Problem]]:
    """The names of the columns, and what is wrong or worth saying about them."""
    names = ["_".join(re.split(r"[\s_\-]+", cell.strip().casefold())) for cell in cells]
    if len(names) == 1 and (found := next((mark for mark in ";\t|" if mark in cells[0]), "")):
        mark = {";": "semicolons", "\t": "tabs", "|": "bars"}[found]
        return names, [Problem(1, "", f"this file separates its columns with {mark}: save it with commas")]
    problems: list[Problem] = [
        Problem(1, name, f"the header has the column {name} twice")
        for name in dict.fromkeys(names)
        if name in wanted.columns and names.count(name) > 1
    ]
    if not wanted.one_of & set(names):
        problems.append(Problem(1, "", wanted.missing))
    problems += [Remark(1, name[:60], _unknown(name, wanted)) for name in names if name not in wanted.columns]
    return names, problems


def _unknown(name: str, wanted: Header) -> str:
    if not name:
        return "a column without a name is ignored"
    close = process.extractOne(name, list(wanted.columns), scorer=fuzz.ratio, score_cutoff=CLOSE_ENOUGH)
    hint = f": did you mean {close[0]}?" if close else ""
    return f"the column “{name[:60]}” is not known and is ignored{hint}"


def _width(found: int, expected: int) -> str:
    more = "a cell that holds a comma needs quotation marks around it" if found > expected else "some are missing"
    return f"this row has {found} {'cell' if found == 1 else 'cells'} and the header has {expected}: {more}"


def _csv_sentence(error: csv.Error) -> str:
    if "unexpected end" in str(error) or "field limit" in str(error):
        return "a quotation mark is opened here and never closed"
    return "the quotation marks of this row do not match: inside a quoted cell, write each one twice"
