"""Whose portfolio it is: a head of profession sees that of their organisation, and nobody else sees anything of it."""

from __future__ import annotations

import hashlib

from sqlmodel import Session

from bot.admission import NotAllowedError
from bot.cards import refused
from bot.policies.readers import organisations_of, same

KEY_CHARACTERS = 16


def key_of(organisation: str) -> str:
    """An opaque id, short enough for a button, that an organisation has however its name is written."""
    return hashlib.sha256(same(organisation).encode()).hexdigest()[:KEY_CHARACTERS]


def headed(session: Session, person_id: int, key: str) -> str:
    """The organisation with this key, by its name, for whoever is its head of profession now.

    Raises NotAllowedError for everybody else, in the same words whether there is such an organisation or not.
    """
    organisation = headed_or_none(session, person_id, key)
    if organisation is None:
        raise NotAllowedError(refused.not_your_portfolio())
    return organisation


def headed_or_none(session: Session, person_id: int, key: str) -> str | None:
    """As ``headed``; nothing for everybody else."""
    return next((name for name in organisations_of(session, person_id) if key_of(name) == key), None)
