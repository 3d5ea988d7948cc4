"""Slack over signed HTTP and Socket Mode: takes deliveries in, asks the core, and carries out its answer.

It keeps nothing between two requests, so any replica can take any of them. Slack waits 3 seconds for the
acknowledgement (docs.slack.dev/tools/bolt-python/concepts/acknowledge). The core answers in a fraction of that, and is
asked first, so that what was acknowledged was also saved; sending comes after. Should the core ever take longer, Slack
tells the person that the command failed, and the same delivery sent again gets the stored answer.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime
from typing import Any, ParamSpec, TypeVar
from uuid import uuid4

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncAck, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.afterwards import Afterwards
from adapters.http_gate import Refused, read_body, turn_away
from adapters.metrics import CountCall, uncounted
from adapters.request_ids import in_thread, request_id_for
from adapters.slack import render
from adapters.slack.answers import Answers, for_sender
from adapters.slack.calls import API_URL, OK, WebApi
from adapters.slack.carried import Vault, carried
from adapters.slack.errors import SlackError
from adapters.slack.events import Delivery, Removed, Submission, SwitchedOff
from adapters.slack.gate import admit
from adapters.slack.interactions import read
from adapters.slack.payloads import UnreadableError
from adapters.slack.people import at_home, introduction
from adapters.slack.routing import FAULT, TRY_AGAIN, bolt_app, for_bolt, unhandled
from adapters.slack.socket_mode import SocketMode
from adapters.slack.tokens import Installed, Tokens
from bot.core import Core
from bot.events import Sender, Submitted
from bot.messages import FormErrors, OpenForm, Replace, Reply
from directory.model import Unreachable

PATH = "/slack/events"
INTRODUCED_WITHIN = 1.5  # seconds, keeping it included: half of what Slack waits for an acknowledgement

log = logging.getLogger(__name__)

Asked = ParamSpec("Asked")
Told = TypeVar("Told")


class SlackGateway:
    """Slack, for the HTTP server: add its ``routes`` to it, and ``running`` to its ``cleanup_ctx``."""

    def __init__(
        self,
        core: Core,
        tokens: Tokens,
        vault: Vault,
        now: Callable[[], datetime],
        *,
        signing_secret: str = "",
        app_token: str = "",
        api_url: str = API_URL,
        count: CountCall = uncounted,
        executor: Executor | None = None,
    ) -> None:
        """``core`` blocks, and runs in threads of ``executor`` (asyncio's own by default).

        ``now`` is the true time, by which Slack dates its requests. With ``signing_secret`` there is HTTP, with
        ``app_token`` Socket Mode; both may be. ``count`` is told of every call of Slack.
        """
        self._core = core
        self._tokens = tokens
        self._vault = vault
        self._now = now
        self._signing_secret = signing_secret
        self._app_token = app_token
        self._executor = executor
        self._api = WebApi(api_url, count)
        self._answers = Answers(self._api, vault)
        self._afterwards = Afterwards("Slack")
        self._bolt = bolt_app(
            commanded=self._commanded, told=self._told, pressed=self._pressed, submitted=self._submitted
        )

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self._receive)] if self._signing_secret else []

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        """Keep connections to Slack open while the server runs; at its end, wait for what is still being sent."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self._api.connected())
            stack.push_async_callback(self._afterwards.finished)
            if self._app_token:
                socket = SocketMode(self._app_token, self._api, self._take_envelope)
                await stack.enter_async_context(socket.connected())
            yield

    # ------------------------------------------------------------------------------------------ coming in

    async def _receive(self, request: web.Request) -> web.Response:
        body = await self._admit(request)
        if isinstance(body, Refused):
            return await turn_away(request, body)
        if body.get("type") == "url_verification" and isinstance(body.get("challenge"), str):
            return web.json_response({"challenge": body["challenge"]})
        return await to_aiohttp_response(await self._take(body))

    async def _admit(self, request: web.Request) -> dict[str, Any] | Refused:
        body = await read_body(request)
        if isinstance(body, Refused):
            return body
        return admit(
            body,
            timestamps=request.headers.getall("X-Slack-Request-Timestamp", []),
            signatures=request.headers.getall("X-Slack-Signature", []),
            secret=self._signing_secret,
            now=self._now(),
        )

    async def _take_envelope(self, body: dict[str, Any]) -> dict[str, Any] | None:
        with request_id_for():
            response = await self._take(body)
        if response.status in {TRY_AGAIN, FAULT}:
            return None
        said: dict[str, Any] = json.loads(response.body) if response.body.startswith("{") else {}
        return said

    async def _take(self, body: dict[str, Any]) -> BoltResponse:
        """One payload, however it came. What is not 200 is delivered again, or told to the person who waits."""
        try:
            match delivered := read(body):
                case Delivery() | Submission():
                    return await self._dispatch(body, delivered)
                case Removed():
                    if await self._tokens.forget(delivered.where.enterprise_id, delivered.where.team_id):
                        await self._in_thread(self._core.uninstalled, "slack", delivered.where.workspace)
                case SwitchedOff():
                    await self._in_thread(self._core.cannot_reach, delivered.sender, Unreachable.DEACTIVATED)
        except (UnreadableError, SlackError) as error:
            return unhandled(error)
        except Exception:
            log.exception("a delivery from Slack failed, reference %s", uuid4())
            return BoltResponse(status=FAULT)
        return BoltResponse(status=OK)  # anything else, and Slack would one day stop delivering

    async def _dispatch(self, body: dict[str, Any], delivered: Delivery | Submission) -> BoltResponse:
        installed = await self._tokens.installed(delivered.where.enterprise_id, delivered.where.team_id)
        if installed is None:
            return BoltResponse(status=OK)
        delivered = await self._introduced(delivered, installed)
        # In this mode Bolt takes the body as the gate read it; in the other it would read the bytes its own way.
        context = {"delivered": delivered, "installed": installed}
        return await self._bolt.async_dispatch(
            AsyncBoltRequest(body=for_bolt(body), mode="socket_mode", context=context)
        )

    async def _introduced(self, delivered: Delivery | Submission, installed: Installed) -> Delivery | Submission:
        """The delivery, by whom Slack says it is."""
        if isinstance(delivered, Submission):
            return replace(delivered, sender=await self._meet(delivered.sender, installed))
        event = delivered.event
        return replace(delivered, event=event.model_copy(update={"sender": await self._meet(event.sender, installed)}))

    async def _meet(self, sender: Sender, installed: Installed) -> Sender:
        """Ask Slack who this is, where the core does not know, or where they may be of our organisation after all.

        Without an answer the core decides what they may do.
        """
        conversation = installed.team_id or installed.enterprise_id  # whose token writes to them later
        is_unknown = await self._in_thread(self._core.needs_introduction, sender, conversation)
        if not is_unknown and (sender.enterprise or not installed.enterprise_id):
            return sender
        client = self._api.client(installed.bot_token)
        try:
            async with asyncio.timeout(INTRODUCED_WITHIN):
                answer = await self._api.called(client.users_info(user=sender.user))
                named, sender = sender, at_home(sender, answer, installed.enterprise_id)
                if sender != named:
                    is_unknown = await self._in_thread(self._core.needs_introduction, sender, conversation)
                if is_unknown:
                    await self._in_thread(self._core.meet, sender, introduction(answer), conversation)
        except (SlackError, UnreadableError, TimeoutError) as error:
            log.warning("Slack did not say who somebody is: %s", getattr(error, "code", type(error).__name__))
        return sender

    async def _in_thread(self, ask: Callable[Asked, Told], *args: Asked.args, **kwargs: Asked.kwargs) -> Told:
        return await in_thread(self._executor, ask, *args, **kwargs)

    # ------------------------------------------------------------------------------------------ what is done about it

    async def _commanded(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        """The answer travels in the acknowledgement: no second call, and nothing that can be lost between the two.

        Not one with pictures: whether Slack could fetch them, it only says of a call.
        """
        delivery: Delivery = context["delivered"]
        match answer := await self._in_thread(self._core.handle, delivery.event):
            case Reply() | Replace() if not render.has_pictures(answer.card):
                await ack(for_sender(answer.card, replace=False))
            case OpenForm() | Reply() | Replace():
                self._afterwards.send(self._send(context["installed"], delivery, answer))
                await ack()
            case _:
                raise TypeError(f"{answer.kind} is no answer to a command")

    async def _told(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        """Words that are answered with a message of their own: once, however often Slack delivers them."""
        delivery: Delivery = context["delivered"]
        match answer := await self._in_thread(self._core.handle_once, delivery.event):
            case None:
                pass
            case Reply() | Replace():
                self._afterwards.send(self._send(context["installed"], delivery, answer))
            case _:
                raise TypeError(f"{answer.kind} is no answer to words")
        await ack()

    async def _pressed(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        delivery: Delivery = context["delivered"]
        match answer := await self._in_thread(self._core.handle, delivery.event):
            case Reply() | Replace() | OpenForm():
                self._afterwards.send(self._send(context["installed"], delivery, answer))
            case FormErrors():
                raise TypeError("form_errors is no answer to a press")
        await ack()

    async def _submitted(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        submission: Submission = context["delivered"]
        opened = carried(self._vault, submission.private_metadata)
        if opened is None:
            raise UnreadableError("view.private_metadata")
        route, form_context = opened
        event = Submitted(
            key=submission.key,
            sender=submission.sender,
            form=submission.form,
            context=form_context,
            values=submission.values,
        )
        match answer := await self._in_thread(self._core.handle, event):
            case Reply() | Replace():
                self._afterwards.send(
                    self._send(context["installed"], Delivery(event, route, submission.where), answer)
                )
                await ack()
            case OpenForm():
                await ack(response_action="update", view=self._answers.view(answer.form, route))
            case FormErrors():
                await ack(response_action="errors", errors=render.errors(answer))

    # ------------------------------------------------------------------------------------------ going out

    async def _send(self, installed: Installed, delivery: Delivery, answer: Reply | Replace | OpenForm) -> None:
        """Show an answer. Whoever could not be written to, the core is told."""
        client = self._api.client(installed.bot_token)
        if isinstance(answer, OpenForm):
            why = await self._answers.open(client, delivery, answer.form)
        elif delivery.opened_home is not None:
            why = await self._answers.open_home(client, delivery, answer.card)
        else:
            why = await self._answers.send(client, delivery.route, answer)
        if why:
            await self._in_thread(self._core.cannot_reach, delivery.event.sender, why)
