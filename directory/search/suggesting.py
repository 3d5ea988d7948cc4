"""What the words of a request suggest beside what phrases name: another thing altogether, or what nothing names."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from directory.search.concepts import Found, Sense
from directory.search.known import Known
from directory.search.runs import numbers_of
from directory.search.suggestions import Suggestion
from directory.search.typed_words import TypedWord
from directory.search.wanted import OVERRULED, RATHER, Wanted, names_somebody
from directory.vocabulary import Kind

_WHERE = frozenset({Kind.PLACE, Kind.ORGANISATION})

_PLAIN = 12.0
"""The evidence from which a suggestion counts as much as a name."""

_STEEPNESS = 0.4
"""How fast another thing that the same words suggest counts less as there is less evidence for it."""

_LEAST_WEIGHT = 0.3
_MOST_TOLD = 4

_AS_GOOD = 2.0
"""How much less evidence there may be for what a phrase names than for what its words suggest together with others."""

_SURELY_WHOM = 0.8
"""The weight from which a profession that is only suggested is whom to talk to."""


class Suggesting:
    """Reads one request whose phrases have been found."""

    def __init__(
        self, known: Known, places: Sequence[TypedWord], every: Sequence[Found], told: AbstractSet[int]
    ) -> None:
        """``told``: the numbers of words that labels explain well enough."""
        self._known = known
        self._told = told
        self._places = places
        self._every = every
        self._asks = [found for found in every if _asks_for_somebody(found)]
        self._suggestions = list(known.suggestions.read(list(self._stems())))
        self.explained = frozenset(number for each in self._suggestions for number in each.numbers)
        """The numbers of the words that suggest something."""

    def _stems(self) -> Iterator[str | None]:
        """Of the words, but not of what says where, whom in so many words, or nothing."""
        aside = [*self._asks, *(found for found in self._every if found.senses[0].kind in _WHERE)]
        understood = self._told | {number for found in aside for number in numbers_of(found)}
        for number, place in enumerate(self._places):
            said = not (number in understood or place.name or place.negation or place.filler)
            yield place.readings[0].stem if said else None

    def share(self, found: Found) -> float:
        """What is left of the weight of a phrase."""
        span, keys = set(numbers_of(found)), {sense.key for sense in found.senses}
        if self._asks or found.senses[0].kind in _WHERE:
            return 1.0
        for suggestion in self._suggestions:
            within = 2 * len(span & suggestion.numbers) >= len(span) < len(suggestion.numbers)
            enough = suggestion.best[1] - _AS_GOOD
            if within and not any(sense.key in keys and much >= enough for sense, much in suggestion.senses):
                return OVERRULED
        return 1.0

    def add_to(self, wanted: Wanted) -> None:
        """Look for what is suggested, where a phrase does not name it already."""
        asked = wanted.heart.is_asked_for
        for suggestion in self._suggestions:
            if any(suggestion.numbers <= set(numbers_of(found)) for found in self._every):
                continue
            likely = [pair for pair in suggestion.senses if self._may_be_meant(pair[0])]
            if likely and not (self._asks and suggestion.best[0].kind in {Kind.PROFESSION, Kind.ELEMENT}):
                self._add(suggestion, likely, wanted, asked=asked)

    def _may_be_meant(self, sense: Sense) -> bool:
        """Whether anybody has it; an element is had by nobody."""
        return sense.kind is Kind.ELEMENT or self._known.knows(sense.key)

    def _add(
        self, suggestion: Suggestion, likely: Sequence[tuple[Sense, float]], wanted: Wanted, *, asked: bool
    ) -> None:
        typed = " ".join(self._places[number].word.typed for number in sorted(suggestion.numbers))
        best, most = likely[0]
        for sense, much in likely[:_MOST_TOLD]:
            weight = min(1.0, most / _PLAIN) * math.exp(_STEEPNESS * (much - most))
            if weight < _LEAST_WEIGHT:
                return
            wanted.perhaps(sense, weight, typed, RATHER)
            if sense == best == suggestion.best[0]:
                wanted.told(sense, weight, typed, min(suggestion.numbers))
                if sense.kind is not Kind.PROFESSION or (weight >= _SURELY_WHOM and not asked):
                    wanted.heart.add(sense, weight, typed)


def _asks_for_somebody(found: Found) -> bool:
    """Whether a phrase says in so many words whom to talk to: "service design", "a lawyer"; not "announced"."""
    return found.senses[0].kind is Kind.PROFESSION and names_somebody(found)
