"""Slack over signed HTTP: takes deliveries in, asks the core, and carries out its answer.

It keeps nothing between two requests, so any replica can take any of them. Slack waits 3 seconds for the
acknowledgement (docs.slack.dev/tools/bolt-python/concepts/acknowledge). The core answers in a fraction of that, and is
asked first, so that what was acknowledged was also saved; sending comes after. Should the core ever take longer, Slack
tells the person that the command failed, and the same delivery sent again gets the stored answer.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Executor
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.http_gate import UNREADABLE, Refused, read_body, turn_away
from adapters.slack import render
from adapters.slack.carried import Vault, carried, carry
from adapters.slack.errors import PermanentError, SlackError, TemporaryError, code_in, slack_error
from adapters.slack.events import Delivery, Route, Submission, UnreadableError, read
from adapters.slack.gate import admit
from bot.cards import help as help_cards
from bot.events import Event, Submitted
from bot.messages import ACTION_NAME, Answer, Card, Form, FormErrors, OpenForm, Replace, Reply

PATH = "/slack/events"
COMMAND = "/find-expert"
API_URL = "https://slack.com/api/"
ANY_BUTTON = re.compile(f"{ACTION_NAME[:-1]}({render.NEXT_OF_SAME_ACTION}[0-9]+)?$")
ANY_FORM = re.compile(ACTION_NAME)
TIMEOUT = 10  # seconds for one call to Slack, connecting included; a person is waiting
OK = 200

# All that Bolt needs to route a delivery and to find the token of its workspace. It trusts whatever else it finds in
# a body to be of the right type, and answers 500 when it is not.
FOR_BOLT = frozenset(
    {"actions", "challenge", "channel", "channel_id", "command", "enterprise", "enterprise_id", "is_enterprise_install"}
    | {"team", "team_id", "text", "token", "trigger_id", "type", "user", "user_id", "view"}
)

log = logging.getLogger(__name__)

# The SDK writes whole bodies into its debug log, and takes a logger without a level of its own as one that debugs.
quiet_log = logging.getLogger(f"{__name__}.sdk")
quiet_log.setLevel(logging.ERROR)

Handle = Callable[[Event], Answer]


class SlackGateway:
    """Slack, for the HTTP server: add its ``routes`` to it, and ``running`` to its ``cleanup_ctx``."""

    def __init__(
        self,
        handle: Handle,
        vault: Vault,
        now: Callable[[], datetime],
        *,
        signing_secret: str,
        bot_token: str,
        api_url: str = API_URL,
        executor: Executor | None = None,
    ) -> None:
        """``handle`` is the core: it blocks, and runs in a thread of ``executor`` (asyncio's own by default).

        ``now`` is the true time, by which Slack dates its requests.
        """
        self._handle = handle
        self._vault = vault
        self._now = now
        self._signing_secret = signing_secret
        self._executor = executor
        # Retrying is for the outbox alone: the SDK's own handlers post twice when a connection drops.
        self._client = AsyncWebClient(base_url=api_url, timeout=TIMEOUT, retry_handlers=[], logger=quiet_log)
        self._sending: set[asyncio.Task[None]] = set()
        self._bolt = self._listen(bot_token)

    def routes(self) -> list[web.RouteDef]:
        return [web.post(PATH, self._receive)]

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        """Keep connections to Slack open while the server runs; at its end, wait for what is still being sent."""
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=TIMEOUT)) as session:
            self._client.session = session
            yield
            await asyncio.gather(*self._sending, return_exceptions=True)
        self._client.session = None

    # ------------------------------------------------------------------------------------------ coming in

    def _listen(self, bot_token: str) -> AsyncApp:
        async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
            """The token of the one workspace, without asking Slack whose it is."""
            return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=bot_token)

        async def unhandled(error: Exception) -> BoltResponse:
            return _unhandled(error)

        bolt = AsyncApp(
            name="find-expert",
            logger=quiet_log,
            client=self._client,
            authorize=authorize,
            # The gate has checked the signature over the raw bytes; Bolt sees only what the gate read out of them.
            request_verification_enabled=False,
            # Listeners end with their acknowledgement. Otherwise Bolt looks every 10 ms whether they have made it.
            process_before_response=True,
            raise_error_for_unhandled_request=True,  # otherwise Bolt logs the body and answers 404
        )
        bolt.error(unhandled)
        bolt.command(COMMAND)(self._said)
        bolt.action(ANY_BUTTON)(self._pressed)
        bolt.view(ANY_FORM)(self._submitted)
        return bolt

    async def _receive(self, request: web.Request) -> web.Response:
        body = await self._admit(request)
        if isinstance(body, Refused):
            return await turn_away(request, body)
        try:
            delivered = read(body)
            if delivered is None and not _verifies_url(body):
                return web.Response(status=OK)  # anything else, and Slack would one day stop delivering
            # In this mode Bolt takes the body as the gate read it; in the other it would read the bytes its own way.
            parts = {name: part for name, part in body.items() if name in FOR_BOLT}
            bolt_request = AsyncBoltRequest(body=parts, mode="socket_mode", context={"delivered": delivered})
        except UnreadableError as problem:
            log.warning("Slack sent a payload that cannot be read: %s", problem)
            return web.Response(status=UNREADABLE)
        except (AttributeError, KeyError, TypeError):  # Bolt meets a field of another type than it expects
            return web.Response(status=UNREADABLE)
        return await to_aiohttp_response(await self._bolt.async_dispatch(bolt_request))

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

    async def _ask(self, event: Event) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._executor, self._handle, event)

    # ------------------------------------------------------------------------------------------ what is done about it

    async def _said(self, ack: AsyncAck, context: AsyncBoltContext) -> None:
        """The answer travels in the acknowledgement: no second call, and nothing that can be lost between the two."""
        delivery: Delivery = context["delivered"]
        match answer := await self._ask(delivery.event):
            case Reply() | Replace():
                await ack(_for_sender(answer.card, replace=False))
            case _:
                raise TypeError(f"{answer.kind} is no answer to a command")

    async def _pressed(self, ack: AsyncAck, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        delivery: Delivery = context["delivered"]
        answer = await self._ask(delivery.event)
        match answer:
            case Reply() | Replace():
                self._later(self._send(client, delivery.route, answer))
            case OpenForm():
                self._later(self._open(client, delivery, answer.form))
            case FormErrors():
                raise TypeError("form_errors is no answer to a press")
        await ack()

    async def _submitted(self, ack: AsyncAck, context: AsyncBoltContext, client: AsyncWebClient) -> None:
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
        answer = await self._ask(event)
        match answer:
            case Reply() | Replace():
                self._later(self._send(client, route, answer))
                await ack()
            case OpenForm():
                await ack(response_action="update", view=self._view(answer.form, route))
            case FormErrors():
                await ack(response_action="errors", errors=render.errors(answer))

    # ------------------------------------------------------------------------------------------ going out

    def _view(self, form: Form, route: Route) -> dict[str, Any]:
        return render.view(form, carry(self._vault, route, form.context))

    def _later(self, sending: Awaitable[None]) -> None:
        """After the acknowledgement; the server waits for it before it ends."""
        task = asyncio.ensure_future(sending)
        self._sending.add(task)
        task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("an answer was not sent to Slack", exc_info=error)

    async def _open(self, client: AsyncWebClient, delivery: Delivery, form: Form) -> None:
        view = self._view(form, delivery.route)
        try:
            await _called(client.views_open(trigger_id=delivery.trigger_id, view=view))
        except SlackError as error:
            log.warning("Slack did not open the form %s: %s", form.name, error.code)
            await self._send(client, delivery.route, Reply(card=help_cards.problem(help_cards.not_opened())))

    async def _send(self, client: AsyncWebClient, route: Route, answer: Reply | Replace) -> None:
        """By the first way that Slack does not refuse. A failure in passing ends it: it may have arrived after all."""
        body = _for_sender(answer.card, replace=isinstance(answer, Replace))
        shown = {"text": body["text"], "blocks": body["blocks"]}
        ways: list[Callable[[], Awaitable[None]]] = []
        if route.response_url:
            ways.append(partial(self._respond, route.response_url, body))
        if route.channel:
            ways.append(lambda: _called(client.chat_postEphemeral(channel=route.channel, user=route.user, **shown)))
        ways.append(lambda: _called(client.chat_postMessage(channel=route.user, **shown)))
        for way in ways:
            try:
                return await way()
            except PermanentError as error:
                log.info("Slack refused an answer: %s", error.code)
            except TemporaryError as error:
                log.warning("Slack may not have taken an answer: %s", error.code)
                return None
        log.warning("an answer reached nobody: Slack refused every way")
        return None

    async def _respond(self, url: str, body: dict[str, Any]) -> None:
        webhook = AsyncWebhookClient(
            url, timeout=TIMEOUT, session=self._client.session, retry_handlers=[], logger=quiet_log
        )
        try:
            response = await webhook.send_dict(body)
        except (aiohttp.ClientError, TimeoutError) as error:
            raise TemporaryError(type(error).__name__) from None
        if response.status_code != OK:
            raise slack_error(response.status_code, code_in(response.body), response.headers.get("Retry-After"))


def _for_sender(card: Card, *, replace: bool) -> dict[str, Any]:
    return {"response_type": "ephemeral", "replace_original": replace, **render.message(card)}


def _verifies_url(body: dict[str, Any]) -> bool:
    return body.get("type") == "url_verification" and isinstance(body.get("challenge"), str)


async def _called(call: Awaitable[AsyncSlackResponse]) -> None:
    """Wait for a call of Slack's API, and raise its failure as one of our own errors."""
    try:
        await call
    except SlackApiError as error:
        response = error.response
        if not isinstance(response, AsyncSlackResponse):  # what came back was no JSON
            raise TemporaryError("unreadable_answer") from None
        raise slack_error(
            response.status_code, str(response.get("error")), response.headers.get("Retry-After")
        ) from None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise TemporaryError(type(error).__name__) from None


def _unhandled(error: Exception) -> BoltResponse:
    """The outermost edge: what no listener took is let be, and a fault of ours is logged under a reference."""
    match error:
        case BoltUnhandledRequestError():
            return BoltResponse(status=OK)
        case UnreadableError():
            log.warning("Slack sent a payload that cannot be read: %s", error)
            return BoltResponse(status=UNREADABLE)
    log.error("a delivery from Slack failed, reference %s", uuid4(), exc_info=error)
    return BoltResponse(status=500)
