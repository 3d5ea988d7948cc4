"""POST /api/policies/{id}/readings: live readings from other systems, kept once however often they are sent.

A token of another policy, one that was stopped, and a policy that is not there are all answered alike.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar

from aiohttp import web
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from adapters.api.bodies import READERS, UTF8, Body
from adapters.api.intake import DESCRIPTION, POLICIES, READINGS, TOKEN, ReadingsIntake, digest
from adapters.api.openapi import described
from adapters.api.problems import HEADERS, ProblemError
from adapters.api.rate import Rate
from adapters.http_gate import Refused, read_body
from adapters.http_limits import MAX_BODY
from bot.readings.sent import WrongReadingsError
from bot.readings.taking import ClosedPolicyError, Delivery, OtherReadingsError, Taken, UnknownTokenError, take
from bot.readings.token import is_token_of
from directory.database import is_conflict, reading, unit_of_work

AT_ONCE = 4
"""Deliveries that are at the database at a time: however many come, whoever talks to the bot is answered."""
TRIES = 3
"""How often a transaction that lost against another one is tried."""
TRY_AGAIN_SECONDS = 10
POLICY_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
KEY = re.compile(r'[!#-~]{1,200}|"[!#-~]{1,200}"', re.ASCII)
"""With or without the quotation marks of a string of a structured field (draft-ietf-httpapi-idempotency-key-header)."""
REPLAYED = "Idempotency-Replayed"
WHO_ARE_YOU = {"WWW-Authenticate": 'Bearer realm="live readings"'}

Result = TypeVar("Result")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tell:
    """``counted`` is given every answer's status and how many readings were kept; ``told`` is called after them."""

    counted: Callable[[int, int], None] = lambda status, kept: None
    told: Callable[[], None] = lambda: None


def api_routes(
    engine: Engine, intake: ReadingsIntake, clock: Callable[[], datetime], tell: Tell, rate: Rate | None = None
) -> list[web.RouteDef]:
    """The routes. Whoever sends readings is known by the token of a policy, and the description is for everybody."""
    readings = _Readings(engine, clock, tell, rate or Rate())
    description = described(intake)

    async def describe(_request: web.Request) -> web.Response:
        return web.json_response(description, headers={**HEADERS, "Cache-Control": "public, max-age=3600"})

    path = f"{POLICIES}{{policy_id}}{READINGS}"
    return [web.get(DESCRIPTION, describe), web.post(path, readings.post), web.route("*", path, readings.other)]


class _Readings:
    def __init__(self, engine: Engine, clock: Callable[[], datetime], tell: Tell, rate: Rate) -> None:
        self._engine = engine
        self._clock = clock
        self._tell = tell
        self._rate = rate
        self._places = asyncio.Semaphore(AT_ONCE)

    async def post(self, request: web.Request) -> web.StreamResponse:
        try:
            taken = await self._take(request)
        except ProblemError as problem:
            self._tell.counted(problem.status, 0)
            return await _refuse(request, problem)
        self._tell.counted(HTTPStatus.CREATED, len(taken.answer["readings"]) if taken.is_new else 0)
        if taken.is_new:
            self._tell.told()
        again = {} if taken.is_new else {REPLAYED: "true"}
        return web.json_response(taken.answer, status=HTTPStatus.CREATED, headers={**HEADERS, **again})

    async def other(self, _request: web.Request) -> web.StreamResponse:
        """Nothing is read here."""
        detail = "Readings are sent here with POST, and nothing can be read."
        return ProblemError(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"Allow": "POST"}).response()

    async def _take(self, request: web.Request) -> Taken:
        """Who it is comes first: whoever has no token learns nothing, and costs little. Raises ProblemError."""
        policy_id, token = request.match_info["policy_id"], _token(request)
        if not POLICY_ID.fullmatch(policy_id) or not await self._at_database(lambda: self._knows(policy_id, token)):
            raise _who_are_you()
        if wait := self._rate.wait(token):
            detail = f"More than {self._rate.a_minute} deliveries came within a minute. Send them together."
            raise ProblemError(HTTPStatus.TOO_MANY_REQUESTS, detail, headers={"Retry-After": str(wait)})
        key, read = _key(request), _reader(request)
        body = await read_body(request)
        if isinstance(body, Refused):
            raise _unread(body)
        return await self._at_database(lambda: self._keep(policy_id, key, token, read(body)))

    def _knows(self, policy_id: str, token: str) -> bool:
        with reading(self._engine) as session:
            return is_token_of(session, policy_id, token)

    def _keep(self, policy_id: str, key: str, token: str, body: Body) -> Taken:
        """The token is looked at again with the policy locked: stopped is stopped."""
        try:
            for tried in range(1, TRIES + 1):
                try:
                    with unit_of_work(self._engine) as session:
                        return take(session, Delivery(policy_id, key, body.sent), token, self._clock())
                except OperationalError as error:
                    if tried == TRIES or not is_conflict(error):
                        raise
        except UnknownTokenError:
            raise _who_are_you() from None
        except ClosedPolicyError as error:
            raise ProblemError(HTTPStatus.CONFLICT, str(error)) from None
        except OtherReadingsError as error:
            raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from None
        except WrongReadingsError as error:
            errors = [body.where(wrong) for wrong in error.wrong]
            raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, str(error), errors) from None
        raise AssertionError("a try returns or raises")

    async def _at_database(self, work: Callable[[], Result]) -> Result:
        async with self._places:
            try:
                return await asyncio.to_thread(work)
            except OperationalError as error:
                log.warning("live readings wait for the database: %s", type(error.orig).__name__)
        detail = "Nothing was kept: the database is away or busy. Send the same again, under the same key."
        headers = {"Retry-After": str(TRY_AGAIN_SECONDS)}
        raise ProblemError(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers=headers)


# ---------------------------------------------------------------------------------------------- what is said first


def _token(request: web.Request) -> str:
    """The digest of the one that was sent."""
    scheme, _, token = _only(request, "Authorization").partition(" ")
    if scheme.casefold() != "bearer" or not TOKEN.fullmatch(token.strip()):
        raise _who_are_you()
    return digest(token.strip())


def _who_are_you() -> ProblemError:
    return ProblemError(HTTPStatus.UNAUTHORIZED, str(UnknownTokenError()), headers=WHO_ARE_YOU)


def _key(request: web.Request) -> str:
    key = _only(request, "Idempotency-Key")
    if not KEY.fullmatch(key):
        detail = "Send a header Idempotency-Key: another for other readings, and the same when you send the same again."
        raise ProblemError(HTTPStatus.BAD_REQUEST, detail)
    return key.strip('"')


def _reader(request: web.Request) -> Callable[[bytes], Body]:
    if any(value.strip().lower() != "identity" for value in request.headers.getall("Content-Encoding", [])):
        raise ProblemError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "Send the body as it is, without Content-Encoding.")
    read = READERS.get(request.content_type) if "Content-Type" in request.headers else None
    if read is None or (request.charset or "utf-8").lower() not in UTF8:
        detail = f"Send {' or '.join(READERS)} in UTF-8, and say so in Content-Type."
        raise ProblemError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail, headers={"Accept": ", ".join(READERS)})
    return read


def _only(request: web.Request, header: str) -> str:
    """The value of a header that comes once; nothing when it comes twice."""
    values = request.headers.getall(header, [])
    return values[0].strip() if len(values) == 1 else ""


def _unread(refused: Refused) -> ProblemError:
    if refused.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return ProblemError(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body may have {MAX_BODY:,} bytes. Send it in several parts."
        )
    return ProblemError(HTTPStatus.BAD_REQUEST, "The body did not arrive whole. Send the same again.")


async def _refuse(request: web.Request, problem: ProblemError) -> web.StreamResponse:
    response = problem.response()
    if "Content-Encoding" in request.headers and not request.content.is_eof():
        # Else aiohttp would read on to keep the connection, and unpack whatever is packed.
        response.force_close()
        with suppress(ConnectionError):
            await response.prepare(request)
            await response.write_eof()
        request.protocol.force_close()
    return response
