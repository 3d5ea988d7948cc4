"""SQLite's own full-text search: https://www.sqlite.org/fts5.html."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bm25s.stopwords import STOPWORDS_EN

from directory.profiles import Profile
from tests.benchmarks.peers.texts import COLUMNS, WEIGHTS, folder_size, parts, words_of

MAPPED = 2**32  # bytes of the file that may be read without copying them


class FullText:
    """Porter stems, any word, ranked by bm25 with a weight for each part of a profile.

    On a file, as an application keeps it, mapped into memory; without a second copy of the texts; merged into one
    piece (``optimize``) after all people are in. FTS5 knows no stop words: leaving them out of the request makes it
    three times faster and no worse.
    """

    def __init__(self, folder: Path, database: sqlite3.Connection) -> None:
        self._folder = folder
        self._database = database
        self._rank = f"bm25({', '.join(map(str, WEIGHTS.values()))})"
        database.execute(f"PRAGMA mmap_size = {MAPPED}")
        database.execute("PRAGMA journal_mode = WAL")
        columns = ", ".join(COLUMNS)
        database.execute(f"CREATE VIRTUAL TABLE people USING fts5({columns}, content='', tokenize='porter unicode61')")

    @property
    def disk(self) -> int:
        return folder_size(self._folder)

    def build(self, profiles: Iterable[Profile]) -> None:
        row = f"INSERT INTO people (rowid, {', '.join(COLUMNS)}) VALUES (?{', ?' * len(COLUMNS)})"
        with self._database:
            self._database.executemany(row, ((profile.id, *parts(profile)) for profile in profiles))
            self._database.execute("INSERT INTO people (people) VALUES ('optimize')")
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def search(self, text: str, limit: int) -> list[int]:
        words = words_of(text)
        telling = [word for word in words if word not in STOPWORDS_EN] or words
        if not telling:
            return []
        query = " OR ".join(f'"{word}"' for word in telling)
        found = self._database.execute(
            "SELECT rowid FROM people WHERE people MATCH ? AND rank MATCH ? ORDER BY rank LIMIT ?",
            (query, self._rank, limit),
        )
        return [int(id_) for (id_,) in found]


@contextmanager
def opened(folder: Path) -> Iterator[FullText]:
    with closing(sqlite3.connect(folder / "people.db")) as database:
        yield FullText(folder, database)
