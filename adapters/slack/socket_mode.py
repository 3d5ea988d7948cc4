"""Slack over a WebSocket that we open, for deployments that Slack cannot reach.

Every envelope takes the way that a request over HTTP takes behind the gate: the connection itself proves that it comes
from Slack. What we have no answer to is not acknowledged, and Slack delivers it again.
docs.slack.dev/apis/events-api/using-socket-mode
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from adapters.slack.calls import WebApi
from adapters.slack.errors import SlackError, TemporaryError

LOOK_EVERY = 10  # seconds between two looks at the connection
CONNECT_WITHIN = 20  # seconds: the address that Slack gives for a connection is good for 30

log = logging.getLogger(__name__)

# The SDK's own lines name the address with its ticket; we say ourselves whether we are connected.
silent_log = logging.getLogger(f"{__name__}.sdk")
silent_log.setLevel(logging.CRITICAL + 1)

Take = Callable[[dict[str, Any]], Awaitable[dict[str, Any] | None]]


class SocketMode:
    """A connection that is opened again whenever it ends."""

    def __init__(self, app_token: str, api: WebApi, take: Take, *, connect_within: float = CONNECT_WITHIN) -> None:
        """``take`` gives what the acknowledgement of a payload says, or nothing where it must come again.

        ``connect_within`` is how many seconds one address is tried.
        """
        self._app_token = app_token
        self._api = api
        self._take = take
        self._connect_within = connect_within
        self._under_way: set[asyncio.Task[None]] = set()
        self._is_closing = False

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Take in what comes as long as the block runs; then answer what came, and hang up."""
        socket = _Socket(self._app_token, self._api, self._connect_within)
        socket.socket_mode_request_listeners.append(self._receive)
        connecting = asyncio.create_task(_keep_connected(socket))
        try:
            yield
        finally:
            self._is_closing = True  # what comes now is left to another server, or to the next start
            await asyncio.gather(*self._under_way, return_exceptions=True)
            connecting.cancel()
            await asyncio.gather(connecting, return_exceptions=True)
            await socket.hang_up()

    async def _receive(self, socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        if self._is_closing:
            return
        task = asyncio.ensure_future(self._answer(socket, request))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await task

    async def _answer(self, socket: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        said = await self._take(request.payload) if _can_be_kept(request.payload) else {}
        if said is None:
            return
        envelope: dict[str, Any] = {"envelope_id": request.envelope_id}
        if said and request.accepts_response_payload:
            envelope["payload"] = said
        try:
            await socket.send_socket_mode_response(envelope)
        except ConnectionError:
            log.info("the connection to Slack ended before an acknowledgement")


class _Socket(SocketModeClient):
    """The SDK's client, which says in our words why there is no connection, and asks for a new address in time."""

    def __init__(self, app_token: str, api: WebApi, connect_within: float) -> None:
        super().__init__(app_token, logger=silent_log, web_client=api.client())
        self._api = api
        self.connect_within = connect_within

    async def connect(self) -> None:
        """Raises TimeoutError, and whoever called asks for a new address: the SDK would try this one for ever."""
        async with asyncio.timeout(self.connect_within):
            await super().connect()  # type: ignore[no-untyped-call]

    async def hang_up(self) -> None:
        await self.close()  # type: ignore[no-untyped-call]

    async def issue_new_wss_url(self) -> str:
        try:
            answer = await self._api.called(self.web_client.apps_connections_open(app_token=self.app_token))
        except SlackError as error:
            log.warning("Slack gives no Socket Mode connection: %s", error.code)
            if isinstance(error, TemporaryError) and error.retry_after:
                await asyncio.sleep(error.retry_after)
            raise
        return str(answer.get("url"))


async def _keep_connected(socket: _Socket) -> None:
    """Connect, say when the connection comes and goes, and connect again where the SDK has given up."""
    was_connected = False
    while True:
        if not await socket.is_connected():
            with suppress(SlackError, TimeoutError):
                await socket.connect_to_new_endpoint()
        is_connected = await socket.is_connected()
        if is_connected and not was_connected:
            log.info("Slack's Socket Mode is connected")
        if not is_connected:
            log.warning("Slack's Socket Mode has no connection; trying again")
        was_connected = is_connected
        await asyncio.sleep(LOOK_EVERY if is_connected else min(LOOK_EVERY, socket.connect_within))


def _can_be_kept(payload: dict[str, Any]) -> bool:
    """Whether a database can hold its text: half of a surrogate pair is no character."""
    try:
        json.dumps(payload, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return True
