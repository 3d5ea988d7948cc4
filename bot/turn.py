"""What is being done: at what time, on which rows, and in whose name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, SQLModel

from bot.acquaintance import Asker
from bot.consultations.standards import Statement
from bot.events import Platform
from directory.view import View


@dataclass(frozen=True, slots=True)
class Work:
    """One transaction. ``now`` is aware UTC; ``new_id`` gives opaque ids."""

    session: Session
    view: View
    now: datetime
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Turn(Work):
    """One event being answered: who asks, and the rows that it leaves."""

    asker: Asker
    is_shared: bool = False
    """Others see the answer: nothing personal belongs in it."""
    to_keep: list[SQLModel] = field(default_factory=list)
    """What is kept when the answer is."""
    statements: tuple[Statement, ...] = ()
    """Of occupational standards, that a consultation may support."""

    @property
    def platform(self) -> Platform:
        """Where this happens."""
        match self.asker.account.platform:
            case "slack" | "teams" | "email" as platform:
                return platform
        return "web"
