"""Installing the bot in a workspace: the page that explains it, and the way back from Slack."""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Collection
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from aiohttp import web
from sqlalchemy.exc import DBAPIError

from adapters.http_limits import LOOPBACK
from adapters.slack import install_pages as pages
from adapters.slack.errors import PermanentError, SlackError
from adapters.slack.install_states import GOOD_FOR, InstallStates, Outcome
from adapters.slack.installations import Installations
from adapters.slack.oauth import Grant, SlackOAuth
from directory.errors import SettingError

INSTALL = "/slack/install"
REDIRECT = "/slack/oauth_redirect"
START = "start"
"""The part of the query by which the button differs from the page."""
STATE = re.compile(r"[A-Za-z0-9_-]{43}")
CODE = re.compile(r"[!-~]{1,512}")  # Slack's are about 90 letters, digits and dots
BROWSER_BYTES = 32
AT_ONCE = 2
"""Installations that are with the database at once: anybody may begin one, and people's events need the threads."""
DENIED = "access_denied"

OK, FOUND, BAD, FORBIDDEN, UNAVAILABLE = 200, 302, 400, 403, 503

log = logging.getLogger(__name__)

Asked = ParamSpec("Asked")
Told = TypeVar("Told")
Handler = Callable[[web.Request], Awaitable[web.Response]]


class InstallPages:
    """``/slack/install`` and ``/slack/oauth_redirect``, for the HTTP server."""

    def __init__(
        self,
        installations: Installations,
        oauth: SlackOAuth,
        states: InstallStates,
        *,
        public_url: str,
        allowed: Collection[str],
    ) -> None:
        """``allowed`` are the ids of the workspaces and organisations that may have the bot.

        Raises SettingError when the cookie would travel unprotected over a network.
        """
        self._installations = installations
        self._oauth = oauth
        self._states = states
        self._allowed = allowed
        self._keeping = asyncio.Semaphore(AT_ONCE)
        self._redirect_uri = public_url.rstrip("/") + REDIRECT
        address = urlsplit(public_url)
        self._secure = address.scheme == "https"
        if not self._secure and address.hostname not in LOOPBACK:
            raise SettingError("PUBLIC_URL has to begin with https:// for people to install the bot on Slack.")
        # A browser takes a cookie of this name from this host only, not from a neighbour with the same domain.
        self._cookie = "__Host-find-expert-install" if self._secure else "find-expert-install"

    def routes(self) -> list[web.RouteDef]:
        # A HEAD request, as link scanners send it, must not use the state up.
        return [
            web.get(INSTALL, _shown(self._begin), allow_head=False),
            web.get(REDIRECT, _shown(self._finish), allow_head=False),
        ]

    # ------------------------------------------------------------------------------------------ going to Slack

    async def _begin(self, request: web.Request) -> web.Response:
        if START not in request.query:
            return _page(pages.explanation(f"{INSTALL}?{START}"))
        if self._keeping.locked():
            log.warning("an installation did not begin: too many came at once")
            return _page(pages.not_now(), UNAVAILABLE)
        browser = self._browser(request) or secrets.token_urlsafe(BROWSER_BYTES)
        try:
            state = await self._kept(self._states.begin, browser)
        except DBAPIError:
            log.warning("an installation did not begin: the database did not answer")
            return _page(pages.not_now(), UNAVAILABLE)
        response = web.Response(status=FOUND)
        response.headers["Location"] = self._oauth.authorize_url(state, self._redirect_uri)
        # Lax, not Strict: the browser comes back from Slack's site.
        response.set_cookie(
            self._cookie,
            browser,
            max_age=int(GOOD_FOR.total_seconds()),
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="Lax",
        )
        return response

    async def _kept(self, change: Callable[Asked, Told], *args: Asked.args, **named: Asked.kwargs) -> Told:
        """Change what is kept of installations under way, a few at once. Raises DBAPIError."""
        async with self._keeping:
            return await asyncio.to_thread(change, *args, **named)

    def _browser(self, request: web.Request) -> str:
        """The cookie of a browser that is at it already, so that its other tabs stay good; else an empty string."""
        cookie = request.cookies.get(self._cookie, "")
        return cookie if STATE.fullmatch(cookie) else ""

    # ------------------------------------------------------------------------------------------ coming back

    async def _finish(self, request: web.Request) -> web.Response:
        if "error" in request.query:
            denied = request.query.getall("error") == [DENIED]
            return _page(pages.denied() if denied else pages.not_confirmed(), OK if denied else BAD)
        state, code = _only(request, "state", STATE), _only(request, "code", CODE)
        if not state or not code:
            return _page(pages.unreadable(), BAD)
        try:
            outcome = await self._kept(self._states.finish, state, self._browser(request))
            if outcome is not Outcome.GOOD:
                return _page(pages.not_good(outcome), BAD)
            return await self._install(code)
        except DBAPIError:
            log.warning("an installation was not finished: the database did not answer")
            return _page(pages.not_now(), UNAVAILABLE)

    async def _install(self, code: str) -> web.Response:
        try:
            grant = await self._oauth.exchange(code, self._redirect_uri)
        except PermanentError as error:
            log.warning("Slack did not confirm an installation: %s", error.code)
            return _page(pages.not_confirmed(), BAD)
        except SlackError as error:
            log.warning("Slack could not be asked about an installation: %s", error.code)
            return _page(pages.not_now(), UNAVAILABLE)
        if not self._may_have(grant):
            return await self._refuse(grant)
        await self._installations.keep(grant)
        return _page(pages.installed(grant.name, everywhere=grant.is_enterprise_install))

    def _may_have(self, grant: Grant) -> bool:
        """The workspace or its organisation is on the list; for all of an organisation, the organisation itself."""
        return grant.workspace in self._allowed or grant.enterprise_id in self._allowed

    async def _refuse(self, grant: Grant) -> web.Response:
        log.warning("the Slack workspace %s is not on the list of those that may have find-expert", grant.workspace)
        revoked = True
        try:
            await self._oauth.revoke(grant)
        except SlackError as error:
            revoked = False
            log.warning("its token was not kept, but Slack did not revoke it: %s", error.code)
        return _page(pages.not_allowed(grant.workspace, revoked=revoked), FORBIDDEN)


def _shown(handler: Handler) -> Handler:
    """The handler, with the headers of every answer here."""

    async def answer(request: web.Request) -> web.Response:
        response = await handler(request)
        response.headers.update(pages.HEADERS)
        return response

    return answer


def _page(page: str, status: int = OK) -> web.Response:
    return web.Response(text=page, status=status, content_type="text/html", charset="utf-8")


def _only(request: web.Request, name: str, form: re.Pattern[str]) -> str:
    """The one value of that name in the query, where it has the right form; else an empty string."""
    values = request.query.getall(name, [])
    return values[0] if len(values) == 1 and form.fullmatch(values[0]) else ""
