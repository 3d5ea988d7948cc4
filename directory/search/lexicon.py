"""The vocabulary as search reads it: worked out once, shared by every index over it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from directory.search.concepts import Phrases, Relations, Sense, phrases_of
from directory.search.english import FUNCTION_WORDS
from directory.search.known import FillerWords, filler_of
from directory.search.meaning import meanings
from directory.search.nearest import Nearest
from directory.search.words import fold, is_telling, words
from directory.vocabulary import Kind, Vocabulary

FILLER_COUNT = 200
"""How common a word of filler is taken to be when a misspelt word is read."""

_GUESSED = frozenset({Kind.PROFESSION, Kind.SKILL, Kind.TOPIC})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Labels as phrases, what they are near to, the labels that vote, filler, and how often each word stands there."""

    phrases: Phrases
    relations: Relations
    nearest: Nearest
    filler: FillerWords
    words: Mapping[str, int]


@lru_cache(maxsize=2)
def lexicon(vocabulary: Vocabulary) -> Lexicon:
    """What search makes of a vocabulary, which must not change any more."""
    labelled = (
        (label, Sense.of(entry.kind, entry.name))
        for entry in vocabulary.entries
        if entry.kind in _GUESSED
        for label in entry.labels
        if is_telling(label)
    )
    return Lexicon(
        phrases=phrases_of(vocabulary),
        relations=Relations(vocabulary),
        nearest=Nearest(labelled, meanings()),
        filler=filler_of(vocabulary.filler),
        words=_words_of(vocabulary),
    )


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
