"""One line each of what somebody did with a policy."""

from __future__ import annotations

from bot.cards.policy_list import SHOWN_NAME, see_button
from bot.cards.words import fit, quoted
from bot.evaluation.whose import Owned
from bot.messages import MAX_FACT, MAX_TITLE, Buttons, Card, Text

SHOWN_TITLE = 60
SOMEBODY = "Somebody who has left"


def named_deputy(owned: Owned, by: str) -> Card:
    """They are its deputy now. ``by`` is who named them."""
    remind = "You are reminded of its check-ins when its owner does not answer, and you can do all that they can."
    return _card(owned, f"{_who(by)} named you deputy of {_policy(owned)}", remind)


def named_co_owner(owned: Owned, by: str) -> Card:
    """They are one of its owners now."""
    return _card(owned, f"{_who(by)} named you co-owner of {_policy(owned)}", "You can do all that its owner can.")


def paused(owned: Owned, by: str) -> Card:
    """Its check-ins are not asked for, for a while."""
    return _card(
        owned, f"{_who(by)} paused {_policy(owned)}", "Nobody is asked for its check-ins until it is reopened."
    )


def reopened(owned: Owned, by: str) -> Card:
    """It is looked at again."""
    return _card(owned, f"{_who(by)} reopened {_policy(owned)}", "Its check-ins are asked for again.")


def closed(owned: Owned, by: str) -> Card:
    """It is over, and so are its check-ins."""
    learned = f"What was learned: {owned.policy.learned}" if owned.policy.learned else ""
    says = fit(f"There are no more check-ins. {learned}", MAX_FACT)
    return _card(owned, f"{_who(by)} closed {_policy(owned)}", says)


def _card(owned: Owned, title: str, line: str) -> Card:
    see = Buttons(buttons=(see_button(owned.policy.id),))
    return Card(title=fit(title, MAX_TITLE), blocks=(Text(text=line), see))


def _who(name: str) -> str:
    return fit(name, SHOWN_NAME // 2) or SOMEBODY


def _policy(owned: Owned) -> str:
    return quoted(owned.policy.title, SHOWN_TITLE)
