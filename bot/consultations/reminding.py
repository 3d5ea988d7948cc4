"""Reminders of a consultation to both: on their working day before it, and a few minutes before it begins."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.cards import consultation_news as cards
from bot.consultations.news import of_notice
from bot.consultations.whose import Held
from bot.messages import Card
from bot.model import Consultation, ConsultationStatus, Notice, NoticeKind
from bot.model.requests import stamp
from bot.notices import occasion_of, tell
from bot.times.diaries import pattern_of
from bot.times.working_time import previous_working_day
from bot.turn import Work

SOON = timedelta(minutes=10)
"""Before it begins."""


def plan_reminders(work: Work, consultation: Consultation) -> None:
    """Of the time that it has now; of any it had before, nothing is left to tell."""
    if consultation.status is not ConsultationStatus.BOOKED:
        return
    starts_at = consultation.starts_at
    for person_id in (consultation.requester_id, consultation.expert_person_id):
        day_before = previous_working_day(pattern_of(work.session, person_id), starts_at)
        for kind, due_at in (
            (NoticeKind.CONSULTATION_DAY_BEFORE, day_before),
            (NoticeKind.CONSULTATION_SOON, starts_at - SOON),
        ):
            if due_at > work.now:
                occasion = stamp(starts_at)
                tell(work.session, kind, consultation.id, person_id, work.now, occasion=occasion, due_at=due_at)


def of_day_before(session: Session, notice: Notice, now: datetime) -> Card | None:
    """Nothing once it is about to begin, which they are told by itself, or was moved or cancelled."""
    held = _to_come(session, notice, now)
    return cards.day_before(held, now) if held and now < held.consultation.starts_at - SOON else None


def of_soon(session: Session, notice: Notice, now: datetime) -> Card | None:
    """Nothing once it has begun, was moved or cancelled."""
    held = _to_come(session, notice, now)
    return cards.soon(held, now) if held else None


def _to_come(session: Session, notice: Notice, now: datetime) -> Held | None:
    held = of_notice(session, notice)
    if held is None or not held.is_to_come(now):
        return None
    return held if stamp(held.consultation.starts_at) == occasion_of(notice) else None
