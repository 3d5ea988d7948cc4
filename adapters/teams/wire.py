"""One request to Microsoft's connector: under botbuilder's client, in the place of msrest's own sender."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
from msrest.pipeline import Request, Response
from msrest.pipeline.async_abc import AsyncHTTPSender, AsyncPipeline
from msrest.pipeline.universal import RawDeserializer
from msrest.universal_http.async_abc import AsyncClientResponse
from yarl import URL

from adapters.metrics import CountCall, uncounted
from adapters.teams.errors import REFUSED_SIGN_IN, PermanentError, TeamsError, TemporaryError, outcome, teams_error
from adapters.teams.sign_in import OneSignIn
from adapters.unsent import was_never_sent

TIMEOUT = 10  # seconds for one call to Microsoft, connecting included
BAD_REQUEST = 400


def pipeline(config: Any) -> AsyncPipeline[Any, Any]:
    return AsyncPipeline([config.user_agent_policy, RawDeserializer()], config.sender)


class Wire(AsyncHTTPSender[Any, Any]):
    """One request, once, over the server's own connections: msrest's own tries again, in threads, for minutes."""

    def __init__(
        self,
        connection: Callable[[], aiohttp.ClientSession],
        sign_in: OneSignIn | None,
        count: CountCall = uncounted,
    ) -> None:
        self._connection = connection
        self._sign_in = sign_in
        self._count = count

    async def __aexit__(self, *_: object) -> None:
        """The connections are the server's."""

    async def send(self, request: Request[Any], **_: object) -> Response[Any, Any]:
        """Raises TeamsError."""
        try:
            response = await self._send(request)
        except TeamsError as error:
            self._count(outcome(error))
            raise
        except asyncio.CancelledError:
            self._count("temporary")  # whoever asked could wait no longer: a slow Microsoft is to be seen as well
            raise
        self._count("ok")
        return response

    async def _send(self, request: Request[Any]) -> Response[Any, Any]:
        asked = request.http_request
        headers = {**asked.headers, **await self._authorization()}
        try:
            async with self._connection().request(
                asked.method, URL(asked.url, encoded=True), data=asked.data, headers=headers, allow_redirects=False
            ) as answer:
                response = _Received(asked, answer, await answer.read())
        except (aiohttp.ClientError, TimeoutError) as error:
            raise TemporaryError(type(error).__name__, did_nothing=was_never_sent(error)) from None
        if answer.status >= BAD_REQUEST:
            raise teams_error(answer.status, response.body(), answer.headers.get("Retry-After"))
        return Response(request, response)

    async def _authorization(self) -> dict[str, str]:
        if self._sign_in is None:
            return {}
        try:
            async with asyncio.timeout(TIMEOUT):
                token = await self._sign_in.token()
        except PermissionError:
            raise PermanentError(REFUSED_SIGN_IN) from None
        except (OSError, ValueError) as error:  # TimeoutError, among them
            raise TemporaryError(f"SignIn{type(error).__name__}", did_nothing=True) from None
        return {"Authorization": f"Bearer {token}"}


class _Received(AsyncClientResponse):
    def __init__(self, request: Any, answer: aiohttp.ClientResponse, body: bytes) -> None:
        super().__init__(request, body)  # what botbuilder gives when asked for the raw response
        self.status_code, self.headers, self.reason = answer.status, dict(answer.headers), answer.reason
        self._body = body

    def body(self) -> bytes:
        return self._body
