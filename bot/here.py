"""What this deployment has, as far as what people can do depends on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.consultations.standards import Statement
from directory.vault import Vault


class Addresses(Protocol):
    """Where calendars find consultations: made by whoever serves them."""

    def new_feed(self) -> tuple[str, str]:
        """A new address of somebody's own calendar, and the digest by which it is known again. It is not kept."""

    def of_file(self, consultation_id: str, person_id: int) -> str:
        """The address of one consultation as a file, for one of its two people, from now on for a while."""


@dataclass(frozen=True, slots=True)
class Here:
    """``has_mail``: invitations go out by email. Without ``addresses`` nobody can reach us for a calendar, and without
    a ``vault``, which seals secrets, nobody can leave one with the bot.
    """

    has_mail: bool = False
    addresses: Addresses | None = None
    vault: Vault | None = None
    statements: tuple[Statement, ...] = ()
    """Of occupational standards, that a consultation may support."""
