"""Makes one segment of several: array by array, so that half a million people take seconds, not a loop over each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import compress
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from directory.search.segment import Segment, in_order, spans
from directory.search.texts import Texts, packed_together

AT_ONCE = 1 << 20
"""Places that are looked up at once: numpy widens them to 8 bytes each while it does."""

Kept = tuple[Segment, NDArray[np.bool_]]
"""A segment, and a mask over its rows: who of it is kept."""


class _Lists(TypedDict):
    keys: dict[str, int]
    starts: NDArray[np.int64]
    rows: NDArray[np.int32]
    gains: NDArray[np.uint16]
    spelt: dict[str, int]


class _Entries(TypedDict):
    entry_starts: NDArray[np.int64]
    entry_texts: NDArray[np.int32]
    entry_kinds: NDArray[np.uint8]
    texts: Texts


def merged(parts: Sequence[Kept]) -> Segment:
    """One segment of the people kept of each part, part after part; nobody may be kept twice. Terms, words and texts
    that nobody is left with are forgotten."""
    ids = np.concatenate([part.ids[keep] for part, keep in parts])
    return Segment(ids=ids, by_id=in_order(ids), **_merged_lists(parts), **_merged_entries(parts))


def _merged_lists(parts: Sequence[Kept]) -> _Lists:
    names: dict[str, int] = {}
    numbers = [
        np.fromiter((names.setdefault(key, len(names)) for key in part.keys), np.int64, len(part.keys))
        for part, _ in parts
    ]
    counts = np.zeros((len(names), len(parts)), np.int64)
    staying, first = [], 0
    for place, (part, keep) in enumerate(parts):
        ordered = _with_terms_by(numbers[place], part)
        moved = np.full(len(part), -1, np.int32)
        moved[keep] = np.arange(first, first + int(keep.sum()), dtype=np.int32)
        first += int(keep.sum())
        rows = _looked_up(moved, ordered.rows)
        stays = rows >= 0
        if len(stays):
            counts[np.sort(numbers[place]), place] = np.add.reduceat(stays, ordered.starts[:-1], dtype=np.int64)
        staying.append((rows[stays], ordered.gains[stays]))
    source = np.repeat(np.tile(np.arange(len(parts), dtype=np.uint16), len(names)), counts.ravel())
    rows, gains = np.empty(len(source), np.int32), np.empty(len(source), np.uint16)
    for place, (own_rows, own_gains) in enumerate(staying):
        here = source == place
        rows[here], gains[here] = own_rows, own_gains
    sizes = counts.sum(axis=1)
    used = sizes > 0
    renamed = np.where(used, np.cumsum(used) - 1, -1)
    return {
        "keys": {key: number for number, key in enumerate(compress(names, used.tolist()))},
        "starts": np.concatenate(([0], np.cumsum(sizes[used]))).astype(np.int64),
        "rows": rows,
        "gains": gains,
        "spelt": _merged_spelling([part for part, _ in parts], [renamed[own] for own in numbers]),
    }


def _with_terms_by(numbers: NDArray[np.int64], part: Segment) -> Segment:
    """The part with its lists in the order of the terms' new numbers. Nobody has a term that nobody has."""
    order = np.argsort(numbers, kind="stable")
    if bool(np.all(order == np.arange(len(order)))):
        return part
    widths = np.diff(part.starts)[order]
    places = spans(part.starts[order], widths)
    starts = np.concatenate(([0], np.cumsum(widths))).astype(np.int64)
    return replace(part, starts=starts, rows=part.rows[places], gains=part.gains[places])


def _looked_up(table: NDArray[np.int32], places: NDArray[np.int32]) -> NDArray[np.int32]:
    found = np.empty(len(places), np.int32)
    for start in range(0, len(places), AT_ONCE):
        found[start : start + AT_ONCE] = table[places[start : start + AT_ONCE]]
    return found


def _merged_spelling(parts: Sequence[Segment], renamed: Sequence[NDArray[np.int64]]) -> dict[str, int]:
    spelt: dict[str, int] = {}
    for part, numbers in zip(parts, renamed, strict=True):
        new = numbers.tolist()
        spelt.update((word, new[term]) for word, term in part.spelt.items() if new[term] >= 0)
    return spelt


def _merged_entries(parts: Sequence[Kept]) -> _Entries:
    texts, kinds, widths, used = [], [], [], []
    for part, keep in parts:
        own = np.diff(part.entry_starts)
        staying = np.repeat(keep, own)
        texts.append(part.entry_texts[staying])
        kinds.append(part.entry_kinds[staying])
        widths.append(own[keep])
        marks = np.zeros(len(part.texts), bool)
        marks[texts[-1]] = True
        used.append(marks)
    packed, numbers = packed_together([part.texts for part, _ in parts], used)
    return {
        "entry_starts": np.concatenate(([0], np.cumsum(np.concatenate(widths)))).astype(np.int64),
        "entry_texts": np.concatenate([_looked_up(new, old) for new, old in zip(numbers, texts, strict=True)]),
        "entry_kinds": np.concatenate(kinds),
        "texts": packed,
    }
