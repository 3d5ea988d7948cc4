"""What is raised when a calendar cannot be read: a code that is safe to log, and says nothing of the address."""

from __future__ import annotations

from bot.model import CalendarTrouble


class UnreadableError(Exception):
    """A calendar cannot be read now. ``str(error)`` is the code of the trouble, and nothing else."""

    def __init__(self, trouble: CalendarTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
