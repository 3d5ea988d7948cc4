"""What search makes of a vocabulary, kept between starts."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from directory.search import SearchIndex
from directory.search.kept import MOST_KEPT, lexicon, mark_of
from directory.vocabulary import Entry, Filler, Kind, Vocabulary
from tests.directory.search.people import MONDAY, person

REQUEST = "who knows wifi in villages, not in Leeds"


def words(*more: str) -> Vocabulary:
    entries = [
        Entry(kind=Kind.TOPIC, name="broadband", synonyms=("wifi", *more), examples=("nothing loads in our villages",)),
        Entry(kind=Kind.TOPIC, name="wifi"),
        Entry(kind=Kind.PLACE, name="Leeds", broader="England"),
    ]
    return Vocabulary(entries, Filler(words=frozenset({"who"})))


def started(vocabulary: Vocabulary, folder: Path) -> SearchIndex:
    """A start that remembers nothing of an earlier one."""
    lexicon.cache_clear()
    return SearchIndex(vocabulary, kept_in=folder)


def written(folder: Path) -> set[tuple[str, int]]:
    """The files, and when each was written: a vocabulary that had to be worked out leaves another."""
    return {(path.name, path.stat().st_mtime_ns) for path in folder.iterdir()}


def test_the_second_start_reads_what_the_first_worked_out(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    first = started(words(), folder)
    before = written(folder)
    second = started(words(), folder)
    assert written(folder) == before
    for index in (first, second):
        index.build([person(1, topics=("broadband",), location="York")])
    understood = first.understand(REQUEST, MONDAY)
    assert understood.terms
    assert understood.left_out
    assert second.understand(REQUEST, MONDAY) == understood
    assert second.search(understood, 5) == first.search(understood, 5)


def test_another_vocabulary_is_worked_out_itself(tmp_path: Path) -> None:
    started(words(), tmp_path)
    index = started(words("hotspots"), tmp_path)
    assert index.understand("hotspots", MONDAY).concepts[0].name == "broadband"
    assert len(written(tmp_path)) == 2


def test_other_rules_of_reading_do_not_use_what_is_kept(tmp_path: Path) -> None:
    rules = tmp_path / "words.py"
    rules.write_text("# as it was")
    before = mark_of(words(), tmp_path)
    assert mark_of(words(), tmp_path) == before
    assert mark_of(words(), tmp_path, "another stemmer") != before
    rules.write_text("# as it is now")
    assert mark_of(words(), tmp_path) != before


@pytest.mark.parametrize("damage", [b"", b"no such file", b"PK\x03\x04 cut off"])
def test_a_damaged_file_is_replaced(tmp_path: Path, damage: bytes) -> None:
    started(words(), tmp_path)
    [path] = tmp_path.iterdir()
    path.write_bytes(damage)
    assert started(words(), tmp_path).understand("wifi", MONDAY).concepts
    [mended] = tmp_path.iterdir()
    assert mended.read_bytes() != damage


def test_a_file_with_python_objects_in_it_is_not_opened(tmp_path: Path) -> None:
    started(words(), tmp_path)
    [path] = tmp_path.iterdir()
    with path.open("wb") as file:
        np.savez(file, told=np.array([{"a": "pickle"}], dtype=object))
    size = path.stat().st_size
    assert started(words(), tmp_path).understand("wifi", MONDAY).concepts
    assert path.stat().st_size != size


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    assert started(words(), tmp_path / "file" / "folder").understand("wifi", MONDAY).concepts


def test_only_the_newest_files_stay(tmp_path: Path) -> None:
    for number in range(MOST_KEPT + 2):
        for path in tmp_path.iterdir():
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 10))
        started(words(f"word{number}"), tmp_path)
    before = written(tmp_path)
    assert len(before) == MOST_KEPT
    started(words(f"word{MOST_KEPT + 1}"), tmp_path)
    assert written(tmp_path) == before
    started(words("word0"), tmp_path)
    assert written(tmp_path) != before
