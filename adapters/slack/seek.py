"""Looks somebody up in the Slack workspaces that have the bot: docs.slack.dev/reference/methods/users.lookupByEmail."""

from __future__ import annotations

import logging
from typing import Any

from adapters.first_contact import Acquainted
from adapters.slack.calls import WebApi
from adapters.slack.errors import SlackError
from adapters.slack.payloads import Part, UnreadableError, shaped
from adapters.slack.people import at_home, introduction
from adapters.slack.tokens import Installed, Tokens
from bot.events import Sender

NOBODY = "users_not_found"

log = logging.getLogger(__name__)


class _Named(Part):
    id: str


class _Found(Part):
    user: _Named


class SlackSeeker:
    """``adapters.first_contact.Seeker`` of Slack."""

    def __init__(self, api: WebApi, tokens: Tokens) -> None:
        self._api = api
        self._tokens = tokens

    async def seek(self, email: str) -> Acquainted | None:
        """Whoever has this address in one of the workspaces; nobody who is a guest there, or has left."""
        try:
            everywhere = await self._tokens.everywhere()
        except SlackError as error:
            log.warning("nobody can be looked up in Slack: %s", error.code)
            return None
        for installed in everywhere:
            if found := await self._in(installed, email):
                return found
        return None

    async def _in(self, installed: Installed, email: str) -> Acquainted | None:
        try:
            answer = await self._api.called(self._api.client(installed.bot_token).users_lookupByEmail(email=email))
            return _acquainted(answer, installed)
        except SlackError as error:
            if error.code != NOBODY:
                log.warning("Slack did not look somebody up: %s", error.code)
        except UnreadableError:
            log.warning("Slack's answer cannot be read")
        return None


def _acquainted(answer: dict[str, Any], installed: Installed) -> Acquainted | None:
    here = installed.team_id or installed.enterprise_id
    named = shaped(_Found, answer).user.id
    sender = Sender(platform="slack", workspace=here, user=named, enterprise=installed.enterprise_id)
    said = introduction(answer)
    if said.is_guest or said.has_left or not said.email:
        return None
    return Acquainted(at_home(sender, answer, installed.enterprise_id), said, here)
