"""A small real server in the place of Slack's API and response addresses: it writes down what it was sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class SlackApi:
    """``calls`` holds (path, body) in the order of arrival; ``refusals`` says by path what to answer but yes."""

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    refusals: dict[str, tuple[int, dict[str, Any], dict[str, str]]] = field(default_factory=dict)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/{path:.+}", self._take)
        return app

    def refuse(self, path: str, status: int, error: str, **headers: str) -> None:
        self.refusals[path] = (status, {"ok": False, "error": error}, headers)

    async def _take(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        self.calls.append((path, await request.json()))
        status, body, headers = self.refusals.get(path, (200, {"ok": True}, {}))
        return web.json_response(body, status=status, headers=headers)
