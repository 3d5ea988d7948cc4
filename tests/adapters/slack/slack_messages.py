"""A small real server in the place of Slack's direct messages: it keeps what the bot writes, and goes wrong as told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

Act = Callable[[dict[str, Any]], dict[str, Any]]
Trouble = Callable[[web.Request], web.Response]


@dataclass
class SlackMessages:
    """``messages`` are there to be read, newest last; ``calls`` holds (method, arguments) in the order of arrival."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    before: dict[str, Trouble] = field(default_factory=dict)
    """What happens to a call of a method before it is carried out."""
    after: dict[str, Trouble] = field(default_factory=dict)
    """What happens to a call that was carried out."""
    fetches_pictures: bool = True
    """Whether it can: else it refuses all of a message that has one, as Slack does (java-slack-sdk #1396)."""
    _times: count[int] = field(default_factory=lambda: count(1))

    def refuse(self, method: str, code: str, status: int = 200, **headers: str) -> None:
        body = {"ok": False, "error": code}
        self.before[method] = lambda _: web.json_response(body, status=status, headers=headers)

    def lose_answers(self, method: str) -> None:
        """Carry calls out, and let their connections break."""
        self.after[method] = _break

    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """Gives the address of the API."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._take)
        async with TestServer(app) as server:
            yield str(server.make_url("/api/"))

    async def _take(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        sent = await request.json() if request.content_type == "application/json" else await _form(request)
        self.calls.append((method, sent))
        self.tokens.append(request.headers["Authorization"].removeprefix("Bearer "))
        if method in self.before:
            return self.before[method](request)
        acts: dict[str, Act] = {
            "auth.test": lambda _: {"user_id": "U0BOT", "team_id": "T01ACME"},
            "chat.postMessage": self._post,
            "chat.update": self._update,
            "conversations.open": lambda sent: {"channel": {"id": _channel(sent["users"])}},
            "conversations.history": self._history,
        }
        if not self.fetches_pictures and any(block["type"] == "image" for block in sent.get("blocks", ())):
            return web.json_response({"ok": False, "error": "invalid_blocks"})
        answer = acts[method](sent)
        if method in self.after:
            return self.after[method](request)
        return web.json_response({"ok": "error" not in answer, **answer})

    def _post(self, sent: dict[str, Any]) -> dict[str, Any]:
        message = {**sent, "channel": _channel(sent["channel"]), "ts": f"1772443800.{next(self._times):06}"}
        self.messages.append(message)
        return {"channel": message["channel"], "ts": message["ts"], "message": {"text": message["text"]}}

    def _update(self, sent: dict[str, Any]) -> dict[str, Any]:
        for message in self.messages:
            if (message["channel"], message["ts"]) == (sent["channel"], sent["ts"]):
                message.update(sent)
                return {"channel": sent["channel"], "ts": sent["ts"], "text": sent["text"]}
        return {"error": "message_not_found"}

    def _history(self, sent: dict[str, Any]) -> dict[str, Any]:
        there = [message for message in self.messages if message["channel"] == sent["channel"]]
        shown = there[::-1][: int(sent["limit"])]
        if sent.get("include_all_metadata") != "1":
            shown = [{name: value for name, value in message.items() if name != "metadata"} for message in shown]
        return {"messages": shown, "has_more": len(there) > len(shown)}


def _channel(user: str) -> str:
    return f"D{user[1:]}"


def _break(request: web.Request) -> web.Response:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def _form(request: web.Request) -> dict[str, Any]:
    return {**request.query, **{name: str(value) for name, value in (await request.post()).items()}}
