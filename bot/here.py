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


class Intake(Protocol):
    """Where other systems send live readings: made by whoever takes them."""

    def of_policy(self, policy_id: str) -> str:
        """The address to which the readings of a policy are sent."""

    def described_at(self) -> str:
        """The address of what describes how they are sent."""

    def new_token(self) -> tuple[str, str]:
        """A new token, and the digest by which it is known again. It is not kept."""


@dataclass(frozen=True, slots=True)
class Here:
    """``has_mail``: invitations go out by email. Without ``addresses`` nobody can reach us for a calendar, without an
    ``intake`` no other system can for live readings, and without a ``vault``, which seals secrets, nobody can leave one
    with the bot.
    """

    has_mail: bool = False
    addresses: Addresses | None = None
    vault: Vault | None = None
    statements: tuple[Statement, ...] = ()
    """Of occupational standards, that a consultation may support."""
    intake: Intake | None = None
