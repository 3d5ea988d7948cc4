"""What was typed that the page does not take."""

from __future__ import annotations

from directory.errors import FindExpertError


class TooLongError(FindExpertError):
    """More was typed into the box than it takes; ``typed`` is kept so that it can be shortened."""

    def __init__(self, sentence: str, typed: str) -> None:
        super().__init__(sentence)
        self.typed = typed
