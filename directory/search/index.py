"""The index of the directory: built from profiles, kept up to date, searched by many threads at once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from directory.model import Status
from directory.profiles import Profile
from directory.search.concepts import Phrases, Relations, Sense, label_key, phrases_of
from directory.search.draft import draft
from directory.search.english import FUNCTION_WORDS
from directory.search.explain import Match, matches
from directory.search.fields import WEIGHINGS, Field, Terms, member_key
from directory.search.known import Known, Weights, filler_of
from directory.search.nearest import Nearest
from directory.search.ranking import best_rows, weighed
from directory.search.reading import understand
from directory.search.request import Concept, Understood
from directory.search.segment import Segment, merged
from directory.search.spelling import Candidate, Spelling, nearest
from directory.search.words import fold, is_telling, label_stems, words
from directory.vocabulary import Kind, Vocabulary

SMALLEST_FOLD = 500
"""Changed people that are kept beside the main part, at least, before the two become one."""

FOLD_SHARE = 0.05

FILLER_COUNT = 200
"""How common a word of filler is taken to be when a misspelt word is read."""

_LEARNT = {
    Field.PROFESSION: Kind.PROFESSION,
    Field.SKILL: Kind.SKILL,
    Field.TOPIC: Kind.TOPIC,
    Field.ORGANISATION: Kind.ORGANISATION,
    Field.POOL: Kind.ORGANISATION,
    Field.LOCATION: Kind.PLACE,
    Field.REGION: Kind.PLACE,
}
_GUESSED_FIELDS = {
    Field.PROFESSION: Kind.PROFESSION,
    Field.ROLE: Kind.PROFESSION,
    Field.SKILL: Kind.SKILL,
    Field.TOPIC: Kind.TOPIC,
}
_GUESSED = frozenset({Kind.PROFESSION, Kind.SKILL, Kind.TOPIC})
_FILTERED = {
    Kind.PROFESSION: Field.PROFESSION,
    Kind.ORGANISATION: Field.ORGANISATION,
    Kind.PLACE: Field.LOCATION,
}


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody found: their profile's id, and a score from 0 to 1 that only compares within one search."""

    id: int
    score: float


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment with what reading needs to know of it. ``alive`` is a mask over its rows."""

    segment: Segment
    alive: NDArray[np.bool_]
    phrases: Phrases
    spelling: Spelling

    def __len__(self) -> int:
        return int(self.alive.sum())

    def without(self, ids: Iterable[int]) -> _Part:
        alive = self.alive.copy()
        alive[np.isin(self.segment.ids, np.fromiter(ids, np.int64))] = False
        return replace(self, alive=alive)


@dataclass(frozen=True, slots=True)
class _Edition:
    """The index at one moment. Readers take it once and are not disturbed by whoever makes the next."""

    parts: tuple[_Part, ...]
    nearest: tuple[Nearest, ...]

    @property
    def segments(self) -> list[Segment]:
        return [part.segment for part in self.parts]

    def knows(self, key: str) -> bool:
        return any(key in part.spelling or part.segment.frequency(key) > 0 for part in self.parts)

    def is_rather_a_name(self, stem: str, name: str) -> bool:
        """Whether more people bear a word as a name than use it."""
        uses = sum(part.segment.frequency(stem) for part in self.parts)
        return uses <= sum(part.segment.frequency(name) for part in self.parts)

    def corrections(self, word: str) -> list[Candidate]:
        """The nearest words of all parts, likeliest first."""
        return nearest(word, [part.spelling for part in self.parts])

    def share_a_name(self, one: str, other: str) -> bool:
        """Whether anybody has both of these name terms."""
        for part in self.parts:
            rows, _ = part.segment.people_with(one)
            others, _ = part.segment.people_with(other)
            if one != other and part.alive[np.intersect1d(rows, others, assume_unique=True)].any():
                return True
        return False


class SearchIndex:
    """Finds people by what they declared. Reading is safe from any thread while one thread changes the index."""

    def __init__(self, vocabulary: Vocabulary, weights: Weights | None = None) -> None:
        self.vocabulary = vocabulary
        self._weights = weights or Weights()
        self._phrases = phrases_of(vocabulary)
        self._relations = Relations(vocabulary)
        self._nearest = Nearest(
            (label, Sense.of(entry.kind, entry.name))
            for entry in vocabulary.entries
            if entry.kind in _GUESSED
            for label in entry.labels
            if is_telling(label)
        )
        self._filler = filler_of(vocabulary.filler)
        self._terms = Terms(self._phrases, self._relations)
        self._vocabulary_words = _words_of(vocabulary)
        self._changing = threading.Lock()
        self._edition = self._edition_of([])

    def __len__(self) -> int:
        return sum(len(part) for part in self._edition.parts)

    def build(self, profiles: Iterable[Profile]) -> None:
        """Replace everything by these profiles; those who left or are hidden are not found."""
        with self._changing:
            terms = Terms(self._phrases, self._relations)
            segment = draft((profile for profile in profiles if _findable(profile)), terms)
            self._edition = self._edition_of([self._part(segment, terms.spellings, main=True)])

    def update(self, profiles: Sequence[Profile]) -> None:
        """Take in new or changed profiles, visible to the next search; those who left or are hidden disappear."""
        if not profiles:
            return
        with self._changing:
            main, *beside = self._edition.parts
            terms = Terms(self._phrases, self._relations)
            changed = draft((profile for profile in profiles if _findable(profile)), terms)
            ids = [profile.id for profile in profiles]
            main = main.without(ids)
            older = [part.without(ids) for part in beside]
            small = merged([(part.segment, part.alive) for part in older] + [(changed, np.ones(len(changed), bool))])
            if len(small) > max(SMALLEST_FOLD, FOLD_SHARE * len(main)):
                whole = merged([(main.segment, main.alive), (small, np.ones(len(small), bool))])
                self._edition = self._edition_of([self._part(whole, _spellings(whole), main=True)])
            else:
                parts = (main, self._part(small, _spellings(small), main=False))
                self._edition = replace(self._edition, parts=parts)

    def understand(self, text: str, today: date) -> Understood:
        """What a request asks for. Never fails, whatever the text."""
        return understand(text, today, self._known(self._edition))

    def search(self, understood: Understood, limit: int) -> list[Hit]:
        """The people who fit best, best first, by relevance only; equal fits by id."""
        edition = self._edition
        if understood.empty or limit < 1:
            return []
        wanted = weighed(understood.terms, edition.segments)
        found: list[tuple[float, int]] = []
        for part in edition.parts:
            allowed = self._allowed(part, understood.required)
            if understood.terms:
                rows = best_rows(part.segment, wanted, understood.heart, allowed, limit)
            else:
                rows = [(0.0, int(part.segment.ids[row]), int(row)) for row in np.flatnonzero(allowed)[:limit]]
            found.extend((-score, id_) for score, id_, _ in rows)
        found.sort()
        return [Hit(id_, -score) for score, id_ in found[:limit]]

    def explain(self, understood: Understood, ids: Sequence[int]) -> dict[int, tuple[Match, ...]]:
        """Why each of these people fits the request, best reason first. Costlier than finding: ask for few."""
        edition = self._edition
        wanted = weighed(understood.terms, edition.segments)
        reasons: dict[int, tuple[Match, ...]] = {}
        for part in edition.parts:
            for row in np.flatnonzero(part.alive & np.isin(part.segment.ids, np.array(ids, np.int64))):
                entries = part.segment.entries(int(row))
                reasons[int(part.segment.ids[row])] = matches(entries, wanted, understood, self._terms)
        return reasons

    def _allowed(self, part: _Part, required: Sequence[Concept]) -> NDArray[np.bool_]:
        """A mask over the rows of those who have all that is required and have not left."""
        allowed = part.alive
        for concept in required:
            key = member_key(_FILTERED[concept.kind], self._filter_key(concept.kind, concept.name))
            having = np.zeros(len(part.segment), bool)
            having[part.segment.people_with(key)[0]] = True
            allowed = allowed & having
        return allowed

    def _filter_key(self, kind: Kind, name: str) -> str:
        senses = [sense for sense in self._phrases.exactly(label_stems(name)) if sense.kind is kind]
        return senses[0].key if senses else label_key(label_stems(name))

    def _known(self, edition: _Edition) -> Known:
        return Known(
            relations=self._relations,
            filler=self._filler,
            phrases=[self._phrases, *(part.phrases for part in edition.parts)],
            nearest=edition.nearest,
            knows=edition.knows,
            is_rather_a_name=edition.is_rather_a_name,
            corrections=edition.corrections,
            share_a_name=edition.share_a_name,
            weights=self._weights,
        )

    def _edition_of(self, parts: list[_Part]) -> _Edition:
        if not parts:
            terms = Terms(self._phrases, self._relations)
            parts = [self._part(draft([], terms), Counter(), main=True)]
        own = [
            (text, Sense.own(_GUESSED_FIELDS[field], text))
            for field, text in _entries(parts[0].segment)
            if field in _GUESSED_FIELDS and not self._phrases.exactly(label_stems(text))
        ]
        return _Edition(tuple(parts), (self._nearest, Nearest(own)))

    def _part(self, segment: Segment, spellings: Counter[str], *, main: bool) -> _Part:
        """The main part also knows how the vocabulary spells its words."""
        counts = spellings + self._vocabulary_words if main else spellings
        learnt = Phrases()
        for field, text in _entries(segment):
            kind = _LEARNT.get(field)
            if kind and not any(sense.kind is kind for sense in self._phrases.exactly(label_stems(text))):
                learnt.add(text, Sense.own(kind, text))
        return _Part(segment, np.ones(len(segment), bool), learnt, Spelling(counts))


def _words_of(vocabulary: Vocabulary) -> Counter[str]:
    """How often each word stands in it, as it is spelt there; what is said around requests is common."""
    filler = vocabulary.filler
    counts: Counter[str] = Counter()
    for entry in vocabulary.entries:
        for label in entry.labels:
            counts.update(word.folded for word in words(label))
    common = {fold(word) for word in filler.words} | FUNCTION_WORDS
    common |= {word.folded for phrase in filler.phrases for word in words(phrase)}
    counts.update(dict.fromkeys(common, FILLER_COUNT))
    return counts


def _findable(profile: Profile) -> bool:
    return profile.status not in (Status.LEFT, Status.HIDDEN)


def _entries(segment: Segment) -> Iterator[tuple[Field, str]]:
    """Every different entry of a segment."""
    pairs = np.unique(segment.entry_texts.astype(np.int64) << 8 | segment.entry_kinds >> 3)
    for pair in pairs.tolist():
        field = Field(pair & 255)
        if field in WEIGHINGS:
            yield field, segment.texts[pair >> 8]


def _spellings(segment: Segment) -> Counter[str]:
    counts: Counter[str] = Counter()
    for _, text in _entries(segment):
        counts.update({word.folded for word in words(text)})
    return counts
