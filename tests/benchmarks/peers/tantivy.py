"""tantivy, the search library in Rust: https://github.com/quickwit-oss/tantivy-py."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tantivy import (
    Document,
    Filter,
    Index,
    Occur,
    Query,
    Schema,
    SchemaBuilder,
    TextAnalyzer,
    TextAnalyzerBuilder,
    Tokenizer,
)

from directory.profiles import Profile
from tests.benchmarks.peers.texts import COLUMNS, WEIGHTS, folder_size, parts

WRITING = 256_000_000  # bytes that may wait to be written
OTHER_FIELDS = 0.3
"""The share that a word's weaker fields add to its best one."""
SHORTEST_MISSPELT = 4
ENGLISH = "english_words"


class Tantivy:
    """English stems and stop words, any word, BM25 in every part of a profile, each with its weight.

    A word counts by the part that it fits best and a little by the others (a disjunction max query), which ranked
    better than their sum, and than one part with all texts where requests are other people's. A word of four letters
    or more that nobody uses matches those one slip away; to look for slips of every word ranked worse, and slips of
    two letters gained 0.01 for twice the time. Ids come from a fast field and hits are not counted: that is quickest.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._analyser = _analyser()
        self._index = Index(_schema(), path=str(folder))
        self._index.register_tokenizer(ENGLISH, self._analyser)
        self._searcher = self._index.searcher()

    @property
    def disk(self) -> int:
        return folder_size(self._folder)

    def build(self, profiles: Iterable[Profile]) -> None:
        writer = self._index.writer(WRITING)
        for profile in profiles:
            document = Document(id=profile.id)
            for column, text in zip(COLUMNS, parts(profile), strict=True):
                document.add_text(column, text)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, text: str, limit: int) -> list[int]:
        words = self._analyser.analyze(text)
        if not words:
            return []
        query = Query.boolean_query([(Occur.Should, self._one_word(word)) for word in words])
        hits = self._searcher.search(query, limit, count=False).hits
        found = self._searcher.fast_field_values("id", [address for _, address in hits])
        return [int(id_) for id_ in found if id_ is not None]

    def _one_word(self, word: str) -> Query:
        known = any(self._searcher.doc_freq(column, word) for column in COLUMNS)
        schema = self._index.schema
        fields = [
            Query.boost_query(
                Query.term_query(schema, column, word, "freq")
                if known or len(word) < SHORTEST_MISSPELT
                else Query.fuzzy_term_query(schema, column, word, 1, True),
                weight,
            )
            for column, weight in zip(COLUMNS, WEIGHTS.values(), strict=True)
        ]
        return Query.disjunction_max_query(fields, OTHER_FIELDS)


def _schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_integer_field("id", fast=True)
    for column in COLUMNS:
        builder.add_text_field(column, tokenizer_name=ENGLISH, index_option="freq")
    return builder.build()


def _analyser() -> TextAnalyzer:
    return (
        TextAnalyzerBuilder(Tokenizer.simple())
        .filter(Filter.remove_long(40))
        .filter(Filter.lowercase())
        .filter(Filter.stopword("english"))
        .filter(Filter.stemmer("english"))
        .build()
    )


@contextmanager
def opened(folder: Path) -> Iterator[Tantivy]:
    yield Tantivy(folder)
