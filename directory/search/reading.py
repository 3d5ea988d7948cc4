"""Reads a request: takes out length and time, corrects the spelling, finds names and concepts, keeps what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from directory.search.concepts import Found, Phrases, Reading, Relations, Sense, read
from directory.search.fields import name_key
from directory.search.nearest import Nearest
from directory.search.request import Concept, Correction, Term, Understood
from directory.search.spelling import Candidate
from directory.search.when import length_in, window_in
from directory.search.words import FUNCTION_WORDS, LONGEST_TEXT, Word, shouted, stands_for_itself, stem, words
from directory.vocabulary import Filler, Kind

MOST_WORDS = 80
"""Words of a request that are read, grammar left out."""

MOST_CORRECTED = 12
"""Words that are corrected: a request with more unknown words than this is not in our language."""

LONGEST_GUESSED = 7
"""Words that a phrase may have for the nearest labels to be asked what it means."""

_BREAKS = frozenset(
    [
        "about",
        "around",
        "as",
        "at",
        "based",
        "by",
        "from",
        "near",
        "not",
        "on",
        "or",
        "that",
        "this",
        "to",
        "under",
        "what",
        "who",
        "whom",
        "with",
    ]
)
"""Words of grammar that separate one thing asked for from the next."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sort of evidence counts, tuned on requests with judgements."""

    profession: float = 1.0
    topic: float = 1.0
    organisation: float = 1.0
    place: float = 0.8
    name: float = 2.0
    label: float = 0.6
    word: float = 0.5
    linked_word: float = 0.25
    guess: float = 1.0
    most_guesses: int = 4
    least_likeness: float = 0.45
    steepness: float = 3.0
    sharpness: float = 1.5
    overruled: float = 0.8

    def of(self, kind: Kind) -> float:
        by_kind = {Kind.TOPIC: self.topic, Kind.ORGANISATION: self.organisation, Kind.PLACE: self.place}
        return by_kind.get(kind, self.profession)


@dataclass(frozen=True, slots=True)
class FillerWords:
    """Filler ready for reading: single words, and phrases by their first word."""

    words: frozenset[str]
    phrases: Mapping[str, Sequence[Sequence[str]]]

    def places(self, every: Sequence[Word]) -> set[int]:
        """The numbers of the words that are filler, alone or as part of a phrase ("looking for")."""
        folded = [word.folded for word in every]
        places = {number for number, word in enumerate(folded) if word in self.words}
        for start, word in enumerate(folded):
            for phrase in self.phrases.get(word, ()):
                if folded[start : start + len(phrase)] == phrase:
                    places.update(range(start, start + len(phrase)))
        return places


def filler_of(filler: Filler) -> FillerWords:
    """The vocabulary's filler as words are compared."""
    phrases: dict[str, list[list[str]]] = {}
    for phrase in filler.phrases:
        if parts := [word.folded for word in words(phrase)]:
            phrases.setdefault(parts[0], []).append(parts)
    return FillerWords(frozenset(word.folded for text in filler.words for word in words(text)), phrases)


@dataclass(frozen=True, slots=True)
class Known:
    """What the index knows that reading needs, as of one moment."""

    relations: Relations
    filler: FillerWords
    phrases: Sequence[Phrases]
    nearest: Nearest
    knows: Callable[[str], bool]
    """Whether a word, a stem or a name key occurs anywhere."""
    corrections: Callable[[str], list[Candidate]]
    share_a_name: Callable[[str, str], bool]
    """Whether somebody has both of these as parts of their name."""
    weights: Weights = field(default_factory=Weights)


@dataclass(slots=True)
class _Place:
    """A word of the request with the ways to read it and what became of it."""

    word: Word
    readings: tuple[Reading, ...]
    after_break: bool
    filler: bool = False
    taken: bool = False
    name: bool = False


def understand(text: str, today: date, known: Known) -> Understood:
    """Read a request. Whatever ``text`` holds, there is an answer; it may be empty."""
    minutes, rest = length_in(text[:LONGEST_TEXT])
    when, rest = window_in(rest, today)
    reader = _Reader(known, rest)
    reader.take_names()
    reader.take_concepts()
    reader.weigh_concepts()
    reader.take_words()
    return Understood(
        text=text,
        concepts=tuple(reader.concepts),
        guesses=tuple(reader.guesses),
        names=tuple(reader.names),
        words=tuple(reader.words),
        corrections=tuple(reader.corrections()),
        minutes=minutes,
        when=when,
        terms=tuple(reader.terms),
    )


class _Reader:
    """One reading of one request, step by step."""

    def __init__(self, known: Known, text: str) -> None:
        self.known = known
        self.concepts: list[Concept] = []
        self.guesses: list[Concept] = []
        self.names: list[str] = []
        self.words: list[str] = []
        self.terms: list[Term] = []
        self._chosen: dict[str, str] = {}
        self._corrected = 0
        self._found: list[Found] = []
        self._places = self._readable(text)

    def _readable(self, text: str) -> list[_Place]:
        every = words(text)
        fillers = self.known.filler.places(every)
        places: list[_Place] = []
        broken = False
        for number, word in enumerate(every):
            broken = broken or word.apart
            if word.folded in FUNCTION_WORDS and not self._abbreviation(word):
                broken = broken or word.folded in _BREAKS
                continue
            places.append(_Place(word, self._readings(word), broken, filler=number in fillers))
            broken = False
            if len(places) == MOST_WORDS:
                break
        if all(place.filler for place in places):
            for place in places:
                place.filler = False
        return places

    def _abbreviation(self, word: Word) -> bool:
        return word.capitals and any(phrases.begins(shouted(word)) for phrases in self.known.phrases)

    def _readings(self, word: Word) -> tuple[Reading, ...]:
        filler = self.known.filler.words
        known = self.known.knows
        if word.folded in filler or known(word.folded) or known(word.stem) or known(name_key(word.folded)):
            return read(word)
        if self._corrected >= MOST_CORRECTED:
            return read(word)
        candidates = self.known.corrections(word.folded)
        self._corrected += bool(candidates)
        return tuple(Reading(stem(c.word), c.weight, c.word) for c in candidates) or read(word)

    def take_names(self) -> None:
        """Two words side by side that are parts of one person's name, unless they are ordinary words in lower case."""
        for place, following in zip(self._places, self._places[1:], strict=False):
            pair = self._name_in(place, following)
            if pair and (self._titled(place, following) or not (self._ordinary(place) or self._ordinary(following))):
                for part, reading in zip((place, following), pair, strict=True):
                    if not part.taken:
                        self._take_name(part, reading)
                    elif self.names:
                        continue
                self.names = [*self.names, " ".join(reading.word for reading in pair).title()]

    def _name_in(self, place: _Place, following: _Place) -> tuple[Reading, Reading] | None:
        for one in place.readings:
            for other in following.readings:
                if self.known.share_a_name(name_key(one.word), name_key(other.word)):
                    return one, other
        return None

    def _titled(self, *places: _Place) -> bool:
        return all(place.word.typed[:1].isupper() and not place.word.capitals for place in places)

    def _ordinary(self, place: _Place) -> bool:
        """Whether the word is used of other things than people."""
        return place.filler or self.known.knows(place.readings[0].stem)

    def _take_name(self, place: _Place, reading: Reading) -> None:
        place.taken = place.name = True
        self._choose(place, reading)
        self.terms.append(Term(name_key(reading.word), self.known.weights.name * reading.weight, place.word.typed))

    def take_concepts(self) -> None:
        """The longest phrases of the vocabulary and of the directory, from left to right."""
        readings = [place.readings for place in self._places]
        number = 0
        while number < len(readings):
            found = None if self._places[number].taken else self._longest(readings, number)
            if found:
                self._take_concept(found)
            number += found.length if found else 1

    def _longest(self, readings: Sequence[Sequence[Reading]], start: int) -> Found | None:
        every = [found for phrases in self.known.phrases if (found := phrases.longest(readings, start))]
        every = [found for found in every if not any(place.taken for place in self._span(found))]
        best = max(every, key=lambda found: (found.length, found.weight), default=None)
        if best is None or (
            best.length == 1 and self._places[start].filler and stands_for_itself(best.readings[0].stem)
        ):
            return None
        return best

    def _span(self, found: Found) -> list[_Place]:
        return self._places[found.start : found.start + found.length]

    def _take_concept(self, found: Found) -> None:
        self._found.append(found)
        for place, reading in zip(self._span(found), found.readings, strict=True):
            place.taken = True
            self._choose(place, reading)

    def _conclude(self, found: Found, share: float) -> None:
        """Look for what a phrase names, and a little for its words."""
        typed = " ".join(place.word.typed for place in self._span(found))
        first = found.senses[0]
        self.concepts.append(Concept(first.kind, first.name, typed))
        for sense in found.senses:
            self._look_for(sense, found.weight * share, typed)
        finds = first.kind is not Kind.PLACE
        weight = self.known.weights.of(first.kind) * self.known.weights.label * found.weight * share
        self.terms.append(Term(found.key, weight, typed, finds))
        for reading in found.readings:
            if stands_for_itself(reading.stem):
                weight = self.known.weights.linked_word * reading.weight
                self.terms.append(Term(reading.stem, weight, typed, finds))

    def _look_for(self, sense: Sense, sureness: float, typed: str) -> None:
        weight = self.known.weights.of(sense.kind) * sureness
        finds = sense.kind is not Kind.PLACE
        self.terms.append(Term(sense.key, weight, typed, finds))
        for key, share in self.known.relations.of(sense):
            self.terms.append(Term(key, weight * share, typed, finds))

    def weigh_concepts(self) -> None:
        """Phrases that stand alone count in full; those within a longer run count less when a label explains it all."""
        for found in self._found:
            if self._stands_alone(found):
                self._conclude(found, 1.0)
        for run in self._runs():
            within = [found for found in self._found if found.start in run]
            votes = self._votes(run, within)
            for found in within:
                self._conclude(found, self._share(found, run, votes))

    def _votes(self, run: Sequence[int], within: Sequence[Found]) -> list[tuple[Sense, float]]:
        """What the nearest labels say of a run of words that is not one known phrase."""
        weights = self.known.weights
        if len(run) > LONGEST_GUESSED or any(found.length == len(run) for found in within):
            return []
        places = [self._places[number] for number in run]
        votes = self.known.nearest.vote([place.readings[0].stem for place in places])
        votes = [vote for vote in votes[: weights.most_guesses] if vote[1] >= weights.least_likeness]
        typed = " ".join(place.word.typed for place in places)
        for sense, likeness in votes:
            share = weights.guess * likeness**weights.sharpness * (likeness / votes[0][1]) ** weights.steepness
            self.guesses.append(Concept(sense.kind, sense.name, typed, share))
            self._look_for(sense, share, typed)
        return votes

    def _share(self, found: Found, run: Sequence[int], votes: Sequence[tuple[Sense, float]]) -> float:
        keys = {sense.key for sense in found.senses}
        if not votes or votes[0][0].key in keys:
            return 1.0
        rest = 1.0 - found.length / len(run)
        return max(0.05, 1.0 - self.known.weights.overruled * min(1.0, votes[0][1]) * rest)

    def _runs(self) -> Iterator[list[int]]:
        """Words that belong together: not set apart by punctuation, grammar, filler, a place or an organisation."""
        alone = {
            number
            for found in self._found
            if self._stands_alone(found)
            for number in range(found.start, found.start + found.length)
        }
        inside = {number for found in self._found for number in range(found.start + 1, found.start + found.length)}
        run: list[int] = []
        for number, place in enumerate(self._places):
            dropped = number in alone or (not place.taken and place.filler) or place.name
            if run and (dropped or (place.after_break and number not in inside)):
                yield run
                run = []
            if not dropped:
                run.append(number)
        if run:
            yield run

    def _stands_alone(self, found: Found) -> bool:
        """Places, organisations, elements and longer topics are asked for beside a profession, not as part of one."""
        kind = found.senses[0].kind
        return kind in (Kind.PLACE, Kind.ORGANISATION, Kind.ELEMENT) or (kind is Kind.TOPIC and found.length > 1)

    def take_words(self) -> None:
        """Whatever no name or phrase has taken, filler left out."""
        for place in self._places:
            if place.taken or place.filler:
                continue
            first = place.readings[0]
            if first.word in self.known.filler.words or first.word in FUNCTION_WORDS:
                continue
            self._choose(place, first)
            self.words.append(first.word)
            for reading in place.readings:
                if stands_for_itself(reading.stem):
                    self._look_for_word(place, reading)

    def _look_for_word(self, place: _Place, reading: Reading) -> None:
        weight = self.known.weights.word * reading.weight
        self.terms.append(Term(reading.stem, weight, place.word.typed))
        key = name_key(reading.word)
        if self.known.knows(key):
            alone = len(self._places) == 1 or not self._ordinary(place)
            if alone:
                self.names.append(reading.word.title())
            self.terms.append(
                Term(key, self.known.weights.name * reading.weight * (1 if alone else 0.2), place.word.typed)
            )

    def _choose(self, place: _Place, reading: Reading) -> None:
        if reading.word != place.word.folded:
            self._chosen[place.word.typed] = reading.word

    def corrections(self) -> Iterator[Correction]:
        """The words that were read as others, in the order of the request."""
        for typed, chosen in self._chosen.items():
            yield Correction(typed, chosen)


