"""Fictional requests, offers, consultations and messages for tests, put straight into a database."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import Session, select

from bot.model import (
    OPEN_OFFERS,
    Booking,
    Consultation,
    Message,
    Offer,
    OfferStatus,
    Request,
    RequestStatus,
)
from bot.model.requests import kept
from directory.model import Expert, Person
from tests.people import NOW

QUESTION = "How do we test a letter with people who owe tax?"
TIMES = tuple(NOW + timedelta(days=days, hours=3) for days in (2, 3, 6))
"""Thursday 14, Friday 15 and Monday 18 May 2026, 13:00 in the United Kingdom."""
STATUS_AFTER = {OfferStatus.ACCEPTED: RequestStatus.BOOKED, OfferStatus.WITHDRAWN: RequestStatus.WITHDRAWN}

_numbers = count(1)


def add_person(session: Session, name: str, *, time_zone: str = "Europe/London") -> Person:
    """Somebody who is no expert; the one who is there already when the email address is theirs."""
    email = f"{'.'.join(name.lower().split())}@example.gov.uk"
    person = session.exec(select(Person).where(Person.email == email)).first()
    person = person or Person(name=name, email=email, time_zone=time_zone)
    session.add(person)
    session.flush()
    return person


def add_request(session: Session, requester: Person, question: str = QUESTION, **columns: Any) -> Request:
    """An open request that nobody was asked for yet; ``columns`` as ``bot.model.Request`` has them."""
    request = Request(
        **{
            "id": f"request{next(_numbers)}",
            "requester_id": requester.id,
            "question": question,
            "minutes": 30,
            "times": kept(TIMES),
            "need": "user research on letters",
            "created_at": NOW,
            "closes_at": NOW + timedelta(days=14),
            **columns,
        }
    )
    session.add(request)
    session.flush()
    return request


def add_offer(
    session: Session, request: Request, expert: Expert, status: OfferStatus = OfferStatus.WAITING, **columns: Any
) -> Offer:
    """The request in front of an expert; the request is then as the offer's status says."""
    is_open = status in OPEN_OFFERS
    request.status = STATUS_AFTER.get(status, RequestStatus.OFFERED)
    request.round = max(request.round, 1)
    request.closed_at = None if request.status is RequestStatus.OFFERED else NOW
    offer = Offer(
        **{
            "id": f"offer{next(_numbers)}",
            "request_id": request.id,
            "expert_id": expert.id,
            "person_id": expert.person_id,
            "round": request.round,
            "status": status,
            "offered_at": NOW,
            "remind_at": NOW + timedelta(days=2) if is_open else None,
            "expires_at": NOW + timedelta(days=3) if is_open else None,
            "answered_at": None if is_open else NOW,
            **columns,
        }
    )
    session.add_all([request, offer])
    session.flush()
    return offer


def add_consultation(session: Session, offer: Offer, starts_at: datetime = TIMES[0], **columns: Any) -> Consultation:
    """What came of an accepted offer, with the time it takes of both."""
    request = session.get_one(Request, offer.request_id)
    ends_at = starts_at + timedelta(minutes=request.minutes)
    consultation = Consultation(
        **{
            "id": f"consultation{next(_numbers)}",
            "request_id": request.id,
            "offer_id": offer.id,
            "requester_id": request.requester_id,
            "expert_person_id": offer.person_id,
            "starts_at": starts_at,
            "ends_at": ends_at,
            "booked_at": NOW,
            **columns,
        }
    )
    session.add(consultation)
    session.flush()
    for person_id in (request.requester_id, offer.person_id):
        session.add(
            Booking(
                consultation_id=consultation.id,
                person_id=person_id,
                is_expert=person_id == offer.person_id,
                starts_at=starts_at,
                ends_at=ends_at,
            )
        )
    session.flush()
    return consultation


def add_message(
    session: Session, offer: Offer, sender_id: int, text: str = "Which letters?", **columns: Any
) -> Message:
    """What one of the two of an offer wrote to the other."""
    request = session.get_one(Request, offer.request_id)
    recipient_id = request.requester_id if sender_id == offer.person_id else offer.person_id
    message = Message(
        **{
            "id": f"message{next(_numbers)}",
            "offer_id": offer.id,
            "sender_id": sender_id,
            "recipient_id": recipient_id,
            "text": text,
            "sent_at": NOW,
            **columns,
        }
    )
    session.add(message)
    session.flush()
    return message
