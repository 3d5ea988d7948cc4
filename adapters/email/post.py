"""Brings people by email what there is to tell them: whoever has no chat account that can be written to."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from adapters.email.compose import compose, message_id
from adapters.email.invitation import invitation
from adapters.email.outcomes import counted, is_ours_to_mend, outcome
from adapters.email.smtp import MailServer, SmtpError
from adapters.links import Links
from adapters.metrics import CountCall, uncounted
from bot.notices import Delivered, Letter, Outcome, Refused
from config.mail import Mail, is_email_address

NO_ADDRESS = "no_email_address"
"""Our own code: the person has none, or one that no mail server takes."""

log = logging.getLogger(__name__)


class EmailPost:
    """``adapters.outgoing.Post`` of email. What is new about a card is a new email in the same thread."""

    def __init__(
        self, server: MailServer, mail: Mail, links: Links, clock: Callable[[], datetime], count: CountCall = uncounted
    ) -> None:
        """``clock`` dates the emails; ``count`` is told what became of each."""
        self._server = server
        self._sender = mail.sender
        self._links = links
        self._clock = clock
        self._count = count

    async def deliver(self, letter: Letter) -> Outcome:
        """Try once. The receipt is the Message-ID, the same for every attempt at the same news."""
        if not is_email_address(letter.to.email):
            return Refused(NO_ADDRESS)
        content = await asyncio.to_thread(self._written, letter)  # it takes 10 ms, in which the server answers nobody
        try:
            await self._server.hand_over(letter.to.email, content)
        except SmtpError as error:
            self._count(counted(error))
            if is_ours_to_mend(error):
                log.warning("the mail server does not take emails from us: %s", error)
            return outcome(error)
        self._count("ok")
        return Delivered(message_id(letter, self._sender))

    def _written(self, letter: Letter) -> bytes:
        if letter.card.appointment:
            return invitation(letter, letter.card.appointment, self._sender).as_bytes()
        link = self._links.new(letter.person_id, letter.kind, letter.subject)
        return compose(letter, self._links.address(link), link.ends_at, self._sender, self._clock()).as_bytes()
