"""What a request says it does not want: "not in London", "other than a lawyer", "but not pensions"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import IntEnum

from directory.search.english import (
    ALTERNATIVES,
    CARRIES_NEGATION,
    NEGATING_PAIRS,
    NEGATING_THREES,
    NEGATIONS,
    NOT_LEFT_OUT,
    VERBS_NEGATED,
    WEAK_NEGATIONS,
    WEAK_PAIRS,
)
from directory.vocabulary import Kind

_BEFORE_SUBJECTS = frozenset({"although", "and", "but", "just", "please", "though"})
_WHO_AND_WHERE = frozenset({Kind.PROFESSION, Kind.PLACE, Kind.ORGANISATION})


class Negation(IntEnum):
    """How surely a word is not wanted."""

    NONE = 0
    WHERE = 1
    """A place or an organisation is not: "is not London-based", but "was not evaluated" says what was done."""
    WEAK = 2
    """A profession, a place or an organisation is not: "no budget" and "how not to discriminate" are subjects."""
    PLAIN = 3
    """Neither is a topic: "housing, not homelessness", but "not sure" and "do not know" are about skills."""
    STRONG = 4
    """Nothing of the kind: "but not pensions", "other than pensions"."""

    def covers(self, kind: Kind) -> bool:
        """Whether something of this kind is not wanted when it comes after such a negation."""
        return self is Negation.STRONG or kind in _COVERED[self]


_COVERED = {
    Negation.NONE: frozenset[Kind](),
    Negation.WHERE: frozenset({Kind.PLACE, Kind.ORGANISATION}),
    Negation.WEAK: _WHO_AND_WHERE,
    Negation.PLAIN: _WHO_AND_WHERE | {Kind.TOPIC},
}


@dataclass(frozen=True, slots=True)
class Negations:
    """The places of negating words, and how each place that comes after one, grammar between them, is negated."""

    said_at: Set[int]
    after: Mapping[int, Negation]
    alternatives: Set[int]
    """Places that "or" joins to what is before them."""


def negations(every: Sequence[str], apart: Sequence[bool]) -> Negations:
    """What is negated in a text, given its words and whether punctuation stands before each."""
    said_at: set[int] = set()
    after: dict[int, Negation] = {}
    alternatives: set[int] = set()
    for place, word in enumerate(every):
        pair = (word, every[place + 1]) if place + 1 < len(every) else ("", "")
        if place in said_at:
            continue
        if tuple(every[place : place + 3]) in NEGATING_THREES:
            said_at |= {place, place + 1, place + 2}
            after[_next(every, apart, place + 3)] = Negation.STRONG
        elif pair in NEGATING_PAIRS or pair in WEAK_PAIRS:
            said_at |= {place, place + 1}
            after[_next(every, apart, place + 2)] = Negation.WEAK if pair in WEAK_PAIRS else Negation.STRONG
        elif word in NEGATIONS and not (word == "not" and pair[1] in NOT_LEFT_OUT):
            said_at.add(place)
            leads = place == 0 or apart[place] or every[place - 1] in _BEFORE_SUBJECTS
            following = _next(every, apart, place + 1)
            if word in WEAK_NEGATIONS:
                after[following] = Negation.WEAK
            elif word == "not" and not leads:
                after[following] = _within_a_sentence(every[place - 1], following == place + 1)
            else:
                after[following] = Negation.STRONG
        elif word in ALTERNATIVES:
            alternatives.add(_next(every, apart, place + 1))
    return Negations(said_at, after, alternatives)


def _within_a_sentence(before: str, is_next: bool) -> Negation:
    """What "not" says that begins nothing, after a word ``before`` and perhaps just before what it is about."""
    if not is_next:
        return Negation.WEAK
    return Negation.WHERE if before in VERBS_NEGATED else Negation.PLAIN


def _next(every: Sequence[str], apart: Sequence[bool], place: int) -> int:
    """The place of the first word from ``place`` on that is more than grammar; -1 where punctuation comes first."""
    while place < len(every) and every[place] in CARRIES_NEGATION and not apart[place]:
        place += 1
    return place if place < len(every) and not apart[place] else -1
