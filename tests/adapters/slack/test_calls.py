"""Calls of Slack, counted by what became of them."""

from __future__ import annotations

from collections import Counter

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack.calls import WebApi
from adapters.slack.errors import SlackError
from tests.adapters.slack.slack_api import SlackApi

OUTCOMES = [
    (200, "account_inactive", "not_allowed"),
    (200, "user_disabled", "unreachable"),
    (200, "missing_scope", "not_allowed"),
    (200, "invalid_auth", "not_allowed"),
    (200, "invalid_blocks", "refused"),
    (200, "<script>", "refused"),
    (200, "internal_error", "temporary"),
    (429, "ratelimited", "temporary"),
    (503, "service_unavailable", "temporary"),
]


async def counted(slack: SlackApi, *, reachable: bool = True) -> Counter[str]:
    """What a call of the API and one of a response address are counted as."""
    app = web.Application()
    app.add_routes(slack.routes())
    outcomes: Counter[str] = Counter()
    async with TestServer(app) as server:
        address = str(server.make_url("/")) if reachable else "http://127.0.0.1:1/"
        api = WebApi(f"{address}api/", lambda outcome: outcomes.update([outcome]))
        async with api.connected():
            told = api.called(api.client("xoxb-1").users_info(user="U1"))
            for call in (told, api.respond(f"{address}response/1", {})):
                try:
                    await call
                except SlackError:
                    outcomes["raised"] += 1
    return outcomes


async def test_a_call_that_worked_is_ok() -> None:
    assert await counted(SlackApi()) == {"ok": 2}


@pytest.mark.parametrize(("status", "code", "outcome"), OUTCOMES)
async def test_a_call_that_did_not_work_is_one_of_a_few_kinds(status: int, code: str, outcome: str) -> None:
    slack = SlackApi()
    for path in ("api/users.info", "response/1"):
        slack.refuse(path, 400 if path == "response/1" and status == 200 else status, code)
    assert await counted(slack) == {outcome: 2, "raised": 2}


async def test_a_slack_that_cannot_be_reached_is_a_temporary_trouble() -> None:
    assert await counted(SlackApi(), reachable=False) == {"temporary": 2, "raised": 2}
