"""A small real server in the place of Slack's API and response addresses: it writes down what it was sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

ASKING = ("api/auth.test", "api/users.info", "api/users.lookupByEmail", "api/apps.connections.open")


def user(**changed: Any) -> dict[str, Any]:
    """As docs.slack.dev/reference/methods/users.info shows somebody."""
    return {
        "id": "U01RILEY",
        "team_id": "T01ACME",
        "name": "riley",
        "deleted": False,
        "real_name": "Riley Requester",
        "tz": "Europe/London",
        "tz_label": "Greenwich Mean Time",
        "tz_offset": 0,
        "profile": {"real_name": "Riley Requester", "email": "riley@example.gov.uk", "team": "T01ACME"},
        "is_admin": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_email_confirmed": True,
        **changed,
    }


@dataclass
class SlackApi:
    """``calls`` holds (path, body) in the order of arrival; ``asked`` the paths of questions, which change nothing.

    ``refusals`` says by path what to answer but yes; ``answers`` what a yes says.
    """

    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    refusals: dict[str, tuple[int, dict[str, Any], dict[str, str]]] = field(default_factory=dict)
    answers: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {
            "api/auth.test": {"team_id": "T01ACME", "user_id": "U0BOT", "team": "Acme", "is_enterprise_install": False},
            "api/users.info": {"user": user()},
        }
    )

    def routes(self) -> list[web.RouteDef]:
        return [web.route("*", "/{path:.+}", self._take)]

    def refuse(self, path: str, status: int, error: str, **headers: str) -> None:
        self.refusals[path] = (status, {"ok": False, "error": error}, headers)

    async def _take(self, request: web.Request) -> web.Response:
        path = request.match_info["path"]
        self.tokens.append(request.headers.get("Authorization", ""))
        if path in ASKING:
            self.asked.append(path)
        else:
            self.calls.append((path, await request.json()))
        status, body, headers = self.refusals.get(path, (200, {"ok": True, **self.answers.get(path, {})}, {}))
        return web.json_response(body, status=status, headers=headers)
