"""A small real server in the place of somebody else's: it answers as it is told, and writes down what it was sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class StandIn:
    """``answers`` says by path what to answer: a status, a body (JSON, or text as it is) and headers.

    ``requests`` holds (path, headers, form) of what came. A path without an answer is never answered.
    """

    answers: dict[str, tuple[int, object, Mapping[str, str]]] = field(default_factory=dict)
    requests: list[tuple[str, Mapping[str, str], Mapping[str, Any]]] = field(default_factory=list)

    def say(self, path: str, body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        self.answers[path] = (status, body, headers or {})

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._take)
        return app

    async def _take(self, request: web.Request) -> web.Response:
        self.requests.append((request.path, request.headers.copy(), dict(await request.post())))
        if request.path not in self.answers:
            await asyncio.sleep(3600)
        status, body, headers = self.answers[request.path]
        text = body if isinstance(body, str) else json.dumps(body)
        return web.Response(status=status, text=text, headers=headers)
