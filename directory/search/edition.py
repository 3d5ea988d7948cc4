"""The index at one moment: the parts that are searched together, and what reading a request asks of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from directory.search.concepts import Phrases, Sense
from directory.search.english import RANKS
from directory.search.fields import LONGEST_NAME, NAMES, Field
from directory.search.nearest import Nearest
from directory.search.segment import Segment
from directory.search.spelling import Candidate, Spelling, is_rather_a_slip, nearest
from directory.search.words import label_stems, stems_of, words
from directory.vocabulary import Kind

_LEARNT = {
    Field.PROFESSION: Kind.PROFESSION,
    Field.SKILL: Kind.SKILL,
    Field.TOPIC: Kind.TOPIC,
    Field.ORGANISATION: Kind.ORGANISATION,
    Field.POOL: Kind.ORGANISATION,
    Field.LOCATION: Kind.PLACE,
    Field.REGION: Kind.PLACE,
}
_GUESSED = {
    Field.PROFESSION: Kind.PROFESSION,
    Field.ROLE: Kind.PROFESSION,
    Field.SKILL: Kind.SKILL,
    Field.TOPIC: Kind.TOPIC,
}


@dataclass(frozen=True, slots=True)
class Part:
    """A segment with what reading needs to know of it. ``alive`` is a mask over its rows: who has not changed since."""

    segment: Segment
    alive: NDArray[np.bool_]
    phrases: Phrases
    spelling: Spelling

    def __len__(self) -> int:
        return int(self.alive.sum())

    def without(self, ids: Sequence[int] | NDArray[np.int64]) -> Part:
        rows = self.segment.rows_of(ids)
        if not self.alive[rows].any():
            return self
        alive = self.alive.copy()
        alive[rows] = False
        return replace(self, alive=alive)

    @classmethod
    def of(cls, segment: Segment, vocabulary: Phrases, vocabulary_words: Mapping[str, int]) -> Part:
        """A part of a new segment. What the vocabulary says its labels mean, and how it spells, goes without saying;
        ``vocabulary_words`` are for the main part only."""
        learnt = Phrases()
        for field, text in segment.entries_in(tuple(_LEARNT)):
            kind = _LEARNT[field]
            stems = label_stems(text)
            if not any(sense.kind is kind for sense in vocabulary.exactly(stems)):
                learnt.add(stems, Sense.own(kind, text))
        return cls(segment, np.ones(len(segment), bool), learnt, Spelling(_spellings(segment), vocabulary_words))


def _spellings(segment: Segment) -> Counter[str]:
    """How many people use each word: its stem, or a name."""
    frequencies = np.diff(segment.starts).tolist()
    counts = Counter({word: frequencies[term] for word, term in segment.spelt.items()})
    for key, term in segment.keys.items():
        if key.startswith(NAMES):
            counts[key.removeprefix(NAMES)] += frequencies[term]
    return counts


def own_labels(segment: Segment, vocabulary: Phrases) -> Nearest:
    """What this directory calls professions, skills and topics where the vocabulary has no name for it."""
    entries = segment.entries_in(tuple(_GUESSED))
    labelled = (
        (stems, Sense.own(_GUESSED[field], text))
        for field, text in entries
        if len(stems := label_stems(text)) <= LONGEST_NAME and not _is_listed(text, vocabulary)
    )
    return Nearest.of(labelled)


def _is_listed(text: str, vocabulary: Phrases) -> bool:
    """Whether the vocabulary has a name, but for how senior somebody is."""
    every = words(text)
    plain = [word for word in every if word.folded not in RANKS]
    return any(vocabulary.exactly(stems_of(part)) for part in (every, plain) if part)


@dataclass(frozen=True, slots=True)
class Edition:
    """The index at one moment. Readers take it once and are not disturbed by whoever makes the next.

    The first part is the main one; nobody is alive in two."""

    parts: tuple[Part, ...]
    nearest: tuple[Nearest, ...]

    @property
    def segments(self) -> list[Segment]:
        return [part.segment for part in self.parts]

    def knows(self, key: str) -> bool:
        for part in self.parts:  # noqa: SIM110 - asked a hundred times for one request, and any() takes twice as long
            if key in part.segment.keys or key in part.spelling:
                return True
        return False

    def uses(self, key: str) -> bool:
        """Whether anybody has an index term."""
        return any(key in part.segment.keys for part in self.parts)

    def is_rather_a_name(self, stem: str, name: str) -> bool:
        """Whether more people bear a word as a name than use it."""
        uses = sum(part.segment.frequency(stem) for part in self.parts)
        return uses <= sum(part.segment.frequency(name) for part in self.parts)

    def corrections(self, word: str) -> list[Candidate]:
        """The nearest words of all parts, likeliest first."""
        return nearest(word, [part.spelling for part in self.parts])

    def is_rather_a_slip(self, word: str) -> bool:
        """Whether a known word is one that somebody misspelt in a profile."""
        return is_rather_a_slip(word, [part.spelling for part in self.parts])

    def share_a_name(self, one: str, other: str) -> bool:
        """Whether anybody has both of these name terms."""
        for part in self.parts:
            rows, _ = part.segment.people_with(one)
            others, _ = part.segment.people_with(other)
            if not (rows.size and others.size) or one == other:
                continue
            if part.alive[np.intersect1d(rows, others, assume_unique=True)].any():
                return True
        return False
