"""The portfolio of a head of profession, in chat."""

from __future__ import annotations

from bot.admission import NotAllowedError
from bot.cards import refused
from bot.messages import Reply
from bot.turn import Turn


def show(_turn: Turn, _value: str) -> Reply:
    """How the policies of their organisation stand."""
    raise NotAllowedError(refused.not_your_policy())
