"""A consultation as one of its two people sees it: the card of the request that it came from."""

from __future__ import annotations

from bot.cards import request as request_cards
from bot.consultations.whose import Held, own_consultation
from bot.messages import Card, Replace, Reply
from bot.requests.drawing import draw_offer
from bot.turn import Turn


def show(turn: Turn, consultation_id: str) -> Reply:
    """How it stands, in a message of its own."""
    return Reply(card=_drawn(turn, own_consultation(turn, consultation_id)))


def shown(turn: Turn, held: Held, note: str = "") -> Replace:
    """How it stands now, in place of what was pressed. ``note`` says what was wrong with that."""
    return Replace(card=_drawn(turn, held, note))


def _drawn(turn: Turn, held: Held, note: str = "") -> Card:
    if held.is_expert:
        return draw_offer(turn.session, held.seen, held.asked, turn.now, note=note)
    return request_cards.request_card(held.seen, turn.now, note=note)
