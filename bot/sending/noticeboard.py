"""How the outbox stands, and what an administrator does about it: resend or drop what was given up, pause, resume."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, delete, func, or_
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from bot.model import Consultation, Notice, NoticeKind, NoticeState, Offer, Request, SendingLimit
from bot.notices import MONTHLY, ONE_CARD
from bot.sending import limits as sending_limits
from bot.sending import settling
from directory.errors import NotFoundError
from directory.model import AuditEntry, Person

A_MONTH = timedelta(days=31)
LIMITS_KEPT = timedelta(days=2)
"""Longer than any of them lasts."""
SUBJECTS_OF_CARDS = {
    NoticeKind.REQUEST_CARD: col(Request.id),
    NoticeKind.OFFER_CARD: col(Offer.id),
    NoticeKind.INVITATION: col(Consultation.id),
}
"""What each card is about: it is kept as long as that is."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How many notices wait that should have been told by now, how long the oldest does, and how many were given up."""

    due: int = 0
    oldest: timedelta = timedelta(0)
    dead: int = 0


NOTHING_WAITS = Standing()


def standing(session: Session, now: datetime) -> Standing:
    """How the outbox stands. What is kept back for quiet hours does not wait."""
    waits = and_(col(Notice.state) == NoticeState.DUE, col(Notice.news_at) <= now)
    due, since, dead = session.execute(
        sql_select(
            func.count(case((waits, 1))),
            func.min(case((waits, col(Notice.news_at)))),
            func.count(case((col(Notice.state) == NoticeState.DEAD, 1))),
        ).where(col(Notice.state).in_([NoticeState.DUE, NoticeState.DEAD]))
    ).one()
    return Standing(due, now - since if since else timedelta(0), dead)


def given_up(session: Session) -> list[Notice]:
    """What was given up, the oldest first."""
    query = select(Notice).where(Notice.state == NoticeState.DEAD)
    return list(session.exec(query.order_by(col(Notice.news_at), col(Notice.id))))


def names(session: Session, notices: Collection[Notice]) -> Mapping[int, str]:
    """Whom these are for, by their ids as people."""
    query = select(Person).where(col(Person.id).in_({notice.person_id for notice in notices}))
    return {person.id or 0: person.name for person in session.exec(query)}


# ---------------------------------------------------------------------------------------------- what is done about it


def resend(session: Session, notice_id: int, now: datetime, actor: str) -> None:
    """Try once more what was given up, for another day. Raises NotFoundError for what was not."""
    settling.send_again(_given_up(session, notice_id), now)
    _note(session, "notice.resend", f"notice:{notice_id}", now, actor)


def drop(session: Session, notice_id: int, now: datetime, actor: str) -> None:
    """Let be what was given up: it is told only if there is something new. Raises NotFoundError for what was not."""
    _given_up(session, notice_id).state = NoticeState.SETTLED
    _note(session, "notice.drop", f"notice:{notice_id}", now, actor)


def pause(session: Session, now: datetime, actor: str) -> bool:
    """Send nothing until ``resume``; what is on its way arrives. Says whether anything changed."""
    changed = sending_limits.pause(session)
    if changed:
        _note(session, "notices.pause", "notices", now, actor)
    return changed


def resume(session: Session, now: datetime, actor: str) -> bool:
    """Send again, beginning with what waited. Says whether anything changed."""
    changed = sending_limits.resume(session)
    if changed:
        _note(session, "notices.resume", "notices", now, actor)
    return changed


def _given_up(session: Session, notice_id: int) -> Notice:
    notice = session.get(Notice, notice_id, with_for_update=True)
    if notice is None or notice.state is not NoticeState.DEAD:
        raise NotFoundError(f"No notice {notice_id} was given up. See: find-expert notices dead")
    return notice


def _note(session: Session, action: str, subject: str, now: datetime, actor: str) -> None:
    session.add(AuditEntry(at=now, actor=actor, action=action, subject=subject))


# ---------------------------------------------------------------------------------------------- forgetting


def forget_told(session: Session, now: datetime, retention: timedelta) -> None:
    """Delete what was told, or given up, longer than ``retention`` ago; cards when their subject is gone.

    What is told once a month stays for as long as it would be told again.
    """
    is_over = col(Notice.state) != NoticeState.DUE
    told = delete(Notice).where(is_over, col(Notice.kind).not_in(ONE_CARD))
    session.exec(told.where(col(Notice.kind).not_in(MONTHLY), col(Notice.news_at) < now - retention))
    session.exec(told.where(col(Notice.news_at) < now - max(retention, A_MONTH)))
    is_gone = or_(
        *(
            and_(col(Notice.kind) == kind, col(Notice.subject).not_in(sql_select(ids)))
            for kind, ids in SUBJECTS_OF_CARDS.items()
        )
    )
    session.exec(delete(Notice).where(is_over, is_gone))
    long_ago = now - LIMITS_KEPT
    is_old = and_(
        or_(col(SendingLimit.next_at).is_(None), col(SendingLimit.next_at) < long_ago),
        or_(col(SendingLimit.held_until).is_(None), col(SendingLimit.held_until) < long_ago),
    )
    session.exec(delete(SendingLimit).where(is_old))
