"""The vocabulary as search reads it: worked out once, shared by every index over it."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from directory.search.concepts import Phrases, Relations
from directory.search.english import FUNCTION_WORDS, NEGATING_PAIRS, NEGATING_THREES, NEGATIONS, ORDINARY, WEAK_PAIRS
from directory.search.known import FillerWords, filler_of
from directory.search.labels import Label, examples_of, labels_of, phrases_of
from directory.search.nearest import Nearest
from directory.search.suggestions import Suggestions
from directory.search.words import fold, stem, words
from directory.vocabulary import Filler, Kind, Vocabulary

FILLER_COUNT = 200
"""How common a word of filler is taken to be when a misspelt word is read."""

_GUESSED = frozenset({Kind.PROFESSION, Kind.SKILL, Kind.TOPIC})
_SUGGESTED = _GUESSED | {Kind.ELEMENT}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Labels as phrases, what they are near to, the labels that vote, what labels and examples suggest, filler, how
    often each word stands in labels, and the stems of all."""

    phrases: Phrases
    relations: Relations
    nearest: Nearest
    suggestions: Suggestions
    filler: FillerWords
    words: Mapping[str, int]
    stems: frozenset[str]


def made_of(vocabulary: Vocabulary) -> Lexicon:
    """What search makes of a vocabulary, worked out: it takes seconds."""
    with all_of_it_kept():
        return _made_of(vocabulary)


@contextmanager
def all_of_it_kept() -> Iterator[None]:
    """A million small things are made and kept: to look for garbage among them took a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _made_of(vocabulary: Vocabulary) -> Lexicon:
    labels = labels_of(vocabulary)
    examples = examples_of(vocabulary)
    guessed = [label for label in labels if label.sense.kind in _GUESSED and label.is_telling]
    suggested = [label for label in labels if label.sense.kind in _SUGGESTED]
    return Lexicon(
        phrases=phrases_of(labels),
        relations=Relations(vocabulary),
        nearest=Nearest.of((label.stems, label.sense) for label in guessed),
        suggestions=Suggestions.of((label.stems, label.sense) for label in (*suggested, *examples)),
        filler=filler_of(vocabulary.filler),
        words=_words_of(labels, vocabulary.filler),
        stems=frozenset(_stems_of((*labels, *examples), vocabulary.filler)),
    )


def _stems_of(labels: Iterable[Label], filler: Filler) -> set[str]:
    return {word.stem for label in labels for word in label.words} | set(map(stem, _common(filler)))


def _words_of(labels: Iterable[Label], filler: Filler) -> Counter[str]:
    """How often each word stands in them, as it is spelt there; what is said around requests is common."""
    counts = Counter(word.folded for label in labels for word in label.words)
    counts.update(dict.fromkeys(_common(filler), FILLER_COUNT))
    return counts


def _common(filler: Filler) -> set[str]:
    """What stands around requests, whatever they are about."""
    said = {word.folded for phrase in filler.phrases for word in words(phrase)}
    negating = NEGATIONS.union(*NEGATING_PAIRS, *NEGATING_THREES, *WEAK_PAIRS)
    return said | {fold(word) for word in filler.words} | FUNCTION_WORDS | ORDINARY | negating
