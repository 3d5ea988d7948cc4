"""Tokens of many workspaces: renewed once, never lost, gone when the bot is removed; on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from aiohttp import web
from sqlalchemy import Engine, text

from adapters.slack.errors import TemporaryError
from adapters.slack.installations import Installations
from adapters.slack.kept_tokens import Claim, KeptTokens
from adapters.slack.model import SLACK_TOKENS
from adapters.slack.oauth import Grant
from directory.database import open_database, reading, unit_of_work
from directory.rekey import Secrets, count_secrets, reseal_secrets
from directory.vault import Vault
from tests.adapters.slack.installing import KEY, Home, home

NEW_KEY = "a new key that is long enough to be one!"
SOON = {"hours": 10, "minutes": 1}
"""The token still works, and is about to be renewed."""
LATE = {"hours": 12, "minutes": 1}
"""The token works no more."""


@pytest.fixture
async def at_home(database: Engine) -> AsyncIterator[Home]:
    async with home(database) as running:
        yield running


async def token(installations: Installations, enterprise: str = "", team: str = "T01") -> str:
    """What speaks for the bot there, or an empty string."""
    installed = await installations.installed(enterprise, team)
    return installed.bot_token if installed else ""


def statement(engine: Engine, sql: str) -> None:
    with unit_of_work(engine) as session:
        session.connection().execute(text(sql))


async def all_is_done(*replicas: Installations) -> None:
    """Wait for what goes on in the background, as a server that ends does."""
    for replica in replicas:
        async for _ in replica.running(web.Application()):
            pass


# ---------------------------------------------------------------------------------------------- looking up


async def test_a_workspaces_own_installation_comes_before_that_of_its_organisation(at_home: Home) -> None:
    at_home.api.rotates = False
    await at_home.install(at_home.api.allow(None, "E01"))
    await at_home.install(at_home.api.allow("T01", "E01"))
    of_all, own = at_home.api.given
    replica = at_home.replica()
    assert await token(replica, "E01", "T01") == own
    assert await token(replica, "E01", "T02") == of_all
    assert await token(replica, "E01", "") == of_all
    assert await token(replica, "", "T02") == await token(replica, "E02", "T02") == await token(replica, "", "") == ""
    at_home.api.revoked = [own]
    await replica.forget("E01", "T01")
    assert await token(replica, "E01", "T01") == of_all


async def test_without_rotation_a_token_is_never_renewed(at_home: Home) -> None:
    at_home.api.rotates = False
    await at_home.install()
    at_home.clock.pass_by(days=400)
    assert await token(at_home.replica()) == at_home.api.given[0]
    assert len(at_home.api.asked) == 1


async def test_installing_again_puts_new_tokens_in_the_place_of_the_old_ones(at_home: Home) -> None:
    await at_home.install()
    await at_home.install()
    assert await token(at_home.replica()) == at_home.api.given[2]
    assert at_home.rows() == 1


async def test_two_people_may_install_it_at_once(at_home: Home) -> None:
    await asyncio.gather(*(at_home.install() for _ in range(4)))
    assert at_home.rows() == 1
    assert await token(at_home.replica()) in at_home.api.given


# ---------------------------------------------------------------------------------------------- renewing


async def test_a_token_is_left_alone_until_two_hours_before_its_end(at_home: Home) -> None:
    await at_home.install()
    at_home.clock.pass_by(hours=10)
    replica = at_home.replica()
    assert await token(replica) == at_home.api.given[0]
    await all_is_done(replica)
    assert len(at_home.api.asked) == 1


async def test_many_at_once_on_two_replicas_renew_a_token_once_and_wait_for_nothing(at_home: Home) -> None:
    await at_home.install()
    at_home.clock.pass_by(**SOON)
    at_home.api.may_answer.clear()
    replicas = [at_home.replica(), at_home.replica()]
    tokens = await asyncio.gather(*(token(replicas[number % 2]) for number in range(20)))
    assert set(tokens) == {at_home.api.given[0]}  # while Slack thinks, the old one is good
    at_home.api.may_answer.set()
    await all_is_done(*replicas)
    assert len(at_home.api.asked) == 2  # the installation, and one renewal
    assert {await token(replica) for replica in replicas} == {at_home.api.given[2]}
    await all_is_done(*replicas)
    assert len(at_home.api.asked) == 2


async def test_many_at_once_on_two_replicas_wait_for_the_one_new_token_when_the_old_one_is_used_up(
    at_home: Home,
) -> None:
    await at_home.install()
    at_home.clock.pass_by(**LATE)
    replicas = [at_home.replica(), at_home.replica()]
    tokens = await asyncio.gather(*(token(replicas[number % 2]) for number in range(20)))
    assert set(tokens) == {at_home.api.given[2]}
    assert len(at_home.api.asked) == 2
    assert at_home.row().renewing == ""


def test_of_many_threads_one_claims_the_renewal(database: Engine, database_url: str) -> None:
    others = [open_database(database_url) for _ in range(2)]
    kept = [KeptTokens(engine, Vault(KEY), lambda: moment) for engine in (database, *others)]
    moment = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
    try:
        kept[0].keep(Grant("xoxb-1", "xoxe-1", 43_200, "U0BOT", team_id="T01"))
        row = kept[0].find("", "T01")
        assert row is not None
        with ThreadPoolExecutor(6) as threads:
            claims = list(threads.map(lambda number: kept[number % 3].claim(row, str(number)), range(12)))
        assert sorted(claims, key=lambda claim: claim.value) == [Claim.MINE, *[Claim.ELSEWHERE] * 11]
    finally:
        for engine in others:
            engine.dispose()


async def test_who_read_the_old_token_does_not_renew_the_new_one(at_home: Home) -> None:
    await at_home.install()
    at_home.clock.pass_by(**LATE)
    kept = KeptTokens(at_home.engine, Vault(KEY), at_home.clock)
    stale = kept.find("", "T01")
    assert stale is not None
    assert await token(at_home.replica()) == at_home.api.given[2]
    assert kept.claim(stale, "late") is Claim.ELSEWHERE
    assert not kept.save(stale, Grant("xoxb-stale"), at_home.clock())
    assert await token(at_home.replica()) == at_home.api.given[2]


async def test_somebody_who_goes_away_does_not_take_the_new_token_along(at_home: Home) -> None:
    await at_home.install()
    at_home.clock.pass_by(**LATE)
    at_home.api.may_answer.clear()
    replica = at_home.replica()
    asking = asyncio.create_task(token(replica))
    await at_home.api.renews.wait()
    asking.cancel()
    at_home.api.may_answer.set()
    await all_is_done(replica)
    assert await token(at_home.replica()) == at_home.api.given[2]
    assert len(at_home.api.asked) == 2


async def test_after_a_crash_another_replica_renews_as_soon_as_the_lease_ran_out(at_home: Home) -> None:
    await at_home.install()
    at_home.clock.pass_by(**SOON)
    kept, replica = KeptTokens(at_home.engine, Vault(KEY), at_home.clock), at_home.replica()
    row = kept.find("", "T01")
    assert row is not None
    assert kept.claim(row, "a process that dies now") is Claim.MINE
    assert await token(replica) == at_home.api.given[0]
    await all_is_done(replica)
    assert len(at_home.api.asked) == 1
    at_home.let_the_lease_run_out()
    assert await token(replica) == at_home.api.given[0]
    await all_is_done(replica)
    assert await token(replica) == at_home.api.given[2]


async def test_a_lost_answer_is_asked_for_again_while_slack_still_takes_the_old_refresh_token(
    at_home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    await at_home.install()
    at_home.clock.pass_by(**SOON)
    at_home.api.lost_answers, at_home.api.grace = 1, True
    replica = at_home.replica()
    assert await token(replica) == at_home.api.given[0]
    await all_is_done(replica)
    assert "Slack gave no new token for the workspace T01" in caplog.text
    assert await token(replica) == at_home.api.given[0]
    await all_is_done(replica)
    assert len(at_home.api.asked) == 2  # not at once again
    at_home.let_the_lease_run_out()
    assert await token(replica) == at_home.api.given[0]
    await all_is_done(replica)
    assert await token(replica) == at_home.api.given[-2]


async def test_an_answer_that_is_lost_for_good_leaves_the_token_its_last_hours_and_asks_for_help(
    at_home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    await at_home.install()
    at_home.clock.pass_by(**SOON)
    at_home.api.lost_answers = 1
    replica = at_home.replica()
    for _ in range(2):
        assert await token(replica) == at_home.api.given[0]
        await all_is_done(replica)
        at_home.let_the_lease_run_out()
    assert "Slack renews the token of the workspace T01 no more (invalid_refresh_token)" in caplog.text
    assert "install it again at /slack/install" in caplog.text
    assert at_home.row().refused_at == at_home.clock()
    assert at_home.row().refresh_token_sealed is None
    assert await token(replica) == at_home.api.given[0]
    at_home.clock.pass_by(hours=2)
    assert await token(replica) == ""
    assert len(at_home.api.asked) == 3
    await at_home.install()
    assert await token(replica) == at_home.api.given[-2]
    assert at_home.row().refused_at is None


@pytest.mark.parametrize("error", ["invalid_refresh_token", "token_revoked", "account_inactive"])
async def test_a_token_that_is_used_up_and_refused_means_not_installed(at_home: Home, error: str) -> None:
    await at_home.install()
    at_home.clock.pass_by(**LATE)
    at_home.api.refusal = (200, {"ok": False, "error": error})
    assert await token(at_home.replica()) == ""
    assert "slack.refused" in at_home.everything()


@pytest.mark.parametrize("error", ["bad_client_secret", "invalid_client_id", "ratelimited", "fatal_error"])
async def test_a_fault_of_ours_or_of_slacks_costs_nobody_their_installation(at_home: Home, error: str) -> None:
    await at_home.install()
    at_home.clock.pass_by(**LATE)
    at_home.api.refusal = (200, {"ok": False, "error": error})
    replica = at_home.replica()
    for _ in range(2):
        with pytest.raises(Exception, match=f"{error}|token_not_renewed"):
            await token(replica)
    assert len(at_home.api.asked) == 2  # Slack is left in peace for a moment
    at_home.api.refusal = None
    at_home.let_the_lease_run_out()
    assert await token(replica) == at_home.api.given[-2]


async def test_an_answer_is_saved_though_the_database_is_away_when_it_comes(
    at_home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    await at_home.install()
    at_home.clock.pass_by(**SOON)
    at_home.api.may_answer.clear()
    replica = at_home.replica()
    assert await token(replica) == at_home.api.given[0]
    await at_home.api.renews.wait()
    statement(at_home.engine, "ALTER TABLE slack_installation RENAME TO away")
    at_home.api.may_answer.set()
    await asyncio.sleep(0.3)
    statement(at_home.engine, "ALTER TABLE away RENAME TO slack_installation")
    await all_is_done(replica)
    assert await token(replica) == at_home.api.given[2]
    assert len(at_home.api.asked) == 2


# ---------------------------------------------------------------------------------------------- removing


@pytest.mark.parametrize("rotates", [True, False])
async def test_a_removed_bot_leaves_no_token_behind(at_home: Home, rotates: bool) -> None:
    at_home.api.rotates = rotates
    await at_home.install()
    at_home.api.uninstall()
    replica = at_home.replica()
    assert await replica.forget("", "T01")
    row = at_home.row()
    assert (row.bot_token_sealed, row.refresh_token_sealed, row.removed_at) == (None, None, at_home.clock())
    assert await token(replica) == await token(at_home.replica()) == ""
    assert "slack.removed" in at_home.everything()
    assert await replica.forget("", "T01")
    assert await replica.forget("", "T99")


async def test_a_bot_removed_from_one_workspace_stays_in_the_rest_of_the_organisation(at_home: Home) -> None:
    await at_home.install(at_home.api.allow(None, "E01"))
    replica = at_home.replica()
    assert not await replica.forget("E01", "T02")
    assert await token(replica, "E01", "T03")


@pytest.mark.parametrize("team", ["", "T02"])
async def test_a_bot_removed_from_a_whole_organisation_leaves_no_token_behind(at_home: Home, team: str) -> None:
    await at_home.install(at_home.api.allow(None, "E01"))
    at_home.api.uninstall()
    replica = at_home.replica()
    assert await replica.forget("E01", team)
    assert await token(replica, "E01", "T03") == ""
    assert at_home.row("E01").bot_token_sealed is None


async def test_a_removal_that_is_told_late_does_not_undo_a_newer_installation(at_home: Home) -> None:
    await at_home.install()
    at_home.api.uninstall()
    await at_home.install()
    replica = at_home.replica()
    assert not await replica.forget("", "T01")
    assert await token(replica) == at_home.api.given[2]


async def test_a_revoked_token_is_renewed_where_slack_lets_us(at_home: Home) -> None:
    await at_home.install()
    at_home.api.revoked = [at_home.api.given[0]]
    replica = at_home.replica()
    assert not await replica.forget("", "T01")
    assert await token(replica) == at_home.api.given[2]
    assert len(at_home.api.asked) == 2


async def test_an_older_token_that_is_revoked_changes_nothing(at_home: Home) -> None:
    await at_home.install()
    at_home.api.revoked = ["xoxe.xoxb-1-an-older-one"]
    replica = at_home.replica()
    assert not await replica.forget("", "T01")
    assert await token(replica) == at_home.api.given[0]
    assert len(at_home.api.asked) == 1


async def test_nothing_is_deleted_while_slack_cannot_be_asked(at_home: Home) -> None:
    await at_home.install()
    at_home.api.uninstall()
    at_home.api.refusal = (500, {"ok": False, "error": "fatal_error"})
    replica = at_home.replica()
    with pytest.raises(TemporaryError):
        await replica.forget("", "T01")
    assert at_home.row().bot_token_sealed
    at_home.api.refusal = None
    at_home.let_the_lease_run_out()
    await replica.forget("", "T01")
    assert at_home.row().bot_token_sealed is None


async def test_a_token_that_comes_after_the_bot_was_removed_is_not_kept(at_home: Home) -> None:
    await at_home.install()
    at_home.clock.pass_by(**SOON)
    at_home.api.may_answer.clear()
    replica = at_home.replica()
    assert await token(replica)
    await at_home.api.renews.wait()
    kept = KeptTokens(at_home.engine, Vault(KEY), at_home.clock)
    assert kept.forget(at_home.row())
    at_home.api.may_answer.set()
    await all_is_done(replica)
    assert await token(replica) == ""
    assert at_home.row().bot_token_sealed is None


async def test_a_token_that_comes_after_the_bot_was_installed_again_is_not_kept(at_home: Home) -> None:
    await at_home.install()
    at_home.clock.pass_by(**SOON)
    at_home.api.may_answer.clear()
    replica = at_home.replica()
    assert await token(replica)
    await at_home.api.renews.wait()
    kept = KeptTokens(at_home.engine, Vault(KEY), at_home.clock)
    kept.keep(Grant("xoxb-installed-again", bot_user_id="U0BOT", team_id="T01"))
    at_home.api.may_answer.set()
    await all_is_done(replica)
    assert await token(replica) == "xoxb-installed-again"


# ---------------------------------------------------------------------------------------------- sealed


async def test_a_token_that_no_key_opens_is_left_for_the_key_to_come_back(
    at_home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    await at_home.install()
    with pytest.raises(TemporaryError, match="sealed_with_another_key"):
        await token(at_home.replica(NEW_KEY))
    assert "the token of the Slack workspace T01 cannot be opened: No key in FIND_EXPERT_SECRET_KEY" in caplog.text
    at_home.clock.pass_by(**LATE)
    with pytest.raises(TemporaryError, match="sealed_with_another_key"):
        await token(at_home.replica(NEW_KEY))
    assert len(at_home.api.asked) == 1
    assert await token(at_home.replica(f"{NEW_KEY},{KEY}")) == at_home.api.given[2]


async def test_a_new_key_takes_over_slacks_tokens(at_home: Home) -> None:
    await at_home.install()
    await at_home.install(at_home.api.allow("T02"))
    both = Vault(f"{NEW_KEY},{KEY}")
    with unit_of_work(at_home.engine) as session:
        assert reseal_secrets(session, both, SLACK_TOKENS) == Secrets(newest=0, older=4, lost=0)
    with reading(at_home.engine) as session:
        assert count_secrets(session, both, SLACK_TOKENS) == Secrets(newest=4, older=0, lost=0)
    replica = at_home.replica(NEW_KEY)
    assert await token(replica) == at_home.api.given[0]
    at_home.clock.pass_by(**LATE)
    assert await token(replica) == at_home.api.given[4]


async def test_what_is_logged_says_which_workspace(at_home: Home, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await at_home.install()
    at_home.api.uninstall()
    await at_home.replica().forget("", "T01")
    assert "find-expert was installed in the Slack workspace T01" in caplog.text
    assert "find-expert was removed from the Slack workspace T01; its tokens are deleted" in caplog.text
