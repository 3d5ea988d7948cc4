"""What is said of sealed secrets when the key changes."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console

from bot.cards.words import counted
from directory.rekey import Sealed, Secrets


def number_of(kind: Sealed, number: int) -> str:
    """Such as: 2 calendar addresses."""
    return counted(number, kind.one, kind.many)


def add_key(kind: Sealed) -> str:
    """What to do about secrets that no key opens."""
    return (
        "Add the key that sealed them to FIND_EXPERT_SECRET_KEY, after a comma, and run: find-expert db upgrade. "
        f"If that key is lost, {kind.if_lost}."
    )


def show_resealed(out: Console, err: Console, resealed: Mapping[Sealed, Secrets]) -> None:
    """How many were sealed again, and whether the old key may go."""
    there = [number_of(kind, secrets.older) for kind, secrets in resealed.items() if secrets.count]
    what = f"{' and '.join(there)} sealed" if there else "There was nothing to seal"
    out.print(f"{what} again with the newest key. The older keys may go.", soft_wrap=True)
    for kind, secrets in resealed.items():
        if secrets.lost:
            sentence = f"No key opens {number_of(kind, secrets.lost)}. {add_key(kind)}"
            err.print(sentence, style="bold red", soft_wrap=True)
