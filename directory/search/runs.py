"""Which words of a request belong together: runs that one phrase may explain, and spans that one long name may join."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from directory.search.concepts import Found
from directory.search.typed_words import TypedWord
from directory.vocabulary import Kind

Run = Sequence[int]
"""Numbers of words of the request, ascending."""

_APART = frozenset({Kind.PLACE, Kind.ORGANISATION, Kind.ELEMENT})
"""What is asked for beside a profession, and never as part of its name."""


def stands_alone(found: Found) -> bool:
    """Whether a phrase is asked for beside a profession rather than as part of one: a place, a longer topic."""
    kind = found.senses[0].kind
    return kind in _APART or (kind is Kind.TOPIC and found.length > 1)


def numbers_of(found: Found) -> range:
    """The numbers of the words of a phrase."""
    return range(found.start, found.start + found.length)


def spans_of(places: Sequence[TypedWord], every: Sequence[Found]) -> Iterator[list[int]]:
    """Words up to a place, an organisation, filler, or grammar and punctuation across which no name goes."""
    aside = {number for found in every if found.senses[0].kind in _APART for number in numbers_of(found)}
    inside = {number for found in every for number in numbers_of(found)[1:]}
    ends = {number for number, place in enumerate(places) if place.after_end} - inside
    ends |= {found.start for found in _another_profession(places, every)}
    return _joined(places, every, aside, ends)


def runs_of(places: Sequence[TypedWord], every: Sequence[Found]) -> Iterator[list[int]]:
    """Words not set apart by punctuation, grammar, filler, or a phrase that stands alone."""
    alone = {number for found in every if stands_alone(found) for number in numbers_of(found)}
    inside = {number for found in every for number in numbers_of(found)[1:]}
    ends = {number for number, place in enumerate(places) if place.after_break} - inside
    ends |= {found.start for found in _another_profession(places, every)}
    return _joined(places, every, alone, ends)


def _another_profession(places: Sequence[TypedWord], every: Sequence[Found]) -> Iterator[Found]:
    """Professions that "and" joins to another one: an economist and a lawyer."""
    professions = [found for found in every if found.senses[0].kind is Kind.PROFESSION]
    for one, other in pairwise(professions):
        if other.start == one.start + one.length and places[other.start].after_and:
            yield other


def _joined(
    places: Sequence[TypedWord], every: Sequence[Found], aside: set[int], ends: set[int]
) -> Iterator[list[int]]:
    phrased = {number for found in every for number in numbers_of(found)}
    run: list[int] = []
    for number, place in enumerate(places):
        told = number in phrased
        apart = number in aside or place.name or (not told and (place.filler or place.taken))
        if run and (apart or number in ends):
            yield run
            run = []
        if not apart and (told or not place.ordinary):
            run.append(number)
    if run:
        yield run
