"""Teams over HTTP: takes activities in, asks the core, and carries out its answer. The only file that knows botbuilder.

Of botbuilder it uses what speaks to Microsoft: the connector's client and its messages. What comes in is not given to
its adapter, which would check the token once more with keys that it keeps for a day, and refuses shapes that Microsoft
adds. Teams waits 15 seconds (5 for a message extension) and then sends the same again: the core is asked first, so that
what was acknowledged was also saved, and messages are sent after it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, ParamSpec, TypeVar

import aiohttp
from aiohttp import web
from botbuilder.schema import Activity, Attachment, ChannelAccount, ConversationAccount
from botframework.connector.aio import ConnectorClient
from msrest.authentication import Authentication
from msrest.exceptions import ClientException

from adapters.afterwards import Afterwards
from adapters.http_gate import UNREADABLE, Refused, read_body, turn_away
from adapters.metrics import CountCall, uncounted
from adapters.request_ids import in_thread
from adapters.teams import render
from adapters.teams.answers import Body, Message, hint, told
from adapters.teams.cloud import PUBLIC, Cloud
from adapters.teams.errors import PermanentError, TeamsError, TemporaryError
from adapters.teams.events import Delivered, Delivery, Removed, Submission, Surface, UnreadableError, is_shared, read
from adapters.teams.gate import Admitted, Gate, admit_demonstration
from adapters.teams.members import introduction
from adapters.teams.places import Place, recalled, remembered
from adapters.teams.sealed import opened, seal
from adapters.teams.sign_in import OneSignIn, SignIn, by_password
from adapters.teams.wire import TIMEOUT, Wire, pipeline
from bot.core import Core
from bot.events import Event, Said, Sender, Submitted
from bot.messages import Card, SubmittedAnswer
from config.settings import TeamsRegistration
from directory.model import Unreachable
from directory.vault import Vault

PATH = "/api/messages"
INTRODUCED_WITHIN = 3  # seconds: a message extension is to answer within five
FEWEST_TYPED = 3
"""Letters of a message extension's search before it is one: Teams asks again with every letter."""
MAY_SEND = frozenset({Surface.MESSAGE, Surface.CARD, Surface.DIALOG})
"""Where an answer may be a message of its own, so that the same event again must not send it again."""

log = logging.getLogger(__name__)

Asked = ParamSpec("Asked")
Got = TypeVar("Got")


class TeamsGateway:
    """Teams, for the HTTP server: add its ``routes`` to it, and ``running`` to its ``cleanup_ctx``."""

    def __init__(
        self,
        core: Core,
        vault: Vault,
        now: Callable[[], datetime],
        *,
        registrations: Sequence[TeamsRegistration] = (),
        tenants: frozenset[str] = frozenset(),
        executor: Executor | None = None,
        cloud: Cloud = PUBLIC,
        sign_in: Callable[[TeamsRegistration, Cloud], SignIn] = by_password,
        count: CountCall = uncounted,
    ) -> None:
        """The core blocks, and runs in threads of ``executor`` (asyncio's own by default). ``count`` is told what
        became of every call of Microsoft's connector.

        Without ``registrations`` it is a demonstration: no token is asked for, and only this machine answered. ``now``
        is the true time, by which Microsoft dates its tokens. ``tenants`` may use the bot beside those registered.
        """
        self._core = core
        self._vault = vault
        self._executor = executor
        self._gate = Gate(registrations, now, cloud, tenants) if registrations else None
        self._connectors = _Connectors({each.app_id: sign_in(each, cloud) for each in registrations}, count)
        self._afterwards = Afterwards("Teams")

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self._receive)]

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        """Keep connections to Microsoft open while the server runs; at its end, wait for what is still being sent."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT), trust_env=True) as http:
            self._connectors.http = http
            yield
            await self._afterwards.finished()

    async def send_to(self, conversation: str, card: Card, message: str = "") -> str:
        """Write to somebody's chat, as ``Core.meet`` was given it; with the id of a message, instead of that one.

        Gives the message's id. Raises TeamsError.
        """
        try:
            place = recalled(conversation)
        except (ValueError, TypeError):
            raise PermanentError("NoConversation", Unreachable.UNINSTALLED) from None
        return await self._connectors.send(replace(place, message=message), card)

    # ------------------------------------------------------------------------------------------ coming in

    async def _receive(self, request: web.Request) -> web.Response:
        admitted = await self._admit(request)
        if isinstance(admitted, Refused):
            return await turn_away(request, admitted)
        try:
            delivered = read(admitted)
            body = await self._answer(delivered) if delivered else None
        except UnreadableError as problem:
            log.warning("Teams sent an activity that cannot be read: %s", problem)
            return web.Response(status=UNREADABLE)
        return web.Response() if body is None else web.json_response(body)

    async def _admit(self, request: web.Request) -> Admitted | Refused:
        body = await read_body(request)
        if isinstance(body, Refused):
            return body
        if self._gate is None:
            return admit_demonstration(body, peer=request.remote, headers=request.headers)
        return await self._gate.admit(body, request.headers.getall("Authorization", []), self._connectors.http)

    async def _answer(self, delivered: Delivered) -> Body | None:
        """The body of the HTTP response, nothing for an empty one."""
        match delivered:
            case Removed():
                await self._ask(self._core.cannot_reach, delivered.sender, Unreachable.UNINSTALLED)
                return None
            case Submission():
                event, place = self._submitted(delivered)
                return await self._told(event, place, delivered.surface)
            case Delivery(event=Said(text=text), surface=Surface.SEARCH) if len(text) < FEWEST_TYPED:
                return hint()
            case Delivery():
                return await self._told(delivered.event, delivered.place, delivered.surface)

    def _submitted(self, submission: Submission) -> tuple[Event, Place]:
        carried = opened(self._vault, submission.carried, submission.place, submission.form)
        if carried is None:
            raise UnreadableError("value.data.carried")
        place, context = carried
        event = Submitted(
            key=submission.key,
            sender=submission.sender,
            is_shared=is_shared(submission.place, submission.surface),
            form=submission.form,
            context=context,
            values=submission.values,
        )
        return event, place

    async def _told(self, event: Event, place: Place, surface: Surface) -> Body | None:
        await self._introduce(event.sender, place)
        new = await self._ask(self._core.handle_once, event) if surface in MAY_SEND else None
        if new is None and surface is Surface.MESSAGE:
            return None
        answer: SubmittedAnswer = new if new else await self._ask(self._core.handle, event)
        telling = told(event, place, surface, answer, partial(seal, self._vault))
        for message in telling.messages if new or surface not in MAY_SEND else ():
            self._afterwards.send(self._send(event.sender, message))
        return telling.body

    async def _introduce(self, sender: Sender, place: Place) -> None:
        """A look that fails is let be: the core knows what somebody may do whom it has not met."""
        conversation = remembered(place)
        if not await self._ask(self._core.needs_introduction, sender, conversation):
            return
        try:
            async with asyncio.timeout(INTRODUCED_WITHIN):
                member = await self._connectors.member(place)
            said = introduction(member, place.tenant, place.time_zone)
        except (TeamsError, TimeoutError, ValueError) as error:
            code = error.code if isinstance(error, TeamsError) else type(error).__name__
            log.warning("Teams does not say who somebody is: %s", code)
            return
        await self._ask(self._core.meet, sender, said, conversation)

    async def _ask(self, ask: Callable[Asked, Got], *args: Asked.args, **kwargs: Asked.kwargs) -> Got:
        return await in_thread(self._executor, ask, *args, **kwargs)

    # ------------------------------------------------------------------------------------------ going out

    async def _send(self, sender: Sender, message: Message) -> None:
        """Once: after a failure in passing it may have arrived after all."""
        try:
            await self._connectors.send(message.place, message.card)
        except PermanentError as error:
            log.warning("Teams refused an answer: %s", error.code)
            if error.why and message.place.is_personal:
                await self._ask(self._core.cannot_reach, sender, error.why)
        except TemporaryError as error:
            log.warning("Teams may not have taken an answer: %s", error.code)


class _Connectors:
    """Microsoft's connector at each address it has, spoken to as each registration. ``http`` is there while running."""

    http: aiohttp.ClientSession

    def __init__(self, sign_ins: dict[str, SignIn], count: CountCall) -> None:
        self._sign_ins = {app_id: OneSignIn(sign_in) for app_id, sign_in in sign_ins.items()}
        self._count = count
        self._clients: dict[tuple[str, str], Any] = {}

    def _connection(self) -> aiohttp.ClientSession:
        return self.http

    async def send(self, place: Place, card: Card) -> str:
        """A new message, or where ``place`` names a message, instead of it. Gives its id. Raises TeamsError."""
        activity = Activity(
            type="message",
            from_property=ChannelAccount(id=place.bot),
            conversation=ConversationAccount(id=place.conversation),
            summary=render.summary(card),
            attachments=[Attachment(content_type=render.CONTENT_TYPE, content=render.message(card))],
        )
        conversations = self._client(place).conversations
        try:
            if place.message:
                activity.id = place.message
                await conversations.update_activity(place.conversation, place.message, activity)
                return place.message
            sent = await conversations.send_to_conversation(place.conversation, activity)
        except (ClientException, ValueError):  # botbuilder can make nothing of the answer
            raise TemporaryError("UnreadableAnswer") from None
        return sent.id if sent and sent.id else ""

    async def member(self, place: Place) -> Any:
        """What Microsoft says of whoever did something there, as JSON. Raises TeamsError and ValueError."""
        conversations = self._client(place).conversations
        # raw: botbuilder's own type for a member leaves out the email address
        found = await conversations.get_conversation_member(place.conversation, place.member, raw=True)
        return json.loads(found.response)

    def _client(self, place: Place) -> Any:
        key = (place.service_url, place.app_id)
        if key not in self._clients:
            if self._sign_ins and place.app_id not in self._sign_ins:  # nor where a demonstration of this bot was
                raise PermanentError("NoSuchRegistration")
            self._clients[key] = ConnectorClient(
                Authentication(),  # the token is added by our own sender, which can wait for it
                base_url=place.service_url,
                sender=Wire(self._connection, self._sign_ins.get(place.app_id), self._count),
                pipeline_type=pipeline,
            )
        return self._clients[key]
