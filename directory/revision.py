"""How often the directory has changed: what a search index compares, and what those who change it lock."""

from __future__ import annotations

from sqlalchemy import insert, update
from sqlmodel import Session, col

from directory.model import DirectoryRevision


def lock_directory(session: Session) -> int:
    """Keep everyone else from changing the directory until this transaction ends; gives the present revision."""
    return _add(session, 0)


def next_revision(session: Session) -> int:
    """Count one change of the directory, and lock it. Call it first; put the number on every expert that changes."""
    return _add(session, 1)


def _add(session: Session, count: int) -> int:
    value = col(DirectoryRevision.value)
    counted = update(DirectoryRevision).values(value=value + count).returning(value)
    if (present := session.execute(counted).scalar()) is not None:
        return int(present)
    session.execute(insert(DirectoryRevision).values(id=1, value=count))
    return count
