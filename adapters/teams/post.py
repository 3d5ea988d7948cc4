"""Brings people in Teams what there is to tell them: a message in their chat, edited in place where there is one."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from adapters.teams.errors import REFUSED_SIGN_IN, PermanentError, TeamsError, TemporaryError
from bot.messages import Card
from bot.notices import Delivered, Letter, NotNow, Outcome, Refused, Unsure
from directory.model import Unreachable

OURS_TO_MEND = frozenset({REFUSED_SIGN_IN, "401", "Unauthorized", "BotNotRegistered"})
"""What says nothing of the person or the message: the registration is wrong, and somebody will mend it."""
GONE_WITH_ITS_REGISTRATION = "NoSuchRegistration"


class Chats(Protocol):
    """``adapters.teams.gateway.TeamsGateway`` as a post needs it."""

    async def send_to(self, conversation: str, card: Card, message: str = "") -> str:
        """Write to a chat, or instead of a message there. Gives the message's id. Raises TeamsError."""


class TeamsPost:
    """``adapters.outgoing.Post`` of Teams. A receipt is the id of the message in its chat."""

    def __init__(self, chats: Chats) -> None:
        self._chats = chats

    async def deliver(self, letter: Letter) -> Outcome:
        """Try once; nothing is tried again here. A bot in Teams cannot look whether an earlier attempt arrived."""
        try:
            return Delivered(await self._chats.send_to(letter.to.conversation, letter.card, letter.receipt))
        except TeamsError as error:
            return _outcome(error, is_edit=bool(letter.receipt))


def _outcome(error: TeamsError, *, is_edit: bool) -> Outcome:
    """What Teams' answer says of what was sent.

    It refuses an edit of what was deleted in several ways ("ActivityNotFoundInConversation", and also 403 "Unknown":
    github.com/microsoft/BotFramework-Services/issues/269), so each that is not about the person is taken for one.
    """
    if isinstance(error, TemporaryError):
        if not error.did_nothing:
            return Unsure(error.code)
        # Teams counts by conversation: learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit
        return NotNow(error.code, None if error.retry_after is None else timedelta(seconds=error.retry_after))
    if error.code in OURS_TO_MEND:
        return NotNow(error.code, is_for_all=True)
    if error.code == GONE_WITH_ITS_REGISTRATION:
        return Refused(error.code, Unreachable.UNINSTALLED)
    why = error.why if isinstance(error, PermanentError) else None
    return Refused(error.code, why, is_gone=is_edit and why is None)
