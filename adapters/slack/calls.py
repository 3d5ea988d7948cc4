"""Calls of Slack's Web API and of its response addresses, with failures as our own errors."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.metrics import CountCall, uncounted
from adapters.slack.errors import SlackError, TemporaryError, code_in, outcome, slack_error
from adapters.unsent import CONNECT_TIMEOUT, was_never_sent

API_URL = "https://slack.com/api/"
TIMEOUT = 10  # seconds for one call to Slack, connecting included; a person is waiting
OK = 200

# The SDK writes whole bodies into its debug log, and takes a logger without a level of its own as one that debugs.
quiet_log = logging.getLogger(f"{__name__}.sdk")
quiet_log.setLevel(logging.ERROR)


class WebApi:
    """Slack's Web API at one address, over connections that are kept open."""

    def __init__(self, url: str = API_URL, count: CountCall = uncounted) -> None:
        """``count`` is told what became of every call."""
        self._url = url
        self._count = count
        self._session: aiohttp.ClientSession | None = None

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """Keep connections open as long as the block runs; without it every call makes its own."""
        timeout = aiohttp.ClientTimeout(total=TIMEOUT, sock_connect=CONNECT_TIMEOUT)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            self._session = session
            try:
                yield
            finally:
                self._session = None

    def client(self, token: str = "") -> AsyncWebClient:
        """To call it with a token. Retrying is for the outbox alone: the SDK's own handlers post twice when a
        connection drops.
        """
        return AsyncWebClient(
            token or None,
            base_url=self._url,
            timeout=TIMEOUT,
            session=self._session,
            retry_handlers=[],
            logger=quiet_log,
        )

    async def called(self, call: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
        """What a call of the API answers. Raises SlackError."""
        with self._counted():
            return await called(call)

    async def respond(self, url: str, body: dict[str, Any]) -> None:
        """Send a message to a response address. Raises SlackError."""
        webhook = AsyncWebhookClient(url, timeout=TIMEOUT, session=self._session, retry_handlers=[], logger=quiet_log)
        with self._counted():
            try:
                response = await webhook.send_dict(body)
            except (aiohttp.ClientError, TimeoutError) as error:
                raise _unanswered(error) from None
            if response.status_code != OK:
                raise slack_error(response.status_code, code_in(response.body), response.headers.get("Retry-After"))

    @contextmanager
    def _counted(self) -> Iterator[None]:
        try:
            yield
        except SlackError as error:
            self._count(outcome(error))
            raise
        self._count("ok")


async def called(call: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
    """What a call of Slack's API answers. Raises SlackError."""
    try:
        response = await call
    except SlackApiError as error:
        failed = error.response
        if not isinstance(failed, AsyncSlackResponse) or not isinstance(failed.data, dict):
            raise TemporaryError("unreadable_answer") from None
        raise slack_error(failed.status_code, str(failed.get("error")), failed.headers.get("Retry-After")) from None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise _unanswered(error) from None
    except (AttributeError, ValueError):  # the SDK takes for granted that an answer is an object
        raise TemporaryError("unreadable_answer") from None
    if not isinstance(response.data, dict):
        raise TemporaryError("unreadable_answer")
    return response.data


def _unanswered(error: Exception) -> TemporaryError:
    return TemporaryError(type(error).__name__, did_nothing=was_never_sent(error))
