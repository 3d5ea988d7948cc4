"""What came of somebody's consultations: the record of what an expert gave, and of what a policymaker learnt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col

from bot.model import Consultation, ConsultationStatus, Feedback, Note, Request
from directory.model import Expert, Person, Status


class Side(StrEnum):
    """Which of the two records."""

    CONTRIBUTION = "contribution"
    """As the expert."""
    LEARNING = "learning"
    """As who asked."""


@dataclass(frozen=True, slots=True)
class Line:
    """One consultation that took place, as one of its two people has it in their record."""

    consultation_id: str
    starts_at: datetime
    opens: tuple[str, str]
    """The button that opens it, and its value."""
    other: str
    """Whom it was with; empty when we no longer have their name."""
    other_has_left: bool
    question: str
    minutes: int
    useful: str
    """What they answered, as ``bot.cards.afterwards`` has it; empty: nothing."""
    got_it: str
    difference: str
    what_changed: str
    statements: tuple[str, ...]
    """Keys of the statements of occupational standards that they chose."""
    note: str
    """The note of what was learnt, where both agree to share it."""


@dataclass(frozen=True, slots=True)
class Sum:
    """How many consultations there were, and how many minutes they took."""

    consultations: int
    minutes: int


def sum_of(session: Session, person_id: int, side: Side) -> Sum:
    """All of this record in short."""
    query = select(func.count(), func.coalesce(func.sum(Request.minutes), 0)).select_from(Consultation)
    query = query.join(Request, col(Request.id) == col(Consultation.request_id))
    consultations, minutes = session.execute(query.where(_took_place(person_id, side))).one()
    return Sum(int(consultations), int(minutes))


def lines_of(session: Session, person_id: int, side: Side, *, first: int = 0, size: int | None = None) -> list[Line]:
    """The lines of this record from number ``first`` (0 is the latest), ``size`` of them or all."""
    me, other = _sides(side)
    own = and_(col(Feedback.consultation_id) == col(Consultation.id), col(Feedback.person_id) == me)
    agreed = and_(col(Note.requester_agreed_at).is_not(None), col(Note.expert_agreed_at).is_not(None))
    query = (
        select(Consultation, Request, Person, Expert, Feedback, Note)
        .select_from(Consultation)
        .join(Request, col(Request.id) == col(Consultation.request_id))
        .join(Person, col(Person.id) == other)
        .join(Expert, col(Expert.person_id) == col(Person.id), isouter=True)
        .join(Feedback, own, isouter=True)
        .join(Note, and_(col(Note.consultation_id) == col(Consultation.id), agreed), isouter=True)
        .where(_took_place(person_id, side))
        .order_by(col(Consultation.starts_at).desc(), col(Consultation.id))
        .offset(first)
        .limit(size)
    )
    return [_line(side, *row) for row in session.execute(query)]


def _sides(side: Side) -> tuple[Mapped[int], Mapped[int]]:
    """Whose record it is, and who the other one is."""
    requester, expert = col(Consultation.requester_id), col(Consultation.expert_person_id)
    return (expert, requester) if side is Side.CONTRIBUTION else (requester, expert)


def _took_place(person_id: int, side: Side) -> ColumnElement[bool]:
    """What was cancelled, or to which nobody came, is no line."""
    me, _ = _sides(side)
    return and_(me == person_id, col(Consultation.status) == ConsultationStatus.DONE)


def _line(
    side: Side,
    consultation: Consultation,
    request: Request,
    other: Person,
    expert: Expert | None,
    feedback: Feedback | None,
    note: Note | None,
) -> Line:
    said = feedback or Feedback(consultation_id=consultation.id, person_id=0)
    is_expert = side is Side.CONTRIBUTION
    return Line(
        consultation_id=consultation.id,
        starts_at=consultation.starts_at,
        opens=("offer.show", consultation.offer_id) if is_expert else ("request.show", request.id),
        other=other.name,
        other_has_left=expert is not None and expert.status is Status.LEFT,
        question=request.question,
        minutes=request.minutes,
        useful=said.useful,
        got_it=said.got_it,
        difference=said.difference,
        what_changed=said.what_changed,
        statements=tuple(said.statements),
        note=note.text if note else "",
    )
