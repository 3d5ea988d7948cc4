"""Text as search compares it: words cut, folded to British spelling and stemmed."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import Stemmer

from directory.search.english import ENGLISH_BY_ACCIDENT, FUNCTION_WORDS, OWN_STEMS

LONGEST_TEXT = 2_000
"""Characters that are read of any one text; the rest is left alone so that the work stays bounded."""

LONGEST_WORD = 40

SHOUTED = "^"

_CUT = re.compile(r"([^\W_]+(?:['’ʼ][^\W_]+)*(?:\+\+|#)?)")
_JOINED_PREFIX = re.compile(  # a non-executive is one word, "non-London" is two
    r"\b(co|re|pre|sub|e|anti|multi|inter|micro|cyber|post|bio|non(?=[-‐‑](?-i:[a-z])))[-‐‑](?=[^\W\d_]{2})", re.I
)
_A_LEVEL = re.compile(r"\bA[-‐‑ ](?=[Ll]evels?\b)|\ba[-‐‑](?=levels?\b)")
_AND = re.compile(r"\s&\s")
_MARKS = frozenset(",;:.!?|/+()[]–—\n\0")
_ENDS = _MARKS - {","}
_APOSTROPHES = re.compile(r"['’ʼ]")
_ENDING = re.compile(r"['’ʼ](?:s|ll|ve|re|d|m)$")  # team's, who'll, we've, they're, I'd, I'm

_AMERICAN = (
    (re.compile(r"(?<=[a-z]{3})iz(?=(?:e|ed|es|er|ers|ing|ation|ations|ational)$)"), "is"),
    (re.compile(r"(?<=anal)yz(?=(?:e|ed|es|er|ers|ing)$)"), "ys"),
    (re.compile(r"^(behavi|col|fav|harb|hon|lab|neighb)or(?!at|i[au]|e)"), r"\1our"),
    (re.compile(r"^(cent|theat|fib)er(?=s?$)"), r"\1re"),
    (re.compile(r"^(def|off|lic)ense(?=s?$)"), r"\1ence"),
    (re.compile(r"^advisor(?=s?$)"), "adviser"),
    (re.compile(r"^practise(?=s?$)"), "practice"),
    (re.compile(r"^program(?=s?$)"), "programme"),
    (re.compile(r"^(mode|trave|counse|labe|cance|signa)l(?=(?:ed|ing|er|ers|or|ors)$)"), r"\1ll"),
    (re.compile(r"^(enro|fulfi|insta)l(?=s?$|ment)"), r"\1ll"),
    (re.compile(r"^(p)ediatric"), r"\1aediatric"),
    (re.compile(r"^archeolog"), "archaeolog"),
)
_ANY_AMERICAN = re.compile("|".join(pattern.pattern for pattern, _ in _AMERICAN))


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: as typed, folded (lower case, no accents), stemmed; whether it is mostly in capitals; whether
    punctuation sets it apart from the word before."""

    typed: str
    folded: str
    stem: str
    capitals: bool
    apart: bool = False
    ends: bool = False
    """Whether that punctuation ends more than a part of a list: not a comma."""


_stemmers = threading.local()


@lru_cache(maxsize=1 << 15)
def stem(folded: str) -> str:
    """The stem of a folded word (Porter's second English stemmer), the same for both spellings of English."""
    if _ANY_AMERICAN.search(folded):
        for pattern, british in _AMERICAN:
            folded = pattern.sub(british, folded)
    if folded in OWN_STEMS:
        return OWN_STEMS[folded]
    if not hasattr(_stemmers, "english"):  # a stemmer keeps state between calls: each thread has its own
        _stemmers.english = Stemmer.Stemmer("english")
    stemmed: str = _stemmers.english.stemWord(folded)
    return stemmed


def fold(typed: str) -> str:
    """A word in lower case without accents, apostrophes, or what an apostrophe ties to it (team's, who'll, we've)."""
    if not typed.isascii():
        typed = "".join(c for c in unicodedata.normalize("NFKD", typed) if not unicodedata.combining(c))
    return _APOSTROPHES.sub("", _ENDING.sub("", typed.casefold()))[:LONGEST_WORD]


def words(text: str) -> list[Word]:
    """Every word of the first part of ``text``, grammar included, in order."""
    text = text[:LONGEST_TEXT]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)[:LONGEST_TEXT]
    parts = _CUT.split(
        _A_LEVEL.sub("A", _AND.sub(" and ", _JOINED_PREFIX.sub(r"\1", text)))
    )  # what is between words and words, in turn
    parts[0] = " "
    found = [
        word
        for gap, typed in zip(parts[::2], parts[1::2], strict=False)
        if (word := _word(typed, not _MARKS.isdisjoint(gap), not _ENDS.isdisjoint(gap))).folded
    ]
    if len(found) > 2:
        shouting = [word.capitals for word in found].count(True)
        spoken = any(word.folded in FUNCTION_WORDS and word.typed.islower() for word in found)
        if shouting * 2 > len(found) and not spoken:  # when most words are in capitals, capitals say nothing
            found = [replace(word, capitals=False) for word in found]
    return found


@lru_cache(maxsize=1 << 15)
def _word(typed: str, apart: bool, ends: bool) -> Word:
    folded = fold(typed)
    return Word(typed, folded, stem(folded), _is_in_capitals(typed), apart, ends)


def _is_in_capitals(typed: str) -> bool:
    """Whether a word is typed as an abbreviation is, all or mostly in capitals: MAPS, MaPS, SATs."""
    return typed[:1].isupper() and sum(letter.isupper() for letter in typed) * 2 > len(typed) > 1


@lru_cache(maxsize=1 << 12)
def label_stems(label: str) -> tuple[str, ...]:
    """The stems of a name, in order, without words of grammar unless it has no others."""
    return stems_of(words(label))


def stems_of(every: Sequence[Word]) -> tuple[str, ...]:
    """The stems of a name, given as its words.

    An abbreviation that is an English word too is marked, so that "IT" is not "it": a function word wherever it is in
    capitals, another word when it is the whole label.
    """
    if len(every) == 1 and every[0].capitals and every[0].folded in ENGLISH_BY_ACCIDENT:
        return (shouted(every[0]),)
    kept = [
        shouted(word) if word.folded in FUNCTION_WORDS else word.stem
        for word in every
        if word.capitals or word.folded not in FUNCTION_WORDS
    ]
    return tuple(kept) or tuple(word.stem for word in every)


def is_telling(every: Sequence[Word]) -> bool:
    """Whether a name, given as its words, still says what it says without those of grammar.

    "The dole" does, "what works" does not.
    """
    left = [word for word in every if word.capitals or word.folded not in FUNCTION_WORDS]
    dropped = {word.folded for word in every} - {word.folded for word in left}
    return len(left) != 1 or dropped <= _ARTICLES


_ARTICLES = {"a", "an", "the"}


def shouted(word: Word) -> str:
    """The stem under which an abbreviation that is also an English word is kept."""
    return SHOUTED + word.folded


def stands_for_itself(stem: str) -> bool:
    """Whether a stem is looked up as a word, which a marked abbreviation is not."""
    return not stem.startswith(SHOUTED)
