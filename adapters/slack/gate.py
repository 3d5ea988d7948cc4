"""Who may come in: a request is from Slack, recent, of a bearable size and readable, or it is turned away in silence.

It stands in front of Bolt, which answers 500 to most malformed bodies before it looks at the signature, and logs the
body of those that were forged. Slack's scheme: docs.slack.dev/authentication/verifying-requests-from-slack.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

from adapters.http_gate import FORGED, UNREADABLE, Refused, read_object

MAX_AGE = 5 * 60  # seconds: what docs.slack.dev asks for; also ahead of us, for clocks that differ
MAX_TIMESTAMP_DIGITS = 12  # seconds since 1970 have 10 until 2286
MAX_FORM_FIELDS = 50  # a slash command has about 15
SIGNATURE_VERSION = b"v0"


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
            return read_object(text)
        form = dict(
            parse_qsl(
                text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=MAX_FORM_FIELDS
            )
        )
        if "payload" in form:
            return read_object(form["payload"])
    except (ValueError, RecursionError):  # RecursionError: thousands of brackets inside one another
        return None
    return form if "command" in form or "ssl_check" in form else None
