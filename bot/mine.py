"""What is going on for somebody: requests that wait for their answer, their own requests, and their consultations."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlmodel import col

from bot.cards import mine as cards
from bot.cards.mine import Meeting
from bot.messages import Block, Replace, Reply
from bot.model import OPEN_OFFERS, OPEN_REQUESTS, Consultation, ConsultationStatus, Offer, OfferStatus, Request
from bot.pages import Page, answer, page_from
from bot.seen import Asked, Seen, see
from bot.turn import Turn
from directory.model import Person

SHOWN_AT_HOME = 2
"""Lines of each list that are shown where people start."""
WAITS_FOR_ME = frozenset({OfferStatus.WAITING, OfferStatus.SNOOZED})

Ids = Select[str]


def show_offers(turn: Turn, first: str) -> Reply | Replace:
    """Requests that were put in front of them: those that wait for them first, the one that ends soonest at the top."""
    page = page_from(first, _count(turn, _offers(turn)))
    return answer(first, cards.offers(_offered(turn, _offers(turn), page), page))


def show_requests(turn: Turn, first: str) -> Reply | Replace:
    """Their own requests: those still open first, the newest at the top."""
    page = page_from(first, _count(turn, _requests(turn)))
    return answer(first, cards.requests(_asked(turn, _requests(turn), page), page))


def show_consultations(turn: Turn, first: str) -> Reply | Replace:
    """Their consultations: those to come first, the next at the top, then the others, the latest at the top."""
    page = page_from(first, _count(turn, _consultations(turn)))
    return answer(first, cards.consultations(_meetings(turn, _consultations(turn), page), page))


def at_home(turn: Turn) -> list[Block]:
    """The three in short, each only where there is anything in it."""
    blocks, buttons = [], []
    if _count(turn, _offers(turn)):
        waiting = _offers(turn).where(col(Offer.status).in_(WAITS_FOR_ME))
        total = _count(turn, waiting)
        blocks += cards.offers_in_short(_offered(turn, waiting, _at_home(total)), total)
        buttons.append(cards.all_offers())
    if _count(turn, _requests(turn)):
        still_open = _requests(turn).where(col(Request.status).in_(OPEN_REQUESTS))
        total = _count(turn, still_open)
        blocks += cards.requests_in_short(_asked(turn, still_open, _at_home(total)), total)
        buttons.append(cards.all_requests())
    if _count(turn, _consultations(turn)):
        coming = _consultations(turn).where(_is_coming(turn))
        total = _count(turn, coming)
        blocks += cards.consultations_in_short(_meetings(turn, coming, _at_home(total)), total)
        buttons.append(cards.all_consultations())
    return [*blocks, *cards.see_all(buttons)]


def _at_home(total: int) -> Page:
    return Page(0, total, SHOWN_AT_HOME)


# ---------------------------------------------------------------------------------------------- which, in what order


def _offers(turn: Turn) -> Ids:
    waits, is_open = (col(Offer.status).in_(statuses) for statuses in (WAITS_FOR_ME, OPEN_OFFERS))
    ends = case((waits, func.coalesce(col(Offer.expires_at), col(Offer.offered_at))))
    order = (case((waits, 0), (is_open, 1), else_=2), ends, col(Offer.offered_at).desc(), col(Offer.id))
    return select(col(Offer.id)).where(col(Offer.person_id) == turn.asker.person.id).order_by(*order)


def _requests(turn: Turn) -> Ids:
    order = (case((col(Request.status).in_(OPEN_REQUESTS), 0), else_=1), col(Request.created_at).desc())
    own = select(col(Request.id)).where(col(Request.requester_id) == turn.asker.person.id)
    return own.order_by(*order, col(Request.id))


def _consultations(turn: Turn) -> Ids:
    coming, starts = _is_coming(turn), col(Consultation.starts_at)
    order = (case((coming, 0), else_=1), case((coming, starts)), starts.desc(), col(Consultation.id))
    me = turn.asker.person.id
    own = or_(col(Consultation.requester_id) == me, col(Consultation.expert_person_id) == me)
    return select(col(Consultation.id)).where(own).order_by(*order)


def _is_coming(turn: Turn) -> ColumnElement[bool]:
    """Booked, and not over."""
    is_booked = col(Consultation.status) == ConsultationStatus.BOOKED
    return and_(is_booked, col(Consultation.ends_at) > turn.now)


def _count(turn: Turn, ids: Ids) -> int:
    return int(turn.session.execute(select(func.count()).select_from(ids.order_by(None).subquery())).scalar_one())


def _on(turn: Turn, ids: Ids, page: Page) -> list[str]:
    return list(turn.session.execute(ids.offset(page.first).limit(page.size)).scalars())


# ---------------------------------------------------------------------------------------------- read whole


def _offered(turn: Turn, ids: Ids, page: Page) -> list[tuple[Seen, Asked]]:
    offers = [turn.session.get_one(Offer, id_) for id_ in _on(turn, ids, page)]
    seen = [(see(turn.session, offer.request_id), offer.id) for offer in offers]
    return [(request, request.of(id_)) for request, id_ in seen if request]


def _asked(turn: Turn, ids: Ids, page: Page) -> list[Seen]:
    return [seen for id_ in _on(turn, ids, page) if (seen := see(turn.session, id_))]


def _meetings(turn: Turn, ids: Ids, page: Page) -> list[Meeting]:
    return [_meeting(turn, turn.session.get_one(Consultation, id_)) for id_ in _on(turn, ids, page)]


def _meeting(turn: Turn, consultation: Consultation) -> Meeting:
    me = turn.session.get_one(Person, turn.asker.person.id)
    is_expert = consultation.expert_person_id == me.id
    other_id = consultation.requester_id if is_expert else consultation.expert_person_id
    other = turn.session.get_one(Person, other_id)
    request = turn.session.get_one(Request, consultation.request_id)
    is_over = consultation.ends_at <= turn.now
    return Meeting(consultation, request, me, other, is_expert, is_over)
