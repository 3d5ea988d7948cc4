"""Brings personas of the demonstration page what there is to tell them: a message, edited where there is one."""

from __future__ import annotations

from adapters.web.inboxes import Inboxes
from bot.notices import Delivered, Letter, Outcome, Refused
from directory.model import Unreachable


class WebPost:
    """``adapters.outgoing.Post`` of the page. A receipt names the message, and the process that still has it."""

    def __init__(self, inboxes: Inboxes) -> None:
        self._inboxes = inboxes

    async def deliver(self, letter: Letter) -> Outcome:
        if letter.to.user not in self._inboxes:
            return Refused("no_such_persona", Unreachable.LEFT)
        inbox = self._inboxes[letter.to.user]
        if letter.receipt:
            run, _, number = letter.receipt.partition(".")
            is_ours = run == self._inboxes.run and number.isdecimal()
            if not (is_ours and inbox.replace(int(number), letter.card)):
                return Refused("message_gone", is_gone=True)
            return Delivered(letter.receipt)
        return Delivered(f"{self._inboxes.run}.{inbox.put(letter.key, letter.card).number}")
