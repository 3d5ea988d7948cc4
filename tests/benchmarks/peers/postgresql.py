"""PostgreSQL's full-text search with trigrams: https://www.postgresql.org/docs/current/textsearch.html."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from directory.profiles import Profile
from directory.search.fields import Field
from tests.benchmarks.peers.texts import parts, words_of
from tests.clients import postgresql

LABELS = {
    "A": (Field.ROLE, Field.TOPIC),
    "B": (Field.PROFESSION, Field.ASK_ME_ABOUT, Field.ORGANISATION, Field.LOCATION),
    "C": (Field.NAME, Field.SKILL, Field.REGION),
    "D": (Field.EXPERIENCE, Field.TEAM, Field.POOL),
}
SHARES = "{0.3, 0.5, 0.7, 1}"
"""Of D, C, B and A: the best of five, its usual 0.1, 0.2, 0.4 and 1 among them. It has no more than four."""

SETTINGS = ("SET jit = off", "SET work_mem = '256MB'", "SET maintenance_work_mem = '512MB'")

INDEXED = (
    "CREATE TABLE people AS SELECT id, setweight(to_tsvector('english', a), 'A')"
    " || setweight(to_tsvector('english', b), 'B') || setweight(to_tsvector('english', c), 'C')"
    " || setweight(to_tsvector('english', d), 'D') AS words FROM given",
    "CREATE INDEX ON people USING gin (words)",
    "CREATE TABLE stems AS SELECT word FROM ts_stat('SELECT words FROM people')",
    "CREATE INDEX ON stems (word)",
    "CREATE TABLE spellings AS SELECT word"
    " FROM ts_stat($$SELECT to_tsvector('simple', concat_ws(' ', a, b, c, d)) FROM given$$)",
    "CREATE INDEX ON spellings USING gin (word gin_trgm_ops)",
    "DROP TABLE given",
)

READ = """
SELECT string_agg(nullif(plainto_tsquery('english', CASE
    WHEN EXISTS (SELECT FROM stems WHERE stems.word = ANY (tsvector_to_array(to_tsvector('english', asked)))) THEN asked
    ELSE (SELECT word FROM spellings WHERE word %% asked ORDER BY similarity(word, asked) DESC, word LIMIT 1)
END)::text, ''), ' | ')
FROM unnest(%s::text[]) AS asked
WHERE numnode(plainto_tsquery('english', asked)) > 0
"""

SEARCH = """
SELECT id FROM people WHERE words @@ %(query)s::tsquery
ORDER BY ts_rank(%(shares)s::real[], words, %(query)s::tsquery) DESC, id LIMIT %(limit)s
"""


class PostgreSql:
    """The English configuration, any word, a GIN index, ts_rank with a weight for each part of a profile.

    ts_rank_cd ranked worse and took three times as long; so did dividing by the length, which costs quality only.
    A word whose stem nobody has is read as the word of the profiles that is nearest by trigrams, the way of the
    documentation of pg_trgm: a table of all words made by ts_stat.
    """

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        connection.execute("CREATE EXTENSION pg_trgm")
        for setting in SETTINGS:
            connection.execute(setting)

    @property
    def disk(self) -> int:
        size = self._connection.execute("SELECT pg_database_size(current_database())").fetchone()
        return int(size[0]) if size else 0

    def build(self, profiles: Iterable[Profile]) -> None:
        run = self._connection.execute
        run("CREATE UNLOGGED TABLE given (id integer, a text, b text, c text, d text)")
        with self._connection.cursor() as cursor, cursor.copy("COPY given FROM STDIN") as copy:
            for profile in profiles:
                texts = dict(zip(Field, parts(profile), strict=True))
                rows = (". ".join(texts[field] for field in fields if texts[field]) for fields in LABELS.values())
                copy.write_row((profile.id, *(row.replace("\0", " ") for row in rows)))
        for statement in INDEXED:
            run(statement)
        run("VACUUM ANALYZE")

    def search(self, text: str, limit: int) -> list[int]:
        read = self._connection.execute(READ, (words_of(text),)).fetchone()
        if not read or not read[0]:
            return []
        found = self._connection.execute(SEARCH, {"shares": SHARES, "query": read[0], "limit": limit})
        return [int(id_) for (id_,) in found]


@contextmanager
def opened(folder: Path) -> Iterator[PostgreSql]:
    """On a private server, kept in memory where there is room for it."""
    with postgresql.cluster() as server, psycopg.connect(server, autocommit=True) as connection:
        yield PostgreSql(connection)
