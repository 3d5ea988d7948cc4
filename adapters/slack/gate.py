"""Who may come in: a request is from Slack, recent, of a bearable size and readable, or it is turned away in silence.

It stands in front of Bolt, which answers 500 to most malformed bodies before it looks at the signature, and logs the
body of those that were forged. Slack's scheme: docs.slack.dev/authentication/verifying-requests-from-slack.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.http import HttpProcessingError

from adapters.http_limits import MAX_BODY

MAX_AGE = 5 * 60  # seconds: what docs.slack.dev asks for; also ahead of us, for clocks that differ
MAX_TIMESTAMP_DIGITS = 12  # seconds since 1970 have 10 until 2286
BODY_SECONDS = 5  # for all of a body to arrive: Slack itself gives up on us after 3
MAX_FORM_FIELDS = 50  # a slash command has about 15
SIGNATURE_VERSION = b"v0"

HALF_A_PAIR = re.compile(r"\\u[dD][89a-fA-F]")  # how JSON writes half of a surrogate pair, or a whole one

UNREADABLE = 400
FORGED = 401
TOO_LARGE = 413


@dataclass(frozen=True)
class Refused:
    """Turned away, with an HTTP status and nothing else: who forges a request learns nothing."""

    status: int


async def read_body(request: web.Request) -> bytes | Refused:
    """The raw bytes, of which no more than the cap are ever held. Slack compresses nothing, so nothing is unpacked."""
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


def admit(
    body: bytes, *, timestamps: Sequence[str], signatures: Sequence[str], secret: str, now: datetime
) -> dict[str, Any] | Refused:
    """The payload of a request, or why not.

    ``timestamps`` and ``signatures`` are all values of ``X-Slack-Request-Timestamp`` and ``X-Slack-Signature``: two of
    one are as good as none. The signature comes first, so that only Slack's own bodies are ever parsed.
    """
    if len(timestamps) != 1 or len(signatures) != 1 or not _recent(timestamps[0], now):
        return Refused(FORGED)
    expected = sign(body, timestamp=timestamps[0], secret=secret)
    # As bytes: hmac.compare_digest raises on text beyond ASCII, which a forger is free to send.
    if not hmac.compare_digest(expected, signatures[0].encode("utf-8", "surrogatepass")):
        return Refused(FORGED)
    payload = _read(body)
    return Refused(UNREADABLE) if payload is None else payload


def sign(body: bytes, *, timestamp: str, secret: str) -> bytes:
    """Slack's signature of a body, as it stands in the header."""
    signed = b":".join((SIGNATURE_VERSION, timestamp.encode(), body))
    return SIGNATURE_VERSION + b"=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode()


def _recent(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= MAX_TIMESTAMP_DIGITS):
        return False
    return abs(now.timestamp() - int(timestamp)) <= MAX_AGE


def _read(body: bytes) -> dict[str, Any] | None:
    """A JSON object (events), the one in a form's ``payload`` (interactivity), or a form (commands)."""
    try:
        text = body.decode()
        if text.startswith("{"):
            return _object(text)
        form = dict(
            parse_qsl(
                text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=MAX_FORM_FIELDS
            )
        )
        if "payload" in form:
            return _object(form["payload"])
    except (ValueError, RecursionError):  # RecursionError: thousands of brackets inside one another
        return None
    return form if "command" in form or "ssl_check" in form else None


def _object(text: str) -> dict[str, Any] | None:
    value = json.loads(text)
    if HALF_A_PAIR.search(text):
        json.dumps(value, ensure_ascii=False).encode()  # raises ValueError for text that no database can hold
    return value if isinstance(value, dict) else None
