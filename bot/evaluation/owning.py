"""A policy whose owner has left or cannot be reached: who is asked to name a new one, and when the next is."""

from __future__ import annotations

from bot.model import Policy
from bot.turn import Work


def ask_for_owner(work: Work, policy: Policy) -> None:
    """Its owner cannot be told any more: ask the deputy for a new one, and later a head of profession.

    The policy is locked, and its ``ownerless_since`` set. Whoever is asked already is not asked again.
    """
    work.session.add(policy)


def owner_is_back(work: Work, policy: Policy) -> None:
    """Its owner can be told again, or it has a new one: nobody is asked any more. The policy is locked."""
    policy.ownerless_since = policy.naming_id = policy.naming_until = None
    work.session.add(policy)
