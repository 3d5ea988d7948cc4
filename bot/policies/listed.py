"""One policy of a list, as one of those who look after it has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.model import CheckIn, Policy


@dataclass(frozen=True, slots=True)
class Listed:
    """``part`` is what they are to it: "its owner", "its deputy" or "a co-owner".

    ``next`` is the check-in to be done first.
    """

    policy: Policy
    part: str
    next: CheckIn | None
    today: date
    status_on: date | None = None
    """When it was last paused, closed or reopened, by the clock of whoever looks."""

    @property
    def is_overdue(self) -> bool:
        return self.next is not None and self.next.due_on < self.today
