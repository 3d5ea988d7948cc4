"""Draws what somebody is asked about who owns a policy; nothing where it was answered, or they are no longer asked."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.cards import handing_over as handing_cards
from bot.messages import Card
from bot.model import Notice, Policy, PolicyStatus
from bot.notices import occasion_of
from bot.policies.handing_over import open_check_ins
from bot.policies.naming import asked_to_name
from bot.policies.owning import occasion_of_asking, occasion_of_offer
from bot.policies.whose import seen_by


def of_hand_over(session: Session, notice: Notice, now: datetime) -> Card | None:
    """To whoever is asked to own it: the newest offer alone."""
    policy = session.get(Policy, notice.subject)
    if policy is None or policy.handing_to_id != notice.person_id or policy.status is PolicyStatus.CLOSED:
        return None
    if occasion_of(notice) != occasion_of_offer(policy):
        return None
    return handing_cards.offer(seen_by(session, policy, notice.person_id, now), open_check_ins(session, policy))


def of_owner(session: Session, notice: Notice, now: datetime) -> Card | None:
    """To whoever is asked to name an owner, while nobody else is."""
    policy = session.get(Policy, notice.subject)
    if policy is None or policy.naming_id != notice.person_id or policy.ownerless_since is None:
        return None
    if policy.status is not PolicyStatus.ACTIVE or occasion_of(notice) != occasion_of_asking(policy):
        return None
    return asked_to_name(session, seen_by(session, policy, notice.person_id, now))
