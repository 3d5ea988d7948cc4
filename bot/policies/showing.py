"""The card of a policy, for whoever looks after it."""

from __future__ import annotations

from bot.cards import policy as cards
from bot.messages import Replace, Reply
from bot.policies.sheet import sheet_of
from bot.policies.whose import own_policy
from bot.turn import Turn


def show(turn: Turn, policy_id: str) -> Reply:
    """How it stands, in a message of its own."""
    return Reply(card=cards.policy_card(sheet_of(turn.session, own_policy(turn, policy_id))))


def shown(turn: Turn, policy_id: str, note: str = "") -> Replace:
    """The card of a policy that they look after, as it is after what they pressed."""
    return Replace(card=cards.policy_card(sheet_of(turn.session, own_policy(turn, policy_id)), note=note))
