"""Finds somebody on a chat platform, by the address the directory has, before they are written to by email.

Most experts are in the directory before they ever used the bot: they should not have to speak first.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from adapters.outgoing import Post
from bot.core import Core
from bot.events import Introduction, Sender
from bot.notices import BY_EMAIL, Letter, NotNow, Outcome

SOUGHT_AGAIN = timedelta(hours=1)
"""How soon it is looked again for somebody: they may have joined meanwhile."""
NO_MAIL = "no_mail_server"
"""Our own code: they are on no platform, and there is nothing to send emails with."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Acquainted:
    """Somebody as ``bot.core.Core.meet`` takes them."""

    sender: Sender
    introduction: Introduction
    conversation: str


class Seeker(Protocol):
    """A platform that knows people by their work email address."""

    async def seek(self, email: str) -> Acquainted | None:
        """Whoever has this address there. Raises nothing: a platform that does not answer knows nobody."""


class FirstContact:
    """``adapters.outgoing.Post`` of email: whoever turns out to be on a chat platform is told there instead."""

    def __init__(
        self,
        core: Core,
        seekers: Sequence[Seeker],
        mail: Post | None,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        """Without ``mail``, what cannot be told in chat waits. ``elapsed`` counts seconds."""
        self._core = core
        self._seekers = seekers
        self._mail = mail
        self._elapsed = elapsed
        self._sought: dict[int, float] = {}

    async def deliver(self, letter: Letter) -> Outcome:
        """Look for them once an hour at most; found, the outbox draws the letter anew for where they are.

        Nobody is looked for who is to be told something by email anyway.
        """
        if letter.kind not in BY_EMAIL and self._may_seek(letter.person_id) and await self._is_found(letter.to.email):
            return NotNow("found_in_chat", timedelta(0))
        if self._mail is None:
            return NotNow(NO_MAIL, SOUGHT_AGAIN)
        return await self._mail.deliver(letter)

    def _may_seek(self, person_id: int) -> bool:
        now = self._elapsed()
        self._sought = {each: at for each, at in self._sought.items() if now - at < SOUGHT_AGAIN.total_seconds()}
        return self._sought.setdefault(person_id, now) == now

    async def _is_found(self, email: str) -> bool:
        for seeker in self._seekers:
            if found := await seeker.seek(email):
                await asyncio.to_thread(self._core.meet, found.sender, found.introduction, found.conversation)
                return True
        return False
