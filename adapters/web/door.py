"""Who may use the page: browsers on this computer, from pages of ours, with bodies we can read."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import web

from adapters.http_limits import LOOPBACK, MAX_BODY
from adapters.layout.errors import RefusedError
from adapters.web.events import read_fields, unreadable

FORM = "application/x-www-form-urlencoded"
BROWSER_COOKIE = "find_expert_browser"
PERSONA_COOKIE = "find_expert_persona"
BROWSER_ID = re.compile(r"[A-Za-z0-9_-]{43}")

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # with "no-referrer" browsers send "Origin: null" with our own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def check_host(request: web.Request) -> None:
    """Refuse other names for this computer: a page elsewhere could point one here and read the answers."""
    try:
        host = urlsplit(f"//{request.host}").hostname
    except ValueError:
        host = None
    if host not in LOOPBACK:
        raise RefusedError(
            421,
            "This page answers on this computer only",
            "Use an address that begins with http://127.0.0.1 or http://localhost.",
        )


async def read_post(request: web.Request, secret: bytes) -> dict[str, str]:
    """The fields of a form that one of our pages sent.

    Raises RefusedError for other pages, other kinds of body, bodies over 1 MB and ones that cannot be read.
    """
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.host:
        raise _elsewhere()
    fields = await read_form(request)
    if not hmac.compare_digest(fields.get("token", "").encode(), token(secret, browser_id(request)).encode()):
        raise _elsewhere()
    return fields


async def read_form(request: web.Request) -> dict[str, str]:
    """The fields of a form. Raises RefusedError for other kinds of body, over 1 MB, or that cannot be read."""
    if request.content_type != FORM or "Content-Encoding" in request.headers:
        raise RefusedError(
            415, "We could not read what was sent", "This page takes what its own forms send, and nothing else."
        )
    return read_fields(await _body(request))


async def _body(request: web.Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.content.iter_chunked(64 * 1024):
            body += chunk
            if len(body) > MAX_BODY:
                raise RefusedError(413, "That is too much text", "Go back and send less than 1 MB at a time.")
    except (web.RequestPayloadError, ConnectionResetError) as error:
        raise unreadable() from error
    return bytes(body)


def browser_id(request: web.Request) -> str:
    """The random id this browser was given, or an empty string."""
    cookie = request.cookies.get(BROWSER_COOKIE, "")
    return cookie if BROWSER_ID.fullmatch(cookie) else ""


def token(secret: bytes, browser: str) -> str:
    """What the forms of this browser's pages carry, and a page elsewhere cannot know."""
    return hmac.new(secret, browser.encode(), hashlib.sha256).hexdigest()


def keep(response: web.StreamResponse, name: str, value: str) -> None:
    """Set a cookie that scripts cannot read and other sites cannot make the browser send."""
    response.set_cookie(name, value, httponly=True, samesite="Strict", path="/")


def _elsewhere() -> RefusedError:
    return RefusedError(
        403,
        "This page is out of date",
        "The demonstration was started again since, or the form came from another page. Nothing was changed.",
    )
