"""What is said of sealed secrets when the key changes."""

from __future__ import annotations

from rich.console import Console

from bot.cards.words import counted
from directory.rekey import Secrets

ADD_KEY = (
    "Add the key that sealed them to FIND_EXPERT_SECRET_KEY, after a comma, and run: find-expert db upgrade. "
    "If that key is lost, import the addresses again."
)


def addresses(number: int) -> str:
    """Calendar addresses are all that the directory seals."""
    return counted(number, "calendar address", "calendar addresses")


def show_resealed(out: Console, err: Console, secrets: Secrets) -> None:
    """How many were sealed again, and whether the old key may go."""
    out.print(f"{addresses(secrets.older)} sealed again with the newest key. The older keys may go.", soft_wrap=True)
    if secrets.lost:
        err.print(f"No key opens {addresses(secrets.lost)}. {ADD_KEY}", style="bold red", soft_wrap=True)
