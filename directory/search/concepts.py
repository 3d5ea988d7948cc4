"""Phrases that name something: the vocabulary's labels and the directory's own, found in running text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from directory.search.english import ENGLISH_BY_ACCIDENT, FUNCTION_WORDS
from directory.search.words import Word, label_stems, shouted
from directory.vocabulary import Entry, Kind, Vocabulary

_NAMESPACES = {Kind.PLACE: "p:", Kind.ORGANISATION: "o:"}
_LABELS = "l:"
_SENSES = ""  # no stem is empty, so the empty key of a node holds what ends there
_MOST_BRANCHES = 64


def concept_key(kind: Kind, name: str) -> str:
    """The index term of a concept: professions, skills and topics of one name are one, met in several fields."""
    return _NAMESPACES.get(kind, "c:") + " ".join(label_stems(name))


def label_key(stems: Iterable[str]) -> str:
    """The index term of a name itself, whatever it is a name of: what people wrote weighs beside what they meant."""
    return _LABELS + " ".join(stems)


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing that a phrase may mean: its kind and its name as shown to people."""

    kind: Kind
    name: str
    key: str

    @classmethod
    def of(cls, kind: Kind, name: str) -> Sense:
        return cls(kind, name, concept_key(kind, name))

    @classmethod
    def own(cls, kind: Kind, name: str) -> Sense:
        """A name that only the directory knows."""
        return cls(kind, name, label_key(label_stems(name)))

    @property
    def is_own(self) -> bool:
        """Whether only the directory has this name."""
        return self.key.startswith(_LABELS)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a word: the stem, its weight (1 as typed, less when corrected) and the word it stands for."""

    stem: str
    weight: float
    word: str


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase found at ``start`` (an index into the readings), ``length`` words long."""

    start: int
    length: int
    senses: tuple[Sense, ...]
    readings: tuple[Reading, ...]

    @property
    def key(self) -> str:
        return label_key(reading.stem for reading in self.readings)

    @property
    def weight(self) -> float:
        """How sure the spelling is: the product over the words."""
        product = 1.0
        for reading in self.readings:
            product *= reading.weight
        return product


class Phrases:
    """A tree of stems whose branches end in senses; the longest branch along a text wins."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def add(self, path: Sequence[str], sense: Sense) -> None:
        """``path``: the stems of a label."""
        if not path:
            return
        node = self._root
        for stem in path:
            node = node.setdefault(stem, {})
        senses: tuple[Sense, ...] = node.get(_SENSES, ())
        if sense not in senses:
            node[_SENSES] = (*senses, sense)

    def every(self) -> Iterator[tuple[tuple[str, ...], tuple[Sense, ...]]]:
        """The stems of each phrase, with what it names."""
        branches: list[tuple[tuple[str, ...], dict[str, Any]]] = [((), self._root)]
        while branches:
            path, node = branches.pop()
            for stem, value in node.items():
                if stem == _SENSES:
                    yield path, value
                else:
                    branches.append(((*path, stem), value))

    def begins(self, stem: str) -> bool:
        """Whether any phrase begins with ``stem``."""
        return stem in self._root

    def goes_on(self, readings: Iterable[Sequence[Reading]]) -> bool:
        """Whether any phrase begins with these words and is longer."""
        nodes = [self._root]
        for ways in readings:
            nodes = [node[reading.stem] for node in nodes for reading in ways if reading.stem in node][:_MOST_BRANCHES]
        return any(stem != _SENSES for node in nodes for stem in node)

    def exactly(self, stems: Iterable[str]) -> tuple[Sense, ...]:
        """What a whole text, given as its stems, names."""
        node: dict[str, Any] = self._root
        for stem in stems:
            if stem not in node:
                return ()
            node = node[stem]
        found: tuple[Sense, ...] = node.get(_SENSES, ())
        return found

    def longest(self, readings: Sequence[Sequence[Reading]], start: int) -> Found | None:
        """The longest phrase that begins at ``start``; between two of one length, the one spelt more surely."""
        best: Found | None = None
        branches: list[tuple[dict[str, Any], tuple[Reading, ...]]] = [(self._root, ())]
        for place in range(start, len(readings)):
            branches = [
                (node[reading.stem], (*path, reading))
                for node, path in branches
                for reading in readings[place]
                if reading.stem in node
            ][:_MOST_BRANCHES]
            if not branches:
                break
            ends = [Found(start, place - start + 1, node[_SENSES], path) for node, path in branches if _SENSES in node]
            if ends:
                best = max(ends, key=lambda found: found.weight)
        return best

    def found_in(self, every: Sequence[Word]) -> Iterator[Found]:
        """Every phrase of a text as written, from left to right, the longest at each place, none overlapping."""
        readings = [read(word) for word in meaningful(every, self)]
        place = 0
        while place < len(readings):
            found = None
            if any(reading.stem in self._root for reading in readings[place]):
                found = self.longest(readings, place)
            if found:
                yield found
            place += found.length if found else 1


def read(word: Word) -> tuple[Reading, ...]:
    """The ways to read a word that is spelt right: in capitals it may be an abbreviation too."""
    plain = Reading(word.stem, 1.0, word.folded)
    if word.capitals and word.folded in ENGLISH_BY_ACCIDENT:
        return (Reading(shouted(word), 1.0, word.folded), plain)
    return (plain,)


def meaningful(found: Iterable[Word], phrases: Phrases) -> list[Word]:
    """Without the words of grammar, but for those in capitals that begin a phrase (IT, OR)."""
    return [
        word for word in found if word.folded not in FUNCTION_WORDS or (word.capitals and phrases.begins(shouted(word)))
    ]


class Relations:
    """What somebody who asks for one thing is also content with: wider fields, regions, an element's professions."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._known: dict[Sense, tuple[tuple[str, float], ...]] = {}
        self._near: dict[Sense, tuple[tuple[str, float], ...]] = {}
        self._skills: dict[str, tuple[tuple[str, float], ...]] | None = None

    def of(self, sense: Sense) -> tuple[tuple[str, float], ...]:
        """Index terms with weights between 0 and 1."""
        known = self._known.get(sense)
        if known is None:
            entry = self._vocabulary.find(sense.kind, sense.name)
            known = self._known[sense] = tuple(self._keys(entry)) if entry else ()
        return known

    def skills_of(self, sense: Sense) -> tuple[tuple[str, float], ...]:
        """Index terms of the skills that belong to a profession, with weights between 0 and 1."""
        if self._skills is None:
            skills: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
            for entry in self._vocabulary.of_kind(Kind.SKILL):
                key = concept_key(Kind.PROFESSION, entry.broader)
                skills[key].append((concept_key(entry.kind, entry.name), _SKILL))
            self._skills = {key: tuple(pairs) for key, pairs in skills.items()}
        return self._skills.get(sense.key, ()) if sense.kind is Kind.PROFESSION else ()

    def inside(self, sense: Sense) -> Iterator[str]:
        """Index terms of what a whole country is made of: its regions and nations."""
        if sense.kind is Kind.PLACE and sense.name.casefold() in WHOLE_COUNTRY:
            for entry in self._vocabulary.of_kind(Kind.PLACE):
                if any(parent.name == sense.name for parent in self._vocabulary.broader_than(entry)):
                    yield concept_key(entry.kind, entry.name)

    def near(self, sense: Sense) -> tuple[tuple[str, float], ...]:
        """Index terms of the nations and regions next to a place, with weights between 0 and 1."""
        near = self._near.get(sense)
        if near is None:
            near = self._near[sense] = tuple(self._next_to(sense))
        return near

    def _next_to(self, sense: Sense) -> Iterator[tuple[str, float]]:
        entry = self._vocabulary.find(sense.kind, sense.name)
        for part in (entry, *self._vocabulary.broader_than(entry)) if entry else ():
            for name in part.next_to:
                yield concept_key(sense.kind, name), _NEXT_REGION if part is entry else _NEXT_REGION / 2

    def _keys(self, entry: Entry) -> Iterator[tuple[str, float]]:
        for name in entry.ask_for:
            profession = self._vocabulary.find(Kind.PROFESSION, name)
            yield concept_key(Kind.PROFESSION, profession.name if profession else name), _ASKED_FOR
        weight = _REGION if entry.kind is Kind.PLACE else _BROADER
        chain = self._vocabulary.broader_than(entry)
        names = [parent.name for parent in chain] or ([entry.broader] if entry.broader else [])
        for name in names:
            if name.casefold() not in WHOLE_COUNTRY:
                yield concept_key(entry.kind, name), weight
                weight /= 2


_ASKED_FOR = 0.8
_BROADER = 0.65
_SKILL = 0.8
"""For somebody with a skill of a profession that nobody has."""
_REGION = 0.5
_NEXT_REGION = 0.3
"""For somebody in a region that borders on the one asked for; half of it where a town was asked for."""

WHOLE_COUNTRY = frozenset({"united kingdom", "england"})
"""Places so wide that being in them says nothing."""
