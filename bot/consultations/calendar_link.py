"""The address of somebody's own consultations as a calendar: made, shown once, and stopped again."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from bot.cards import calendar as cards
from bot.here import Addresses
from bot.messages import OpenForm, Replace, Reply
from bot.model import CalendarLink
from bot.requests.telling import audit
from bot.turn import Turn
from directory.errors import FindExpertError


def show(turn: Turn, _value: str) -> Reply:
    """What it is, and whether they have one."""
    _addresses(turn)
    link = turn.session.get(CalendarLink, turn.asker.person.id)
    zone = ZoneInfo(turn.asker.person.time_zone)
    return Reply(card=cards.link(link.made_at.astimezone(zone).date() if link else None))


def make(turn: Turn, _value: str) -> OpenForm:
    """A new one; an older one stops. What we keep tells us the address again, and tells nobody what it is."""
    address, digest = _addresses(turn).new_feed()
    person_id = turn.asker.person.id or 0
    link = turn.session.get(CalendarLink, person_id, with_for_update=True)
    link = link or CalendarLink(person_id=person_id, digest=digest, made_at=turn.now)
    link.digest, link.made_at = digest, turn.now
    turn.session.add(link)
    audit(turn, "calendar.new", f"person:{person_id}")
    turn.keep_instead(OpenForm(form=cards.made_before()))
    return OpenForm(form=cards.new_link(address))


def revoke(turn: Turn, _value: str) -> Replace:
    """It stops at once."""
    person_id = turn.asker.person.id or 0
    if link := turn.session.get(CalendarLink, person_id, with_for_update=True):
        turn.session.delete(link)
        audit(turn, "calendar.revoke", f"person:{person_id}")
    return Replace(card=cards.revoked())


def whose_link(session: Session, digest: str) -> int | None:
    """Whose consultations the address shows that has this digest; nothing when it was stopped, or never made."""
    return session.exec(select(CalendarLink.person_id).where(CalendarLink.digest == digest)).first()


def _addresses(turn: Turn) -> Addresses:
    if turn.here.addresses is None:
        raise FindExpertError(cards.not_here())
    return turn.here.addresses
