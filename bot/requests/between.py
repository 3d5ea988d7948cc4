"""An offer as one of its two people sees it: who the other is, and whether they may write to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from bot.model import OPEN_OFFERS, Block, Offer, OfferStatus, Request
from directory.model import Person

MAY_WRITE = OPEN_OFFERS | {OfferStatus.ACCEPTED}


@dataclass(frozen=True, slots=True)
class Between:
    """``me`` is one of the two of the offer, ``other`` the other one."""

    offer: Offer
    request: Request
    me: Person
    other: Person
    is_unwanted: bool
    """The other one wants to hear nothing of me: that is for nobody's eyes."""

    @property
    def is_expert(self) -> bool:
        """Whether I am the one who was asked."""
        return self.me.id == self.offer.person_id

    @property
    def may_write(self) -> bool:
        return self.offer.status in MAY_WRITE and not self.is_unwanted

    @property
    def ended_at(self) -> datetime | None:
        """When the offer came to its end, if that is why nothing more can be written."""
        return None if self.offer.status in MAY_WRITE else self.offer.answered_at

    @property
    def zone(self) -> ZoneInfo:
        """Where I am."""
        return ZoneInfo(self.me.time_zone)


def between(session: Session, offer_id: str, person_id: int, *, lock: bool = False) -> Between | None:
    """The offer with its two people; nothing when there is none, or this person is neither of them.

    ``lock`` keeps everybody else from changing the offer until this transaction ends.
    """
    offer = session.get(Offer, offer_id, with_for_update=lock or None)
    request = session.get(Request, offer.request_id) if offer else None
    if offer is None or request is None or person_id not in {offer.person_id, request.requester_id}:
        return None
    other_id = request.requester_id if person_id == offer.person_id else offer.person_id
    blocks = select(Block.id).where(Block.person_id == other_id, Block.blocked_id == person_id)
    me, other = session.get_one(Person, person_id), session.get_one(Person, other_id)
    return Between(offer, request, me, other, session.exec(blocks).first() is not None)
