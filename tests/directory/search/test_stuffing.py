"""Whoever lists everything is not found before those who are it."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from directory.model import Level
from directory.profiles import Skill
from directory.search import SearchIndex
from directory.search.ranking import MOST_HEARTS, MOST_TERMS, Spread, best_rows, sought, weighed
from directory.search.request import Term
from directory.search.typed_words import MOST_CORRECTED, MOST_WORDS
from tests.collection.people import people
from tests.directory.search.people import MONDAY, find, ids, index_of, person, shipped, small_vocabulary

SHOWN = 3
STUFFED = 9_000
TERMS_A_WORD = 16  # the most that a word of a request gives: senses, guesses, wider names, its stem, a name

PEOPLE = tuple(people(300))
PROFESSIONS = sorted({name for somebody in PEOPLE for name in somebody.facets.professions})
TOPICS = sorted({name for somebody in PEOPLE for name in somebody.facets.topics})
EVERYTHING = tuple(dict.fromkeys((*PROFESSIONS, *TOPICS)))
LISTED = ", ".join(EVERYTHING)

WAYS: dict[str, dict[str, Any]] = {
    "professions": {"professions": EVERYTHING},
    "one profession of many": {"professions": (LISTED,)},
    "skills": {"skills": tuple(Skill(name, Level.EXPERT) for name in EVERYTHING)},
    "topics": {"topics": EVERYTHING},
    "ask me about": {"ask_me_about": LISTED},
    "past posts": {"experience": EVERYTHING},
    "job title": {"role": LISTED},
    "organisation": {"organisation": LISTED, "team": LISTED, "pool": LISTED},
    "place": {"location": LISTED, "region": LISTED},
    "name": {"name": LISTED},
}
WAYS["everything"] = {name: value for way in WAYS.values() for name, value in way.items()}


@cache
def directory() -> SearchIndex:
    return index_of(*PEOPLE)


def stuffed(way: str) -> SearchIndex:
    index = directory()
    index.update([person(STUFFED, **WAYS[way])])
    return index


@pytest.mark.parametrize("way", WAYS)
def test_who_lists_every_profession_is_not_among_the_first_where_others_have_it(way: str) -> None:
    index = stuffed(way)
    asked = [name for name in PROFESSIONS if sum(name in p.facets.professions for p in PEOPLE) >= SHOWN]
    assert len(asked) > 20
    won = [name for name in asked if STUFFED in ids(index, name, SHOWN)]
    assert won == []


@pytest.mark.parametrize("way", ["topics", "everything"])
def test_who_lists_every_topic_is_not_among_the_first_where_others_have_it(way: str) -> None:
    index = stuffed(way)
    asked = [name for name in TOPICS if sum(name in p.topics for p in PEOPLE) >= SHOWN]
    assert len(asked) > 20
    assert [name for name in asked if STUFFED in ids(index, name, SHOWN)] == []


@pytest.mark.parametrize(
    "text",
    [
        "historian " * 500,
        "his\u200btorian h\u0456storian",  # cut by a space of no width, and with a Ukrainian letter in it
        "historian. " * 40,
    ],
)
@pytest.mark.parametrize("field", ["ask_me_about", "role", "team"])
def test_a_word_that_is_repeated_or_hidden_gains_nothing(field: str, text: str) -> None:
    historians = [person(n, professions=("history",), ask_me_about="Ask a historian") for n in (1, 2, 3)]
    plain, repeating = (person(STUFFED, **{field: said}) for said in ("historian", text))
    scores = [
        next(
            (
                hit.score
                for hit in find(index_of(*historians, somebody, vocabulary=small_vocabulary()), "historian")
                if hit.id == STUFFED
            ),
            0.0,
        )
        for somebody in (plain, repeating)
    ]
    assert scores[1] <= scores[0]
    assert ids(index_of(*historians, repeating, vocabulary=small_vocabulary()), "historian", SHOWN) == [1, 2, 3]


def test_a_skill_that_is_listed_often_counts_once() -> None:
    once, often = (person(n, skills=(Skill("knots"), *(Skill(f"knots {m}") for m in range(n - 1)))) for n in (1, 9))
    index = index_of(once, often, vocabulary=small_vocabulary())
    first, second = find(index, "knots")
    assert (first.id, second.id) == (1, 9)


def test_a_usual_profile_loses_nothing_to_how_much_it_says() -> None:
    """As many entries as one real profile in a hundred has, against one of them alone."""
    few = person(1, skills=(Skill("knots"),), topics=("fishing",))
    many = person(
        2,
        skills=(Skill("knots"), *(Skill(f"skill {n}") for n in range(7))),
        topics=("fishing", "canals", "weirs", "locks", "mooring"),
    )
    index = index_of(few, many, vocabulary=small_vocabulary())
    for text in ("knots", "fishing"):
        assert len({hit.score for hit in find(index, text)}) == 1


ODD = {
    "ten thousand letters": "user researcher for pensions " * 350,
    "one letter": "a",
    "only words of grammar": "what is the of for and who would with",
    "pictures": "🧑‍🔬🧪🚀" * 50,
    "another script": "Мне нужен специалист по пенсиям 年金の専門家 " * 20,
    "many misspelt words": " ".join(f"reseach{chr(97 + n % 26)}{chr(97 + n // 26)}rs" for n in range(80)),
    "digits": "1234567890" * 200,
    "commands of a database": "'; DROP TABLE expert; -- \" OR 1=1 * % _ NEAR(",
    "patterns": "(.*)+$ [^a]{1,999} \\b(a|aa)+ ?<!>",
    "a word that everybody has": "example",
    "all words of the vocabulary": " ".join(label for entry in shipped().entries for label in entry.labels),
    "nothing that can be printed": "\0\x01\x7f\ud800" * 100,
}


@pytest.mark.parametrize("text", ODD.values(), ids=list(ODD))
def test_an_odd_request_is_answered_with_bounded_work(text: str) -> None:
    index = stuffed("everything")
    asked = index.understand(text, MONDAY)
    assert len(asked.corrections) <= MOST_CORRECTED
    assert len(asked.words) <= MOST_WORDS
    assert len(asked.terms) <= MOST_WORDS * TERMS_A_WORD
    assert len(weighed(asked.terms, Spread.of(asked.terms, index.edition.segments))) <= MOST_TERMS
    hits = index.search(asked, 10)
    assert len(index.explain(asked, [hit.id for hit in hits])) == len(hits) <= 10


def test_no_more_hearts_are_looked_at_than_the_bound_allows() -> None:
    segment = directory().edition.segments[0]
    everybody = np.ones(len(segment), bool)
    keys = [key for key in segment.keys if key.startswith("profession=")]
    keys.sort(key=lambda key: (segment.frequency(key), key))  # the rarest first: the last ones find people of their own
    assert len(keys) > MOST_HEARTS
    heart = [Term(key, 1 - number / 1_000, "") for number, key in enumerate(keys)]
    spread = Spread.of(heart, [segment])
    bounded = best_rows(segment, sought([], heart, spread), everybody, 300)
    assert bounded == best_rows(segment, sought([], heart[:MOST_HEARTS], spread), everybody, 300)
    assert bounded != best_rows(segment, sought([], heart[: MOST_HEARTS - 1], spread), everybody, 300)
