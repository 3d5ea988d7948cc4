"""What reading a request relies on: how much evidence counts, what is filler, and what the index knows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from directory.search.concepts import Phrases, Relations
from directory.search.frequencies import Frequencies
from directory.search.nearest import Nearest
from directory.search.spelling import Candidate
from directory.search.suggestions import Suggestions
from directory.search.words import Word, words
from directory.vocabulary import Filler, Kind


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each sort of evidence counts, tuned on requests with judgements."""

    profession: float = 1.0
    topic: float = 1.2
    organisation: float = 1.3
    place: float = 1.0
    name: float = 3.0
    label: float = 0.2
    """A name as written, beside what it names."""
    word: float = 1.2
    linked_word: float = 0.3
    """A word of a phrase that was understood."""
    linked_part: float = 0.4
    """The same where the phrase is a part of a longer run: it may be another thing's."""
    asked_words: float = 0.4
    """What is left of that for the words of a profession that is asked for: who is one is one by any name."""
    few_words: float = 3.0
    """Words left over that count in full; of more, each counts the less."""
    beside_phrases: float = 0.8
    """What is left of a word left over beside phrases that were understood."""
    beside_whom: float = 0.5
    """What is left of that where a phrase says whom to talk to: they need not have put the rest in the same words."""
    ordinary: float = 0.2
    """What is left of a word that is used about everything."""
    another_word: float = 0.7
    """For reading an ordinary word that nobody here uses as a slip for one that somebody does."""
    guess: float = 1.6
    own: float = 0.6
    """For a guess that only this directory has a name for."""
    most_guesses: int = 5
    least_likeness: float = 0.35
    least_likeness_alone: float = 0.85
    """For a single word, which is like a part of many labels."""
    alone: float = 0.4
    """What is left of a guess from a single word beside phrases that were understood."""
    steepness: float = 1.5
    """How fast a guess loses weight as it is less like the phrase than the best guess is."""
    sharpness: float = 0.6
    """How fast a guess loses weight as it is less like the phrase."""
    beside_exact: float = 0.25
    like_enough: float = 0.85
    """How like a run of words a label is to be heard although they suggest something together with others."""
    nearly_listed: float = 0.65
    """How like a longer run of words a label is for them to suggest nothing else."""
    one_name: float = 0.9
    """How like a span of words a label is that says all of it."""
    one_profession: float = 0.7
    """The same for a profession, where the span ends in what somebody is called."""
    overruled: float = 1.0
    """How much of its weight a short phrase loses within a run of words that a label explains."""

    def of(self, kind: Kind) -> float:
        by_kind = {Kind.TOPIC: self.topic, Kind.ORGANISATION: self.organisation, Kind.PLACE: self.place}
        return by_kind.get(kind, self.profession)


@dataclass(frozen=True, slots=True)
class FillerWords:
    """Filler ready for reading: single words, and phrases."""

    words: frozenset[str]
    phrases: frozenset[tuple[str, ...]]
    lengths: Mapping[str, frozenset[int]]
    """How many words the phrases have that begin with a word."""

    def places(self, every: Sequence[Word]) -> set[int]:
        """The numbers of the words that are filler, alone or as part of a phrase ("looking for")."""
        folded = [word.folded for word in every]
        places = {number for number, word in enumerate(folded) if word in self.words}
        for start, word in enumerate(folded):
            for length in self.lengths.get(word, ()):
                phrase = tuple(folded[start : start + length])
                if phrase in self.phrases:
                    places.update(range(start, start + len(phrase)))
        return places


def filler_of(filler: Filler) -> FillerWords:
    """The vocabulary's filler as words are compared."""
    phrases = frozenset(filter(None, (tuple(word.folded for word in words(phrase)) for phrase in filler.phrases)))
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for phrase in phrases:
        lengths[phrase[0]].add(len(phrase))
    return FillerWords(
        words=frozenset(word.folded for text in filler.words for word in words(text)),
        phrases=phrases,
        lengths={first: frozenset(those) for first, those in lengths.items()},
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What the index knows that reading needs, as of one moment."""

    relations: Relations
    filler: FillerWords
    phrases: Sequence[Phrases]
    nearest: Sequence[Nearest]
    suggestions: Suggestions
    knows_stem: Callable[[str], bool]
    """Whether a word of this stem occurs anywhere."""
    knows: Callable[[str], bool]
    """Whether a word, a stem or a name key occurs anywhere."""
    is_rather_a_name: Callable[[str, str], bool]
    """Whether a word, given as its stem and its name key, is more often a name than a word."""
    is_rather_a_slip: Callable[[str], bool]
    """Whether a known word is rather one that somebody misspelt in a profile."""
    corrections: Callable[[str], list[Candidate]]
    english: Frequencies
    """Ordinary words, which nobody need have used here to have spelt them right."""
    share_a_name: Callable[[str, str], bool]
    """Whether somebody has both of these as parts of their name."""
    weights: Weights = field(default_factory=Weights)
