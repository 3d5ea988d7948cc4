"""What was learnt in a consultation helps others find its expert: as long as both agree to share it, and no longer."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import and_
from sqlmodel import Session, col, select

from bot.consultations.whose import Held
from bot.model import Note
from directory.evidence import forget_evidence, keep_evidence
from directory.model import ExpertEvidence


def follow_note(session: Session, held: Held, note: Note) -> None:
    """Have the expert found by the note as it stands now, or not by it at all."""
    id_ = held.consultation.id
    if note.is_shared and note.helps_finding:
        held_on = held.consultation.starts_at.astimezone(ZoneInfo(held.asked.time_zone)).date()
        keep_evidence(session, held.asked.offer.expert_id, id_, note.text, held_on)
    else:
        forget_evidence(session, [id_])


def forget_what_is_not_shared(session: Session) -> None:
    """Take away what outlived its note: whoever is erased takes the note along, and the directory knows of no notes."""
    is_shared = and_(
        col(Note.consultation_id) == col(ExpertEvidence.source),
        col(Note.requester_agreed_at).is_not(None),
        col(Note.expert_agreed_at).is_not(None),
    )
    query = select(ExpertEvidence.source).join(Note, is_shared, isouter=True)
    forget_evidence(session, session.exec(query.where(col(Note.consultation_id).is_(None))).all())
