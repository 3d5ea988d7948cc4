"""Turns profiles into a segment of the index, each different entry read once."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from directory.profiles import Profile
from directory.search.fields import LEVEL_SHARES, Field, Terms, breadth_share, values
from directory.search.merging import merged
from directory.search.segment import LEVELS, WHOLE, Segment, in_order, spans
from directory.search.texts import Texts
from directory.search.words import words

SATURATION = 1.2
"""The strength at which a term gives half of what it can give (the k1 of BM25)."""

USUAL_LENGTH = 2_000
"""Characters of a profile that count in full. One profile in a thousand, of 25,000 made of public posts, has 1,100."""

AT_ONCE = 1_000
"""People whose terms are summed at once: arrays are fast in bulk, and a bound keeps memory flat."""

_LEVEL_NUMBERS = {level: number for number, level in enumerate(LEVELS)}


def draft(profiles: Iterable[Profile], terms: Terms) -> Segment:
    """A segment of these profiles. Two profiles of one id: the later counts."""
    drafted = _Draft(terms)
    for profile in profiles:
        drafted.add(profile)
    segment = drafted.segment()
    ordered = segment.ids[segment.by_id]
    latest = np.ones(len(segment), bool)
    latest[segment.by_id[:-1]] = ordered[1:] != ordered[:-1]
    return segment if latest.all() else merged([(segment, latest)])


class _Draft:
    """A segment in the making. People are in rows in the order in which they come."""

    def __init__(self, terms: Terms) -> None:
        self._entries = _Entries(terms)
        self._ids = array("q")
        self._texts: dict[str, int] = {}
        self._entry_texts, self._entry_kinds, self._entry_widths = array("i"), array("B"), array("i")
        self._waiting = _Mentions()
        self._columns: list[NDArray[np.int32]] = []
        self._rows: list[NDArray[np.int32]] = []
        self._gains: list[NDArray[np.uint16]] = []

    def add(self, profile: Profile) -> None:
        row = len(self._ids)
        width = len(self._entry_texts)
        entries = list(values(profile))
        listed = Counter(entry.field for entry in entries)
        whole = min(1.0, USUAL_LENGTH / max(1, sum(len(entry.text) for entry in entries)))
        for entry in entries:
            number = self._entries.number(entry.field, entry.text)
            share = LEVEL_SHARES[entry.level] if entry.field is Field.SKILL else 1.0
            self._waiting.add(row, number, whole * share * breadth_share(entry.field, listed[entry.field]))
            self._entry_texts.append(self._texts.setdefault(entry.text, len(self._texts)))
            self._entry_kinds.append((entry.field << 3) | _LEVEL_NUMBERS[entry.level])
        self._entry_widths.append(len(self._entry_texts) - width)
        self._ids.append(profile.id)
        if len(self._ids) % AT_ONCE == 0:
            self._sum()

    def _sum(self) -> None:
        rows, columns, gains = self._entries.summed(self._waiting)
        self._rows.append(rows)
        self._columns.append(columns)
        self._gains.append(gains)
        self._waiting = _Mentions()

    def segment(self) -> Segment:
        """What was added so far."""
        self._sum()
        ids = np.array(self._ids, np.int64)
        keys = self._entries.keys
        columns = np.concatenate(self._columns)
        order = np.argsort(columns, kind="stable")  # rows ascend already
        return Segment(
            ids=ids,
            by_id=in_order(ids),
            keys=keys,
            starts=np.concatenate(([0], np.cumsum(np.bincount(columns, minlength=len(keys))))).astype(np.int64),
            rows=np.concatenate(self._rows)[order],
            gains=np.concatenate(self._gains)[order],
            spelt={word: keys[stem] for word, stem in self._entries.spelt.items()},
            entry_starts=np.cumsum([0, *self._entry_widths], dtype=np.int64),
            entry_texts=np.array(self._entry_texts, np.int32),
            entry_kinds=np.array(self._entry_kinds, np.uint8),
            texts=Texts.of(self._texts),
        )


class _Mentions:
    """Who made which entry: rows, numbers of entries, and the share that a skill's level leaves of each."""

    def __init__(self) -> None:
        self.rows, self.entries, self.shares = array("i"), array("i"), array("f")

    def add(self, row: int, entry: int, share: float) -> None:
        self.rows.append(row)
        self.entries.append(entry)
        self.shares.append(share)


class _Entries:
    """The different entries of profiles, each analysed once, with its terms in flat arrays.

    Entry ``e`` has the terms ``columns[starts[e]:starts[e + 1]]`` with their strengths at the same places.
    """

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._numbers: dict[tuple[Field, str], int] = {}
        self.keys: dict[str, int] = {}
        self.spelt: dict[str, str] = {}
        """Words as written, names apart, with their stems."""
        self._columns, self._strengths, self._starts = array("i"), array("f"), array("q", [0])
        self._fields = array("B")

    def number(self, field: Field, text: str) -> int:
        number = self._numbers.get((field, text))
        if number is None:
            number = self._numbers[field, text] = len(self._numbers)
            every = words(text)
            found = self._terms.analysed(field, every)
            if field is not Field.NAME:
                self.spelt.update((word.folded, word.stem) for word in every if word.stem in found)
            self._columns.extend([self.keys.setdefault(key, len(self.keys)) for key in found])
            self._strengths.extend(found.values())
            self._starts.append(len(self._columns))
            self._fields.append(field)
        return number

    def summed(self, made: _Mentions) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint16]]:
        """Rows, columns (numbers in ``keys``) and gains of the people who made these entries, each pair once."""
        starts = np.frombuffer(self._starts, np.int64)
        entries = np.array(made.entries, np.int32)
        first, widths = starts[entries], starts[entries + 1] - starts[entries]
        places = spans(first, widths)
        columns = np.frombuffer(self._columns, np.int32)[places]
        strengths = np.frombuffer(self._strengths, np.float32)[places] * np.repeat(
            np.array(made.shares, np.float32), widths
        )
        # by row, then term, then field: 28, 31 and 4 bits
        rows = np.repeat(np.array(made.rows, np.int64), widths)
        fields = np.repeat(np.frombuffer(self._fields, np.uint8)[entries], widths)
        groups = rows << 35 | columns.astype(np.int64) << 4 | fields
        order = np.argsort(groups)
        groups, strong = groups[order], strengths[order]
        if len(groups):
            firsts = _firsts(groups)  # of a list the strongest entry counts: saying a thing often makes it no truer
            pairs, strong = groups[firsts] >> 4, np.maximum.reduceat(strong, firsts)
            firsts = _firsts(pairs)
            groups, strong = pairs[firsts], np.add.reduceat(strong, firsts)
        gains = (strong / (SATURATION + strong) * WHOLE).clip(max=WHOLE - 1).astype(np.uint16)
        return (groups >> 31).astype(np.int32), (groups & 0x7FFFFFFF).astype(np.int32), gains


def _firsts(ordered: NDArray[np.int64]) -> NDArray[np.intp]:
    """The places at which another value begins."""
    return np.flatnonzero(np.diff(ordered, prepend=-1))
