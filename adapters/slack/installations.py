"""The bot in many workspaces: the token of each, renewed in time by one replica, and forgotten when it is removed."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

from aiohttp import web
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from adapters.slack.calls import TIMEOUT
from adapters.slack.errors import SlackError, TemporaryError
from adapters.slack.kept_tokens import Claim, KeptTokens
from adapters.slack.model import SlackInstallation
from adapters.slack.oauth import Grant, SlackOAuth
from adapters.slack.tokens import Installed
from directory.errors import SettingError
from directory.vault import Vault

RENEW_BEFORE = timedelta(hours=2)
"""Of the 12 hours that a token lives (docs.slack.dev/authentication/using-token-rotation): as slack_sdk renews it."""
LONG_ENOUGH = timedelta(minutes=1)  # a call that begins with the token also ends with it
WAIT = TIMEOUT + 2  # seconds for another replica's new token, when the old one is used up
LOOK_AGAIN = 0.2  # seconds
PAUSE = 5
"""Seconds after a failure. The answer may have been lost after Slack gave it, and the used refresh token is good for a
"short grace period" only (docs.slack.dev/authentication/using-token-rotation)."""
SAVE_PAUSES = (0.5, 1, 2, 4)  # seconds between tries: Slack gives the same answer only once

# What Slack says of this one installation. Anything else may be a fault of ours, such as a wrong client secret.
REFUSED = frozenset({"invalid_refresh_token", "token_revoked", "account_inactive"})

log = logging.getLogger(__name__)


class Installations:
    """The ``Tokens`` of every workspace that installed the bot. Add ``running`` to the server's ``cleanup_ctx``."""

    def __init__(self, engine: Engine, vault: Vault, now: Callable[[], datetime], oauth: SlackOAuth) -> None:
        """``now`` is the true time, by which Slack lets tokens expire."""
        self._kept = KeptTokens(engine, vault, now)
        self._vault = vault
        self._now = now
        self._oauth = oauth
        self._renewals: dict[str, asyncio.Task[SlackError | None]] = {}

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        """At the end of the server, wait for tokens that are being renewed: their answers come once."""
        yield
        await asyncio.gather(*self._renewals.values(), return_exceptions=True)

    async def keep(self, grant: Grant) -> None:
        """Remember an installation. Raises DBAPIError."""
        await asyncio.to_thread(self._kept.keep, grant)
        log.info("find-expert was installed in the Slack workspace %s", grant.workspace)

    async def forget(self, enterprise_id: str, team_id: str) -> bool:
        """Slack says that the bot was removed there, or a token of it revoked: delete what works no more.

        Gives whether the bot is gone. Slack is asked first: it may have told us late, and somebody has installed the
        bot again since; and with rotation it may have revoked an old token only
        (docs.slack.dev/authentication/using-token-rotation). Raises SlackError, DBAPIError; Slack then tells again.
        """
        for workspace in filter(None, (team_id, enterprise_id)):
            if row := await asyncio.to_thread(self._kept.look, workspace):
                await self._forget_useless(row)
        return await asyncio.to_thread(self._kept.find, enterprise_id, team_id) is None

    async def _forget_useless(self, row: SlackInstallation) -> None:
        if await self._oauth.works(self._opened(row).bot_token):
            return
        if row.refresh_token_sealed:
            if problem := await asyncio.shield(self._renewal(row)):
                raise problem
            present = await asyncio.to_thread(self._kept.look, row.workspace)
            if present is None or present.refresh_token_sealed:  # renewed, or somebody else is about to
                return
            row = present
        if await asyncio.to_thread(self._kept.forget, row):
            log.info("find-expert was removed from the Slack workspace %s; its tokens are deleted", row.workspace)

    async def installed(self, enterprise_id: str, team_id: str) -> Installed | None:
        """As ``Tokens.installed``. A token that is good for a while is given at once, and renewed meanwhile."""
        give_up = asyncio.get_running_loop().time() + WAIT
        seen = -1
        while row := await asyncio.to_thread(self._kept.find, enterprise_id, team_id):
            installed = self._opened(row)
            left = row.expires_at - self._now() if row.expires_at else RENEW_BEFORE
            renewal = self._renewal(row) if left < RENEW_BEFORE and row.refresh_token_sealed else None
            if left > LONG_ENOUGH or renewal is None:
                return installed
            if problem := await asyncio.shield(renewal):  # who asked may go away: the answer is kept all the same
                raise problem
            if seen == row.version:
                if asyncio.get_running_loop().time() > give_up:
                    raise TemporaryError("token_being_renewed")
                await asyncio.sleep(LOOK_AGAIN)
            seen = row.version
        return None

    async def everywhere(self) -> list[Installed]:
        """As ``Tokens.everywhere``. A workspace whose token cannot be had now is left out."""
        found = []
        for enterprise_id, team_id in await asyncio.to_thread(self._kept.everywhere):
            try:
                installed = await self.installed(enterprise_id, team_id)
            except SlackError as error:
                log.warning("a Slack workspace is left out: %s", error.code)
            else:
                found += [installed] if installed else []
        return found

    def _opened(self, row: SlackInstallation) -> Installed:
        try:
            token = self._vault.open(row.bot_token_sealed or b"")
        except SettingError as error:
            raise _sealed(row.workspace, error) from None
        return Installed(token, row.bot_user_id, row.team_id, row.enterprise_id)

    # ------------------------------------------------------------------------------------------ renewing

    def _renewal(self, row: SlackInstallation) -> asyncio.Task[SlackError | None]:
        """The one attempt of this process for this workspace. What went wrong is its result."""
        under_way = self._renewals.get(row.workspace)
        if under_way is None:
            under_way = self._renewals[row.workspace] = asyncio.create_task(self._renew(row))
            under_way.add_done_callback(lambda _: self._renewals.pop(row.workspace))
        return under_way

    async def _renew(self, row: SlackInstallation) -> SlackError | None:
        attempt = secrets.token_hex(8)
        try:
            match await asyncio.to_thread(self._kept.claim, row, attempt):
                case Claim.ELSEWHERE:
                    return None
                case Claim.LATER:
                    return TemporaryError("token_not_renewed")
            asked_at = self._now()
            try:
                grant = await self._oauth.renew(self._vault.open(row.refresh_token_sealed or b""))
            except SettingError as error:
                return await self._failed(row, attempt, _sealed(row.workspace, error))
            except SlackError as error:
                return await self._failed(row, attempt, error)
            return await self._save(row, grant, asked_at)
        except DBAPIError as error:
            log.warning("the token of the Slack workspace %s waits for the database", row.workspace)
            return TemporaryError(type(error).__name__)

    async def _failed(self, row: SlackInstallation, attempt: str, error: SlackError) -> SlackError | None:
        if error.code not in REFUSED:
            log.warning("Slack gave no new token for the workspace %s: %s", row.workspace, error.code)
            wait = error.retry_after if isinstance(error, TemporaryError) and error.retry_after else PAUSE
            await asyncio.to_thread(self._kept.pause, row.workspace, attempt, wait)
            return error
        if await asyncio.to_thread(self._kept.refuse, row):
            log.error(
                "Slack renews the token of the workspace %s no more (%s). Find-expert ends there at %s: somebody has "
                "to install it again at /slack/install",
                *(row.workspace, error.code, row.expires_at),
            )
        return None

    async def _save(self, row: SlackInstallation, grant: Grant, asked_at: datetime) -> SlackError | None:
        for pause in (*SAVE_PAUSES, None):
            try:
                saved = await asyncio.to_thread(self._kept.save, row, grant, asked_at)
            except DBAPIError:
                if pause is not None:
                    await asyncio.sleep(pause)
            else:
                log.info(
                    "the token of the Slack workspace %s was %s", row.workspace, "renewed" if saved else "replaced"
                )
                return None
        log.error(
            "a new token of the Slack workspace %s could not be saved: if find-expert stops answering there, install "
            "it again at /slack/install",
            row.workspace,
        )
        return TemporaryError("token_not_saved")


def _sealed(workspace: str, error: SettingError) -> TemporaryError:
    """The key may come back: nothing that it sealed is thrown away."""
    log.error("the token of the Slack workspace %s cannot be opened: %s", workspace, error)
    return TemporaryError("sealed_with_another_key")
