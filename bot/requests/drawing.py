"""Draws what somebody is told of a request from what is true at the moment; nothing where nothing is left to tell."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.cards import offer as offer_cards
from bot.cards import request as request_cards
from bot.messages import Card
from bot.model import ConsultationStatus, Notice, OfferStatus, RequestStatus
from bot.requests.messaging import draw_message
from bot.requests.seen import Asked, Seen, see, see_offer
from bot.slots import day_around, problem
from bot.times import diaries


def draw_request(seen: Seen, now: datetime) -> Card:
    """How a request stands, for the requester."""
    return request_cards.request_card(seen, now)


def draw_offer(
    session: Session, seen: Seen, asked: Asked, now: datetime, *, note: str = "", more: bool = False
) -> Card:
    """How a request stands, for an expert who was asked. ``note`` says what was wrong with what they pressed."""
    times, calendar = [], None
    if asked.offer.is_open:
        minutes = seen.request.minutes
        own, both = diaries.of_two(session, asked.offer.expert_id, seen.request.requester_id, now)
        calendar = own.own
        for start in seen.request.proposed:
            against = problem(both, start, minutes, now)
            times.append(offer_cards.Proposed(start, against, tuple(day_around(own, start, minutes))))
    return offer_cards.offer_card(seen, asked, tuple(times), now, calendar, note=note, more=more)


def of_request_card(session: Session, notice: Notice, now: datetime) -> Card | None:
    seen = see(session, notice.subject)
    return draw_request(seen, now) if seen else None


def of_request_news(session: Session, notice: Notice, now: datetime) -> Card | None:
    """Only what they did not do themselves, and while it is true."""
    seen = see(session, notice.subject)
    if seen is None:
        return None
    is_news = (
        seen.request.status is RequestStatus.NOBODY
        or (seen.request.status is RequestStatus.DONE and seen.answer is not None)
        or any(each.offer.status is OfferStatus.TIMES_SUGGESTED for each in seen.asked)
        or (_is_booked(seen) and seen.accepted is not None and not seen.accepted.offer.suggested)
    )
    return request_cards.news(seen) if is_news else None


def _is_booked(seen: Seen) -> bool:
    """Whether its consultation is still to be held: what became of one that is not is told as news of its own."""
    return seen.consultation is not None and seen.consultation.status is ConsultationStatus.BOOKED


def of_request_reminder(session: Session, notice: Notice, now: datetime) -> Card | None:
    """An answer to the times silences it."""
    seen = see(session, notice.subject)
    suggesting = [each for each in seen.waiting if each.offer.status is OfferStatus.TIMES_SUGGESTED] if seen else []
    return request_cards.reminder(seen, suggesting[0]) if seen and suggesting else None


def of_offer_card(session: Session, notice: Notice, now: datetime) -> Card | None:
    found = see_offer(session, notice.subject)
    return draw_offer(session, *found, now) if found else None


def of_offer_news(session: Session, notice: Notice, now: datetime) -> Card | None:
    found = see_offer(session, notice.subject)
    if found is None or found[1].offer.status is not OfferStatus.ACCEPTED or not _is_booked(found[0]):
        return None
    return offer_cards.news(*found)


def of_offer_reminder(session: Session, notice: Notice, now: datetime) -> Card | None:
    """Any final answer silences it, and so does one that waits for the requester."""
    found = see_offer(session, notice.subject)
    if found is None or found[1].offer.status is not OfferStatus.WAITING:
        return None
    return offer_cards.reminder(*found)


def of_message(session: Session, notice: Notice, now: datetime) -> Card | None:
    return draw_message(session, notice.subject, notice.person_id, now)
