"""A small real server in the place of Slack's oauth.v2.access and auth.revoke: codes and refresh tokens are used up."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

CLIENT_ID = "1111.2222"
CLIENT_SECRET = "not-the-real-client-secret"
LIFETIME = 43_200  # seconds, docs.slack.dev/authentication/using-token-rotation
BASIC = "Basic " + b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()


@dataclass
class SlackOAuthApi:
    """``codes`` are good until they are used, ``refresh_tokens`` too, unless there is ``grace`` for used ones."""

    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=set)
    rotates: bool = True
    grace: bool = False
    lost_answers: int = 0
    """So many of the next answers are lost on their way, after Slack did what it was asked."""
    refusal: tuple[int, Any] | None = None
    """What to answer instead: a status, and a body."""
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    revokes: bool = True
    revokes_refresh_tokens: bool = True
    renews: asyncio.Event = field(default_factory=asyncio.Event)
    """Set as soon as somebody asked for a new token."""
    asked: list[dict[str, str]] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    """Every token that was ever given, refresh tokens too."""
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.may_answer.set()

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/api/oauth.v2.access", self._access)
        app.router.add_get("/api/auth.revoke", self._revoke)
        app.router.add_post("/api/auth.test", self._test)
        return app

    def allow(self, team: str | None = "T01", enterprise: str | None = None, **changed: Any) -> str:
        """A code, as if somebody had pressed Allow in this workspace (or in all of this organisation)."""
        code = f"{next(self._numbers)}.1234.secret-code"
        self.codes[code] = {
            "app_id": "A01",
            "scope": "commands,chat:write",
            "bot_user_id": "U0BOT",
            "team": {"id": team, "name": "Acme & Sons"} if team else None,
            "enterprise": {"id": enterprise, "name": "Ministry of Acme"} if enterprise else None,
            "is_enterprise_install": team is None,
            "authed_user": {"id": "U01RILEY"},
            **changed,
        }
        return code

    def uninstall(self) -> None:
        """Somebody removes the bot, everywhere: no token works any more."""
        self.revoked += self.given
        self.refresh_tokens.clear()

    async def asked_to_renew(self) -> None:
        """Wait until somebody has asked for a new token."""
        async with asyncio.timeout(10):
            await self.renews.wait()

    def tokens(self) -> dict[str, Any]:
        number = next(self._numbers)
        if not self.rotates:
            token = f"xoxb-{number}-secret-bot"
            self.given.append(token)
            return {"access_token": token, "token_type": "bot"}
        token, refresh = f"xoxe.xoxb-1-{number}-secret-bot", f"xoxe-1-{number}-secret-refresh"
        self.refresh_tokens.add(refresh)
        self.given += [token, refresh]
        return {"access_token": token, "token_type": "bot", "refresh_token": refresh, "expires_in": LIFETIME}

    async def _access(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(form)
        if "refresh_token" in form:
            self.renews.set()
        answer = self._answer(form, request.headers.get("Authorization", ""))
        if self.lost_answers and answer["ok"]:
            self.lost_answers -= 1
            assert request.transport is not None
            request.transport.abort()
        await self.may_answer.wait()
        if self.refusal:
            return web.json_response(self.refusal[1], status=self.refusal[0])
        return web.json_response(answer)

    def _answer(self, form: dict[str, str], authorization: str) -> dict[str, Any]:
        if authorization != BASIC:
            return {"ok": False, "error": "bad_client_secret"}
        if self.refusal:
            return {"ok": False}
        if form.get("grant_type") == "refresh_token":
            refresh = form["refresh_token"]
            if refresh not in self.refresh_tokens:
                return {"ok": False, "error": "invalid_refresh_token"}
            if not self.grace:
                self.refresh_tokens.discard(refresh)
            return {"ok": True, **self.tokens()}
        granted = self.codes.pop(form.get("code", ""), None)
        if granted is None:
            return {"ok": False, "error": "invalid_code"}
        return {"ok": True, **self.tokens(), **granted}

    async def _revoke(self, request: web.Request) -> web.Response:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        if not self.revokes or (token in self.refresh_tokens and not self.revokes_refresh_tokens):
            return web.json_response({"ok": False, "error": "fatal_error"})
        self.revoked.append(token)
        return web.json_response({"ok": True, "revoked": True})

    async def _test(self, request: web.Request) -> web.Response:
        if request.headers["Authorization"].removeprefix("Bearer ") in self.revoked:
            return web.json_response({"ok": False, "error": "token_revoked"})
        return web.json_response({"ok": True})
