"""What a request asks for, as it is read bit by bit: index terms, names of things, guesses, and whom to talk to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from directory.search.concepts import Found, Sense
from directory.search.fields import Field, member_key
from directory.search.heart import LEANING, Heart
from directory.search.known import Known
from directory.search.request import Concept, Term
from directory.search.words import label_stems, stands_for_itself
from directory.vocabulary import Kind

LEAST_SHOWN = 0.5
"""The likeness from which a guess is worth telling people about."""

_ANY_WILL_DO = frozenset({Kind.PROFESSION, Kind.ORGANISATION, Kind.PLACE})
"""Of what kinds a request that names several is content with one: "an economist and a lawyer" are two people."""

_SAID_OF_OTHERS = frozenset({Kind.PROFESSION, Kind.SKILL, Kind.TOPIC})
"""Of what kinds single words are names that are ordinary words too."""

TELLING = (4.5, 6.0, 0.3)
"""What a single word says, by how common it is (see Frequencies.telling)."""

_SOMEBODY = re.compile(r"(?:(?:[eo]r|i[ae]n|ist|yst|ant)|^(?:bod|expert|folk|guru|lead|people|person|type|wonk))s?$")
"""What people are called after what they do: lawyer, statistician, economist, money person."""

_ONLY_A_SIGN = 0.6
"""How far a profession is whom to talk to where a word only belongs to it: "announcement" beside "somebody in HR"."""

_LIKELY = 0.95
"""The weight from which a guess counts as what the words mean."""

OVERRULED = 0.2
"""What is left of a phrase where the words suggest something else: "primary schools" in "fumes outside ..."; who is
told what was looked for is not told of it."""

LIKELY_ENOUGH = 0.7
"""The weight from which people are told of a suggestion as what was looked for."""

RATHER = 0.6
"""The same for what several words suggest."""


def names_somebody(found: Found) -> bool:
    """Whether a phrase is the name of what it means, or what somebody is called who does it."""
    stems = tuple(reading.stem for reading in found.readings)
    return any(label_stems(sense.name) == stems for sense in found.senses) or is_somebody(found.readings[-1].word)


def is_somebody(word: str) -> bool:
    """Whether a word is what people are called after what they do."""
    return bool(_SOMEBODY.search(word))


class Wanted:
    """Collects index terms with their weights, and what they are called."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._named: list[tuple[int, Concept]] = []
        self._guessed: list[Concept] = []
        self._terms: list[Term] = []
        self._alternatives: defaultdict[Kind, dict[str, str]] = defaultdict(dict)
        """What was typed for the things of a kind of which any will do, with the index term of each."""
        self.heart = Heart(known.relations)

    def named(self, found: Found, typed: str, share: float, asked_for: float, *, part: bool = False) -> None:
        """What a phrase names, and a little its words. ``share``: how much it counts; ``asked_for``: how far it is whom
        to talk to; ``part``: whether it is a part of a longer run of words."""
        weights = self._known.weights
        first = found.senses[0]
        is_told = share > OVERRULED
        share *= self._telling(found)
        if first.kind is Kind.PROFESSION and not (names_somebody(found) or typed.isupper()):
            asked_for *= _ONLY_A_SIGN
        finds = first.kind is not Kind.PLACE
        if is_told:
            self._named.append((found.start, Concept(first.kind, first.name, typed)))
        if first.kind in _ANY_WILL_DO and asked_for > 0:
            self._alternatives[first.kind][typed] = first.key
        for sense in found.senses:
            self.sense(sense, found.weight * share, typed)
            self.heart.add(sense, found.weight * share * asked_for, typed)
        aloud = weights.asked_words if first.kind is Kind.PROFESSION and asked_for > LEANING else 1.0
        label = weights.of(first.kind) * weights.label * found.weight * share
        self._terms.append(Term(found.key, aloud * label, typed, finds))
        linked = weights.linked_part if part else weights.linked_word
        usual = dict.fromkeys(label_stems(first.name), found.weight / 2)
        for key, sureness in (usual | {reading.stem: reading.weight for reading in found.readings}).items():
            if stands_for_itself(key):
                self._terms.append(Term(key, aloud * linked * sureness, typed, finds))

    def _telling(self, found: Found) -> float:
        """How sure a single word is to name what it may stand for: a common one is said of other things as well."""
        [first, *_] = found.readings
        if found.length > 1 or not _SAID_OF_OTHERS.issuperset(sense.kind for sense in found.senses):
            return 1.0
        if names_somebody(found):
            return 1.0
        return self._known.english.telling(first.word, *TELLING)

    def sense(self, sense: Sense, sureness: float, typed: str) -> None:
        """One thing that the words ``typed`` mean, and a little what is near to it."""
        weight = self._known.weights.of(sense.kind) * sureness
        finds = sense.kind is not Kind.PLACE
        relations = self._known.relations
        self._terms.append(Term(sense.key, weight, typed, finds, part=typed))
        rare_as = sense.key if sense.kind is Kind.PLACE else ""
        near = (*relations.of(sense), *relations.near(sense))
        if sense.kind is Kind.PROFESSION and not self._known.knows(member_key(Field.PROFESSION, sense.key)):
            near += relations.skills_of(sense)
        for key, share in near:
            self._terms.append(Term(key, weight * share, typed, finds, part=typed, rare_as=rare_as))

    def perhaps(self, sense: Sense, weight: float, typed: str, likely: float = _LIKELY) -> None:
        """One thing that the words may mean; what is near to a guess that is less than ``likely`` is none."""
        if weight >= likely:
            self.sense(sense, weight, typed)
        else:
            self._terms.append(Term(sense.key, self._known.weights.of(sense.kind) * weight, typed, part=typed))

    def told(self, sense: Sense, weight: float, typed: str, start: int) -> None:
        """Tell what words suggest above all, beginning with the word numbered ``start``: as what was looked for where
        that is sure enough."""
        concept = Concept(sense.kind, sense.name, typed, weight)
        if weight >= LIKELY_ENOUGH:
            self._named.append((start, concept))
        else:
            self._guessed.append(concept)

    def guess(self, sense: Sense, likeness: float, typed: str) -> None:
        """Tell what words that no label lists probably mean."""
        self.heart.guess(sense)
        self._guessed.append(Concept(sense.kind, sense.name, typed, likeness))

    def word(self, key: str, weight: float, typed: str) -> None:
        """A word, or a part of a name, that counts by itself."""
        self._terms.append(Term(key, weight, typed))

    def name(self, key: str, weight: float, typed: str, *, sure: bool = True) -> None:
        """A part of somebody's name; ``sure``: that it is one, and no word."""
        self.word(key, weight, typed)
        if sure:
            self.heart.name(Term(key, 1.0, typed))

    @property
    def terms(self) -> tuple[Term, ...]:
        """The index terms. Of several professions, organisations or places, each with its words, the best counts; the
        rarer of them counts no more than the first."""
        terms = self._terms
        for every in self._alternatives.values():
            if len(every) > 1:
                terms = [self._one_of(every, term) if term.typed in every else term for term in terms]
        return tuple(terms)

    @staticmethod
    def _one_of(every: Mapping[str, str], term: Term) -> Term:
        """A term of one of several things that will do: what was typed for each, with its index term."""
        part, rare_as = next(iter(every.items()))
        itself = term.key == every[term.typed] or term.rare_as
        return replace(term, part=part, rare_as=rare_as if itself else term.rare_as)

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """What phrases named, or surely suggested, in the order of the request."""
        return tuple(concept for _, concept in sorted(self._named, key=lambda pair: pair[0]))

    @property
    def guesses(self) -> tuple[Concept, ...]:
        """What words that no label lists probably mean and no phrase named, likeliest first."""
        named = {(concept.kind, concept.name) for concept in self.concepts}
        likely = [guess for guess in self._guessed if guess.weight >= LEAST_SHOWN]
        new = [guess for guess in likely if (guess.kind, guess.name) not in named]
        return tuple(sorted(new, key=lambda guess: -guess.weight))
