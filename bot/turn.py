"""One event being answered: who asks, what is read from, and the rows that it leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, SQLModel

from bot.acquaintance import Asker
from bot.events import Platform
from directory.view import View


@dataclass(frozen=True, slots=True)
class Turn:
    """``now`` is aware UTC; ``new_id`` gives opaque ids. What is in ``to_keep`` is kept when the answer is."""

    session: Session
    view: View
    now: datetime
    new_id: Callable[[], str]
    asker: Asker
    is_shared: bool = False
    """Others see the answer: nothing personal belongs in it."""
    to_keep: list[SQLModel] = field(default_factory=list)

    @property
    def platform(self) -> Platform:
        """Where this happens."""
        match self.asker.account.platform:
            case "slack" | "teams" as platform:
                return platform
        return "web"
