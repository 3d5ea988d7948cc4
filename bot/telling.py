"""Who is told when a request or an offer changes, and what is written down of who did it."""

from __future__ import annotations

from bot.model import NoticeKind, Offer, Request
from bot.notices import tell
from bot.seen import Asked, Seen
from bot.turn import Turn, Work
from directory.model import AuditEntry


def request_changed(work: Work, request: Request) -> None:
    """The requester's card is drawn anew."""
    tell(work.session, NoticeKind.REQUEST_CARD, request.id, request.requester_id, work.now)


def offer_changed(work: Work, offer: Offer) -> None:
    """The expert's card is drawn anew."""
    tell(work.session, NoticeKind.OFFER_CARD, offer.id, offer.person_id, work.now)


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
