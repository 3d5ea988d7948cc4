"""Installing the bot in a workspace, from the page to the kept token, on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import socket
from base64 import b64encode
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from aiohttp import ClientResponse
from sqlalchemy import Engine
from yarl import URL

from adapters.slack.install import AT_ONCE, INSTALL, REDIRECT
from adapters.slack.install_states import InstallStates, Outcome
from adapters.slack.scopes import SCOPES
from directory.database import unit_of_work
from directory.errors import SettingError
from tests.adapters.slack.installing import Clock, Home, home
from tests.adapters.slack.slack_oauth import CLIENT_ID

MANIFEST = Path(__file__).parents[3] / "config" / "slack" / "manifest.yaml"
HTTPS = "https://find-expert.example.gov.uk"


@pytest.fixture
async def at_home(database: Engine) -> AsyncIterator[Home]:
    async with home(database) as running:
        yield running


# ---------------------------------------------------------------------------------------------- the page


def test_the_page_asks_for_the_scopes_of_the_manifest() -> None:
    manifest = yaml.safe_load(MANIFEST.read_text())
    assert set(SCOPES) == set(manifest["oauth_config"]["scopes"]["bot"])


async def test_the_page_says_what_each_scope_is_for(at_home: Home) -> None:
    browser = await at_home.browser()
    answer = await browser.http.get(INSTALL)
    page = await answer.text()
    assert answer.status == 200
    assert "Add to Slack" in page
    assert all(scope in page and why in page for scope, why in SCOPES.items())


async def test_no_page_runs_scripts_is_kept_or_shown_inside_another(at_home: Home) -> None:
    browser = await at_home.browser()
    answers = [await browser.http.get(INSTALL), await browser.come_back(), await browser.come_back(error="x")]
    for answer in answers:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "<script" not in await answer.text()


async def test_a_browser_takes_the_style_of_the_page_and_no_other(at_home: Home) -> None:
    browser = await at_home.browser()
    answer = await browser.http.get(INSTALL)
    style = (await answer.text()).split("<style>")[1].split("</style>")[0]
    taken = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{taken}';" in answer.headers["Content-Security-Policy"]


async def test_the_button_leads_to_slack_with_what_the_bot_asks_for(at_home: Home) -> None:
    browser = await at_home.browser()
    answer = await browser.http.get(INSTALL, params={"start": ""}, allow_redirects=False)
    address = urlsplit(answer.headers["Location"])
    asked = parse_qs(address.query)
    assert address.path == "/oauth/v2/authorize"
    assert asked["client_id"] == [CLIENT_ID]
    assert asked["scope"] == [",".join(SCOPES)]
    assert asked["redirect_uri"] == ["http://127.0.0.1:8000/slack/oauth_redirect"]
    assert len(asked["state"][0]) == 43


@pytest.mark.parametrize(
    ("public_url", "secure", "name"),
    [
        (HTTPS, True, "__Host-find-expert-install"),
        ("http://127.0.0.1:8000", False, "find-expert-install"),
        ("http://localhost:8000", False, "find-expert-install"),
    ],
)
async def test_the_cookie_travels_unprotected_on_this_computer_only(
    at_home: Home, public_url: str, secure: bool, name: str
) -> None:
    browser = await at_home.browser(public_url)
    answer = await browser.http.get(INSTALL, params={"start": ""}, allow_redirects=False)
    [(kept_as, cookie)] = answer.cookies.items()
    assert kept_as == name
    assert bool(cookie["secure"]) == secure
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")


async def test_pages_without_protection_on_the_network_are_refused_at_the_start(at_home: Home) -> None:
    with pytest.raises(SettingError, match="https://"):
        at_home.app("http://find-expert.example.gov.uk")


# ---------------------------------------------------------------------------------------------- the way back


async def test_an_allowed_workspace_gets_the_bot(at_home: Home) -> None:
    browser = await at_home.browser()
    answer = await browser.come_back(state=await browser.begin(), code=at_home.api.allow())
    page = await answer.text()
    assert answer.status == 200
    assert "Find an expert is installed in Acme &amp; Sons" in page
    installed = await at_home.replica().installed("", "T01")
    assert installed is not None
    assert installed.bot_token == at_home.api.given[0]
    assert (installed.bot_user_id, installed.team_id, installed.enterprise_id) == ("U0BOT", "T01", "")
    row = at_home.row()
    assert (row.installed_by, row.scopes, row.name) == ("U01RILEY", "commands,chat:write", "Acme & Sons")
    assert at_home.api.asked[0]["redirect_uri"] == "http://127.0.0.1:8000/slack/oauth_redirect"
    assert "slack.installed" in at_home.everything()


async def test_an_organisation_gets_the_bot_for_all_its_workspaces(at_home: Home) -> None:
    browser = await at_home.browser()
    answer = await browser.come_back(state=await browser.begin(), code=at_home.api.allow(None, "E01"))
    assert "choose the workspaces" in await answer.text()
    row = at_home.row("E01")
    assert (row.is_enterprise_install, row.team_id, row.enterprise_id) == (True, "", "E01")
    installed = await at_home.replica().installed("E01", "T77")
    assert installed is not None
    assert (installed.team_id, installed.enterprise_id) == ("", "E01")


@pytest.mark.parametrize(
    ("team", "enterprise", "allowed"),
    [
        ("T01", None, True),
        ("T77", "E01", True),  # a workspace of an organisation that is on the list
        ("T77", None, False),
        ("T77", "E77", False),
        (None, "E77", False),
    ],
)
async def test_only_what_is_on_the_list_gets_the_bot(
    at_home: Home, team: str | None, enterprise: str | None, allowed: bool
) -> None:
    browser = await at_home.browser()
    answer = await browser.come_back(state=await browser.begin(), code=at_home.api.allow(team, enterprise))
    assert answer.status == (200 if allowed else 403)
    assert at_home.rows() == (1 if allowed else 0)


async def test_the_tokens_of_a_workspace_off_the_list_are_taken_back_and_nothing_is_kept(at_home: Home) -> None:
    browser = await at_home.browser()
    answer = await browser.come_back(state=await browser.begin(), code=at_home.api.allow("T77"))
    assert answer.status == 403
    page = await answer.text()
    assert "add T77 to their list" in page
    assert "what you allowed was taken back" in page
    assert sorted(at_home.api.revoked) == sorted(at_home.api.given)
    assert len(at_home.api.given) == 2
    assert at_home.rows() == 0


async def test_nobody_is_told_that_a_token_was_taken_back_when_slack_did_not_do_it(at_home: Home) -> None:
    at_home.api.revokes = False
    browser = await at_home.browser()
    answer = await browser.come_back(state=await browser.begin(), code=at_home.api.allow("T77"))
    page = await answer.text()
    assert answer.status == 403
    assert "taken back" not in page
    assert "you can remove it in the app settings" in page
    assert at_home.rows() == 0


async def test_a_token_is_taken_back_though_slack_keeps_the_other(at_home: Home) -> None:
    at_home.api.revokes_refresh_tokens = False
    browser = await at_home.browser()
    answer = await browser.come_back(state=await browser.begin(), code=at_home.api.allow("T77"))
    assert "taken back" not in await answer.text()
    assert at_home.api.revoked == [token for token in at_home.api.given if token not in at_home.api.refresh_tokens]
    assert len(at_home.api.revoked) == 1


async def test_somebody_who_says_no_is_told_so_and_may_think_again(at_home: Home) -> None:
    browser = await at_home.browser()
    state = await browser.begin()
    answer = await browser.come_back(error="access_denied", state=state)
    page = await answer.text()
    assert answer.status == 200
    assert "was not installed" in page
    assert f'href="{INSTALL}"' in page
    assert at_home.api.asked == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_those_who_begin_by_the_dozen_leave_the_database_to_everybody_else(at_home: Home) -> None:
    browser = await at_home.browser()
    with unit_of_work(at_home.engine):  # somebody else writes, so that whoever came first still waits
        coming = [
            asyncio.ensure_future(browser.http.get(INSTALL, params={"start": ""}, allow_redirects=False))
            for _ in range(12)
        ]
        done: set[asyncio.Task[ClientResponse]] = set()
        while len(done) < len(coming) - AT_ONCE:
            done, _ = await asyncio.wait(coming, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.sleep(0)
        assert {answer.result().status for answer in done} == {503}
    answers = await asyncio.gather(*coming)
    assert sorted(answer.status for answer in answers) == [302] * AT_ONCE + [503] * (12 - AT_ONCE)


async def test_an_installation_is_finished_once(at_home: Home) -> None:
    browser = await at_home.browser()
    state = await browser.begin()
    assert (await browser.come_back(state=state, code=at_home.api.allow())).status == 200
    again = await browser.come_back(state=state, code=at_home.api.allow("T02"))
    assert again.status == 400
    assert "This link works once" in await again.text()
    assert at_home.rows() == len(at_home.api.asked) == 1


async def test_of_many_that_come_back_at_once_one_wins_and_the_others_are_told(at_home: Home) -> None:
    browser = await at_home.browser()
    state = await browser.begin()
    codes = [at_home.api.allow() for _ in range(8)]
    answers = await asyncio.gather(*(browser.come_back(state=state, code=code) for code in codes))
    pages = [await answer.text() for answer in answers]
    assert sorted(answer.status for answer in answers) == [200, *[400] * 7]
    assert sum("This link works once" in page for page in pages) == 7
    assert at_home.rows() == len(at_home.api.asked) == 1


def test_of_many_threads_that_use_a_state_one_wins(database: Engine) -> None:
    states = InstallStates(database, Clock())
    with ThreadPoolExecutor(8) as threads:
        for _ in range(10):
            state = states.begin("a browser")
            outcomes = list(threads.map(lambda one: states.finish(one, "a browser"), [state] * 8))
            assert sorted(outcomes, key=lambda outcome: outcome.value) == [Outcome.GOOD, *[Outcome.USED] * 7]


async def test_another_browser_cannot_finish_what_this_one_began(at_home: Home) -> None:
    begun, other = await at_home.browser(), await at_home.browser()
    state = await begun.begin()
    code = at_home.api.allow()
    answers = [await other.come_back(state=state, code=code)]
    await other.begin()  # now it has a cookie, of its own
    answers.append(await other.come_back(state=state, code=code))
    for answer in answers:
        assert answer.status == 400
        assert "began in another browser" in await answer.text()
    assert at_home.api.asked == []
    assert (await begun.come_back(state=state, code=code)).status == 200


async def test_two_tabs_of_one_browser_do_not_disturb_each_other(at_home: Home) -> None:
    browser = await at_home.browser()
    first, second = await browser.begin(), await browser.begin()
    assert (await browser.come_back(state=first, code=at_home.api.allow())).status == 200
    assert (await browser.come_back(state=second, code=at_home.api.allow("T02"))).status == 200


async def test_an_installation_is_finished_within_ten_minutes(at_home: Home) -> None:
    browser = await at_home.browser()
    state = await browser.begin()
    at_home.clock.pass_by(minutes=10)
    answer = await browser.come_back(state=state, code=at_home.api.allow())
    assert answer.status == 400
    assert "in ten minutes" in await answer.text()
    assert at_home.api.asked == []


async def test_what_did_not_begin_here_is_not_finished_here(at_home: Home) -> None:
    browser = await at_home.browser()
    await browser.begin()
    answer = await browser.come_back(state="a" * 43, code=at_home.api.allow())
    assert answer.status == 400
    assert "did not begin here" in await answer.text()


async def test_states_long_expired_are_forgotten(at_home: Home) -> None:
    browser = await at_home.browser()
    state = await browser.begin()
    at_home.clock.pass_by(hours=2)
    await browser.begin()
    assert "did not begin here" in await (await browser.come_back(state=state, code=at_home.api.allow())).text()


SLACKS_ANSWERS = [
    (200, {"ok": False, "error": "invalid_code"}, 400, "did not confirm"),
    (200, {"ok": False, "error": "bad_client_secret"}, 400, "did not confirm"),
    (200, {"ok": True, "access_token": ""}, 503, "did not answer"),
    (200, {"ok": True, "access_token": "xoxp-1-a-user", "token_type": "user"}, 503, "did not answer"),
    (200, {"ok": True, "access_token": "xoxb-1-a", "bot_user_id": "U1"}, 503, "did not answer"),
    (200, [], 503, "did not answer"),
    (200, "ok", 503, "did not answer"),
    (429, {"ok": False, "error": "ratelimited"}, 503, "did not answer"),
    (500, {"ok": False, "error": "fatal_error"}, 503, "did not answer"),
    (502, None, 503, "did not answer"),
]


async def test_whatever_slack_answers_ends_in_a_plain_page(at_home: Home) -> None:
    browser = await at_home.browser()
    for status, body, shown, words in SLACKS_ANSWERS:
        state = await browser.begin()
        at_home.api.refusal = (status, body)
        answer = await browser.come_back(state=state, code=at_home.api.allow())
        assert answer.status == shown, body
        assert words in await answer.text(), body
    assert at_home.rows() == 0


MALFORMED = [
    "",
    "?",
    "?state=&code=",
    "?state=x",
    "?code=x",
    "?state=%00&code=%00",
    "?state=%FF%FE&code=%ED%A0%80",
    "?state=%&code=%zz",
    "?error=",
    "?error=%3Cscript%3Ealert(1)%3C/script%3E",
    "?error=access_denied&error=access_denied",
    f"?state={'a' * 43}&state={'b' * 43}&code=x",
    f"?state={'a' * 43}&code=x&code=y",
    f"?state={'a' * 43}&code={'x' * 4000}",
    f"?state={'a' * 43}%0A&code=x",
    f"?state={'a' * 43}&code=x%0D%0ASet-Cookie:%20a=b",
    f"?state={'%C3%A9' * 43}&code=x",
    "?state[]=1&code[]=2;drop",
    "?" + "&".join(f"state{number}=x" for number in range(500)),
]


async def test_a_malformed_query_is_refused_in_words(at_home: Home) -> None:
    browser = await at_home.browser()
    await browser.begin()
    for query in MALFORMED:
        answer = await browser.http.get(URL(f"{REDIRECT}{query}", encoded=True))
        assert answer.status == 400, query
        assert "<script>alert" not in await answer.text()
    assert at_home.api.asked == []


async def test_bytes_that_are_no_http_are_no_fault_of_ours(at_home: Home) -> None:
    browser = await at_home.browser()
    port = browser.http.port
    assert port is not None

    def send(target: bytes, cookie: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(b"GET " + target + b" HTTP/1.1\r\nHost: a\r\nConnection: close\r\nCookie: " + cookie)
            connection.sendall(b"\r\n\r\n")
            return connection.makefile("rb").readline()

    for target in (b"/slack/oauth_redirect?state=\xff\xfe&code=\xed\xa0\x80", b"/slack/install?start=\xff", b"//["):
        for cookie in (b"", b"find-expert-install=\xff\xfe", b"=;=;;==", b"find-expert-install=" + b"a" * 5000):
            status = await asyncio.to_thread(send, target, cookie)
            assert b" 5" not in status[:12], (target, cookie, status)


async def test_a_link_scanner_uses_nothing_up(at_home: Home) -> None:
    browser = await at_home.browser()
    state, code = await browser.begin(), at_home.api.allow()
    assert (await browser.http.head(REDIRECT, params={"state": state, "code": code})).status == 405
    assert (await browser.come_back(state=state, code=code)).status == 200


# ---------------------------------------------------------------------------------------------- secrets


async def test_no_token_code_state_or_cookie_is_found_in_any_table_page_or_log(
    at_home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)  # as adapters/logs.py has it
    browser = await at_home.browser()
    states, codes, pages = [], [], []
    for team, refusal in [("T01", None), ("T77", None), ("T02", (200, {"ok": False, "error": "invalid_code"}))]:
        states.append(await browser.begin())
        codes.append(at_home.api.allow(team))
        at_home.api.refusal = refusal
        pages.append(await (await browser.come_back(state=states[-1], code=codes[-1])).text())
        pages.append(await (await browser.come_back(state=states[-1], code=codes[-1])).text())
    at_home.api.refusal = None
    at_home.clock.pass_by(hours=11)
    replica = at_home.replica()
    assert await replica.installed("", "T01")
    async for _ in replica.running(browser.http.app):
        pass
    await at_home.replica(key="another key of thirty-two characters").keep(
        await at_home.oauth().exchange(at_home.api.allow("T02"), "")
    )
    [cookie] = {morsel.value for morsel in browser.http.session.cookie_jar}
    secrets = [*states, *codes, *at_home.api.given, cookie]
    seen = " ".join([at_home.everything(), caplog.text, *pages])
    assert len(secrets) > 12
    assert "was renewed" in caplog.text
    assert [secret for secret in secrets if secret in seen] == []
