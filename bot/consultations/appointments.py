"""Consultations as calendars hold them, read from the rows as they are now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot.appointment import Appointment, Attendee
from bot.cards import invitation as cards
from bot.model import Consultation, ConsultationStatus, Request
from directory.model import Person

KEPT_IN_A_FEED = timedelta(days=90)
"""How long a consultation stays in somebody's own calendar after it is over."""
MOST_IN_A_FEED = 500
"""The latest of them: more than anybody has in that time."""

_Requester, _Expert = aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True)
class Booked:
    """A consultation with its two people, and the colleague whom the requester brings, if we know them."""

    consultation: Consultation
    request: Request
    requester: Person
    expert: Person
    colleague: Person | None = None

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody whose calendar it belongs into."""
        return tuple(filter(None, (self.requester, self.expert, self.colleague)))


def booked(session: Session, consultation_id: str) -> Booked | None:
    """The consultation of this id; nothing when it is gone."""
    found = _read(session, col(Consultation.id) == consultation_id)
    if not found:
        return None
    return Booked(*found[0], colleague=colleague_of(session, found[0][1]))


def appointments_of(session: Session, person_id: int, now: datetime) -> list[Appointment]:
    """The consultations of one person, on either side, the first first: those to come, and those not long over."""
    mine = or_(col(Consultation.requester_id) == person_id, col(Consultation.expert_person_id) == person_id)
    found = _read(session, mine, col(Consultation.ends_at) >= now - KEPT_IN_A_FEED)
    return [appointment(Booked(*row)) for row in reversed(found)]


def appointment_for(session: Session, consultation_id: str, person_id: int) -> Appointment | None:
    """One consultation, for one of its two people; nothing for anybody else."""
    found = booked(session, consultation_id)
    if found is None or person_id not in {found.requester.id, found.expert.id}:
        return None
    return appointment(found)


def colleague_of(session: Session, request: Request) -> Person | None:
    """Whom the requester brings, where we know them: nobody else is sent emails because somebody typed an address."""
    if not request.colleague_email:
        return None
    return session.exec(select(Person).where(Person.email == request.colleague_email.lower())).first()


def appointment(of: Booked) -> Appointment:
    """As it is now, the same for everybody who is invited."""
    consultation, request = of.consultation, of.request
    colleague = of.colleague.name if of.colleague else request.colleague_email
    brought = [Attendee(name=colleague, email=request.colleague_email, is_optional=True)] if colleague else []
    return Appointment(
        id=consultation.id,
        sequence=consultation.sequence,
        is_cancelled=consultation.status is ConsultationStatus.CANCELLED,
        starts_at=consultation.starts_at,
        ends_at=consultation.ends_at,
        zone=of.requester.time_zone,
        booked_at=consultation.booked_at,
        changed_at=consultation.changed_at,
        title=cards.title_in_calendar(of.expert.name, of.requester.name),
        description=cards.in_calendar(request.question, consultation.place),
        place=consultation.place,
        is_private=request.is_sensitive,
        attendees=(*(Attendee(name=each.name, email=each.email or "") for each in (of.requester, of.expert)), *brought),
    )


def _read(session: Session, *which: ColumnElement[bool]) -> list[tuple[Consultation, Request, Person, Person]]:
    query = (
        select(Consultation, Request, _Requester, _Expert)
        .join(Request, col(Request.id) == col(Consultation.request_id))
        .join(_Requester, col(_Requester.id) == col(Consultation.requester_id))
        .join(_Expert, col(_Expert.id) == col(Consultation.expert_person_id))
        .where(*which)
        .order_by(col(Consultation.starts_at).desc(), col(Consultation.id))
        .limit(MOST_IN_A_FEED)
    )
    return [(*row,) for row in session.exec(query)]
