"""What a page says when it does not do what was asked."""

from __future__ import annotations

from directory.errors import FindExpertError


class RefusedError(FindExpertError):
    """A request that a page does not answer: an HTTP status, a title and a sentence of what to do instead."""

    def __init__(self, status: int, title: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.title = title
