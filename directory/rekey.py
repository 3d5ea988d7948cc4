"""Changing the key: which secrets an older key still has to open, and sealing them again with the newest."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col

from directory.model import Expert
from directory.revision import lock_directory, next_revision
from directory.vault import Vault

SEALED = col(Expert.calendar_url_sealed)


@dataclass(frozen=True, slots=True)
class Secrets:
    """How many secrets of the directory the newest key opens, only an older key opens, or no key opens."""

    newest: int = 0
    older: int = 0
    lost: int = 0


def count_secrets(session: Session, vault: Vault | None) -> Secrets:
    """What the keys of ``vault`` open; without one, nothing."""
    sealed = session.execute(select(SEALED).where(SEALED.is_not(None))).scalars().all()
    newest = sum(vault.is_newest(each) for each in sealed) if vault else 0
    opened = sum(vault.opens(each) for each in sealed) if vault else 0
    return Secrets(newest, opened - newest, len(sealed) - opened)


def reseal_secrets(session: Session, vault: Vault) -> Secrets:
    """Seal again with the newest key what only an older one opens: ``older`` says how many those were.

    What no key opens stays as it is: the key that opens it may come back.
    """
    lock_directory(session)
    rows = session.execute(select(col(Expert.id), SEALED).where(SEALED.is_not(None))).all()
    outdated = [(id_, sealed) for id_, sealed in rows if not vault.is_newest(sealed)]
    resealed = [{"at_id": id_, "resealed": vault.resealed(sealed)} for id_, sealed in outdated if vault.opens(sealed)]
    if resealed:
        next_revision(session)  # an import that was checked before would write the old seals back
        at = update(Expert).where(col(Expert.id) == bindparam("at_id"))
        session.connection().execute(at.values(calendar_url_sealed=bindparam("resealed")), resealed)
    return Secrets(len(rows) - len(outdated), len(resealed), len(outdated) - len(resealed))
