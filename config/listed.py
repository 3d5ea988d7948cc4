"""Lists in settings: the parts of a value between commas, and names of settings in a sentence."""

from __future__ import annotations

from collections.abc import Sequence


def parts_of(listed: str) -> tuple[str, ...]:
    """What stands between the commas; nothing that is empty."""
    return tuple(part.strip() for part in listed.split(",") if part.strip())


def are_missing(names: Sequence[str]) -> str:
    """ "A is missing", "A, B and C are missing"."""
    if len(names) == 1:
        return f"{names[0]} is missing"
    return f"{', '.join(names[:-1])} and {names[-1]} are missing"
