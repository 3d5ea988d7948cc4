"""How good a ranking is, and a seeded misspeller to try it with."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence

_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def ndcg(found: Sequence[str], judged: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulated gain of a ranking against graded judgements: 0 to 1, 1 when it is ideal.

    Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20(4), 2002, with the gain
    2^grade - 1 and the discount log2(place + 1) that are usual today. 0 when nothing is judged relevant.
    """
    ideal = sorted(judged.values(), reverse=True)
    best = _cumulated(ideal[:depth])
    return _cumulated([judged.get(name, 0) for name in found[:depth]]) / best if best else 0.0


def _cumulated(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1.0) / math.log2(place + 1) for place, grade in enumerate(grades, 1))


def misspelt(text: str, chance: random.Random) -> str:
    """The text with a slip of the fingers in one or two of its longer words."""
    words = text.split()
    long = [number for number, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    for number in chance.sample(long, min(len(long), chance.choice((1, 2)))):
        words[number] = _slip(words[number], chance)
    return " ".join(words)


def _slip(word: str, chance: random.Random) -> str:
    """One letter left out, doubled, swapped with the next, or struck beside its key; never the first."""
    place = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    slips = (
        before + after,
        before + letter + letter + after,
        before + after[0] + letter + after[1:],
        before + _beside(letter, chance) + after,
    )
    return chance.choice([slip for slip in slips if slip != word])


def _beside(letter: str, chance: random.Random) -> str:
    for row in _KEYBOARD:
        if (place := row.find(letter.lower())) >= 0:
            return chance.choice([row[near] for near in (place - 1, place + 1) if 0 <= near < len(row)])
    return letter
