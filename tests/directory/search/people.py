"""A small fictional directory and an index over it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from directory.model import Level
from directory.profiles import Profile, Skill
from directory.search import Hit, Match, SearchIndex
from directory.vocabulary import Entry, Filler, Kind, Vocabulary, load_vocabulary

VOCABULARY_FOLDER = Path(__file__).parents[3] / "config" / "vocabulary"
MONDAY = date(2026, 3, 2)


@cache
def shipped() -> Vocabulary:
    return load_vocabulary(VOCABULARY_FOLDER)


@cache
def shipped_index() -> SearchIndex:
    """Over nobody: made by the first test that reads a request, and not while tests are collected."""
    return SearchIndex(shipped())


def person(id_: int, name: str = "", **fields: object) -> Profile:
    """A profile with only what a test is about."""
    return replace(Profile(id=id_, person_id=id_, name=name or f"Person {id_}"), **fields)  # type: ignore[arg-type]


def index_of(*people: Profile, vocabulary: Vocabulary | None = None) -> SearchIndex:
    index = SearchIndex(vocabulary or shipped())
    index.build(people)
    return index


def find(index: SearchIndex, text: str, limit: int = 10) -> list[Hit]:
    return index.search(index.understand(text, MONDAY), limit)


def ids(index: SearchIndex, text: str, limit: int = 10) -> list[int]:
    return [hit.id for hit in find(index, text, limit)]


def small_vocabulary() -> Vocabulary:
    """A few entries with every kind of trap: abbreviations that are words, shared labels, places in places."""
    return Vocabulary(
        [
            Entry(kind=Kind.PROFESSION, name="user research", synonyms=("user researcher", "UX research", "UR")),
            Entry(kind=Kind.PROFESSION, name="operational research", synonyms=("OR", "OR analyst")),
            Entry(kind=Kind.PROFESSION, name="technology", synonyms=("IT", "IT specialist")),
            Entry(kind=Kind.PROFESSION, name="history", synonyms=("historian",)),
            Entry(kind=Kind.PROFESSION, name="service design", synonyms=("service designer",), broader="design"),
            Entry(kind=Kind.PROFESSION, name="design"),
            Entry(kind=Kind.TOPIC, name="pensions", synonyms=("pension", "old age income")),
            Entry(kind=Kind.TOPIC, name="organised crime"),
            Entry(kind=Kind.TOPIC, name="science skills", synonyms=("STEM",)),
            Entry(kind=Kind.ORGANISATION, name="HM Revenue and Customs", synonyms=("HMRC", "the taxman")),
            Entry(kind=Kind.PLACE, name="England", broader="United Kingdom"),
            Entry(kind=Kind.PLACE, name="Yorkshire and The Humber", synonyms=("Yorkshire",), broader="England"),
            Entry(kind=Kind.PLACE, name="Leeds", broader="Yorkshire and The Humber"),
            Entry(kind=Kind.PLACE, name="York", broader="Yorkshire and The Humber"),
            Entry(kind=Kind.PLACE, name="London", broader="England"),
            Entry(
                kind=Kind.ELEMENT,
                name="Test a solution",
                synonyms=("we are testing a solution", "the team"),
                ask_for=("user research", "service design"),
            ),
        ],
        Filler(("looking for", "can anyone recommend"), frozenset({"need", "help", "someone", "please"})),
    )


def skill(name: str, level: Level | None = None) -> Skill:
    return Skill(name, level)


def reasons(index: SearchIndex, id_: int, text: str) -> tuple[Match, ...]:
    """Why this person fits the request."""
    return index.explain(index.understand(text, MONDAY), [id_])[id_]
