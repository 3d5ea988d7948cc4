"""What the page says when it does not do what was asked."""

from __future__ import annotations

from directory.errors import FindExpertError


class RefusedError(FindExpertError):
    """A request that the page does not answer: an HTTP status of 4xx, a title and a sentence of what to do instead."""

    def __init__(self, status: int, title: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.title = title


class TooLongError(FindExpertError):
    """More was typed into the box than it takes; ``typed`` is kept so that it can be shortened."""

    def __init__(self, sentence: str, typed: str) -> None:
        super().__init__(sentence)
        self.typed = typed
