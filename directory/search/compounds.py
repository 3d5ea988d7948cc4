"""Compounds that some write in one word and some in two: "healthcare", "health care"."""

from __future__ import annotations

from collections.abc import Iterator, Set

SHORTEST = 3
"""Letters that a part of a compound has."""


class Compounds:
    """Other ways to write a label, judged by the words that are known."""

    def __init__(self, known: Set[str]) -> None:
        self._known = {word for word in known if len(word) >= SHORTEST and word.isalpha()}
        self._partings: dict[str, list[str]] = {}

    def of(self, label: str) -> Iterator[str]:
        """The label with one compound taken apart, or with two of its words made one where that is a word."""
        every = label.split()
        for place, word in enumerate(every):
            for parted in self._parted(word):
                yield " ".join((*every[:place], parted, *every[place + 1 :]))
        for place in range(len(every) - 1):
            joined = every[place] + every[place + 1]
            if joined.casefold() in self._known:
                yield " ".join((*every[:place], joined, *every[place + 2 :]))

    def _parted(self, word: str) -> list[str]:
        if word not in self._partings:
            self._partings[word] = list(self._part(word))
        return self._partings[word]

    def _part(self, word: str) -> Iterator[str]:
        folded = word.casefold()
        for end in range(SHORTEST, len(word) - SHORTEST):
            first, second = folded[:end], folded[end:]
            if first in self._known and (second in self._known or second.removesuffix("s") in self._known):
                yield f"{word[:end]} {word[end:]}"
