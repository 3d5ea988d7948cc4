"""What the doctor says of Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import yaml
from aiohttp.test_utils import TestServer

from adapters.checks import Asking, Check
from adapters.slack.check import slack_checks
from adapters.slack.scopes import SCOPES
from config.settings import CONFIG, Settings
from tests.adapters.stand_in import StandIn

BOT_TOKEN, APP_TOKEN = "xoxb-1-never-to-be-shown", "xapp-1-never-to-be-shown"
SIGNING_SECRET = "0123456789abcdef" * 2
KNOWN = {"ok": True, "team": "Acme Department", "team_id": "T01ACME", "enterprise_id": "E01GOV", "user_id": "U0BOT"}
GRANTED = {"X-OAuth-Scopes": ",".join(SCOPES)}
SHORT = 0.3  # seconds until the doctor gives up on a server that is too slow


class Slack(StandIn):
    """Slack's API as the doctor knows it."""

    url = ""

    def settings(self, **changed: Any) -> Settings:
        usual = {
            "slack_bot_token": BOT_TOKEN,
            "slack_signing_secret": SIGNING_SECRET,
            "slack_app_token": APP_TOKEN,
            "slack_api_url": self.url,
        }
        return Settings.model_validate(usual | changed)

    async def examined(self, installations: int | None = None, **changed: Any) -> dict[str, Check]:
        async with Asking(SHORT) as asking:
            checks = await slack_checks(asking, self.settings(**changed), installations)
        for check in checks:
            assert "never-to-be-shown" not in check.found + check.mend
            assert not check.stops_the_bot
        assert len({check.what for check in checks}) == len(checks)
        return {check.what: check for check in checks}


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """All is well with it until a test says otherwise."""
    slack = Slack()
    slack.say("/api/auth.test", KNOWN, headers=GRANTED)
    slack.say("/api/apps.connections.open", {"ok": True, "url": "wss://slack.example.gov.uk/link/?ticket=1"})
    async with TestServer(slack.app()) as server:
        slack.url = str(server.make_url("/api/"))
        yield slack


def test_the_scopes_that_the_doctor_wants_are_those_of_the_manifest() -> None:
    manifest = yaml.safe_load((CONFIG / "slack" / "manifest.yaml").read_text(encoding="utf-8"))
    assert sorted(SCOPES) == sorted(manifest["oauth_config"]["scopes"]["bot"])


async def test_all_is_well_is_said_for_each_thing_that_was_tried(slack: Slack) -> None:
    found = await slack.examined()
    assert {what: check.found for what, check in found.items()} == {
        "Slack signing secret": "set",
        "Slack token": "works in Acme Department",
        "Slack scopes": "all that are needed",
        "Slack workspaces": "only the one of the token",
        "Socket Mode": "Slack lets us connect",
    }
    assert not any(check.mend for check in found.values())
    tokens = {path: headers["Authorization"] for path, headers, _ in slack.requests}
    assert tokens == {
        "/api/auth.test": f"Bearer {BOT_TOKEN}",
        "/api/apps.connections.open": f"Bearer {APP_TOKEN}",
    }


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("invalid_auth", "does not know this token"),
        ("account_inactive", "removed from the workspace"),
        ("token_revoked", "was revoked"),
        ("ekm_access_denied", "Slack says no: ekm_access_denied"),
        ("<b>never-to-be-shown</b>", "Slack says no, and not why"),
    ],
)
async def test_a_token_that_does_not_work_is_said_with_where_to_get_another(slack: Slack, code: str, said: str) -> None:
    for path in ("/api/auth.test", "/api/apps.connections.open"):
        slack.say(path, {"ok": False, "error": code})
    found = await slack.examined()
    assert said in found["Slack token"].found
    assert "OAuth & Permissions" in found["Slack token"].mend
    assert said in found["Socket Mode"].found
    assert "connections:write" in found["Socket Mode"].mend
    assert "Slack scopes" not in found


@pytest.mark.parametrize("missing", SCOPES)
async def test_a_scope_that_was_not_granted_is_named(slack: Slack, missing: str) -> None:
    granted = ", ".join(scope for scope in (*SCOPES, "users:write") if scope != missing)
    slack.say("/api/auth.test", KNOWN, headers={"X-OAuth-Scopes": granted})
    scopes = (await slack.examined())["Slack scopes"]
    assert scopes.found == f"not granted: {missing}"
    assert "install it again" in scopes.mend


async def test_a_slack_that_does_not_say_its_scopes_is_not_blamed(slack: Slack) -> None:
    slack.say("/api/auth.test", KNOWN)
    assert not (await slack.examined())["Slack scopes"].mend


@pytest.mark.parametrize("allowed", ["T01ACME", "E01GOV", "T09OTHER,T01ACME"])
async def test_a_token_of_an_allowed_workspace_or_organisation_is_well(slack: Slack, allowed: str) -> None:
    found = await slack.examined(allowed_slack_teams=allowed)
    assert not found["Slack workspaces"].mend
    assert allowed.split(",")[0] in found["Slack workspaces"].found


async def test_a_workspace_that_the_allow_list_leaves_out_is_named(slack: Slack) -> None:
    found = await slack.examined(allowed_slack_teams="T09OTHER")
    assert "T01ACME" in found["Slack workspaces"].mend


@pytest.mark.parametrize("garbage", ["", "<html>", "[]", "null", "[" * 100_000, '{"a":', "{}"])
async def test_an_answer_that_makes_no_sense_is_said(slack: Slack, garbage: str) -> None:
    for path in ("/api/auth.test", "/api/apps.connections.open"):
        slack.say(path, garbage, status=502)
    found = await slack.examined()
    for what in ("Slack token", "Slack", "Socket Mode"):
        if what in found:
            assert "cannot be read" in found[what].found or "says no, and not why" in found[what].found
            assert found[what].mend


async def test_a_slack_that_is_too_slow_is_said(slack: Slack) -> None:
    slack.answers.clear()
    found = await slack.examined()
    for what in ("Slack", "Socket Mode"):
        assert found[what].found == "Slack did not answer within 0.3 seconds"
        assert "HTTPS" in found[what].mend


async def test_no_network_is_said(slack: Slack) -> None:
    found = await slack.examined(slack_api_url="http://127.0.0.1:1/api/")
    assert found["Slack"].found == "Slack cannot be reached from here"


@pytest.mark.parametrize("secret", ["too-short", "0123456789ABCDEF" * 2, "xoxb-1234"])
async def test_a_signing_secret_of_another_shape_is_said(slack: Slack, secret: str) -> None:
    check = (await slack.examined(slack_signing_secret=secret))["Slack signing secret"]
    assert "does not look like one" in check.found
    assert secret not in check.found + check.mend


async def test_socket_mode_needs_no_signing_secret_and_http_no_app_token(slack: Slack) -> None:
    assert "Slack signing secret" not in await slack.examined(slack_signing_secret=None)
    assert "Socket Mode" not in await slack.examined(slack_app_token=None)


SEVERAL = {
    "slack_bot_token": None,
    "slack_app_token": None,
    "slack_client_id": "1.2",
    "slack_client_secret": "never-to-be-shown",
    "allowed_slack_teams": "T01ACME,T02OTHER",
    "public_url": "https://find-expert.example.gov.uk",
}


@pytest.mark.parametrize(
    ("installations", "said"),
    [(None, "client id and secret set"), (0, "nowhere yet"), (1, "in 1 workspace"), (1200, "in 1,200 workspaces")],
)
async def test_several_workspaces_are_counted(slack: Slack, installations: int | None, said: str) -> None:
    found = await slack.examined(installations, **SEVERAL)
    assert said in found["Slack installations"].found
    assert ("https://find-expert.example.gov.uk/slack/install" in found["Slack installations"].mend) == (
        installations == 0
    )
    assert found["Slack workspaces"].found == "allowed: T01ACME, T02OTHER"
    assert slack.requests == []


async def test_slack_that_is_off_is_asked_nothing(slack: Slack) -> None:
    found = await slack.examined(slack_bot_token=None, slack_app_token=None, slack_signing_secret=None)
    assert found["Slack"].found == "off"
    assert found["Slack"].mend.endswith("or see config/slack/README.md.")
    assert slack.requests == []
