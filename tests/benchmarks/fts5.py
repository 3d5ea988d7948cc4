"""A named peer: SQLite's own full-text search over whole profiles, any word, ranked by bm25."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from directory.profiles import Profile
from directory.search.fields import values


class FullText:
    """SQLite FTS5 with Porter stems: https://www.sqlite.org/fts5.html."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute("CREATE VIRTUAL TABLE people USING fts5(text, tokenize = 'porter unicode61')")
        self._database.executemany("INSERT INTO people (rowid, text) VALUES (?, ?)", map(_row, profiles))

    def search(self, text: str, limit: int) -> list[int]:
        """Ids, best first."""
        words = re.findall(r"\w+", text)
        if not words:
            return []
        query = " OR ".join(f'"{word}"' for word in words)
        found = self._database.execute(
            "SELECT rowid FROM people WHERE people MATCH ? ORDER BY bm25(people) LIMIT ?", (query, limit)
        )
        return [int(id_) for (id_,) in found]


def _row(profile: Profile) -> tuple[int, str]:
    return profile.id, ". ".join(value.text for value in values(profile))
