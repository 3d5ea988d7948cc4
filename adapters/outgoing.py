"""Delivers what there is to tell people, each by the post of its platform."""

from __future__ import annotations

from typing import Protocol

from bot.notices import Letter, Outcome


class Post(Protocol):
    """One platform's way to bring somebody a letter."""

    async def deliver(self, letter: Letter) -> Outcome:
        """Try it once, and say what became of it. Raises nothing that is about the platform."""
