"""Once a month, to heads of profession: how the policies of their organisation stand."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.messages import Card
from bot.model import Notice


def of_digest(_session: Session, _notice: Notice, _now: datetime) -> Card | None:
    """As they stand when it is sent."""
    return None
