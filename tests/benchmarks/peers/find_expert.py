"""Ourselves: a request is understood, and people ranked by relevance, as every search of the bot does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from config.settings import VOCABULARY
from directory.profiles import Profile
from directory.search import SearchIndex
from directory.vocabulary import load_vocabulary

TODAY = date(2026, 3, 2)


class FindExpert:
    """The shipped vocabulary and any more files of it, loaded before people are indexed."""

    disk = 0

    def __init__(self, more_vocabulary: Sequence[Path]) -> None:
        self.index = SearchIndex(load_vocabulary(VOCABULARY, list(more_vocabulary)))

    def build(self, profiles: Iterable[Profile]) -> None:
        self.index.build(profiles)

    def search(self, text: str, limit: int) -> list[int]:
        return [hit.id for hit in self.index.search(self.index.understand(text, TODAY), limit)]


@contextmanager
def opened(folder: Path, more_vocabulary: Sequence[Path] = ()) -> Iterator[FindExpert]:
    yield FindExpert(more_vocabulary)
