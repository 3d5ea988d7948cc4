"""What is going on for somebody: what waits for their answer, their requests, consultations and policies."""

from __future__ import annotations

from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlmodel import col

from bot.blocks import Block
from bot.cards import help as help_cards
from bot.cards import mine as cards
from bot.cards import record as record_cards
from bot.cards.mine import Meeting
from bot.consultations.record import Side, lines_of, sum_of
from bot.messages import Replace, Reply
from bot.model import OPEN_OFFERS, OPEN_REQUESTS, Consultation, ConsultationStatus, Offer, OfferStatus, Request
from bot.pages import Page, answer, page_from
from bot.policies import listing as policy_listing
from bot.requests.seen import Asked, Seen, see_all
from bot.turn import Turn
from directory.errors import NotFoundError
from directory.model import Person

SHOWN_AT_HOME = 2
"""Lines of each list that are shown where people start."""
WAITS_FOR_ME = frozenset({OfferStatus.WAITING, OfferStatus.SNOOZED})

Query = TypeVar("Query", Select[Offer], Select[Request], Select[Consultation, Request, Person])


def show_offers(turn: Turn, first: str) -> Reply | Replace:
    """Requests that were put in front of them: those that wait for them first, the one that ends soonest at the top."""
    page = page_from(first, _count(turn, _offers(turn))[0])
    return answer(first, cards.offers(_offered(turn, _offers(turn), page), page))


def show_requests(turn: Turn, first: str) -> Reply | Replace:
    """Their own requests: those still open first, the newest at the top."""
    page = page_from(first, _count(turn, _requests(turn))[0])
    return answer(first, cards.requests(_asked(turn, _requests(turn), page), page))


def show_consultations(turn: Turn, first: str) -> Reply | Replace:
    """Their consultations: those to come first, the next at the top, then the others, the latest at the top."""
    page = page_from(first, _count(turn, _consultations(turn))[0])
    meetings = _meetings(turn, _consultations(turn), page)
    return answer(first, cards.consultations(meetings, page, has_calendars=bool(turn.here.addresses)))


def show_record(turn: Turn, value: str) -> Reply | Replace:
    """What came of their consultations, the latest at the top. ``value`` is the side and the number of the first."""
    me = turn.asker.person
    sums = {side: sum_of(turn.session, me.id or 0, side) for side in Side}
    wanted, _, first = value.partition(".")
    if wanted and wanted not in set(Side):
        raise NotFoundError(help_cards.unknown_action())
    gave_only = sums[Side.CONTRIBUTION].consultations and not sums[Side.LEARNING].consultations
    side = Side(wanted or (Side.CONTRIBUTION if gave_only else Side.LEARNING))
    page = page_from(first or "0", sums[side].consultations)
    lines = lines_of(turn.session, me.id or 0, side, first=page.first, size=page.size)
    card = record_cards.record(side, lines, sums, page, ZoneInfo(me.time_zone), turn.here.statements)
    return answer(first or "0", card)


def at_home(turn: Turn) -> list[Block]:
    """All of it in short, each only where there is anything in it."""
    blocks, buttons = [], []
    total, waiting = _count(turn, _offers(turn), _waits_for_me())
    if total:
        shown = _offered(turn, _offers(turn).where(_waits_for_me()), _at_home(waiting))
        blocks += cards.offers_in_short(shown, waiting)
        buttons.append(cards.all_offers())
    total, still_open = _count(turn, _requests(turn), _is_open())
    if total:
        own = _asked(turn, _requests(turn).where(_is_open()), _at_home(still_open))
        blocks += cards.requests_in_short(own, still_open)
        buttons.append(cards.all_requests())
    total, coming = _count(turn, _consultations(turn), _is_coming(turn))
    if total:
        meetings = _meetings(turn, _consultations(turn).where(_is_coming(turn)), _at_home(coming))
        blocks += cards.consultations_in_short(meetings, coming)
        buttons.append(cards.all_consultations())
        buttons.append(record_cards.see_record())
    policies, ways = policy_listing.at_home(turn)
    blocks += policies
    buttons += ways
    return [*blocks, *cards.see_all(buttons)]


def _at_home(total: int) -> Page:
    return Page(0, total, SHOWN_AT_HOME)


# ---------------------------------------------------------------------------------------------- which, in what order


def _waits_for_me() -> ColumnElement[bool]:
    return col(Offer.status).in_(WAITS_FOR_ME)


def _is_open() -> ColumnElement[bool]:
    return col(Request.status).in_(OPEN_REQUESTS)


def _is_coming(turn: Turn) -> ColumnElement[bool]:
    """Booked, and not over."""
    is_booked = col(Consultation.status) == ConsultationStatus.BOOKED
    return and_(is_booked, col(Consultation.ends_at) > turn.now)


def _offers(turn: Turn) -> Select[Offer]:
    is_open = col(Offer.status).in_(OPEN_OFFERS)
    ends = case((_waits_for_me(), func.coalesce(col(Offer.expires_at), col(Offer.offered_at))))
    order = (case((_waits_for_me(), 0), (is_open, 1), else_=2), ends, col(Offer.offered_at).desc(), col(Offer.id))
    return select(Offer).where(col(Offer.person_id) == turn.asker.person.id).order_by(*order)


def _requests(turn: Turn) -> Select[Request]:
    order = (case((_is_open(), 0), else_=1), col(Request.created_at).desc(), col(Request.id))
    return select(Request).where(col(Request.requester_id) == turn.asker.person.id).order_by(*order)


def _consultations(turn: Turn) -> Select[Consultation, Request, Person]:
    """With what each is about, and who the other one is."""
    me, requester, expert = turn.asker.person.id, col(Consultation.requester_id), col(Consultation.expert_person_id)
    coming, starts = _is_coming(turn), col(Consultation.starts_at)
    return (
        select(Consultation, Request, Person)
        .select_from(Consultation)
        .join(Request, col(Request.id) == col(Consultation.request_id))
        .join(Person, col(Person.id) == case((requester == me, expert), else_=requester))
        .where(or_(requester == me, expert == me))
        .order_by(case((coming, 0), else_=1), case((coming, starts)), starts.desc(), col(Consultation.id))
    )


def _count(turn: Turn, query: Query, some: ColumnElement[bool] | None = None) -> tuple[int, int]:
    """How many there are, and how many of them are such."""
    such = func.count() if some is None else func.count(case((some, 1)))
    total, of_them = turn.session.execute(query.order_by(None).with_only_columns(func.count(), such)).one()
    return int(total), int(of_them)


def _on(query: Query, page: Page) -> Query:
    return query.offset(page.first).limit(page.size)


# ---------------------------------------------------------------------------------------------- read whole


def _offered(turn: Turn, query: Select[Offer], page: Page) -> list[tuple[Seen, Asked]]:
    offers = turn.session.execute(_on(query, page)).scalars().all()
    seen = see_all(turn.session, {offer.request_id for offer in offers})
    return [(seen[offer.request_id], seen[offer.request_id].of(offer.id)) for offer in offers]


def _asked(turn: Turn, query: Select[Request], page: Page) -> list[Seen]:
    ids = [request.id for request in turn.session.execute(_on(query, page)).scalars()]
    seen = see_all(turn.session, ids)
    return [seen[id_] for id_ in ids]


def _meetings(turn: Turn, query: Select[Consultation, Request, Person], page: Page) -> list[Meeting]:
    return [
        Meeting(
            consultation,
            request,
            me=turn.asker.person,
            other=other,
            is_expert=consultation.expert_person_id == turn.asker.person.id,
            now=turn.now,
        )
        for consultation, request, other in turn.session.execute(_on(query, page))
    ]
