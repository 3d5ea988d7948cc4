"""What the measures of a policy showed over time, as pictures."""

from __future__ import annotations

from bot.cards import picture as cards
from bot.charts import picture_of
from bot.messages import Reply
from bot.policies.sheet import measured
from bot.policies.whose import own_policy
from bot.turn import Turn


def show(turn: Turn, policy_id: str) -> Reply:
    """A picture of each measure that was read, in a message of its own."""
    owned = own_policy(turn, policy_id)
    measures = measured(turn.session, policy_id)
    read = [each.measure for each in measures if each.readings]
    pictures = [cards.Named(measure.name, picture_of(turn.session, measure)) for measure in read]
    not_read = [each.measure.name for each in measures if not each.readings]
    return Reply(card=cards.pictures_card(owned.policy, pictures, not_read))
