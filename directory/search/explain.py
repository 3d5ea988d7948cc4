"""Why this person: the entries of a profile that answer the request, best first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from directory.model import Level
from directory.search.fields import WEIGHINGS, Field, MatchKind, Terms, Value, is_word
from directory.search.ranking import Weighed
from directory.search.request import Understood
from directory.vocabulary import Kind

LONGEST_LABEL = 90
"""Characters of a label; a longer text is cut at a word."""

MOST_MATCHES = 6

_TEXTS = {Field.ASK_ME_ABOUT, Field.EXPERIENCE, Field.EVIDENCE}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\s*\n\s*")

_WHERE = frozenset({Kind.PLACE, Kind.ORGANISATION})
"""A word of such a name explains nothing: who asks for the Home Office does not mean any other office."""

_PLAINNESS = {Field.PROFESSION: 2.5, Field.SKILL: 1.3, Field.TOPIC: 1.3}
"""Parts of a profile that explain better than others that match as well: a profession says more than a job title."""


@dataclass(frozen=True, slots=True)
class Match:
    """One thing that matched: the part of the profile, as its owner wrote it, and what of the request it answers."""

    kind: MatchKind
    label: str
    typed: str
    level: Level | None = None
    entry: str = ""
    """All of what ``label`` is a part of."""


def matches(
    entries: Sequence[Value], wanted: Sequence[Weighed], understood: Understood, terms: Terms
) -> tuple[Match, ...]:
    """The entries that have a wanted term, one for each part of the request: first what says most, most plainly."""
    typed = {term.key: term.typed for term in sorted(understood.terms, key=lambda term: term.weight)}
    where = {concept.typed for concept in understood.concepts if concept.kind in _WHERE}
    strengths = [terms.of_entry(entry.field, entry.text) for entry in entries]
    found: dict[str, tuple[bool, float, Value, str]] = {}
    for term in wanted:
        part = typed[term.key]
        if is_word(term.key) and part in where:
            continue
        best = _strongest(term.key, entries, strengths)
        if best is None:
            continue
        gain = term.worth * best[0] / (1.0 + best[0]) * _PLAINNESS.get(best[1].field, 1.0)
        named = ":" in term.key  # what is meant explains better than a word of it
        if part not in found or (named, gain) > found[part][:2]:
            found[part] = (named, gain, best[1], term.key)
    chosen: dict[tuple[Field, str], Match] = {}
    for part, (_, _, entry, key) in sorted(found.items(), key=lambda item: -item[1][1]):
        if any(_is_within(other, part) for other in found):
            continue
        chosen.setdefault((entry.field, entry.text), _match(entry, part, key, terms))
    return tuple(chosen.values())[:MOST_MATCHES]


def _is_within(part: str, whole: str) -> bool:
    """Whether a part of the request is a smaller part of another, so that the other adds nothing."""
    return part != whole and set(part.split()) < set(whole.split())


def _strongest(
    key: str, entries: Sequence[Value], strengths: Sequence[Mapping[str, float]]
) -> tuple[float, Value] | None:
    having = [(strength[key], entry) for entry, strength in zip(entries, strengths, strict=True) if key in strength]
    return max(having, key=lambda pair: (pair[0] * _PLAINNESS.get(pair[1].field, 1.0), -pair[1].field), default=None)


def _match(entry: Value, typed: str, key: str, terms: Terms) -> Match:
    label = _sentence_with(entry.text, entry.field, key, terms) if entry.field in _TEXTS else entry.text
    label = " ".join(label.split())
    if len(label) > LONGEST_LABEL:
        label = label[:LONGEST_LABEL].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
    return Match(WEIGHINGS[entry.field].match, label, typed, entry.level, entry.text)


def _sentence_with(text: str, field: Field, key: str, terms: Terms) -> str:
    """The first sentence that matched by itself, without its full stop; the whole text where none did."""
    sentences = _SENTENCE_END.split(text)
    said = next((sentence for sentence in sentences if key in terms.of_entry(field, sentence)), text)
    return said.rstrip(".")
