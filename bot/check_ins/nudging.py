"""Nudges whose time has come, plans to be made further ahead, and policies whose owner was lost, or is back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, select

from bot.check_ins.deciding import Look, Nudge, decide
from bot.check_ins.planning import advance, make_ahead
from bot.check_ins.told import told_of
from bot.deadlines import AT_ONCE, Step
from bot.model import CheckIn, Notice, NoticeKind, Policy, PolicyStatus
from bot.notices import tell, untold
from bot.policies.able import IS_ABLE, able_ones
from bot.policies.owning import ask_for_owner, owner_is_back
from bot.turn import Work
from directory.model import Person


def due(session: Session, now: datetime) -> Iterator[tuple[Step, str]]:
    """Everything about policies whose time has come."""
    plans = select(Policy.id).where(col(Policy.plan_at) <= now).order_by(col(Policy.plan_at), col(Policy.id))
    yield from ((plan_ahead, id_) for id_ in session.exec(plans.limit(AT_ONCE)))
    lost = select(Policy.id).where(
        Policy.status == PolicyStatus.ACTIVE, col(Policy.ownerless_since).is_(None), ~_owner_is_able()
    )
    yield from ((lose_owner, id_) for id_ in session.exec(lost.limit(AT_ONCE)))
    back = select(Policy.id).where(col(Policy.ownerless_since).is_not(None), _owner_is_able())
    yield from ((find_owner_back, id_) for id_ in session.exec(back.limit(AT_ONCE)))
    nudged = select(CheckIn.id).where(col(CheckIn.next_at) <= now).order_by(col(CheckIn.next_at), col(CheckIn.id))
    yield from ((nudge, id_) for id_ in session.exec(nudged.limit(AT_ONCE)))


def nudges_due(session: Session, now: datetime) -> Iterator[Notice]:
    """Who would be nudged for what now, as notices that are in no database: nothing is changed."""
    waiting = select(CheckIn, Policy).join(Policy, col(Policy.id) == col(CheckIn.policy_id))
    waiting = waiting.where(col(CheckIn.next_at) <= now).order_by(col(CheckIn.next_at), col(CheckIn.id))
    for check_in, policy in session.exec(waiting):
        decided = decide(session, policy, check_in, told_of(session, policy), now)
        if isinstance(decided, Nudge) and decided.person_id is not None:
            yield untold(NoticeKind.CHECK_IN_NUDGE, check_in.id, decided.person_id, now, occasion=decided.occasion)


def _owner_is_able() -> ColumnElement[bool]:
    return exists().where(col(Person.id) == col(Policy.owner_id), IS_ABLE)


# Each looks again: what was due a moment ago may have been done by another since, or answered.


def plan_ahead(work: Work, policy_id: str) -> bool:
    """Make its check-ins further ahead."""
    policy = _locked(work.session, policy_id)
    if policy is None or policy.plan_at > work.now:
        return False
    make_ahead(work, policy)
    return True


def nudge(work: Work, check_in_id: str) -> bool:
    """Its next nudge goes out, is left out, or waits for an hour that suits whoever is nudged."""
    policy_id = work.session.exec(select(CheckIn.policy_id).where(CheckIn.id == check_in_id)).first()
    policy = _locked(work.session, policy_id) if policy_id else None
    again = select(CheckIn).where(CheckIn.id == check_in_id).with_for_update().execution_options(populate_existing=True)
    check_in = work.session.exec(again).first()
    if policy is None or check_in is None or check_in.next_at is None or check_in.next_at > work.now:
        return False
    told = told_of(work.session, policy)
    decided = decide(work.session, policy, check_in, told, work.now)
    if isinstance(decided, Look):
        check_in.next_at = decided.at
        work.session.add(check_in)
        return True
    if decided.person_id is not None:
        kind = NoticeKind.CHECK_IN_NUDGE
        tell(work.session, kind, check_in.id, decided.person_id, work.now, occasion=decided.occasion)
    advance(work, check_in, told)
    return True


def lose_owner(work: Work, policy_id: str) -> bool:
    """Its owner has left, is paused or cannot be reached: somebody is asked to name another."""
    policy = _locked(work.session, policy_id)
    if policy is None or policy.status is not PolicyStatus.ACTIVE or policy.ownerless_since is not None:
        return False
    if able_ones(work.session, [policy.owner_id]):
        return False
    policy.ownerless_since = work.now
    ask_for_owner(work, policy)
    return True


def find_owner_back(work: Work, policy_id: str) -> bool:
    """Its owner can be told again."""
    policy = _locked(work.session, policy_id)
    if policy is None or policy.ownerless_since is None or not able_ones(work.session, [policy.owner_id]):
        return False
    owner_is_back(work, policy)
    return True


def _locked(session: Session, policy_id: str) -> Policy | None:
    query = select(Policy).where(Policy.id == policy_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()
