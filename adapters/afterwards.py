"""What is sent after a platform was answered: it keeps nobody waiting, and the server waits for it before it ends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable

log = logging.getLogger(__name__)


class Afterwards:
    """What one gateway still has to send. ``platform`` is its name in the log."""

    def __init__(self, platform: str) -> None:
        self._platform = platform
        self._under_way: set[asyncio.Task[None]] = set()

    def send(self, sending: Awaitable[None]) -> None:
        """Begin now, and wait for nothing."""
        task = asyncio.ensure_future(sending)
        self._under_way.add(task)
        task.add_done_callback(self._sent)

    async def finished(self) -> None:
        """Wait until all of it was sent, or was not."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("an answer was not sent to %s", self._platform, exc_info=error)
