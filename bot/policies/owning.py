"""Who owns a policy: somebody new, or, when its owner has left or cannot be reached, whoever is named.

The deputy is asked first, then one head of profession of the organisation after another; then nobody, and those who
keep the directory see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from sqlalchemy import exists, or_
from sqlmodel import Session, col, select

from bot.admission import MANAGERS
from bot.check_ins.planning import schedule
from bot.deadlines import AT_ONCE, Step
from bot.model import CheckIn, CheckInStatus, CoOwner, Notice, NoticeKind, NoticeState, Ownership, Policy, PolicyStatus
from bot.notices import occasion_of, tell
from bot.policies.able import IS_ABLE, able
from bot.policies.news import What, tell_of
from bot.policies.readers import heads_of
from bot.policies.whose import policy_of
from bot.times.diaries import pattern_of
from bot.times.working_time import working_days_later
from bot.turn import Work
from directory.model import Expert, Person, Status
from directory.roles import roles_of

NAME_WITHIN = 10
"""Working days of whoever is asked to name an owner: then the next is asked (product rule)."""


class Gone(StrEnum):
    """Why the owner of a policy cannot be told of it."""

    LEFT = "left"
    PAUSED = "paused"
    UNREACHABLE = "unreachable"


def ask_for_owner(work: Work, policy: Policy) -> None:
    """Its owner cannot be told any more: ask the deputy for a new one, and later a head of profession.

    The policy is locked, and its ``ownerless_since`` set. Whoever is asked and still there is not asked again.
    """
    if policy.ownerless_since is None or policy.status is not PolicyStatus.ACTIVE:
        return
    if _is_asked(work, policy):
        return
    _ask_next(work, policy)


def owner_is_back(work: Work, policy: Policy) -> None:
    """Its owner can be told again: nobody is asked for another any more, nor to own it. The policy is locked."""
    since = policy.ownerless_since
    policy.ownerless_since = policy.naming_id = policy.naming_until = None
    if since and policy.handing_at and policy.handing_at >= since:
        withdraw_offer(work, policy)
    work.session.add(policy)


def change_owner(work: Work, policy: Policy, to_id: int, *, by: int | None, stays: bool) -> None:
    """Somebody else owns it from now on. The policy is locked; ``by`` is who asked them, and is told.

    Its nudges go to the new owner, those among them that were on their way to the old one.
    """
    was, deputy = policy.owner_id, policy.deputy_id
    if policy.handing_to_id not in {None, to_id}:
        withdraw_offer(work, policy)
    policy.forget_offer()
    policy.ownerless_since = policy.naming_id = policy.naming_until = None
    policy.owner_id = to_id
    policy.deputy_id = None if deputy == to_id else deputy
    if co_owner := work.session.get(CoOwner, (policy.id, to_id)):
        work.session.delete(co_owner)
    if was and stays and work.session.get(CoOwner, (policy.id, was)) is None:
        work.session.add(CoOwner(policy_id=policy.id, person_id=was))
    held = select(Ownership).where(Ownership.policy_id == policy.id, col(Ownership.until).is_(None))
    for ownership in work.session.exec(held):
        ownership.until = work.now
        work.session.add(ownership)
    work.session.add_all([policy, Ownership(policy_id=policy.id, person_id=to_id, since=work.now)])
    work.session.flush()
    _pass_nudges_on(work, policy, was, to_id)
    tell_of(work, policy, What.TAKEN, to_id, *({was, deputy, by} - {to_id}))


def _pass_nudges_on(work: Work, policy: Policy, was: int | None, to_id: int) -> None:
    """What comes next is for the new owner, and so is what the old one was to be told and has not been."""
    planned = select(CheckIn).where(CheckIn.policy_id == policy.id, CheckIn.status == CheckInStatus.PLANNED)
    check_ins = work.session.exec(planned.order_by(col(CheckIn.id))).all()
    for check_in in check_ins:
        schedule(work, policy, check_in)
    if was is None or policy_of(work.session, policy.id, was, work.now):
        return
    nudge = NoticeKind.CHECK_IN_NUDGE
    untold = select(Notice).where(Notice.kind == nudge, Notice.person_id == was, col(Notice.sent_at).is_(None))
    waits = untold.where(Notice.state == NoticeState.DUE, col(Notice.subject).in_([each.id for each in check_ins]))
    for notice in work.session.exec(waits.order_by(col(Notice.id))).all():
        tell(work.session, nudge, notice.subject, to_id, work.now, occasion=occasion_of(notice))


def withdraw_offer(work: Work, policy: Policy) -> None:
    """Whoever is asked to own it need not answer any more. The policy is locked."""
    asked = policy.handing_to_id
    policy.forget_offer()
    work.session.add(policy)
    if asked:
        tell_of(work, policy, What.WITHDRAWN, asked, asked)


def may_name(session: Session, policy: Policy, person_id: int) -> bool:
    """Whether this person may name an owner of a policy that has none, without looking after it."""
    if policy.naming_id == person_id or person_id in heads_of(session, policy.organisation):
        return True
    return bool(roles_of(session, person_id) & MANAGERS)


def gone(session: Session, policy: Policy) -> Gone:
    """Why its owner cannot be told."""
    status = session.exec(select(Expert.status).where(Expert.person_id == policy.owner_id)).first()
    if policy.owner_id is None or status is Status.LEFT:
        return Gone.LEFT
    return Gone.PAUSED if status is Status.PAUSED else Gone.UNREACHABLE


def occasion_of_offer(policy: Policy) -> str:
    """By which an offer to own it is told apart from those before."""
    return f"{policy.handing_at:%Y%m%dT%H%M%S}"


def occasion_of_asking(policy: Policy) -> str:
    """The same for being asked to name an owner: once for each time that it lost its own."""
    return f"{policy.ownerless_since:%Y%m%dT%H%M%S}"


# ---------------------------------------------------------------------------------------------- as time passes


def due(session: Session, now: datetime) -> Iterator[tuple[Step, str]]:
    """Policies for which the next is to be asked for an owner, and those for which nobody is any more."""
    ownerless = select(Policy.id).where(col(Policy.ownerless_since).is_not(None)).order_by(col(Policy.ownerless_since))
    rests = col(Policy.status) != PolicyStatus.ACTIVE
    yield from ((let_rest, id_) for id_ in session.exec(ownerless.where(rests).limit(AT_ONCE)))
    is_asked = col(Policy.naming_until).is_not(None)
    is_there = exists().where(col(Person.id) == col(Policy.naming_id), IS_ABLE)
    late = ownerless.where(~rests, is_asked, or_(col(Policy.naming_until) <= now, ~is_there))
    yield from ((ask_the_next, id_) for id_ in session.exec(late.limit(AT_ONCE)))


def let_rest(work: Work, policy_id: str) -> bool:
    """Nobody is asked for an owner of a policy while it is paused or closed."""
    policy = _locked(work.session, policy_id)
    if policy is None or policy.ownerless_since is None or policy.status is PolicyStatus.ACTIVE:
        return False
    owner_is_back(work, policy)
    return True


def ask_the_next(work: Work, policy_id: str) -> bool:
    """Whoever was asked has not named anybody in time, or is gone too."""
    policy = _locked(work.session, policy_id)
    if policy is None or policy.ownerless_since is None or policy.status is not PolicyStatus.ACTIVE:
        return False
    if policy.naming_until is None:
        return False
    if policy.naming_until > work.now and _is_asked(work, policy):
        return False
    _ask_next(work, policy)
    return True


def _is_asked(work: Work, policy: Policy) -> bool:
    """Whether whoever was asked is there to answer."""
    return policy.naming_id is not None and able(work.session, policy.naming_id, work.now)


def _locked(session: Session, policy_id: str) -> Policy | None:
    return session.exec(select(Policy).where(Policy.id == policy_id).with_for_update()).first()


def _ask_next(work: Work, policy: Policy) -> None:
    """The first who was not asked yet; when everybody was, nobody."""
    occasion = occasion_of_asking(policy)
    told = select(Notice).where(Notice.kind == NoticeKind.POLICY_OWNER, Notice.subject == policy.id)
    were_asked = {notice.person_id for notice in work.session.exec(told) if occasion_of(notice) == occasion}
    people = [policy.deputy_id, *heads_of(work.session, policy.organisation)]
    left = (id_ for id_ in people if id_ and id_ not in were_asked and id_ != policy.owner_id)
    policy.naming_id = next((id_ for id_ in left if able(work.session, id_, work.now)), None)
    policy.naming_until = None
    if policy.naming_id:
        pattern = pattern_of(work.session, policy.naming_id)
        policy.naming_until = working_days_later(pattern, work.now, NAME_WITHIN)
        tell(work.session, NoticeKind.POLICY_OWNER, policy.id, policy.naming_id, work.now, occasion=occasion)
    work.session.add(policy)
