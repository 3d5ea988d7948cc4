"""What follows when a consultation is booked, moved, cancelled or has a new place: for both people, all of it here."""

from __future__ import annotations

from sqlmodel import Session, col, update

from bot.consultations.invitation import invite
from bot.consultations.reminding import plan_reminders
from bot.model import Booking, BookingStatus, Consultation, ConsultationStatus
from bot.requests.seen import Seen
from bot.requests.telling import offer_changed, request_changed
from bot.turn import Work


def booked(work: Work, consultation: Consultation) -> None:
    """It was booked; its request and offer tell the rest."""
    _plan(work, consultation)


def changed(work: Work, seen: Seen, by: int) -> None:
    """Its time, its place, or whether it is held: the row says how it is now. ``by`` is the id of who changed it.

    Its version counts on, the time that it takes of both follows, and both cards are drawn anew. Raises LookupError for
    a request without a consultation.
    """
    consultation, accepted = seen.consultation, seen.accepted
    if consultation is None or accepted is None:
        raise LookupError(seen.request.id)
    consultation.sequence += 1
    consultation.changed_at, consultation.changed_by = work.now, by
    work.session.add(consultation)
    work.session.flush()
    _take_time(work.session, consultation)
    request_changed(work, seen.request)
    offer_changed(work, accepted.offer)
    _plan(work, consultation)


def _plan(work: Work, consultation: Consultation) -> None:
    """Whatever is told of it, now and later."""
    invite(work, consultation)
    plan_reminders(work, consultation)


def _take_time(session: Session, consultation: Consultation) -> None:
    held = consultation.status is not ConsultationStatus.CANCELLED
    session.execute(
        update(Booking)
        .where(col(Booking.consultation_id) == consultation.id)
        .values(
            starts_at=consultation.starts_at,
            ends_at=consultation.ends_at,
            status=BookingStatus.BOOKED if held else BookingStatus.RELEASED,
        )
    )
