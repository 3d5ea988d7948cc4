"""Who is told when a request or an offer changes, and what is written down of who did it."""

from __future__ import annotations

from sqlmodel import select

from bot.model import Notice, NoticeKind, Offer, OfferStatus, Request
from bot.notices import tell
from bot.requests.seen import Asked, Seen
from bot.sending.whereabouts import EMAIL
from bot.turn import Turn, Work
from directory.model import AuditEntry

ANSWERS = frozenset(
    {
        OfferStatus.SNOOZED,
        OfferStatus.TIMES_SUGGESTED,
        OfferStatus.NOT_FOR_ME,
        OfferStatus.DECLINED,
        OfferStatus.PASSED_ON,
    }
)
"""What an expert says themselves, and needs no email of. That it is booked is worth keeping."""


def request_changed(work: Work, request: Request) -> None:
    """The requester's card is drawn anew."""
    tell(work.session, NoticeKind.REQUEST_CARD, request.id, request.requester_id, work.now)


def offer_changed(work: Work, offer: Offer) -> None:
    """The expert's card is drawn anew. Who answered on the page behind an email saw there what came of it."""
    if offer.status in ANSWERS and isinstance(work, Turn) and _has_it_from_the_page(work, offer):
        return
    tell(work.session, NoticeKind.OFFER_CARD, offer.id, offer.person_id, work.now)


def _has_it_from_the_page(turn: Turn, offer: Offer) -> bool:
    """Whether they press it themselves, and have their card by email alone."""
    if turn.platform != EMAIL or turn.asker.person.id != offer.person_id:
        return False
    own = select(Notice).where(Notice.kind == NoticeKind.OFFER_CARD, Notice.subject == offer.id)
    notice = turn.session.exec(own.where(Notice.person_id == offer.person_id)).first()
    return notice is not None and notice.shown.startswith(f"{EMAIL}:")


def tell_the_requester(work: Work, seen: Seen, occasion: str) -> None:
    """One line that there is something new: a card that is edited in place makes no sound."""
    tell(work.session, NoticeKind.REQUEST_NEWS, seen.request.id, seen.request.requester_id, work.now, occasion=occasion)


def tell_the_expert(work: Work, asked: Asked, occasion: str) -> None:
    """As ``tell_the_requester``."""
    tell(work.session, NoticeKind.OFFER_NEWS, asked.offer.id, asked.offer.person_id, work.now, occasion=occasion)


def audit(turn: Turn, action: str, subject: str, **detail: str | int) -> None:
    """Write down who did it; never what anything said."""
    actor = f"person:{turn.asker.person.id}"
    turn.session.add(AuditEntry(at=turn.now, actor=actor, action=action, subject=subject, detail=detail))
