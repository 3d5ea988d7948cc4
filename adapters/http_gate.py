"""What every platform's gate shares: bodies of a bearable size, and turning away in silence."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp.http import HttpProcessingError

from adapters.http_limits import MAX_BODY

HALF_A_PAIR = re.compile(r"\\u[dD][89a-fA-F]")  # how JSON writes half of a surrogate pair, or a whole one

BODY_SECONDS = 5  # for all of a body to arrive: Slack gives up on us after 3

UNREADABLE = 400
FORGED = 401
TOO_LARGE = 413


@dataclass(frozen=True)
class Refused:
    """Turned away, with an HTTP status and nothing else: who forges a request learns nothing."""

    status: int


async def read_body(request: web.Request) -> bytes | Refused:
    """The raw bytes, of which no more than the cap are ever held. No platform compresses, so nothing is unpacked."""
    if any(value.strip().lower() != "identity" for value in request.headers.getall("Content-Encoding", [])):
        return Refused(UNREADABLE)
    if (request.content_length or 0) > MAX_BODY:
        return Refused(TOO_LARGE)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.content.iter_any():
                body += chunk
                if len(body) > MAX_BODY:
                    return Refused(TOO_LARGE)
    except (web.RequestPayloadError, HttpProcessingError, ConnectionError, TimeoutError):  # cut short, or too slow
        return Refused(UNREADABLE)
    return bytes(body)


async def turn_away(request: web.Request, refused: Refused) -> web.Response:
    """The answer to it: a status, and no word."""
    response = web.Response(status=refused.status)
    if refused.status == UNREADABLE and not request.content.is_eof():
        # aiohttp would read on, to keep the connection, and log what it cannot read as a fault of ours.
        with suppress(ConnectionError):
            await response.prepare(request)
            await response.write_eof()
        request.protocol.force_close()
    return response


def read_object(text: str) -> dict[str, Any] | None:
    """A JSON object whose text a database can hold, or nothing. Raises ValueError or RecursionError for no JSON."""
    value = json.loads(text)
    if HALF_A_PAIR.search(text):
        json.dumps(value, ensure_ascii=False).encode()  # raises ValueError for text that no database can hold
    return value if isinstance(value, dict) else None
