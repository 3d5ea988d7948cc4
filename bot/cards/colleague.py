"""What is said when a colleague's name or address leads to nobody, or to several people."""

from __future__ import annotations

from collections.abc import Sequence

from bot.cards.words import fit, listed, quoted

SHOWN = 60


def nobody_typed() -> str:
    return "Enter your colleague’s name or work email address"


def nobody_found(typed: str) -> str:
    return f"We found nobody in the directory for {quoted(typed, SHOWN)}. Enter their work email address"


def several_found(typed: str, names: Sequence[str]) -> str:
    differ = sorted(set(names))
    who = f": {fit(listed(differ), 2 * SHOWN)}" if len(differ) > 1 else ""
    return f"Several people are called {quoted(typed, SHOWN)}{who}. Enter the work email address of the one you mean"


def cannot_be_asked(name: str) -> str:
    return f"{fit(name, SHOWN)} cannot be asked at the moment. Choose somebody else"


def was_asked(name: str) -> str:
    return f"{fit(name, SHOWN)} was asked about this request already. Choose somebody else"


def is_the_requester(name: str) -> str:
    return f"{fit(name, SHOWN)} made this request. Choose somebody else"
