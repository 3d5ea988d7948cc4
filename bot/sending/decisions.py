"""What is to be done with one notice now: tell it, keep it for later, or let it be."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from bot.messages import Card
from bot.model import Consultation, Notice, NoticeKind, NoticeState
from bot.notices import BY_EMAIL, CHECK_INS, NUDGES, ONE_CARD, PRESSING, REMINDERS, Address
from bot.sending.whereabouts import EMAIL, Whereabouts, holds_receipt, nudged_from, working_from
from directory.errors import FindExpertError

LOOK_FOR_A_PLACE = timedelta(minutes=10)
"""How soon it is looked again for where somebody can be told something who cannot be reached."""
CARD_OF = {NoticeKind.REQUEST_NEWS: NoticeKind.REQUEST_CARD, NoticeKind.OFFER_NEWS: NoticeKind.OFFER_CARD}
"""Which card news is about, where both are about the same subject."""


class Reason(StrEnum):
    """Why a notice is not sent now."""

    NOTHING_LEFT = "nothing_left"
    """It has become untrue, or they know already."""
    UNCHANGED = "unchanged"
    MUTED = "muted"
    NOT_RESENT = "not_resent"
    """It may have arrived, and only points at a card."""
    QUIET_HOURS = "quiet_hours"
    NOT_WORKING = "not_working"
    LIMITED = "limited"
    """The platform takes no more now, or a letter is on its way there."""
    NOWHERE = "nowhere"
    """They can be reached on no platform, and have no email address."""
    NO_MAIL = "no_mail_server"
    """It goes by email only, and there is nothing to send emails with."""
    NOT_HERE = "not_here"
    """By a platform that is not on here."""
    NOT_DRAWN = "not_drawn"
    """A mistake of ours: see the log."""


@dataclass(frozen=True, slots=True)
class Tell:
    """It may be told now, at this address; ``receipt`` is the message to edit in place."""

    to: Address
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    until: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class LetBe:
    reason: Reason


@dataclass(frozen=True, slots=True)
class Drawn:
    """What can go out now."""

    tell: Tell
    card: Card


@dataclass(frozen=True, slots=True)
class ForOthers:
    """What only a replica can send that has its platform."""


Decision = Tell | Later | LetBe


class NotDrawnError(FindExpertError):
    """A card could not be drawn: a mistake of ours, which must hold up nobody else's."""

    def __init__(self, notice_id: int) -> None:
        super().__init__(f"Notice {notice_id} cannot be drawn: this is a mistake of find-expert.")
        self.notice_id = notice_id


@contextmanager
def blamed_on(notice: Notice) -> Iterator[None]:
    """Whatever goes wrong is laid to this notice; when the database is away, it is nobody's fault."""
    try:
        yield
    except DBAPIError:
        raise
    except Exception as error:
        raise NotDrawnError(notice.id or 0) from error


def decide(session: Session, notice: Notice, who: Whereabouts, now: datetime) -> Decision:
    """What is to be done, as far as that does not depend on the card or on how much was sent already."""
    if not who.wants(notice.kind):
        return LetBe(Reason.MUTED)
    to = who.address(notice)
    if to is None and notice.kind in BY_EMAIL:
        return LetBe(Reason.NOWHERE)
    if to is None:
        return Later(now + LOOK_FOR_A_PLACE, Reason.NOWHERE)
    if may_have_arrived(notice) and not is_sent_again(notice.kind, to):
        return LetBe(Reason.NOT_RESENT)
    receipt = notice.receipt if holds_receipt(notice, to) else ""
    # Whoever is asleep is not woken by a card that changes in place. What is in a calendar has to be right at once.
    if notice.kind not in PRESSING | BY_EMAIL and (not receipt or to.platform == EMAIL):
        if quiet_until := who.quiet_until(now):
            return Later(quiet_until, Reason.QUIET_HOURS)
        begins = _suits_from(session, notice, now)
        if begins > now:
            return Later(begins, Reason.NOT_WORKING)
    return Tell(to, receipt)


def _suits_from(session: Session, notice: Notice, now: datetime) -> datetime:
    """From when on it suits them to be told this kind of thing."""
    if notice.kind in CHECK_INS:
        return nudged_from(session, notice.person_id, now)
    return working_from(session, notice.person_id, now) if notice.kind in REMINDERS else now


def may_have_arrived(notice: Notice) -> bool:
    """Whether an earlier attempt may have arrived: one that could not tell, or whose time is over."""
    return notice.is_unsure or bool(notice.claim)


def is_sent_again(kind: NoticeKind, to: Address) -> bool:
    """Whether what may have arrived is sent again. On Teams, which cannot be asked, a nudge is not."""
    return not (to.platform == "teams" and kind in NUDGES)


def is_shown(notice: Notice, card: Card, to: Address) -> bool:
    """Whether that is what they have before them already. By email a card is news only when its title is, and an
    invitation whenever it would change what is in their calendar.
    """
    if notice.kind not in ONE_CARD or may_have_arrived(notice) or notice.account_id != to.account_id:
        return False
    if to.platform == EMAIL and notice.kind not in BY_EMAIL and notice.shown.startswith(f"{EMAIL}:"):
        return notice.shown_title == card.title
    return bool(notice.receipt) and notice.shown == digest(card, to)


def is_told_by_its_card(
    session: Session, notice: Notice, card: Card, to: Address, draw: Callable[[Notice], Card | None]
) -> bool:
    """Whether this is news that an email with the card itself brings, or has brought. Elsewhere cards make no sound.

    By email a card is news when its title is: so it brings what its title, as ``draw`` gives it now, says too.
    """
    about = card_of(session, notice)
    if to.platform != EMAIL or about is None:
        return False
    kind, subject = about
    whose = (Notice.subject == subject, Notice.person_id == notice.person_id)
    own = session.exec(select(Notice).where(Notice.kind == kind, *whose)).first()
    if own is None:
        return False
    if own.shown_title == card.title:
        return own.sent_at is not None and own.sent_at >= notice.news_at
    if own.state is not NoticeState.DUE:
        return False
    drawn = draw(own)
    return drawn is not None and drawn.title == card.title


def card_of(session: Session, notice: Notice) -> tuple[NoticeKind, str] | None:
    """The kind and the subject of the card that this is news of; nothing for what is no news of any."""
    if notice.kind is not NoticeKind.CONSULTATION_NEWS:
        kind = CARD_OF.get(notice.kind)
        return (kind, notice.subject) if kind else None
    consultation = session.get(Consultation, notice.subject)
    if consultation is None:
        return None
    if notice.person_id == consultation.requester_id:
        return NoticeKind.REQUEST_CARD, consultation.request_id
    return NoticeKind.OFFER_CARD, consultation.offer_id


def digest(card: Card, to: Address) -> str:
    """The platform and 128 bits by which two cards are told apart."""
    return f"{to.platform}:{hashlib.sha256(card.model_dump_json().encode()).hexdigest()[:32]}"
