"""What happens because nothing happened: reminders, the next person, and requests that nobody took."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, col, select

from bot.consultations import feedback
from bot.consultations.moving import has_lapsed, lapse, stop_asking
from bot.deadlines import AT_ONCE, Step
from bot.model import (
    OPEN_OFFERS,
    OPEN_REQUESTS,
    Consultation,
    ConsultationStatus,
    NoticeKind,
    Offer,
    OfferStatus,
    Request,
    RequestStatus,
)
from bot.notices import tell
from bot.requests.booking import close_offer, close_request
from bot.requests.offering import Chosen, add_offers, go_on, may_be_asked
from bot.requests.seen import Seen, see, see_offer
from bot.requests.telling import offer_changed, request_changed, tell_the_requester
from bot.times.diaries import UNANSWERED
from bot.turn import Work
from directory.availability import Standing, standings
from directory.model import Absence, Expert, Status


def due(session: Session, now: datetime) -> Iterator[tuple[Step, str]]:
    """Everything about requests and consultations whose time has come."""
    is_open = col(Offer.status).in_(OPEN_OFFERS)
    requests = select(Request.id).where(col(Request.status).in_(OPEN_REQUESTS), col(Request.closes_at) <= now)
    yield from ((close, id_) for id_ in session.exec(requests.limit(AT_ONCE)))
    gone = select(Offer.id).join(Expert, col(Expert.id) == col(Offer.expert_id)).where(is_open)
    gone = gone.where(col(Expert.status) != Status.ACTIVE)
    yield from ((replace, id_) for id_ in session.exec(gone.limit(AT_ONCE)))
    away = select(Offer.id).join(Absence, col(Absence.expert_id) == col(Offer.expert_id))
    away = away.where(
        col(Offer.status).in_(UNANSWERED), col(Absence.starts_on) <= now.date(), col(Absence.ends_on) >= now.date()
    )
    yield from ((replace, id_) for id_ in session.exec(away.distinct().limit(AT_ONCE)))
    for step, column in ((expire, Offer.expires_at), (wake, Offer.snoozed_until), (remind, Offer.remind_at)):
        offers = select(Offer.id).where(is_open, col(column) <= now).order_by(col(column)).limit(AT_ONCE)
        yield from ((step, id_) for id_ in session.exec(offers))
    asking = select(Consultation).where(
        Consultation.status == ConsultationStatus.BOOKED, col(Consultation.moving_by).is_not(None)
    )
    yield from ((lapse, each.request_id) for each in session.exec(asking) if has_lapsed(each, now))
    held = select(Consultation.request_id).where(
        Consultation.status == ConsultationStatus.BOOKED, col(Consultation.ends_at) <= now
    )
    yield from ((finish, id_) for id_ in session.exec(held.limit(AT_ONCE)))


# Each looks again: what was due a moment ago may have been answered since.


def close(work: Work, request_id: str) -> bool:
    """Nobody took it in time."""
    seen = see(work.session, request_id, lock=True)
    if seen is None or not seen.is_open or seen.request.closes_at > work.now:
        return False
    for asked in seen.waiting:
        close_offer(work, asked, OfferStatus.EXPIRED)
    close_request(work, seen, RequestStatus.NOBODY)
    tell_the_requester(work, seen, "nobody")
    return True


def expire(work: Work, offer_id: str) -> bool:
    """They have not answered: the next person is asked."""
    found = see_offer(work.session, offer_id, lock=True)
    if found is None or not _is_over(found[1].offer.expires_at, work.now):
        return False
    seen, asked = found
    close_offer(work, asked, OfferStatus.EXPIRED)
    go_on(work, seen.request.id)
    return True


def replace(work: Work, offer_id: str) -> bool:
    """They left, were paused or are away: their cover is asked, else the next person.

    Who goes away after they suggested other times has answered: it is the requester's turn.
    """
    found = see_offer(work.session, offer_id, lock=True)
    if found is None or not found[1].offer.is_open:
        return False
    seen, asked = found
    standing = standings(work.session, [asked.offer.expert_id])[asked.offer.expert_id]
    is_there = standing.away_until(work.now) is None or asked.offer.status is OfferStatus.TIMES_SUGGESTED
    if standing.status is Status.ACTIVE and is_there:
        return False
    close_offer(work, asked, OfferStatus.EXPIRED)
    work.session.flush()
    if cover := _cover(work, seen, standing):
        add_offers(work, seen.request, [Chosen(cover, stands_in_for=standing.name if standing.may_be_named else "")])
        request_changed(work, seen.request)
    else:
        go_on(work, seen.request.id)
    return True


def remind(work: Work, offer_id: str) -> bool:
    """Once, whoever's turn it is: the expert's, or the requester's where other times were suggested."""
    found = see_offer(work.session, offer_id, lock=True)
    if found is None or not _is_over(found[1].offer.remind_at, work.now):
        return False
    seen, asked = found
    asked.offer.remind_at = None
    work.session.add(asked.offer)
    if asked.offer.status is OfferStatus.TIMES_SUGGESTED:
        occasion = f"{offer_id}-{asked.offer.version}"
        whose = seen.request
        tell(work.session, NoticeKind.REQUEST_REMINDER, whose.id, whose.requester_id, work.now, occasion=occasion)
    else:
        tell(work.session, NoticeKind.OFFER_REMINDER, offer_id, asked.offer.person_id, work.now)
    return True


def wake(work: Work, offer_id: str) -> bool:
    """Tomorrow has come."""
    found = see_offer(work.session, offer_id, lock=True)
    if found is None or not _is_over(found[1].offer.snoozed_until, work.now):
        return False
    _, asked = found
    asked.offer.snoozed_until = None
    asked.offer.status = OfferStatus.WAITING
    work.session.add(asked.offer)
    offer_changed(work, asked.offer)
    occasion = work.now.date().isoformat()
    tell(work.session, NoticeKind.OFFER_REMINDER, offer_id, asked.offer.person_id, work.now, occasion=occasion)
    return True


def finish(work: Work, request_id: str) -> bool:
    """The time of its consultation is over."""
    seen = see(work.session, request_id, lock=True)
    consultation = seen.consultation if seen else None
    if seen is None or consultation is None or consultation.status is not ConsultationStatus.BOOKED:
        return False
    if consultation.ends_at > work.now:
        return False
    consultation.status = ConsultationStatus.DONE
    stop_asking(consultation)
    work.session.add(consultation)
    feedback.plan(work, consultation)
    if seen.request.status is RequestStatus.BOOKED:
        seen.request.status = RequestStatus.DONE
        work.session.add(seen.request)
        request_changed(work, seen.request)
    if seen.accepted:
        offer_changed(work, seen.accepted.offer)
    return True


def _is_over(until: datetime | None, now: datetime) -> bool:
    """Whether what was waited for has come. An offer that was answered waits for nothing."""
    return until is not None and until <= now


def _cover(work: Work, seen: Seen, standing: Standing) -> Standing | None:
    """Who covers for them, if they can be asked and were not."""
    if standing.cover_id is None or any(each.offer.expert_id == standing.cover_id for each in seen.asked):
        return None
    cover = standings(work.session, [standing.cover_id]).get(standing.cover_id)
    request = seen.request
    return cover if cover and may_be_asked(work, cover, request.requester_id, request.minutes) else None
