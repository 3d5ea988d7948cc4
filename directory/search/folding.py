"""When parts of the index become one, and how what changed meanwhile is kept.

As in a log-structured merge tree (O'Neil and others, 1996): what changed is a small part beside the main one; small
parts become larger ones, and those join the main one, each time when there is enough to be worth it. It happens beside
searches and updates, which wait for no more than the exchange of one tuple for another.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from directory.search.edition import Edition, Part
from directory.search.nearest import Nearest

SMALLEST_FOLD = 500
"""Changed people that are kept beside a part, at least, before the two become one."""

FOLD_SHARE = 0.05
"""The share of a part's people that may be beside it, or gone from it, before it is made anew."""


def due(parts: Sequence[Part]) -> int | None:
    """The first part that is to become one with all after it; None when nothing is due."""
    sizes = [len(part) for part in parts]
    for number, part in enumerate(parts):
        changed = max(sum(sizes[number + 1 :]), len(part.segment) - sizes[number])
        if changed > max(SMALLEST_FOLD, FOLD_SHARE * sizes[number]):
            return number
    return None


def folded(now: Edition, first: int, older: Sequence[Part], whole: Part, nearest: tuple[Nearest, ...]) -> Edition:
    """The edition of now with ``whole`` in place of the parts it was made of: ``older``, as they were, from the part
    numbered ``first`` on. Who has changed since is not alive in it. An edition built afresh meanwhile stays."""
    place = slice(first, first + len(older))
    newer = now.parts[place]
    if [part.segment for part in newer] != [part.segment for part in older]:
        return now
    gone = [old.segment.ids[old.alive & ~new.alive] for old, new in zip(older, newer, strict=True)]
    whole = whole.without(np.concatenate(gone))
    return Edition((*now.parts[:first], whole, *now.parts[place.stop :]), nearest)
