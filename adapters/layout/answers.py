"""What every page of ours has around its answers: headers, files, and plain words when something goes wrong."""

from __future__ import annotations

import logging
import mimetypes
import secrets
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from adapters.layout.errors import RefusedError
from adapters.layout.frame import STATIC, Frame, problem_page

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Check = Callable[[web.Request], None]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; script-src 'self'; style-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",  # the address of the page is all that anybody needs to be this person
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Of every page behind a link."""

_log = logging.getLogger(__name__)


class Answered:
    """Puts handlers behind the checks and headers of every answer; what goes wrong is a page in plain English."""

    def __init__(self, headers: Mapping[str, str], frame: Frame, check: Check = lambda _request: None) -> None:
        """``check`` raises RefusedError for whoever is not answered at all."""
        self._headers = headers
        self._frame = frame
        self._check = check

    def __call__(self, handler: Handler) -> Handler:
        async def answer(request: web.Request) -> web.StreamResponse:
            try:
                self._check(request)
                response = await handler(request)
            except RefusedError as refused:
                response = html(problem_page(refused.title, str(refused), self._frame), refused.status)
            except Exception:  # noqa: BLE001 - the outermost edge: what nobody foresaw is logged under a reference
                response = self._sorry(request)
            response.headers.update(self._headers)
            return response

        return answer

    def _sorry(self, request: web.Request) -> web.Response:
        reference = secrets.token_hex(4)
        resource = request.match_info.route.resource
        where = resource.canonical if resource else ""  # without what was asked for: it may be a secret
        _log.exception("Reference %s: %s %s was not answered", reference, request.method, where)
        sentence = f"Nothing was changed. Go back and try again. If it happens again, quote the reference {reference}."
        return html(problem_page("Sorry, something went wrong", sentence, self._frame), 500)


async def static(request: web.Request) -> web.Response:
    """A file that pages need. They ask for a version of it by its hash."""
    name = request.match_info["name"]
    if name not in STATIC:
        return await nowhere(request)
    kind = mimetypes.guess_type(name)[0]
    response = web.Response(body=STATIC[name], content_type=kind or "application/octet-stream", charset="utf-8")
    response.headers["Cache-Control"] = "max-age=31536000, immutable"
    return response


async def nowhere(_request: web.Request) -> web.Response:
    raise RefusedError(404, "Page not found", "If you typed the web address, check it is correct.")


def html(page: str, status: int = 200) -> web.Response:
    headers = {"Cache-Control": "no-store"}
    return web.Response(text=page, status=status, content_type="text/html", charset="utf-8", headers=headers)
