"""The gateway in workspaces that installed the bot themselves, from the page to the day they remove it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Engine

from adapters.slack.gateway import PATH, SlackGateway
from bot.messages import Card, Reply
from directory.vault import Vault
from tests.adapters.slack import deliveries
from tests.adapters.slack.installing import KEY, Home, Http, home
from tests.small_core import SmallCore


@pytest.fixture
async def at_home(database: Engine) -> AsyncIterator[Home]:
    async with home(database) as running:
        yield running


async def gateway(at_home: Home, core: SmallCore) -> Http:
    """The bot as it serves several workspaces, and the way to it."""
    tokens = at_home.replica()
    slack = SlackGateway(
        core,
        tokens,
        Vault(KEY),
        lambda: deliveries.NOW,
        signing_secret=deliveries.SECRET,
        api_url=at_home.api_url,
    )
    app = web.Application()
    app.add_routes(slack.routes())
    app.cleanup_ctx.append(tokens.running)
    app.cleanup_ctx.append(slack.running)
    return await at_home.stack.enter_async_context(TestClient(TestServer(app)))


def core() -> SmallCore:
    return SmallCore(lambda _event: Reply(card=Card(title="Two people can help")))


async def command(http: Http, **changed: str) -> str:
    body = urlencode(deliveries.command(**changed)).encode()
    answer = await http.post(PATH, data=body, headers=deliveries.headers(body))
    assert answer.status == 200
    return await answer.text()


async def happen(http: Http, event: dict[str, Any], team: str) -> int:
    """Something happens that Slack tells without saying which installation may see it."""
    body = json.dumps(deliveries.envelope(event, team_id=team, authorizations=None)).encode()
    headers = {**deliveries.headers(body), "Content-Type": "application/json"}
    return (await http.post(PATH, data=body, headers=headers)).status


async def test_a_workspace_is_answered_from_its_installation_to_its_removal(at_home: Home) -> None:
    told = core()
    http = await gateway(at_home, told)
    assert await command(http, team_id="T01") == ""
    browser = await at_home.browser()
    await browser.come_back(state=await browser.begin(), code=at_home.api.allow())
    assert "Two people can help" in await command(http, team_id="T01")
    assert await command(http, team_id="T02") == ""
    at_home.api.uninstall()
    assert await happen(http, {"type": "app_uninstalled"}, "T01") == 200
    assert await command(http, team_id="T01") == ""
    assert told.gone == [("slack", "T01")]
    assert at_home.row().bot_token_sealed is None


async def test_every_workspace_of_an_organisation_is_answered(at_home: Home) -> None:
    http = await gateway(at_home, core())
    await at_home.install(at_home.api.allow(None, "E01"))
    assert "Two people" in await command(http, team_id="T77", enterprise_id="E01", is_enterprise_install="true")
    assert await command(http, team_id="T77", enterprise_id="E02", is_enterprise_install="true") == ""


async def test_an_old_token_that_slack_revokes_costs_nobody_their_answers(at_home: Home) -> None:
    told = core()
    http = await gateway(at_home, told)
    await at_home.install()
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}}
    assert await happen(http, revoked, "T01") == 200
    assert told.gone == []
    assert "Two people can help" in await command(http, team_id="T01")


async def test_a_removal_is_told_again_when_slack_could_not_be_asked(at_home: Home) -> None:
    told = core()
    http = await gateway(at_home, told)
    await at_home.install()
    at_home.api.uninstall()
    at_home.api.refusal = (500, {"ok": False, "error": "fatal_error"})
    assert await happen(http, {"type": "app_uninstalled"}, "T01") >= 500
    assert told.gone == []
    at_home.api.refusal = None
    at_home.let_the_lease_run_out()
    assert await happen(http, {"type": "app_uninstalled"}, "T01") == 200
    assert told.gone == [("slack", "T01")]


async def test_commands_are_answered_while_the_token_is_renewed(at_home: Home) -> None:
    http = await gateway(at_home, core())
    await at_home.install()
    at_home.clock.pass_by(hours=11)
    at_home.api.may_answer.clear()
    assert "Two people can help" in await command(http, team_id="T01")
    await at_home.api.renews.wait()
    assert "Two people can help" in await command(http, team_id="T01")
    at_home.api.may_answer.set()
