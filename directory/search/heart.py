"""Whom a request asks for: the profession, or else the skill, that comes before topic, place and organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from directory.search.concepts import Relations, Sense
from directory.search.fields import Field, is_membership, member_key
from directory.search.request import Term
from directory.vocabulary import Kind

KNOWING = frozenset({"know", "knows", "knowing"})
"""What follows is what they know of, not what they are: who knows the history of pensions need not be a historian."""

SUBJECT_WORDS = frozenset({"about", "for", "on", "with"})
"""What follows is the subject when something was asked for before: a lawyer on digital, but advice on digital."""

JOINED_SHARE = 0.65
"""For a profession that adjoins a topic: a climate change economist is one, a supply chain planner plans no towns."""

LEANING = 0.08
"""For a profession within a longer run that is known word for word: it may be whom, or only part of what."""

_SKILL_SHARE = 0.2
"""For a skill: who writes a submission about it may look for those who know what it is about."""

_MENTION_SHARE = 0.3
"""For people who have the profession's name anywhere in their profile without declaring it."""

_WIDER_SHARE = 0.5
"""What is left of that for those who only have the wider profession: a statistician is an analyst, and no economist."""

_RATHER = 0.5
"""The weight from which a profession is asked for."""

_ORDER = (Kind.PROFESSION, Kind.ELEMENT, Kind.SKILL)
"""The surest sign of whom to talk to first; the next counts only where a request does not have it."""


class Heart:
    """Collects what a request says of whom to talk to."""

    def __init__(self, relations: Relations) -> None:
        self._relations = relations
        self._found: dict[Kind, list[Term]] = {kind: [] for kind in _ORDER}
        self._guessed = False
        self._names: list[Term] = []

    def add(self, sense: Sense, sureness: float, typed: str) -> None:
        """Somebody of this profession, for this element, or with this skill; topics and places are left out."""
        guessed_before = self._guessed and sense.kind is Kind.SKILL
        if sense.kind in self._found and sureness > 0 and not guessed_before:
            self._found[sense.kind].extend(self._terms(sense, sureness, typed))

    def name(self, term: Term) -> None:
        """Somebody by name: nothing says more surely whom to talk to."""
        self._names.append(term)

    def _terms(self, sense: Sense, sureness: float, typed: str) -> Iterator[Term]:
        if sense.kind is Kind.SKILL:
            yield Term(sense.key, sureness * _SKILL_SHARE, typed)
            return
        if sense.kind is Kind.PROFESSION:
            yield Term(member_key(Field.PROFESSION, sense.key), sureness, typed)
            yield Term(sense.key, sureness * _MENTION_SHARE, typed)
        wider = _WIDER_SHARE if sense.kind is Kind.PROFESSION else 1.0
        for key, share in self._relations.of(sense):
            yield Term(member_key(Field.PROFESSION, key), sureness * share * wider, typed)

    def guess(self, sense: Sense) -> None:
        """Words that look like a profession: too unsure to put first, but no element, nor a skill named after them,
        goes before them."""
        self._guessed = self._guessed or sense.kind is Kind.PROFESSION

    @property
    def is_asked_for(self) -> bool:
        """Whether a profession is, rather than only mentioned."""
        return any(is_membership(term.key) and term.weight >= _RATHER for term in self._found[Kind.PROFESSION])

    def terms_beside(self, others: Iterable[Term]) -> tuple[Term, ...]:
        """Index terms any of which will do, with what share of the heart each is; none when the request (its
        terms) asks for nothing else, so that there is nothing to come before."""
        kinds = [kind for kind in _ORDER if not (self._guessed and kind is Kind.ELEMENT)]
        terms = tuple(self._names) or next((tuple(self._found[kind]) for kind in kinds if self._found[kind]), ())
        typed = {term.typed for term in terms}
        return terms if any(other.typed not in typed for other in others) else ()
