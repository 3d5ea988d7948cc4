"""bm25s, BM25 in sparse arrays: https://github.com/xhluca/bm25s."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import bm25s
import numpy as np
import Stemmer

from directory.profiles import Profile
from tests.benchmarks.peers.texts import repeated


class SparseBm25:
    """Lucene's variant of BM25, the English stemmer, and the longer of its lists of stop words.

    It has no fields: a part that weighs three is said three times. The "plus" variant and other k1 ranked no better.
    """

    disk = 0

    def __init__(self) -> None:
        self._stemmer = Stemmer.Stemmer("english")
        self._index = bm25s.BM25(method="lucene")
        self._ids = np.empty(0, np.int64)

    def build(self, profiles: Iterable[Profile]) -> None:
        ids: list[int] = []
        texts: list[str] = []
        for profile in profiles:
            ids.append(profile.id)
            texts.append(repeated(profile))
        self._ids = np.array(ids, np.int64)
        tokens = bm25s.tokenize(texts, stopwords="en_plus", stemmer=self._stemmer.stemWords, show_progress=False)
        self._index.index(tokens, show_progress=False)

    def search(self, text: str, limit: int) -> list[int]:
        tokens = bm25s.tokenize(
            [text], stopwords="en_plus", stemmer=self._stemmer.stemWords, show_progress=False, return_ids=False
        )
        if not tokens[0] or not len(self._ids):
            return []
        rows, scores = self._index.retrieve(tokens, k=min(limit, len(self._ids)), show_progress=False)
        return [int(self._ids[row]) for row, score in zip(rows[0], scores[0], strict=True) if score > 0]


@contextmanager
def opened(folder: Path) -> Iterator[SparseBm25]:
    yield SparseBm25()
