"""A policy without an owner who can be told: whoever is asked owns it themselves; managers see that nobody answers."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.admission import NotAllowedError
from bot.cards import handing_over as handing_cards
from bot.cards import naming as cards
from bot.cards import refused
from bot.messages import Card, Replace, Reply
from bot.model import Policy, PolicyStatus
from bot.pages import answer, page_from
from bot.policies.handing_over import open_check_ins
from bot.policies.owning import change_owner, gone, may_name
from bot.policies.whose import Owned, looked_after_by, seen_by
from bot.requests.telling import audit
from bot.turn import Turn


def show(turn: Turn, policy_id: str) -> Reply:
    """What somebody is asked who is to name an owner, as it stands."""
    return Reply(card=_drawn(turn.session, _to_name(turn, policy_id)))


def take(turn: Turn, policy_id: str) -> Replace:
    """They own it themselves."""
    owned = _to_name(turn, policy_id, lock=True)
    if not _is_open(owned.policy):
        return Replace(card=_drawn(turn.session, owned))
    me = turn.asker.person.id or 0
    change_owner(turn, owned.policy, me, by=me, stays=False)
    audit(turn, "policy.take", f"policy:{policy_id}")
    turn.session.flush()
    return Replace(card=handing_cards.yours(seen_by(turn.session, owned.policy, me, turn.now)))


def asked_to_name(session: Session, owned: Owned) -> Card:
    """The question itself."""
    return cards.who_will_own(owned, gone(session, owned.policy), open_check_ins(session, owned.policy))


def show_unowned(turn: Turn, first: str) -> Reply | Replace:
    """Policies without an owner who can be told: from the start in a message of its own, then on in its place."""
    page = page_from(first, count_unowned(turn.session))
    query = select(Policy).where(*_UNOWNED).order_by(col(Policy.ownerless_since), col(Policy.id))
    policies = turn.session.exec(query.offset(page.first).limit(page.size)).all()
    me = turn.asker.person.id or 0
    lines = [
        cards.unowned_line(seen_by(turn.session, policy, me, turn.now), gone(turn.session, policy))
        for policy in policies
    ]
    return answer(first, cards.unowned(lines, page))


def count_unowned(session: Session) -> int:
    """How many there are of them."""
    return session.exec(select(func.count()).select_from(Policy).where(*_UNOWNED)).one()


_UNOWNED = (col(Policy.ownerless_since).is_not(None), col(Policy.status) == PolicyStatus.ACTIVE)


def _to_name(turn: Turn, policy_id: str, *, lock: bool = False) -> Owned:
    """The policy, for whoever may name its owner, or could. Raises NotAllowedError for everybody else."""
    me = turn.asker.person.id or 0
    query = select(Policy).where(Policy.id == policy_id)
    policy = turn.session.exec(query.with_for_update() if lock else query).first()
    if policy is None or not (_looks_after(turn.session, policy, me) or may_name(turn.session, policy, me)):
        raise NotAllowedError(refused.not_to_name())
    return seen_by(turn.session, policy, me, turn.now)


def _looks_after(session: Session, policy: Policy, person_id: int) -> bool:
    query = select(Policy.id).where(Policy.id == policy.id, looked_after_by(person_id))
    return session.exec(query).first() is not None


def _is_open(policy: Policy) -> bool:
    """Whether an owner is still to be named."""
    return policy.ownerless_since is not None and policy.status is PolicyStatus.ACTIVE


def _drawn(session: Session, owned: Owned) -> Card:
    return asked_to_name(session, owned) if _is_open(owned.policy) else cards.has_an_owner(owned)
