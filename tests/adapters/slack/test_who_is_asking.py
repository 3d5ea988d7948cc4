"""Whose workspace it is, and who is asking: Slack is asked, and no answer stops nobody."""

from __future__ import annotations

import asyncio
import logging
import threading
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack.calls import WebApi
from adapters.slack.errors import PermanentError, TemporaryError
from adapters.slack.one_workspace import OneWorkspace
from adapters.slack.people import at_home, introduction
from bot.events import Introduction, Sender
from tests.adapters.slack import deliveries
from tests.adapters.slack.conftest import Running
from tests.adapters.slack.slack_api import SlackApi, user

RILEY = Sender(platform="slack", workspace="T01ACME", user="U01RILEY")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, {}),
        ({"is_email_confirmed": False}, {"email": ""}),
        ({"profile": {"real_name": "Riley"}}, {"name": "Riley", "email": ""}),
        ({"profile": {}, "real_name": None}, {"name": "riley", "email": ""}),
        ({"is_restricted": True}, {"is_guest": True}),
        ({"is_ultra_restricted": True}, {"is_guest": True}),
        ({"is_stranger": True}, {"is_guest": True}),
        ({"deleted": True}, {"has_left": True}),
        ({"tz": None}, {"time_zone": ""}),
    ],
)
def test_somebody_is_who_slack_says(changed: dict[str, Any], expected: dict[str, Any]) -> None:
    riley = Introduction(name="Riley Requester", email="riley@example.gov.uk", time_zone="Europe/London")

    assert introduction({"ok": True, "user": user(**changed)}) == riley.model_copy(update=expected)


async def test_whoever_the_core_does_not_know_is_introduced_before_they_are_answered(slack: Running) -> None:
    slack.core.knows_nobody = True

    await slack.happen(deliveries.direct_message())

    [(sender, introduced, conversation)] = slack.core.met
    assert (sender, introduced.name, introduced.email) == (RILEY, "Riley Requester", "riley@example.gov.uk")
    assert conversation == "T01ACME"
    assert len(slack.events) == 1


async def test_whoever_the_core_knows_is_not_looked_up(slack: Running) -> None:
    await slack.command()

    assert "api/users.info" not in slack.api.asked
    assert slack.core.met == []


@pytest.mark.parametrize("answer", [{"user": 7}, {"user": {"profile": []}}, {}])
async def test_an_introduction_that_cannot_be_read_stops_nobody(slack: Running, answer: dict[str, Any]) -> None:
    slack.core.knows_nobody = True
    slack.api.answers["api/users.info"] = answer

    response = await slack.command()

    assert response.status == 200
    assert (len(slack.events), slack.core.met) == (1, [])


@pytest.mark.parametrize(("status", "code"), [(429, "ratelimited"), (200, "user_not_found"), (500, "internal_error")])
async def test_a_look_that_fails_is_logged_by_its_code_alone(
    slack: Running, status: int, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    slack.core.knows_nobody = True
    slack.api.refuse("api/users.info", status, code)

    response = await slack.command()

    assert (response.status, len(slack.events), slack.core.met) == (200, 1, [])
    assert code in caplog.text
    assert "U01RILEY" not in caplog.text
    assert "xoxb" not in caplog.text


IN_ACME = {"enterprise_id": "E01ACME", "teams": ["T01ACME", "T02ACME"]}


@pytest.mark.parametrize(
    ("named", "seen", "expected"),
    [
        (("T01ACME", ""), {}, ("T01ACME", "")),
        (("T01ACME", ""), {"team_id": None}, ("T01ACME", "")),
        (("T01ACME", "E01ACME"), {"enterprise_user": IN_ACME}, ("T01ACME", "E01ACME")),
        (("T02ACME", ""), {"team_id": "T03ACME", "enterprise_user": IN_ACME}, ("T02ACME", "E01ACME")),
        (("T04ACME", ""), {"team_id": "E01ACME"}, ("T04ACME", "E01ACME")),
        (("T09OTHER", ""), {"team_id": "T09OTHER"}, ("T09OTHER", "")),
        (("T01ACME", "E01ACME"), {"team_id": "T09OTHER"}, ("T09OTHER", "")),
        (
            ("T01ACME", "E01ACME"),
            {"team_id": "T09OTHER", "enterprise_user": {"enterprise_id": "E09OTHER"}},
            ("T09OTHER", "E09OTHER"),
        ),
    ],
)
def test_somebody_is_at_home_where_slack_says(
    named: tuple[str, str], seen: dict[str, Any], expected: tuple[str, str]
) -> None:
    sender = RILEY.model_copy(update={"workspace": named[0], "enterprise": named[1]})

    found = at_home(sender, {"ok": True, "user": user(**seen)}, "E01ACME")

    assert (found.workspace, found.enterprise) == expected


async def test_nobody_waits_for_a_database_that_takes_its_time_to_remember_who_they_are(slack: Running) -> None:
    slack.core.knows_nobody = True
    is_answered = threading.Event()
    slack.core.meeting = partial(is_answered.wait, 10)

    response = await slack.command()
    kept_before_the_answer = list(slack.core.met)
    is_answered.set()

    assert (response.status, len(slack.events), kept_before_the_answer) == (200, 1, [])


async def test_slack_is_asked_once_whose_token_it_is(slack: Running) -> None:
    await asyncio.gather(*(slack.command(trigger_id=f"{number}.1") for number in range(5)))

    assert slack.api.asked.count("api/auth.test") == 1
    assert set(slack.api.tokens) == {"Bearer xoxb-test-token"}


async def test_while_slack_does_not_say_whose_token_it_is_events_come_again(slack: Running) -> None:
    slack.api.refuse("api/auth.test", 503, "service_unavailable")
    first = await slack.happen(deliveries.direct_message())
    slack.api.refusals.clear()
    again = await slack.happen(deliveries.direct_message())

    assert (first.status, again.status) == (503, 200)
    assert len(slack.events) == 1


async def test_a_token_that_is_good_no_more_is_named_in_the_log_and_nothing_is_delivered_again(
    slack: Running, caplog: pytest.LogCaptureFixture
) -> None:
    slack.api.refuse("api/auth.test", 200, "token_revoked")

    with caplog.at_level(logging.ERROR):
        response = await slack.happen(deliveries.direct_message())

    assert (response.status, slack.events) == (200, [])
    assert "token_revoked" in caplog.text


async def test_one_workspace_says_which_it_is_before_anybody_is_answered() -> None:
    known: list[str] = []
    outcomes: list[str] = []
    api = SlackApi()
    app = web.Application()
    app.add_routes(api.routes())
    async with TestServer(app) as server:
        one = OneWorkspace(
            "xoxb-secret",
            WebApi(str(server.make_url("/api/")), lambda outcome: outcomes.append(outcome)),
            when_known=known.append,
        )
        here, elsewhere = await one.installed("", "T01ACME"), await one.installed("E1", "T9OTHER")

        assert here is not None
        assert (here.bot_user_id, here.team_id, here.enterprise_id, elsewhere) == ("U0BOT", "T01ACME", "", None)
        assert known == ["T01ACME"]
        assert "xoxb-secret" not in repr(here)

        await one.forget("", "T01ACME")
        api.refuse("api/auth.test", 200, "invalid_auth")
        with pytest.raises(PermanentError, match="invalid_auth"):
            await one.installed("", "T01ACME")
        api.refuse("api/auth.test", 502, "bad_gateway")
        with pytest.raises(TemporaryError):
            await one.installed("", "T01ACME")
        assert outcomes == ["ok", "not_allowed", "temporary"]

        api.refusals.clear()
        api.answers["api/auth.test"] |= {"is_enterprise_install": True, "enterprise_id": None}
        with pytest.raises(TemporaryError, match="answer_without_workspace"):
            await one.installed("", "T01ACME")
        assert known == ["T01ACME"]


async def test_events_do_not_queue_for_a_slack_that_takes_its_time() -> None:
    asked: list[str] = []
    may_answer = asyncio.Event()

    async def takes_its_time(request: web.Request) -> web.Response:
        asked.append(request.path)
        await may_answer.wait()
        return web.json_response({"ok": True, "team_id": "T01ACME", "user_id": "U0BOT"})

    app = web.Application()
    app.router.add_post("/api/auth.test", takes_its_time)
    async with TestServer(app) as server:
        one = OneWorkspace("xoxb-secret", WebApi(str(server.make_url("/api/"))), wait=0.01)
        came = await asyncio.gather(*(one.installed("", "T01ACME") for _ in range(3)), return_exceptions=True)
        assert all(isinstance(error, TemporaryError) for error in came)
        may_answer.set()
        here = None
        while here is None:
            with suppress(TemporaryError):
                here = await one.installed("", "T01ACME")

    assert len(asked) == 1
