"""The phrases of a request: the longest that begins at a word, also where one word of it is a slip for another."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz.distance import OSA

from directory.search.concepts import Found, Reading
from directory.search.known import Known
from directory.search.typed_words import TypedWord
from directory.search.words import label_stems, stands_for_itself, stem
from directory.vocabulary import Kind

_WITHIN_ONE_SENTENCE = frozenset({Kind.PROFESSION, Kind.SKILL, Kind.TOPIC})

_SHORTEST_SLIP = 4
"""Letters of a word that may be a slip although it is a word itself: "heath inequalities"."""

_LONGEST_WITH_A_SLIP = 5
"""Words of a phrase in which such a slip is looked for."""

_SLIP_SHARE = 0.3
"""How sure it is that a word which is one stands for another."""


class Phrasing:
    """Finds phrases among the words of one request."""

    def __init__(self, known: Known, places: Sequence[TypedWord]) -> None:
        self._known = known
        self._places = places
        self._readings = [place.readings for place in places]
        self._slips: dict[int, tuple[Reading, ...]] = {}

    def longest(self, start: int) -> Found | None:
        """The longest phrase that begins at a word, given by its number, and holds no word that is taken already."""
        best = self._as_read(self._readings, start)
        for number in range(start, min(len(self._places), start + _LONGEST_WITH_A_SLIP)):
            if not any(phrases.goes_on(self._readings[start:number]) for phrases in self._known.phrases):
                break
            if slips := self._slips_at(number):
                readings = [*self._readings[:number], slips, *self._readings[number + 1 :]]
                found = self._as_read(readings, start)
                holds_it = found and number < found.start + found.length
                if found and holds_it and found.length > max(1, best.length if best else 0):
                    best = found
        return best and (self._subject_of(best) or best)

    def _subject_of(self, name: Found) -> Found | None:
        """The topic that a name of somebody begins with, where the rest names the same: a housing lawyer is a lawyer
        who knows housing."""
        first, stems = name.senses[0], [reading.stem for reading in name.readings]
        if first.kind is Kind.PROFESSION and set(stems).isdisjoint(label_stems(first.name)):
            exactly = self._known.phrases[0].exactly
            for end in range(1, len(stems)):
                topics = tuple(sense for sense in exactly(stems[:end]) if sense.kind is Kind.TOPIC)
                if topics and first in exactly(stems[end:]):
                    return Found(name.start, end, topics, name.readings[:end])
        return None

    def _slips_at(self, number: int) -> tuple[Reading, ...]:
        """What a word that is spelt right may have been meant to be, one slip away."""
        if number not in self._slips:
            place = self._places[number]
            [first, *others] = place.readings
            typed = place.word.folded
            is_right = not others and first.word == typed and len(typed) >= _SHORTEST_SLIP
            is_right = is_right and not (place.name or place.filler or place.ordinary)
            self._slips[number] = tuple(
                Reading(stem(slip.word), _SLIP_SHARE * slip.weight, slip.word)
                for slip in (self._known.corrections(typed) if is_right else ())
                if OSA.distance(typed, slip.word) == 1 and stem(slip.word) != first.stem
            )
        return self._slips[number]

    def _as_read(self, readings: Sequence[Sequence[Reading]], start: int) -> Found | None:
        every = [found for phrases in self._known.phrases if (found := phrases.longest(readings, start))]
        every = [found for found in every if not any(place.taken for place in self.span(found))]
        if any(self._is_split(found) for found in every):
            readings = readings[: next(n for n in range(start + 1, len(readings)) if self._parts(n))]
            every = [found for phrases in self._known.phrases if (found := phrases.longest(readings, start))]
        best = max(every, key=lambda found: (found.length, found.weight), default=None)
        if best is None or (
            best.length == 1 and self._places[start].filler and stands_for_itself(best.readings[0].stem)
        ):
            return None
        return best

    def span(self, found: Found) -> Sequence[TypedWord]:
        """The words of a phrase."""
        return self._places[found.start : found.start + found.length]

    def typed(self, found: Found) -> str:
        """A phrase as it was typed."""
        return " ".join(place.word.typed for place in self.span(found))

    def _is_split(self, found: Found) -> bool:
        """Whether a negation or punctuation parts the words: "pensions, not lawyers" and "pensions: lawyers" name no
        pensions lawyers."""
        kind = found.senses[0].kind
        inside = self.span(found)[1:]
        return any(place.negation.covers(kind) for place in inside) or (
            kind in _WITHIN_ONE_SENTENCE and any(place.word.ends for place in inside)
        )

    def _parts(self, number: int) -> bool:
        place = self._places[number]
        return bool(place.negation) or place.word.ends
