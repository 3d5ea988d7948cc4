"""To whoever owns a policy: a live reading passed the target of a measure, or a threshold they set."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.admission import NotAllowedError
from bot.cards import refused
from bot.messages import Card, Reply
from bot.model import Notice
from bot.turn import Turn


def of_reading_news(_session: Session, _notice: Notice, _now: datetime) -> Card | None:
    """Only while it is true."""
    return None


def show(_turn: Turn, _measure_id: str) -> Reply:
    """How the measure stands, for whoever was told."""
    raise NotAllowedError(refused.not_your_policy())
