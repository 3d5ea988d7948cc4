"""A request as it stands, read whole: what every card about it is drawn from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot.model import OPEN_REQUESTS, Consultation, Message, Offer, OfferStatus, Request, RequestStatus
from directory.model import Expert, Person, Pool

# Made once: to make a query takes longer than to ask it, and every card is drawn from these.
_BY_OFFER = select(Request.id).join(Offer, col(Offer.request_id) == col(Request.id)).where(Offer.id == bindparam("id"))
_LOCKED_BY_OFFER = _BY_OFFER.with_for_update(key_share=True, of=Request)
_LOCKED = select(Request.id).where(Request.id == bindparam("id")).with_for_update(key_share=True)
_REQUESTS = (
    select(Request, Person, Expert, Consultation)
    .join(Person, col(Person.id) == col(Request.requester_id))
    .join(Expert, col(Expert.person_id) == col(Person.id), isouter=True)
    .join(Consultation, col(Consultation.request_id) == col(Request.id), isouter=True)
    .where(col(Request.id).in_(bindparam("ids", expanding=True)))
)
_ASKED = (
    select(Offer, Person, Expert, Pool.name)
    .join(Person, col(Person.id) == col(Offer.person_id))
    .join(Expert, col(Expert.id) == col(Offer.expert_id))
    .join(Pool, col(Pool.id) == col(Offer.pool_id), isouter=True)
    .where(col(Offer.request_id).in_(bindparam("ids", expanding=True)))
    .order_by(col(Offer.offered_at), col(Offer.id))
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One expert who was asked, with their offer."""

    offer: Offer
    name: str
    about: str
    """Role and organisation."""
    pool: str
    terms: str
    time_zone: str
    join_link: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A request with everybody who was asked, first asked first, and what came of it."""

    request: Request
    requester: Person
    requester_about: str
    asked: tuple[Asked, ...]
    consultation: Consultation | None
    answer: Message | None
    """What an expert wrote in answer to it."""

    @property
    def is_open(self) -> bool:
        return self.request.status in OPEN_REQUESTS

    @property
    def waiting(self) -> tuple[Asked, ...]:
        """Whose answer it waits for, whoever suggested other times among them."""
        return tuple(each for each in self.asked if each.offer.is_open)

    @property
    def accepted(self) -> Asked | None:
        """Who took it."""
        return next((each for each in self.asked if each.offer.status is OfferStatus.ACCEPTED), None)

    def of(self, offer_id: str) -> Asked:
        """One of those asked."""
        return next(each for each in self.asked if each.offer.id == offer_id)

    @property
    def requester_zone(self) -> ZoneInfo:
        return ZoneInfo(self.requester.time_zone)


def see(session: Session, request_id: str, *, lock: bool = False) -> Seen | None:
    """The request of this id as this transaction sees it.

    ``lock`` keeps everybody else from changing it, or any offer of it, until this transaction ends: whoever means to
    change something looks under a lock, so that what they decide by is still so. On SQLite the one writer holds the
    whole database already.
    """
    if lock:
        session.exec(_LOCKED, params={"id": request_id}).first()
    return see_all(session, [request_id]).get(request_id)


def see_offer(session: Session, offer_id: str, *, lock: bool = False) -> tuple[Seen, Asked] | None:
    """As ``see``, for the request that somebody was asked by this offer, with the offer."""
    request_id = session.exec(_LOCKED_BY_OFFER if lock else _BY_OFFER, params={"id": offer_id}).first()
    seen = see_all(session, [request_id]).get(request_id) if request_id else None
    return (seen, seen.of(offer_id)) if seen else None


def see_all(session: Session, request_ids: Collection[str]) -> dict[str, Seen]:
    """As ``see``, by id, with three queries however many there are; ids of no request are left out."""
    rows = session.exec(_REQUESTS, params={"ids": list(request_ids)}).all()
    asked = _asked(session, request_ids)
    answers = _answers(session, [request.id for request, *_ in rows if request.status is RequestStatus.DONE])
    return {
        request.id: Seen(
            request, requester, _about(own), tuple(asked[request.id]), consultation, answers.get(request.id)
        )
        for request, requester, own, consultation in rows
    }


def _asked(session: Session, request_ids: Collection[str]) -> dict[str, list[Asked]]:
    rows = session.exec(_ASKED, params={"ids": list(request_ids)})
    asked: dict[str, list[Asked]] = defaultdict(list)
    for offer, person, expert, pool in rows:
        about = _about(expert)
        one = Asked(offer, person.name, about, pool or "", expert.terms, person.time_zone, expert.join_link)
        asked[offer.request_id].append(one)
    return asked


def _answers(session: Session, request_ids: Collection[str]) -> dict[str, Message]:
    if not request_ids:
        return {}
    rows = session.exec(
        select(Offer.request_id, Message)
        .join(Offer, col(Offer.id) == col(Message.offer_id))
        .where(col(Offer.request_id).in_(request_ids), col(Message.is_answer).is_(True))
    )
    return dict(rows.all())


def _about(expert: Expert | None) -> str:
    return ", ".join(part for part in (expert.role, expert.organisation) if part) if expert else ""
