"""Taking a request: both people's time, checked under a lock on both, so that nobody is ever in two places."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.consultations.changed import booked
from bot.model import Booking, Consultation, Message, OfferStatus, RequestStatus
from bot.requests.seen import Asked, Seen
from bot.requests.telling import offer_changed, request_changed
from bot.slots import Diary
from bot.times import diaries
from bot.turn import Work
from directory.model import Person


def lock_people(session: Session, *person_ids: int) -> None:
    """Keep everybody else from booking these people until this transaction ends. Always in one order: no deadlock.

    The request is locked before: see ``bot.requests.seen.see``. On SQLite the one writer holds the whole database
    already.
    """
    rows = select(Person.id).where(col(Person.id).in_(person_ids)).order_by(col(Person.id))
    session.exec(rows.with_for_update(key_share=True)).all()


def when_both_can(work: Work, seen: Seen, asked: Asked) -> Diary:
    """What decides when the two can meet: nobody else books either of them until this transaction ends."""
    lock_people(work.session, asked.offer.person_id, seen.request.requester_id)
    _, both = diaries.of_two(work.session, asked.offer.expert_id, seen.request.requester_id, work.now)
    return both


def book(work: Work, seen: Seen, asked: Asked, start: datetime) -> Seen:
    """The request is accepted for this time; whoever else was asked is told that it is taken. Gives how it then is."""
    request, offer = seen.request, asked.offer
    _accept(work, seen, asked, RequestStatus.BOOKED)
    consultation = Consultation(
        id=work.new_id(),
        request_id=request.id,
        offer_id=offer.id,
        requester_id=request.requester_id,
        expert_person_id=offer.person_id,
        starts_at=start,
        ends_at=start + timedelta(minutes=request.minutes),
        place=asked.join_link,
        booked_at=work.now,
    )
    work.session.add(consultation)
    work.session.flush()
    for person_id, is_expert in ((request.requester_id, False), (offer.person_id, True)):
        work.session.add(
            Booking(
                consultation_id=consultation.id,
                person_id=person_id,
                is_expert=is_expert,
                starts_at=consultation.starts_at,
                ends_at=consultation.ends_at,
            )
        )
    work.session.flush()
    booked(work, consultation)
    return replace(seen, consultation=consultation)


def answer_in_writing(work: Work, seen: Seen, asked: Asked, text: str) -> Seen:
    """The request is answered without a consultation. Gives how it then is."""
    _accept(work, seen, asked, RequestStatus.DONE)
    answer = Message(
        id=work.new_id(),
        offer_id=asked.offer.id,
        sender_id=asked.offer.person_id,
        recipient_id=seen.request.requester_id,
        text=text,
        is_answer=True,
        sent_at=work.now,
    )
    work.session.add(answer)
    return replace(seen, answer=answer)


def _accept(work: Work, seen: Seen, asked: Asked, status: RequestStatus) -> None:
    close_offer(work, asked, OfferStatus.ACCEPTED)
    for other in seen.waiting:
        close_offer(work, other, OfferStatus.TAKEN)
    close_request(work, seen, status)


def close_offer(work: Work, asked: Asked, status: OfferStatus) -> None:
    """Nothing is waited for any more, and no reminder goes out."""
    offer = asked.offer
    offer.status = status
    offer.answered_at = work.now
    offer.remind_at = offer.expires_at = offer.snoozed_until = None
    work.session.add(offer)
    offer_changed(work, offer)


def close_request(work: Work, seen: Seen, status: RequestStatus) -> None:
    """It was booked, answered, withdrawn, or nobody took it."""
    seen.request.status = status
    seen.request.closed_at = work.now
    work.session.add(seen.request)
    request_changed(work, seen.request)
