"""What of a profile is searched, how much each part of it weighs, and which index terms it gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from directory.model import Level
from directory.profiles import Profile
from directory.search.concepts import Phrases, Relations, Sense, label_key
from directory.search.english import FUNCTION_WORDS, RANKS
from directory.search.nearest import Nearest
from directory.search.remembering import remembered
from directory.search.words import Word, label_stems, stems_of, words
from directory.vocabulary import Kind


class MatchKind(StrEnum):
    """What of a person matched."""

    PROFESSION = "profession"
    SKILL = "skill"
    TOPIC = "topic"
    ASK_ME_ABOUT = "ask_me_about"
    EXPERIENCE = "experience"
    CONSULTED = "consulted"
    ORGANISATION = "organisation"
    PLACE = "place"
    NAME = "name"
    ROLE = "role"
    WORD = "word"


class Field(IntEnum):
    """The parts of a profile, those that explain best first."""

    NAME = 0
    PROFESSION = 1
    ROLE = 2
    SKILL = 3
    TOPIC = 4
    ASK_ME_ABOUT = 5
    EXPERIENCE = 6
    ORGANISATION = 7
    TEAM = 8
    POOL = 9
    LOCATION = 10
    REGION = 11
    EVIDENCE = 12


@dataclass(frozen=True, slots=True)
class Weighing:
    """How a part counts. ``typical`` is the length in words at which a mention counts once; 0 ignores length."""

    match: MatchKind
    words: float
    concepts: float
    typical: int = 0
    kind: Kind | None = None
    """The whole value is a concept of this kind, whether the vocabulary knows it or not."""

    @property
    def whole(self) -> bool:
        """Whether the value is a name rather than a text."""
        return self.kind is not None or self.match is MatchKind.ROLE


WEIGHINGS = {
    Field.NAME: Weighing(MatchKind.NAME, 0.0, 0.0),
    Field.PROFESSION: Weighing(MatchKind.PROFESSION, 1.2, 3.0, kind=Kind.PROFESSION),
    Field.ROLE: Weighing(MatchKind.ROLE, 2.5, 3.0, 3),
    Field.SKILL: Weighing(MatchKind.SKILL, 1.0, 1.6, 12, kind=Kind.SKILL),
    Field.TOPIC: Weighing(MatchKind.TOPIC, 2.0, 3.0, 3, kind=Kind.TOPIC),
    Field.ASK_ME_ABOUT: Weighing(MatchKind.ASK_ME_ABOUT, 1.6, 1.6, 15),
    Field.EXPERIENCE: Weighing(MatchKind.EXPERIENCE, 0.7, 0.8, 20),
    Field.EVIDENCE: Weighing(MatchKind.CONSULTED, 1.1, 1.2, 40),
    Field.ORGANISATION: Weighing(MatchKind.ORGANISATION, 1.2, 3.0, kind=Kind.ORGANISATION),
    Field.TEAM: Weighing(MatchKind.ORGANISATION, 0.5, 0.8, kind=Kind.ORGANISATION),
    Field.POOL: Weighing(MatchKind.ORGANISATION, 0.5, 1.0, kind=Kind.ORGANISATION),
    Field.LOCATION: Weighing(MatchKind.PLACE, 1.0, 3.0, kind=Kind.PLACE),
    Field.REGION: Weighing(MatchKind.PLACE, 0.5, 1.5, kind=Kind.PLACE),
}

_LENGTH_SHARE = 0.6
"""How far a long text is held against its words: 0 not at all, 1 in full (the b of BM25)."""

LONGEST_NAME = 12
"""Words of a name that count: what stands behind them in a person's is no name; that of a profession, an organisation
or a place that is longer is a list."""

_MENTIONS = 3
"""Mentions of a word in one text that count; more say no more."""

_USUAL = {Field.PROFESSION: 3, Field.SKILL: 12, Field.TOPIC: 8, Field.EXPERIENCE: 8}
"""Entries of a list that count in full; 99 in 100 profiles, of 25,000 made of public posts, have at most 1, 8, 5, 3."""

LEVEL_SHARES = {
    None: 0.9,
    Level.NOVICE: 0.6,
    Level.ADVANCED_BEGINNER: 0.75,
    Level.COMPETENT: 0.9,
    Level.PROFICIENT: 1.0,
    Level.EXPERT: 1.1,
}

_BROADER_SHARE = 0.5

_LIKE = frozenset({Kind.PROFESSION, Kind.SKILL, Kind.TOPIC})
_LIKE_ENOUGH = 0.7
"""How like a label a declared name is to mean the same."""

_LIKE_SHARE = 0.9
"""What such a meaning is worth beside one that the vocabulary lists."""

_OTHER_SHARE = 0.2
"""What a topic is worth that is only named within the name of an organisation, a skill within that of a topic."""

NAMES = "n:"

MOST_REMEMBERED = 5_000
"""Entries whose terms are remembered; professions and skills recur far more often than that many entries apart."""


@dataclass(frozen=True, slots=True)
class Value:
    """One entry of a profile: the part it belongs to, its text as the person wrote it, and a skill's level."""

    field: Field
    text: str
    level: Level | None = None


def values(profile: Profile) -> Iterator[Value]:
    """Every entry of a profile that is searched and that can explain a match."""
    singles = (
        (Field.NAME, profile.name),
        (Field.ROLE, profile.role),
        (Field.ASK_ME_ABOUT, profile.ask_me_about),
        (Field.ORGANISATION, profile.organisation),
        (Field.TEAM, profile.team),
        (Field.POOL, profile.pool),
        (Field.LOCATION, profile.location),
        (Field.REGION, profile.region),
    )
    lists = (
        (Field.PROFESSION, profile.professions),
        (Field.TOPIC, profile.topics),
        (Field.EXPERIENCE, profile.experience),
        (Field.EVIDENCE, tuple(each.text for each in profile.evidence)),
    )
    yield from (Value(field, text) for field, text in singles if text)
    yield from (Value(field, text) for field, texts in lists for text in texts if text)
    yield from (Value(Field.SKILL, skill.name, skill.level) for skill in profile.skills if skill.name)


def breadth_share(field: Field, entries: int) -> float:
    """What is left of each of so many entries of one list: who lists everything says as much as who lists a few."""
    return min(1.0, _USUAL.get(field, entries) / entries)


def name_key(folded: str) -> str:
    """The index term of one part of somebody's name."""
    return NAMES + folded


def is_word(key: str) -> bool:
    """Whether an index term is the stem of a word."""
    return ":" not in key


def is_membership(key: str) -> bool:
    """Whether an index term says that somebody declared something as theirs, rather than mentioned it."""
    return "=" in key


def member_key(field: Field, sense_key: str) -> str:
    """The index term of those who declared a profession, work in an organisation or are in a place."""
    return f"{field.name.lower()}={sense_key}"


MEMBER_FIELDS = {
    Kind.PROFESSION: Field.PROFESSION,
    Kind.ORGANISATION: Field.ORGANISATION,
    Kind.PLACE: Field.LOCATION,
}
"""The field under which index terms say who is one, works there or is there."""


class Terms:
    """Turns the entries of profiles into index terms; remembers the entries it has seen, which recur."""

    def __init__(self, phrases: Phrases, relations: Relations, nearest: Nearest) -> None:
        self._phrases = phrases
        self._relations = relations
        self._nearest = nearest
        self._seen: dict[tuple[Field, str], dict[str, float]] = {}

    def of_entry(self, field: Field, text: str) -> Mapping[str, float]:
        """Index terms of one entry with their strengths (a weighted count of mentions), a skill's level left out."""
        return remembered(self._seen, MOST_REMEMBERED, self._analysed_anew, (field, text))

    def _analysed_anew(self, entry: tuple[Field, str]) -> dict[str, float]:
        field, text = entry
        return self.analysed(field, words(text))

    def analysed(self, field: Field, every: Sequence[Word]) -> dict[str, float]:
        """As of_entry, of the words of an entry, for whoever remembers the entries seen."""
        found = [word for word in every if word.folded not in FUNCTION_WORDS]
        if field is Field.NAME:
            return {name_key(word.folded): 1.0 for word in found[:LONGEST_NAME]}
        weighing = WEIGHINGS[field]
        # "senior" makes no title longer
        told = sum(field is not Field.ROLE or word.folded not in RANKS for word in found)
        share = _length_share(told, weighing.typical)
        mentions = Counter(word.stem for word in found)
        strengths = {stem: weighing.words * share * min(count, _MENTIONS) for stem, count in mentions.items()}
        for key, strength in self._concepts(field, every).items():
            if is_word(key):
                strengths[key] = max(strengths.get(key, 0.0), weighing.words * share)
            elif is_membership(key):
                strengths[key] = strength * _length_share(len(found), 0)
            else:
                strengths[key] = strength * weighing.concepts * share
        return strengths

    def _concepts(self, field: Field, every: Sequence[Word]) -> dict[str, float]:
        """The names in the text, the concepts they name, what those are part of, and the memberships they give."""
        strengths: dict[str, float] = {}
        weighing = WEIGHINGS[field]
        whole: tuple[Sense, ...] = ()
        if weighing.whole:
            stems = stems_of(every)
            plain = stems_of([word for word in every if word.folded not in RANKS] or every)
            whole = self._phrases.exactly(stems) or (self._phrases.exactly(plain) if field is Field.ROLE else ())
            own = label_key(stems)
            strengths[own] = 1.0
            if field is Field.ROLE:  # a senior user researcher is a user researcher
                strengths[label_key(plain)] = 1.0
            kind = _MEMBERSHIPS.get(field)
            if kind is not None and kind is weighing.kind and not any(sense.kind is kind for sense in whole):
                strengths[member_key(_declares(field), own)] = 1.0
        for sense in whole:
            self._add(strengths, field, sense)
            if sense.kind is (weighing.kind or Kind.PROFESSION):  # also found by the words of its usual name
                strengths.update((stem, 1.0) for stem in label_stems(sense.name))
        if not whole:
            for sense, likeness in self._like(every, weighing.kind):
                self._add(strengths, field, sense, likeness)
            self._add_parts(strengths, field, every)
        return strengths

    def _add_parts(self, strengths: dict[str, float], field: Field, every: Sequence[Word]) -> None:
        """What phrases within a text name; within a name of another kind they hardly say what it is about."""
        kind = WEIGHINGS[field].kind
        for found in self._phrases.found_in(every):
            strengths.setdefault(found.key, 1.0)
            for sense in found.senses:
                share = 1.0 if kind in (None, sense.kind) else _OTHER_SHARE
                if strengths.get(sense.key, 0.0) < share:
                    self._add(strengths, field, sense, share)

    def _like(self, every: Sequence[Word], kind: Kind | None) -> Iterator[tuple[Sense, float]]:
        """What a declared name that the vocabulary does not have means: that of which it has the nearest label."""
        stems = stems_of(every)
        if kind in _LIKE and len(stems) <= LONGEST_NAME:
            meant = [vote for vote in self._nearest.vote(stems, lambda _: True) if vote[0].kind is kind]
            if meant and meant[0][1] >= _LIKE_ENOUGH:
                yield meant[0][0], min(1.0, meant[0][1]) * _LIKE_SHARE

    def _add(self, strengths: dict[str, float], field: Field, sense: Sense, share: float = 1.0) -> None:
        strengths[sense.key] = share
        member = sense.kind is _MEMBERSHIPS.get(field)
        if member:
            strengths[member_key(_declares(field), sense.key)] = share
        if sense.kind is Kind.ELEMENT:
            return
        for key, weight in self._relations.of(sense):
            inside = 1.0 if sense.kind is Kind.PLACE else weight * _BROADER_SHARE  # who is in a town is in its region
            strengths[key] = max(strengths.get(key, 0.0), inside * share)
            if member:
                strengths[member_key(_declares(field), key)] = share


_MEMBERSHIPS = {
    Field.PROFESSION: Kind.PROFESSION,
    Field.ROLE: Kind.PROFESSION,
    Field.ORGANISATION: Kind.ORGANISATION,
    Field.LOCATION: Kind.PLACE,
    Field.REGION: Kind.PLACE,
}


def _declares(field: Field) -> Field:
    """A job title that names a profession declares it; a region is a place as a town is."""
    return {Field.ROLE: Field.PROFESSION, Field.REGION: Field.LOCATION}.get(field, field)


def _length_share(length: int, typical: int) -> float:
    if not typical:
        return min(1.0, LONGEST_NAME / max(length, 1))
    return 1.0 / (1.0 - _LENGTH_SHARE + _LENGTH_SHARE * max(length, 1) / typical)
