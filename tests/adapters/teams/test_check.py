"""What the doctor says of Teams."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp.test_utils import TestServer

from adapters.checks import Asking, Check
from adapters.teams.check import teams_checks
from adapters.teams.cloud import PUBLIC
from config.settings import Settings
from tests.adapters.stand_in import StandIn

ONE, OTHER = "11111111-aaaa-4bbb-8ccc-000000000001", "22222222-aaaa-4bbb-8ccc-000000000002"
TENANT, OTHER_TENANT = "33333333-aaaa-4bbb-8ccc-000000000003", "44444444-aaaa-4bbb-8ccc-000000000004"
PASSWORD = "never-to-be-shown~1"
OPENID = "/v1/.well-known/openidconfiguration"
KEYS = {"issuer": "https://api.botframework.com", "jwks_uri": "https://login.botframework.com/v1/.well-known/keys"}
TOKEN = {"token_type": "Bearer", "expires_in": 3599, "access_token": "never-to-be-shown"}
SHORT, LONG = 0.3, 30.0  # seconds until the doctor gives up on a server: one that is too slow, and any other


def token_path(tenant: str = TENANT) -> str:
    return f"/{tenant}/oauth2/v2.0/token"


class Login(StandIn):
    """Microsoft's login as the doctor knows it."""

    url = ""
    patience = LONG

    async def examined(self, url: str = "", **changed: Any) -> dict[str, Check]:
        usual = {"microsoft_app_id": ONE, "microsoft_app_password": PASSWORD, "microsoft_app_tenant_id": TENANT}
        settings = Settings.model_validate(usual | changed)
        where = replace(PUBLIC, login=url or self.url, metadata_url=f"{url or self.url}{OPENID}")
        async with Asking(self.patience) as asking:
            checks = await teams_checks(asking, settings, where)
        for check in checks:
            assert "never-to-be-shown" not in check.found + check.mend
            assert not check.stops_the_bot
        assert len({check.what for check in checks}) == len(checks)
        return {check.what: check for check in checks}


@pytest.fixture
async def login() -> AsyncIterator[Login]:
    """All is well with it until a test says otherwise."""
    login = Login()
    login.say(token_path(), TOKEN)
    login.say(OPENID, KEYS)
    async with TestServer(login.app()) as server:
        login.url = str(server.make_url("")).rstrip("/")
        yield login


async def test_all_is_well_is_said_for_each_thing_that_was_tried(login: Login) -> None:
    found = await login.examined()
    assert {what: check.found for what, check in found.items()} == {
        "Teams password": "Microsoft gives us a token",
        "Teams signing keys": "can be read",
        "Teams tenants": f"only {TENANT}",
    }
    assert not any(check.mend for check in found.values())
    asked = next(form for path, _, form in login.requests if path == token_path())
    assert asked == {
        "grant_type": "client_credentials",
        "client_id": ONE,
        "client_secret": PASSWORD,
        "scope": "https://api.botframework.com/.default",
    }


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (7000215, "password is wrong"),
        (7000222, "has expired"),
        (700016, "does not know the app"),
        (90002, "no such tenant"),
        (1, "says no, and not why"),
        ("never-to-be-shown", "says no, and not why"),
    ],
)
async def test_a_registration_that_gets_no_token_is_said_with_what_to_do(login: Login, code: object, said: str) -> None:
    body = {"error": "invalid_client", "error_description": "never-to-be-shown", "error_codes": [code]}
    login.say(token_path(), body, status=401)
    check = (await login.examined())["Teams password"]
    assert said in check.found
    assert check.mend


async def test_each_registration_is_tried_and_named(login: Login) -> None:
    login.say(token_path(OTHER_TENANT), {"error_codes": [7000222]}, status=401)
    found = await login.examined(
        microsoft_app_id=f"{ONE},{OTHER}",
        microsoft_app_password=f"{PASSWORD},never-to-be-shown~2",
        microsoft_app_tenant_id=f"{TENANT},{OTHER_TENANT}",
    )
    assert not found[f"Teams password of {ONE}"].mend
    assert "expired" in found[f"Teams password of {OTHER}"].found


@pytest.mark.parametrize("garbage", ["", "<html>", "[]", "[" * 100_000, "{}", '{"access_token": 7, "issuer": 7}'])
async def test_an_answer_that_makes_no_sense_is_said(login: Login, garbage: str) -> None:
    login.say(token_path(), garbage)
    login.say(OPENID, garbage)
    found = await login.examined()
    assert "cannot be read" in found["Teams signing keys"].found
    assert found["Teams signing keys"].mend
    assert found["Teams password"].mend


async def test_a_microsoft_that_is_too_slow_is_said(login: Login) -> None:
    login.answers.clear()
    login.patience = SHORT
    found = await login.examined()
    for what in ("Teams password", "Teams signing keys"):
        assert found[what].found == "Microsoft did not answer within 0.3 seconds"
        assert "HTTPS" in found[what].mend


async def test_no_network_is_said(login: Login) -> None:
    found = await login.examined("http://127.0.0.1:1")
    for what in ("Teams password", "Teams signing keys"):
        assert found[what].found == "Microsoft cannot be reached from here"


async def test_a_tenant_that_the_allow_list_leaves_out_is_named(login: Login) -> None:
    left_out = (await login.examined(allowed_teams_tenants=OTHER_TENANT))["Teams tenants"]
    assert TENANT in left_out.found
    assert "FIND_EXPERT_ALLOWED_TEAMS_TENANTS" in left_out.mend
    let_in = (await login.examined(allowed_teams_tenants=f"{TENANT.upper()},{OTHER_TENANT}"))["Teams tenants"]
    assert not let_in.mend


async def test_teams_that_is_off_is_asked_nothing(login: Login) -> None:
    found = await login.examined(microsoft_app_id=None, microsoft_app_password=None, microsoft_app_tenant_id=None)
    assert found["Teams"].found == "off"
    assert login.requests == []
