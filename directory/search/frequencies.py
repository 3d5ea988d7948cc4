"""How often English words are written: what is spelt right, and what says little because everybody says it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FILE = "frequency_dictionary_en_82_765.txt"
"""Of the package symspellpy: words with counts, from Google's n-grams cut down to what SCOWL holds to be English."""

_KNOWN = 2.7
"""The Zipf frequency from which a word is what was meant; rarer ones are rather slips in others."""


@dataclass(frozen=True, slots=True)
class Frequencies:
    """English words by their Zipf frequency: the logarithm, to base 10, of how often each comes in a thousand million.

    Van Heuven and others, "SUBTLEX-UK: A new and improved word frequency database for British English", Quarterly
    Journal of Experimental Psychology 67(6), 2014: below 3 is rare, above 4 is frequent.
    """

    zipf: Mapping[str, float]

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Frequencies:
        """From how often each word was counted."""
        per_milliard = 1e9 / max(1, sum(counts.values()))
        return cls({word: math.log10(count * per_milliard) for word, count in counts.items() if count > 0})

    def __contains__(self, word: str) -> bool:
        """Whether a word is written often enough to be no slip."""
        return self.zipf.get(word, 0.0) >= _KNOWN

    def telling(self, word: str, rare: float, common: float, least: float) -> float:
        """What a word says: 1 up to the frequency ``rare``, ``least`` from ``common`` on."""
        share = (common - self.zipf.get(word, 0.0)) / (common - rare)
        return max(least, min(1.0, share))


@cache
def frequencies() -> Frequencies:
    """Those of British and American English together, read once."""
    counts: dict[str, int] = {}
    for line in files("symspellpy").joinpath(_FILE).read_text(encoding="utf-8-sig").splitlines():
        word, _, count = line.rpartition(" ")
        folded = word.replace("'", "")
        counts[folded] = counts.get(folded, 0) + int(count)
    return Frequencies.of(counts)
