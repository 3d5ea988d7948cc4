"""The words of a request as typed, each with the ways to read it and what it stands beside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from directory.search.concepts import Reading, read
from directory.search.english import AND, BREAKS, FUNCTION_WORDS, NEGATIONS, ORDINARY, WITHIN_NAMES
from directory.search.fields import name_key
from directory.search.heart import SUBJECT_WORDS
from directory.search.known import Known
from directory.search.negation import Negation, negations
from directory.search.spelling import Candidate
from directory.search.words import Word, shouted, stem, words

MOST_WORDS = 80
"""Words of a request that are read, grammar left out."""

MOST_READINGS = 3
"""Ways to read one word."""

MOST_CORRECTED = 12
"""Words that are corrected: a request with more unknown words than this is not in our language."""

_ORDINARY = frozenset(map(stem, ORDINARY))

_PLURAL_OF_ABBREVIATION = re.compile(r"[A-Z][A-Za-z]*[A-Z]s")
"""NEETs, PhDs."""


@dataclass(slots=True)
class TypedWord:
    """A word of the request with the ways to read it and what became of it."""

    word: Word
    readings: tuple[Reading, ...]
    after_break: bool
    """Whether punctuation, or a word of grammar that separates one thing asked for from the next, stands before it."""
    after_end: bool
    """Whether something stands before it across which no name goes: more than a comma, "for", "in", "of" or "and"."""
    after_and: bool
    """Whether "and", "or" or the like stands before it."""
    is_subject: bool
    """Whether such a word says that a subject follows."""
    filler: bool = False
    ordinary: bool = False
    """Whether it is used about everything, and so tells little."""
    taken: bool = False
    name: bool = False
    negation: Negation = Negation.NONE
    """Whether the request says just before it that this is not wanted."""
    alternative: bool = False
    """Whether "or" joins it to the word before."""


def typed_words(text: str, known: Known) -> list[TypedWord]:
    """The words of ``text`` that are read, in order: without those of grammar, but with filler."""
    every = words(text)
    fillers = known.filler.places(every)
    typed: list[TypedWord] = []
    broken = ended = joined = is_subject = False
    read_as = list(_readings(every, known))
    negated = negations([readings[0].word for readings in read_as], [word.apart for word in every])
    for number, (word, readings) in enumerate(zip(every, read_as, strict=True)):
        broken = broken or word.apart
        ended = ended or word.ends
        meant = readings[0].word
        if (meant in FUNCTION_WORDS or number in negated.said_at) and not _is_abbreviation(word, known):
            broken = broken or meant in BREAKS or number in negated.said_at
            ended = ended or meant not in WITHIN_NAMES
            joined = joined or meant in AND
            is_subject = is_subject or meant in SUBJECT_WORDS
            continue
        filler = number in fillers or meant in known.filler.words
        negation = negated.after.get(number, Negation.NONE)
        alternative = number in negated.alternatives
        typed.append(
            TypedWord(
                word,
                readings,
                broken,
                ended,
                joined,
                is_subject,
                filler,
                ordinary=readings[0].stem in _ORDINARY,
                negation=negation,
                alternative=alternative,
            )
        )
        broken = ended = joined = is_subject = False
        if len(typed) == MOST_WORDS:
            break
    return typed


def _is_abbreviation(word: Word, known: Known) -> bool:
    return word.capitals and any(phrases.begins(shouted(word)) for phrases in known.phrases)


def _readings(every: list[Word], known: Known) -> Iterator[tuple[Reading, ...]]:
    corrected = 0
    for word in every:
        readings = read(word)
        if corrected < MOST_CORRECTED and not _is_spelt_right(word, known):
            candidates = [candidate for candidate in known.corrections(word.folded) if candidate.word != word.folded]
            corrected += bool(candidates)
            readings = _corrected(word, readings, candidates, known)
        yield readings


def _corrected(
    word: Word, plain: tuple[Reading, ...], candidates: Sequence[Candidate], known: Known
) -> tuple[Reading, ...]:
    """The ways to read a word that nobody here uses as it is spelt."""
    slips = tuple(Reading(stem(c.word), c.weight, c.word) for c in candidates)
    if word.folded in known.english:  # it may be a slip that makes another word
        near = (slip for slip in slips if OSA.distance(word.folded, slip.word) == 1)
        doubted = (replace(slip, weight=slip.weight * known.weights.another_word) for slip in near)
        return (*plain, *doubted)[:MOST_READINGS]
    if known.knows_stem(word.stem):
        if any(slip.stem == word.stem for slip in slips):
            return (*plain, *(slip for slip in slips if slip.stem != word.stem))
        return (*slips, *(replace(reading, weight=known.weights.another_word) for reading in plain))
    if slips and (slips[0].word in FUNCTION_WORDS or slips[0].word in known.filler.words):
        return slips[:1]  # a slip in "please" asks for nothing
    return slips or plain


def _is_spelt_right(word: Word, known: Known) -> bool:
    folded = word.folded
    if folded in FUNCTION_WORDS or folded in NEGATIONS or folded in ORDINARY or folded in known.filler.words:
        return True
    if known.knows(name_key(folded)):
        return True
    if known.knows(folded):
        return word.capitals or folded in known.english or not known.is_rather_a_slip(folded)
    if _PLURAL_OF_ABBREVIATION.fullmatch(word.typed):
        return True
    return known.knows_stem(word.stem) and folded in known.english
