"""CSV files as spreadsheets and people really make them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from directory.errors import WrongFileError
from directory.roster.file import Problem, Remark, RosterFile, Row

HEADER = b"staff_id,name\n"


def read(folder: Path, data: bytes) -> list[Row | Problem]:
    path = folder / "people.csv"
    path.write_bytes(data)
    with RosterFile(path) as rows:
        return list(rows)


@pytest.mark.parametrize(
    "data",
    [
        HEADER + b"q1,Ada\n",
        HEADER + b"q1,Ada",
        b"\xef\xbb\xbf" + HEADER + b"q1,Ada\r\n",
        b"staff_id,name\r\nq1,Ada\r\n",
        b"staff_id,name\rq1,Ada\r",
        b'"staff_id","name"\n"q1","Ada"\n',
        b" Staff ID ,NAME\nq1,Ada\n",
        b"staff-id,name\nq1,Ada\n\n,\n",
        gzip.compress(HEADER + b"q1,Ada\n", mtime=0),
    ],
)
def test_one_person_is_read_however_the_file_was_saved(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path, data) == [(2, {"staff_id": "q1", "name": "Ada"})]


def test_columns_may_stand_in_any_order_and_unknown_ones_are_named(tmp_path: Path) -> None:
    first, second, row = read(tmp_path, b"nmae,shoe size,staff_id\nx,42,q1\n")
    assert isinstance(first, Remark)
    assert "did you mean name?" in first.problem
    assert isinstance(second, Remark)
    assert "“shoe_size” is not known and is ignored" in second.problem
    assert row == (2, {"staff_id": "q1"})


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    data = HEADER + b'q1,"Ada\nof\r\nthree lines"\n\nq2,Bram\n'
    assert [row[0] for row in read(tmp_path, data) if isinstance(row, tuple)] == [2, 6]


@pytest.mark.parametrize(
    ("data", "line", "problem"),
    [
        (b"", 1, "the file is empty"),
        (b"\n", 1, "needs a column staff_id or email"),
        (b"\xff\xfes\0t\0", 1, "UTF-16"),
        (HEADER + b"q1,Ada\nq2,Zo\xeb\n", 3, "not UTF-8"),
        (HEADER + b"q1,A\0da\n", 2, "NUL"),
        (b"name,role\nAda,x\n", 1, "needs a column staff_id or email"),
        (b"staff_id,name,Name\nq1,Ada,Ada\n", 1, "name twice"),
        (b"staff_id;name\nq1;Ada\n", 1, "semicolons: save it with commas"),
        (b"staff_id\tname\nq1\tAda\n", 1, "tabs: save it with commas"),
        (HEADER + b"q1,Ada,Leeds\n", 2, "3 cells and the header has 2: a cell that holds a comma"),
        (HEADER + b"q1\n", 2, "1 cell and the header has 2: some are missing"),
        (HEADER + b'q1,Ada\nq2,"Bram\nq3,Cy\n', 3, "opened here and never closed"),
        (HEADER + b'q1,"' + b"x\n" * 80_000, 2, "opened here and never closed"),
        (HEADER + b'q1,"A"da\n', 2, "quotation marks of this row do not match"),
        (gzip.compress(HEADER + b"q1,Ada\n" * 5_000)[:-9], 5_002, "damaged or cut short"),
        (b"\x1f\x8bnonsense", 1, "damaged or cut short"),
        (b"x" * 1_000_000, 1, "too large"),
    ],
)
def test_a_file_that_cannot_be_read_is_explained(tmp_path: Path, data: bytes, line: int, problem: str) -> None:
    problems = [each for each in read(tmp_path, data) if isinstance(each, Problem) and not isinstance(each, Remark)]
    assert [each.line for each in problems] == [line]
    assert problem in problems[0].problem


def test_rows_after_a_wrong_one_are_still_read(tmp_path: Path) -> None:
    rows = read(tmp_path, HEADER + b"q1,Ada,x\nq2,Bram\nq3\n")
    assert [row[0] if isinstance(row, tuple) else f"wrong {row.line}" for row in rows] == ["wrong 2", 3, "wrong 4"]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongFileError, match=r"nobody\.csv cannot be opened: No such file"):
        RosterFile(tmp_path / "nobody.csv")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(WrongFileError, match="cannot be opened"):
        RosterFile(tmp_path)
