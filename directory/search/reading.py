"""Reads a request: takes out length and time, corrects the spelling, finds names and concepts, keeps what is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from directory.search.concepts import Found, Reading, Sense
from directory.search.english import FUNCTION_WORDS, GRADES
from directory.search.fields import MEMBER_FIELDS, member_key, name_key
from directory.search.guessing import LONGEST_RUN, Guessing, Vote
from directory.search.heart import JOINED_SHARE, KNOWING, LEANING
from directory.search.known import Known
from directory.search.negation import Negation
from directory.search.phrasing import Phrasing
from directory.search.request import Correction, LeftOut, Understood
from directory.search.runs import Run, runs_of, spans_of, stands_alone
from directory.search.slips import mended
from directory.search.suggesting import Suggesting
from directory.search.typed_words import TypedWord, typed_words
from directory.search.wanted import TELLING, Wanted, names_somebody
from directory.search.when import length_in, window_in
from directory.search.words import LONGEST_TEXT, stands_for_itself
from directory.vocabulary import Kind

_WHOM = frozenset({Kind.SKILL, Kind.ELEMENT})
"""What says whom a request asks for where no profession does."""

_HARDLY_A_NAME = 0.2
"""For an ordinary word that somebody happens to be called."""


def understand(text: str, today: date, known: Known) -> Understood:
    """Read a request. Whatever ``text`` holds, there is an answer; it may be empty."""
    minutes, rest = length_in(mended(text[:LONGEST_TEXT], known.knows))
    when, rest = window_in(rest, today)
    reader = _Reader(known, rest)
    reader.take_names()
    reader.take_concepts()
    reader.weigh_concepts()
    reader.leave_out()
    reader.take_words()
    return Understood(
        text=text,
        concepts=reader.wanted.concepts,
        guesses=reader.wanted.guesses,
        names=tuple(reader.names),
        words=tuple(reader.words),
        corrections=tuple(reader.corrections()),
        minutes=minutes,
        when=when,
        terms=(terms := reader.wanted.terms),
        heart=reader.wanted.heart.terms_beside(terms),
        left_out=tuple(reader.left_out),
    )


class _Reader:
    """One reading of one request, step by step."""

    def __init__(self, known: Known, text: str) -> None:
        self.known = known
        self.names: list[str] = []
        self.words: list[str] = []
        self.wanted = Wanted(known)
        self.left_out: list[LeftOut] = []
        self._chosen: dict[str, str] = {}
        self._found: list[Found] = []
        self._unwanted: list[Found] = []
        self._places = typed_words(text, known)
        self._phrasing = Phrasing(known, self._places)
        self._guessing = Guessing(known, self._places, self.wanted)
        self._says_something = not all(place.filler or place.ordinary for place in self._places)
        if not self._says_something:
            only_filler = all(place.filler for place in self._places)
            for place in self._places:
                place.ordinary, place.filler = False, place.filler and not only_filler

    def take_names(self) -> None:
        """Two words side by side that are parts of one person's name, unless they are ordinary words in lower case."""
        for place, following in zip(self._places, self._places[1:], strict=False):
            pair = self._name_in(place, following)
            if pair and self.known.phrases[0].exactly(reading.stem for reading in pair):
                continue  # nobody's name takes "Universal Credit" from everybody else
            if pair and (self._titled(place, following) or not (self._ordinary(place) or self._ordinary(following))):
                if place.negation:
                    place.taken = place.name = following.taken = following.name = True
                    keys = tuple(name_key(reading.word) for reading in pair)
                    self.left_out.append(LeftOut(_full_name(pair), None, (keys,)))
                    continue
                for part, reading in zip((place, following), pair, strict=True):
                    if not part.taken:
                        self._take_name(part, reading)
                    elif self.names:
                        continue
                self.names = [*self.names, _full_name(pair)]

    def _name_in(self, place: TypedWord, following: TypedWord) -> tuple[Reading, Reading] | None:
        for one in place.readings:
            for other in following.readings:
                if self.known.share_a_name(name_key(one.word), name_key(other.word)):
                    return one, other
        return None

    def _titled(self, *places: TypedWord) -> bool:
        return all(place.word.typed[:1].isupper() and not place.word.capitals for place in places)

    def _ordinary(self, place: TypedWord) -> bool:
        """Whether the word is rather used of other things than people."""
        first = place.readings[0]
        says_nothing = place.filler or place.ordinary
        named = says_nothing or any(phrases.exactly((first.stem,)) for phrases in self.known.phrases)
        return named or not self.known.is_rather_a_name(first.stem, name_key(first.word))

    def _take_name(self, place: TypedWord, reading: Reading) -> None:
        place.taken = place.name = True
        self._choose(place, reading)
        self.wanted.name(name_key(reading.word), self.known.weights.name * reading.weight, place.word.typed)

    def take_concepts(self) -> None:
        """The longest phrases of the vocabulary and of the directory, from left to right."""
        number = 0
        while number < len(self._places):
            found = None if self._places[number].taken else self._phrasing.longest(number)
            if found:
                self._take_concept(found)
                (self._unwanted if self._is_unwanted(found) else self._found).append(found)
            number += found.length if found else 1

    def _is_unwanted(self, found: Found) -> bool:
        """Whether the request says that it does not want this, or joins it by "or" to what it does not want."""
        first = self._places[found.start]
        if first.alternative and found.start and self._places[found.start - 1].negation:
            for place in self._phrasing.span(found):
                place.negation = self._places[found.start - 1].negation
        doubtful = found.weight <= self.known.weights.another_word  # "no rush" leaves nobody out
        is_somebody = found.senses[0].kind is not Kind.PROFESSION or names_somebody(found)
        is_somebody = is_somebody or first.negation is Negation.STRONG
        if doubtful or not is_somebody or not first.negation.covers(found.senses[0].kind):
            return False
        for place in self._phrasing.span(found):
            place.negation = first.negation
        return True

    def leave_out(self) -> None:
        """What is not wanted, unless what is wanted is part of it: "heat pumps instead of gas boilers" is on energy."""
        kept: set[tuple[Kind, str]] = set()
        for concept in self.wanted.concepts:
            sense = Sense.of(concept.kind, concept.name)
            parts_of = self.known.relations.of(sense) if sense.kind is Kind.TOPIC else ()
            kept.update((sense.kind, key) for key in (sense.key, *dict(parts_of)))
        for found in self._unwanted:
            if kept.isdisjoint((sense.kind, sense.key) for sense in found.senses):
                self._leave_out(found)

    def _leave_out(self, found: Found) -> None:
        """Nobody who is there, works there, is one or declares it; who only mentions a profession is none."""
        groups: list[tuple[str, ...]] = []
        for sense in found.senses:
            field = MEMBER_FIELDS.get(sense.kind)
            for key in (sense.key, *self.known.relations.inside(sense)):
                groups.append((member_key(field, key) if field else key,))
        first = found.senses[0]
        self.left_out.append(LeftOut(first.name, first.kind, tuple(groups)))

    def _take_concept(self, found: Found) -> None:
        for place, reading in zip(self._phrasing.span(found), found.readings, strict=True):
            place.taken = True
            self._choose(place, reading)

    def weigh_concepts(self) -> None:
        """Phrases that stand alone count in full; those within a longer run count less when a label explains it all."""
        weighed: set[int] = set()
        runs = list(runs_of(self._places, self._found))
        told = {number for run in runs if self._guessing.is_nearly_listed(run, self._found) for number in run}
        suggesting = self._suggesting = Suggesting(self.known, self._places, self._found, told)
        for span in spans_of(self._places, self._found):
            if span not in runs and self._is_one_name(span):
                self._weigh(span, [found for found in self._found if found.start in span])
                weighed.update(span)
        for found in self._found:
            if stands_alone(found) and found.start not in weighed:
                self.wanted.named(found, self._phrasing.typed(found), suggesting.share(found), 1.0)
        for run in runs:
            if weighed.isdisjoint(run):
                self._weigh(run, [found for found in self._found if found.start in run])
        suggesting.add_to(self.wanted)

    def _is_one_name(self, span: Run) -> bool:
        """Whether a label says all of a span in other words or another order: "policy officer for regional growth"."""
        within = [found for found in self._found if found.start in span]
        if len(span) > LONGEST_RUN or any(found.length == len(span) for found in within):
            return False
        said = {sense.key: found.senses[0].kind for found in within for sense in found.senses}
        for sense, like in (votes[0] for votes in self._guessing.heard(span) if votes):
            is_new = (
                sense.kind is Kind.PROFESSION and sense.key not in said and self._may_be_one_profession(span, within)
            )
            enough = self.known.weights.one_profession if is_new else self.known.weights.one_name
            if like >= enough and said.get(sense.key) is not Kind.TOPIC:
                return True
        return False

    def _may_be_one_profession(self, span: Run, within: Sequence[Found]) -> bool:
        """Whether words end in what somebody is called and are not several professions: "food production operator"."""
        professions = sum(found.senses[0].kind is Kind.PROFESSION for found in within)
        return professions <= 1 and self._guessing.ends_in_somebody(span)

    def _weigh(self, run: Run, within: Sequence[Found]) -> None:
        votes = self._votes(run, within)
        least = LEANING if sum(found.length for found in within) == len(run) else 0.0
        for found in within:
            share = self._guessing.share(found, run, votes) * self._suggesting.share(found)
            asked_for = self._asked_for(found, run, least)
            self.wanted.named(found, self._phrasing.typed(found), share, asked_for, part=found.length < len(run))

    def _votes(self, run: Run, within: Sequence[Found]) -> list[Vote]:
        """What the nearest labels say of a run, if it says anything."""
        if not self._says_something:
            return []
        otherwise = not self._suggesting.explained.isdisjoint(run)
        return self._guessing.votes(run, within, alone=not self._found, otherwise=otherwise)

    def _asked_for(self, found: Found, run: Run, least: float) -> float:
        """How far a phrase names whom to talk to: not as what somebody knows, and hardly (``least``) as one part of a
        longer name."""
        length = sum(self._places[number].word.folded not in GRADES for number in run)
        start = run[0]
        while start and self._places[start - 1].filler and not self._places[start - 1].taken:
            start -= 1
        led_by = self._places[start : run[0] + 1]
        is_subject = start > 0 and any(place.is_subject for place in led_by)
        if is_subject or any(place.readings[0].word in KNOWING for place in led_by):
            return 0.0
        if found.length < length:
            return least
        joins = not self._places[run[0]].after_break and any(
            run[0] == other.start + other.length and other.senses[0].kind is Kind.TOPIC for other in self._found
        )
        return JOINED_SHARE if joins else 1.0

    def take_words(self) -> None:
        """Whatever no name or phrase has taken, filler left out; the more is left, the less each word says."""
        left = [
            place
            for place in self._places
            if not (place.taken or place.filler or place.negation >= Negation.PLAIN)
            and place.readings[0].word not in FUNCTION_WORDS
        ]
        weights = self.known.weights
        share = min(1.0, weights.few_words / max(1, len(left))) * (weights.beside_phrases if self._found else 1.0)
        if self.wanted.heart.is_asked_for or any(found.senses[0].kind in _WHOM for found in self._found):
            share *= weights.beside_whom
        for place in left:
            self._choose(place, place.readings[0])
            self.words.append(place.readings[0].word)
            for reading in place.readings:
                if stands_for_itself(reading.stem):
                    self._look_for_word(place, reading, share * self._telling(place, reading))

    def _telling(self, place: TypedWord, reading: Reading) -> float:
        """What a word that is left over says: little if it is said of everything, unless all that is said is such."""
        if place.ordinary:
            return self.known.weights.ordinary
        return self.known.english.telling(reading.word, *TELLING) if self._says_something else 1.0

    def _look_for_word(self, place: TypedWord, reading: Reading, share: float) -> None:
        weights = self.known.weights
        self.wanted.word(reading.stem, weights.word * reading.weight * share, place.word.typed)
        key = name_key(reading.word)
        if reading.word.isalpha() and self.known.knows(key):
            alone = len(self._places) == 1 or not self._ordinary(place)
            weight = weights.name * reading.weight
            if alone:
                self.names.append(reading.word.title())
            sure = alone and (len(self._places) == 1 or (self._titled(place) and place is not self._places[0]))
            self.wanted.name(key, weight * (1 if alone else _HARDLY_A_NAME), place.word.typed, sure=sure)

    def _choose(self, place: TypedWord, reading: Reading) -> None:
        if reading.word != place.word.folded:
            self._chosen[place.word.typed] = reading.word

    def corrections(self) -> Iterator[Correction]:
        """The words that were read as others, in the order of the request."""
        for typed, chosen in self._chosen.items():
            yield Correction(typed, chosen)


def _full_name(pair: Sequence[Reading]) -> str:
    return " ".join(reading.word for reading in pair).title()
