"""Invitations: a consultation in the calendars of those who have it, and every change of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from bot.cards import calendar as calendar_cards
from bot.cards import invitation as cards
from bot.consultations.appointments import Booked, appointment, booked, colleague_of
from bot.consultations.whose import Held, own_consultation
from bot.messages import Card, Reply
from bot.model import Consultation, ConsultationStatus, Notice, NoticeKind, Request
from bot.notices import tell
from bot.requests.telling import audit
from bot.sending.decisions import may_have_arrived
from bot.sending.whereabouts import EMAIL
from bot.turn import Turn, Work
from directory.model import Person

IS_HELD_OR_NOT = frozenset({ConsultationStatus.BOOKED, ConsultationStatus.CANCELLED})
AGAIN_AFTER = timedelta(minutes=1)
"""How soon somebody can have an invitation sent again."""


def invite(work: Work, consultation: Consultation) -> None:
    """Everybody whose calendar it belongs into gets it as it is now."""
    request = work.session.get_one(Request, consultation.request_id)
    colleague = colleague_of(work.session, request)
    people = [consultation.requester_id, consultation.expert_person_id, *([colleague.id] if colleague else [])]
    for person_id in dict.fromkeys(filter(None, people)):
        tell(work.session, NoticeKind.INVITATION, consultation.id, person_id, work.now)


def of_invitation(session: Session, notice: Notice, now: datetime) -> Card | None:
    """As it is now. Whoever never had it in their calendar gets neither what is cancelled nor what is over."""
    found = booked(session, notice.subject)
    me = next((each for each in found.people if each.id == notice.person_id), None) if found else None
    if found is None or me is None or found.consultation.status not in IS_HELD_OR_NOT:
        return None
    drawn = appointment(found)
    has_it = notice.sent_at is not None or may_have_arrived(notice)
    if not has_it and (drawn.is_cancelled or drawn.ends_at <= now):
        return None
    others = [each for each in (found.expert, found.requester) if each.id != me.id]
    brought = "" if found.colleague is me else _brought(found)
    return cards.invitation(
        drawn,
        [each.name for each in others],
        [ZoneInfo(each.time_zone) for each in (me, *others)],
        found.request.question,
        colleague=brought,
        forward_to=brought if me is found.requester and found.colleague is None else "",
        reason=found.consultation.reason,
    )


def _brought(found: Booked) -> str:
    return found.colleague.name if found.colleague else found.request.colleague_email


# ---------------------------------------------------------------------------------------------- what people press


def add_to_calendar(turn: Turn, consultation_id: str) -> Reply:
    """How a consultation comes into their calendar: the invitation by email, and a file."""
    return Reply(card=_how(turn, own_consultation(turn, consultation_id)))


def resend(turn: Turn, consultation_id: str) -> Reply:
    """The same invitation once more, to whoever presses it."""
    held = own_consultation(turn, consultation_id, lock=True)
    me = turn.session.get_one(Person, held.me_id)
    if not turn.here.has_mail or not me.email or not _is_to_come(turn, held):
        return Reply(card=_how(turn, held))
    own = select(Notice).where(Notice.kind == NoticeKind.INVITATION, Notice.subject == consultation_id)
    notice = turn.session.exec(own.where(Notice.person_id == me.id).with_for_update()).first()
    if notice and turn.now - max(notice.news_at, notice.sent_at or notice.news_at) < AGAIN_AFTER:
        return Reply(card=calendar_cards.sent_just_now(me.email, consultation_id))
    if notice:
        notice.shown = f"{EMAIL}:"  # so that what they were sent is not taken for what they still have
        turn.session.add(notice)
        turn.session.flush()
    tell(turn.session, NoticeKind.INVITATION, consultation_id, held.me_id, turn.now)
    audit(turn, "invitation.resend", f"consultation:{consultation_id}")
    return Reply(card=calendar_cards.sent_again(me.email, consultation_id))


def _is_to_come(turn: Turn, held: Held) -> bool:
    return held.consultation.status is ConsultationStatus.BOOKED and held.consultation.ends_at > turn.now


def _how(turn: Turn, held: Held) -> Card:
    if not _is_to_come(turn, held):
        return calendar_cards.nothing_to_add(held.consultation.status)
    me = turn.session.get_one(Person, held.me_id)
    addresses = turn.here.addresses
    return calendar_cards.add_to_calendar(
        held.consultation.id,
        email=(me.email or "") if turn.here.has_mail else "",
        file=addresses.of_file(held.consultation.id, held.me_id) if addresses else "",
    )
