"""Whoever else could find people: each set up as its users would set it up at its best, in one common shape."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from directory.profiles import Profile


class Peer(Protocol):
    """An engine that finds people by a request in plain words."""

    @property
    def disk(self) -> int:
        """Bytes that it keeps on disk."""
        ...

    def build(self, profiles: Iterable[Profile]) -> None:
        """Take in all people, once."""
        ...

    def search(self, text: str, limit: int) -> list[int]:
        """The ids of at most ``limit`` people, best first. Never fails, whatever the text."""
        ...


Opening = Callable[[Path], AbstractContextManager[Peer]]
"""Starts an engine that may write into an empty folder; what is not its index is in memory once it has started."""
