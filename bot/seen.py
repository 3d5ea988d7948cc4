"""A request as it stands, read whole: what every card about it is drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.model import OPEN_REQUESTS, Consultation, Message, Offer, OfferStatus, Request
from directory.model import Expert, Person, Pool


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


def see(session: Session, request_id: str) -> Seen | None:
    """The request of this id as this transaction sees it."""
    request = session.get(Request, request_id)
    requester = session.get(Person, request.requester_id) if request else None
    if request is None or requester is None:
        return None
    consultation = session.exec(select(Consultation).where(Consultation.request_id == request_id)).first()
    asked = _asked(session, request_id)
    answers = select(Message).where(
        col(Message.offer_id).in_([each.offer.id for each in asked]), col(Message.is_answer).is_(True)
    )
    answer = session.exec(answers).first() if asked else None
    own = session.exec(select(Expert).where(Expert.person_id == request.requester_id)).first()
    return Seen(request, requester, _about(own) if own else "", asked, consultation, answer)


def _asked(session: Session, request_id: str) -> tuple[Asked, ...]:
    rows = session.exec(
        select(Offer, Person, Expert, Pool.name)
        .join(Person, col(Person.id) == col(Offer.person_id))
        .join(Expert, col(Expert.id) == col(Offer.expert_id))
        .join(Pool, col(Pool.id) == col(Offer.pool_id), isouter=True)
        .where(Offer.request_id == request_id)
        .order_by(col(Offer.offered_at), col(Offer.id))
    )
    return tuple(
        Asked(offer, person.name, _about(expert), pool or "", expert.terms, person.time_zone)
        for offer, person, expert, pool in rows
    )


def _about(expert: Expert) -> str:
    return ", ".join(part for part in (expert.role, expert.organisation) if part)
