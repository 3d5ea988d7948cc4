"""Draws what somebody is told once a consultation is over; nothing where they have answered, or nobody met."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.cards import afterwards as cards
from bot.cards import note as note_cards
from bot.consultations.feedback import AGAIN, feedback_of
from bot.consultations.whose import consultation_of
from bot.messages import Card
from bot.model import TOO_EARLY, Note, Notice
from bot.notices import occasion_of
from bot.requests.between import between


def of_questions(session: Session, notice: Notice, now: datetime) -> Card | None:
    """An answer silences it."""
    held = consultation_of(session, notice.subject, notice.person_id)
    if held is None or not held.took_place(now):
        return None
    feedback = feedback_of(session, held)
    return None if feedback and feedback.answered_at else cards.questions(held)


def of_difference(session: Session, notice: Notice, now: datetime) -> Card | None:
    """An answer silences it; the second time only one that is final."""
    held = consultation_of(session, notice.subject, notice.person_id)
    if held is None or held.is_expert or not held.took_place(now):
        return None
    feedback = feedback_of(session, held)
    said = feedback.difference if feedback else ""
    waited_for = TOO_EARLY if occasion_of(notice) == AGAIN else ""
    return cards.difference(held) if said == waited_for else None


def of_note(session: Session, notice: Notice, now: datetime) -> Card | None:
    """What is newest about it, once; nothing of somebody whom they want to hear nothing of."""
    held = consultation_of(session, notice.subject, notice.person_id)
    note = session.get(Note, notice.subject)
    if held is None or note is None or occasion_of(notice) != str(note.version):
        return None
    two = between(session, held.consultation.offer_id, held.other_id)
    return None if two is None or two.is_unwanted else note_cards.news(held, note)
