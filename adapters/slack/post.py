"""Brings people on Slack what there is to tell them: a direct message, edited in place where there is one already."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from aiohttp import web
from pydantic import Field, ValidationError

from adapters.slack import render
from adapters.slack.calls import WebApi
from adapters.slack.errors import NOT_ALLOWED, NOT_FETCHED, PermanentError, SlackError, TemporaryError
from adapters.slack.payloads import Part, UnreadableError, shaped
from adapters.slack.seek import SlackSeeker
from adapters.slack.tokens import Installed, Tokens
from bot.notices import Address, Delivered, Letter, NotNow, Outcome, Refused, Unsure
from directory.model import Unreachable

NOT_INSTALLED = "not_installed"
"""Our own code: nobody installed the bot where this person is, or somebody removed it."""
UNREADABLE = "unreadable_answer"
GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "channel_not_found"})
"""docs.slack.dev/reference/methods/chat.update: there is nothing, or nothing any more, that we may edit."""
NO_SUCH_PERSON = "channel_not_found"
"""docs.slack.dev/reference/methods/chat.postMessage: written to a user id, it is nobody whom this workspace knows."""
ORGANISATION = "E"  # docs.slack.dev/enterprise: what the id of an organisation begins with, and of a workspace "T"

EVENT_TYPE = "find_expert_notice"
LOOK_BACK = 200  # messages: what docs.slack.dev/reference/methods/conversations.history says to ask for at most
MESSAGE_IDS = UUID("8f1f3b0c-6b0e-4a9e-9d0a-2f6f5d1b7c55")
"""For ``client_msg_id``, a second defence: the errors of chat.postMessage say what it is for, its arguments do not."""
PLAIN: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
"""What people write to each other is shown as they wrote it, without pages that it names."""

log = logging.getLogger(__name__)


class _Receipt(Part):
    """What is remembered of a message: the conversation it is in, and its time there, which Slack names it by."""

    channel: str = Field(min_length=1)
    ts: str = Field(min_length=1)


class SlackPost:
    """``adapters.outgoing.Post`` of Slack. Add ``running`` to the server's ``cleanup_ctx`` to keep connections open."""

    def __init__(self, api: WebApi, tokens: Tokens) -> None:
        """``api`` is its own: nobody else opens and closes its connections."""
        self._api = api
        self._tokens = tokens
        self.seeker = SlackSeeker(api, tokens)
        """Looks up whom there is to write to for the first time, over the same connections."""

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        async with self._api.connected():
            yield

    async def deliver(self, letter: Letter) -> Outcome:
        """Try once; nothing is tried again here. What may have arrived before is looked for first.

        Slack shows nothing of a message whose picture it cannot fetch: it is sent that one in words.
        """
        try:
            installed = await self._installed(letter.to)
        except SlackError as error:
            return _turned_away(error)
        if installed is None:
            return Refused(NOT_INSTALLED, Unreachable.UNINSTALLED)
        outcome = await self._send(installed.bot_token, letter)
        if isinstance(outcome, Refused) and outcome.code in NOT_FETCHED and render.has_pictures(letter.card):
            log.warning("Slack could not fetch a picture: does PUBLIC_URL lead here?")
            return await self._send(installed.bot_token, replace(letter, card=render.in_words(letter.card)))
        return outcome

    async def _send(self, token: str, letter: Letter) -> Outcome:
        if letter.receipt:
            return await self._edit(token, letter)
        if letter.is_unsure:
            found = await self._look(token, letter)
            if found is not None:
                return found
        return await self._post(token, letter)

    async def _installed(self, to: Address) -> Installed | None:
        """The installation that met this person, else that of their organisation. Raises SlackError."""
        met_by = to.conversation or to.workspace
        organisation = next((each for each in (met_by, to.workspace) if each.startswith(ORGANISATION)), "")
        return await self._tokens.installed(organisation, "" if met_by == organisation else met_by)

    async def _edit(self, token: str, letter: Letter) -> Outcome:
        """Editing twice is no harm, so nothing has to be looked for."""
        try:
            receipt = _Receipt.model_validate_json(letter.receipt)
        except ValidationError:
            return Refused("unreadable_receipt", is_gone=True)
        client, shown = self._api.client(token), render.message(letter.card)
        try:
            await self._api.called(client.chat_update(channel=receipt.channel, ts=receipt.ts, **shown))
        except SlackError as error:
            if isinstance(error, PermanentError) and error.code in GONE:
                return Refused(error.code, is_gone=True)
            return _outcome(error)
        return Delivered(letter.receipt)

    async def _post(self, token: str, letter: Letter) -> Outcome:
        client = self._api.client(token)
        once: dict[str, Any] = {"client_msg_id": str(uuid5(MESSAGE_IDS, letter.key))}
        try:
            sent = await self._api.called(
                client.chat_postMessage(
                    channel=letter.to.user,
                    metadata=_metadata(letter),
                    **PLAIN,
                    **once,
                    **render.message(letter.card),
                )
            )
            return _delivered(sent)
        except SlackError as error:
            if isinstance(error, PermanentError) and error.code == NO_SUCH_PERSON:
                return Refused(error.code, Unreachable.LEFT)
            return _outcome(error)
        except UnreadableError:
            return Unsure(UNREADABLE)

    async def _look(self, token: str, letter: Letter) -> Outcome | None:
        """What became of an earlier attempt: delivered, or still not known. Nothing when it did not arrive.

        Nothing also where Slack does not let us look: then sending it says why, or ``client_msg_id`` is all there is.
        """
        client = self._api.client(token)
        try:
            opened = await self._api.called(client.conversations_open(users=letter.to.user))
            channel = shaped(_Opened, opened).channel.id
            history = await self._api.called(
                client.conversations_history(channel=channel, include_all_metadata=True, limit=LOOK_BACK)
            )
            sent = shaped(_History, history).messages
        except PermanentError as error:
            log.warning("Slack does not let us look whether a message arrived: %s", error.code)
            return None
        except SlackError as error:
            return Unsure(error.code)
        except UnreadableError:
            return Unsure(UNREADABLE)
        times = [message.ts for message in sent if _is_marked(message.metadata, letter)]
        return Delivered(_receipt(channel, times[0])) if times else None


def _metadata(letter: Letter) -> dict[str, Any]:
    """By which the message is found again; an edit leaves it as it is. Other apps may read it: it says only ids."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": letter.key}}


def _is_marked(metadata: Any, letter: Letter) -> bool:
    """Whether a message that has this metadata, of whatever shape, is the letter."""
    return isinstance(metadata, dict) and all(metadata.get(name) == value for name, value in _metadata(letter).items())


def _delivered(answer: dict[str, Any]) -> Delivered:
    """Raises UnreadableError."""
    where = shaped(_Receipt, answer)
    return Delivered(_receipt(where.channel, where.ts))


def _receipt(channel: str, ts: str) -> str:
    return json.dumps({"channel": channel, "ts": ts})


def _outcome(error: SlackError) -> Outcome:
    """What Slack's answer to something that was sent says of it."""
    if isinstance(error, TemporaryError) and not error.did_nothing:
        return Unsure(error.code)
    return _turned_away(error)


def _turned_away(error: SlackError) -> Outcome:
    """What was certainly not done. Slack counts what a workspace is sent, so a wait is for all of it.

    Where our own token or its scopes do not allow it, somebody will mend that, and nobody is to lose a message by it.
    """
    if isinstance(error, TemporaryError):
        wait = None if error.retry_after is None else timedelta(seconds=error.retry_after)
        return NotNow(error.code, wait, is_for_all=True)
    why = error.why if isinstance(error, PermanentError) else None
    if why is None and error.code in NOT_ALLOWED:
        return NotNow(error.code, is_for_all=True)
    return Refused(error.code, why)


class _Conversation(Part):
    id: str = Field(min_length=1)


class _Opened(Part):
    """docs.slack.dev/reference/methods/conversations.open"""

    channel: _Conversation


class _Sent(Part):
    ts: str = Field(min_length=1)
    metadata: Any = None


class _History(Part):
    """docs.slack.dev/reference/methods/conversations.history, newest first."""

    messages: list[_Sent]
