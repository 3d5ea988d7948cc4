"""What experts were consulted on: kept where both sides agreed to share it, and gone when they no longer do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from directory.model import Expert, ExpertEvidence
from directory.revision import next_revision

LONGEST = 1_500
"""Characters that are kept of what was learnt in one consultation."""


def keep_evidence(session: Session, expert_id: int, source: str, text: str, held_on: date) -> None:
    """Have this expert found by ``text``; it takes the place of what the same ``source`` said before."""
    revision = next_revision(session)
    session.merge(ExpertEvidence(source=source, expert_id=expert_id, text=text[:LONGEST], held_on=held_on))
    _changed(session, revision, [expert_id])


def forget_evidence(session: Session, sources: Sequence[str]) -> None:
    """Have nobody found by what these sources said. Of a source that said nothing nothing changes."""
    said = col(ExpertEvidence.source).in_(sources)
    if not session.exec(select(ExpertEvidence.source).where(said).limit(1)).first():
        return
    revision = next_revision(session)
    experts = session.exec(select(ExpertEvidence.expert_id).where(said)).all()
    session.execute(delete(ExpertEvidence).where(said))
    _changed(session, revision, experts)


def _changed(session: Session, revision: int, experts: Sequence[int]) -> None:
    session.execute(update(Expert).where(col(Expert.id).in_(experts)).values(revision=revision))
