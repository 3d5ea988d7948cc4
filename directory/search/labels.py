"""The vocabulary's labels and examples, cut into words and stemmed once for all that search makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from directory.search.compounds import Compounds
from directory.search.concepts import Phrases, Sense
from directory.search.english import FUNCTION_WORDS
from directory.search.words import Word, is_telling, label_stems, stems_of, words
from directory.vocabulary import Kind, Vocabulary


@dataclass(frozen=True, slots=True)
class Label:
    """A name of something in the vocabulary: as written there, what it names, its words and their stems."""

    text: str
    sense: Sense
    words: Sequence[Word]
    stems: tuple[str, ...]
    is_telling: bool

    @classmethod
    def of(cls, text: str, sense: Sense) -> Label:
        every = words(text)
        return cls(text, sense, every, stems_of(every), is_telling(every))


def labels_of(vocabulary: Vocabulary) -> list[Label]:
    """Every name and synonym, in the order of the files."""
    labels = []
    for entry in vocabulary.entries:
        sense = Sense.of(entry.kind, entry.name)
        labels += [Label.of(label, sense) for label in entry.labels]
    return labels


def examples_of(vocabulary: Vocabulary) -> list[Label]:
    """Every sentence in which something is asked for without its name."""
    return [
        Label.of(example, Sense.of(entry.kind, entry.name))
        for entry in vocabulary.entries
        for example in entry.examples
    ]


def phrases_of(labels: Iterable[Label]) -> Phrases:
    """Every label of the vocabulary, with its compounds in one word and in two ("jobcentres", "job centres"). A label
    that two entries share names both, in the order of the files."""
    labels = list(labels)
    phrases = Phrases()
    compounds = Compounds({word.folded for label in labels for word in label.words} - FUNCTION_WORDS)
    otherwise: list[tuple[tuple[str, ...], Sense]] = []
    for label in labels:
        alone = label.sense.kind is Kind.ELEMENT and len(label.stems) == 1  # "a team" must not claim every "team"
        if label.is_telling and not alone:
            phrases.add(label.stems, label.sense)
            otherwise += [(label_stems(spelt), label.sense) for spelt in compounds.of(label.text)]
    for stems, sense in otherwise:
        if not phrases.exactly(stems):
            phrases.add(stems, sense)
    return phrases
