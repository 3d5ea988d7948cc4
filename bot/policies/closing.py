"""A policy is paused, closed with what was learned, and reopened: whoever else looks after it is told."""

from __future__ import annotations

from bot.cards import check_in_forms as forms
from bot.cards import plan as cards
from bot.check_ins.planning import plan_again
from bot.events import Submitted
from bot.messages import FormErrors, OpenForm, Replace
from bot.model import PolicyStatus
from bot.policies.news import What, tell_of
from bot.policies.showing import shown
from bot.policies.whose import Owned, own_policy
from bot.requests.telling import audit
from bot.turn import Turn
from directory.cell_text import clean_text

TOLD = {PolicyStatus.PAUSED: What.PAUSED, PolicyStatus.CLOSED: What.CLOSED, PolicyStatus.ACTIVE: What.REOPENED}


def pause(turn: Turn, policy_id: str) -> Replace:
    """Nobody is asked for its check-ins for a while; once is enough."""
    owned = own_policy(turn, policy_id, lock=True)
    if owned.policy.status is PolicyStatus.CLOSED:
        return shown(turn, policy_id, cards.closed_already())
    if owned.policy.status is PolicyStatus.ACTIVE:
        _becomes(turn, owned, PolicyStatus.PAUSED, "policy.pause")
    return shown(turn, policy_id)


def reopen(turn: Turn, policy_id: str) -> Replace:
    """Its check-ins are asked for again, from those on that are still to come."""
    owned = own_policy(turn, policy_id, lock=True)
    if owned.policy.status is not PolicyStatus.ACTIVE:
        _becomes(turn, owned, PolicyStatus.ACTIVE, "policy.reopen")
    return shown(turn, policy_id, cards.reopened())


def open_close(turn: Turn, policy_id: str) -> OpenForm | Replace:
    """What was learned is asked first."""
    owned = own_policy(turn, policy_id)
    if owned.policy.status is PolicyStatus.CLOSED:
        return shown(turn, policy_id, cards.closed_already())
    return OpenForm(form=cards.close_form(owned.policy))


def close(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """There are no more check-ins; what was recorded stays."""
    owned = own_policy(turn, event.context, lock=True)
    if owned.policy.status is PolicyStatus.CLOSED:
        return shown(turn, owned.policy.id, cards.closed_already())
    learned = clean_text(event.values.get("learned", "")).strip()
    if not learned or len(learned) > cards.MAX_LEARNED:
        sentence = forms.too_long(len(learned), cards.MAX_LEARNED) if learned else cards.say_what_was_learned()
        return FormErrors(form=cards.close_form(owned.policy).filled(event.values), errors={"learned": sentence})
    owned.policy.learned = learned
    _becomes(turn, owned, PolicyStatus.CLOSED, "policy.close")
    return shown(turn, owned.policy.id, cards.closed())


def _becomes(turn: Turn, owned: Owned, status: PolicyStatus, action: str) -> None:
    policy, me = owned.policy, owned.me.id or 0
    policy.status, policy.status_at = status, turn.now
    turn.session.add(policy)
    plan_again(turn, policy)
    tell_of(turn, policy, TOLD[status], me, *({policy.owner_id, policy.deputy_id, *owned.co_owner_ids} - {me}))
    audit(turn, action, f"policy:{policy.id}")
