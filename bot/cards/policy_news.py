"""One line each of what somebody did with a policy."""

from __future__ import annotations

from bot.blocks import MAX_FACT, Button
from bot.cards.handing_over import SHOWN_NAME, SHOWN_POLICY, stands
from bot.cards.words import fit, quoted
from bot.messages import Card
from bot.policies.whose import Owned


def named_deputy(owned: Owned, by: str) -> Card:
    """They are its deputy now. ``by`` is who named them."""
    remind = "You are reminded of its check-ins when its owner does not answer, and you can do all that they can."
    return stands(owned, f"{fit(by, SHOWN_NAME)} named you deputy of {_policy(owned)}", remind)


def named_co_owner(owned: Owned, by: str) -> Card:
    """They are one of its owners now."""
    title = f"{fit(by, SHOWN_NAME)} named you co-owner of {_policy(owned)}"
    return stands(owned, title, "You can do all that its owner can.")


def paused(owned: Owned, by: str) -> Card:
    """Its check-ins are not asked for, for a while."""
    says = "Nobody is asked for its check-ins until it is reopened."
    return stands(owned, f"{fit(by, SHOWN_NAME)} paused {_policy(owned)}", says)


def reopened(owned: Owned, by: str) -> Card:
    """It is looked at again."""
    return stands(owned, f"{fit(by, SHOWN_NAME)} reopened {_policy(owned)}", "Its check-ins are asked for again.")


def closed(owned: Owned, by: str) -> Card:
    """It is over, and so are its check-ins."""
    learned = f" What was learned: {owned.policy.learned}" if owned.policy.learned else ""
    says = fit(f"There are no more check-ins.{learned}", MAX_FACT)
    return stands(owned, f"{fit(by, SHOWN_NAME)} closed {_policy(owned)}", says)


def taken(owned: Owned) -> Card:
    """Somebody owns it now."""
    owner, me = owned.owner, owned.me.id
    says = "You no longer look after it. What was recorded stays with the policy."
    if me == owned.policy.deputy_id:
        says = "You are still its deputy."
    elif me in owned.co_owner_ids:
        says = "You are its co-owner."
    return stands(owned, f"{fit(owner.name, SHOWN_NAME) if owner else 'Somebody'} now owns {_policy(owned)}", says)


def refused(owned: Owned, name: str) -> Card:
    """Whoever was asked would rather not."""
    again = Button(label="Ask somebody else", action="policy.hand_over", value=owned.policy.id, opens_form=True)
    return stands(owned, f"{fit(name, SHOWN_NAME)} will not own {_policy(owned)}", "", again)


def withdrawn(owned: Owned) -> Card:
    """They need not answer."""
    return stands(owned, f"You are no longer asked to own {_policy(owned)}", "You need do nothing.")


def _policy(owned: Owned) -> str:
    return quoted(owned.policy.title, SHOWN_POLICY)
