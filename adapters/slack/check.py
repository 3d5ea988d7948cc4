"""What the doctor asks Slack: whether the tokens work, what they allow, and for whom the bot answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from sqlalchemy import func
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from adapters.checks import Answer, Asking, Check, UnansweredError
from adapters.slack.model import SlackInstallation
from adapters.slack.scopes import SCOPES
from config.settings import Settings
from directory.database import connected, reading
from directory.errors import SettingError

SIGNING_SECRET = re.compile(r"[0-9a-f]{32}")
"""As *Basic Information* of a Slack app shows it."""

# docs.slack.dev/reference/methods/auth.test
TOKEN_TROUBLES = {
    "account_inactive": "Slack no longer knows the bot: it was removed from the workspace",
    "invalid_auth": "Slack does not know this token",
    "not_authed": "Slack does not know this token",
    "not_allowed_token_type": "this is another kind of token than the one that is needed",
    "missing_scope": "the token does not allow it",
    "token_expired": "the token has expired",
    "token_revoked": "the token was revoked",
}
MEND_OFF = "Set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET to switch it on, or see config/slack/README.md."
MEND_BOT = "Copy the bot token again from OAuth & Permissions of the Slack app, into SLACK_BOT_TOKEN."
MEND_SOCKET_MODE = (
    "Make an app-level token with the scope connections:write in Basic Information of the Slack app, switch "
    "Socket Mode on, and copy the token into SLACK_APP_TOKEN."
)
MEND_NETWORK = "Let this computer reach Slack over HTTPS, through HTTPS_PROXY where there is one."


async def slack_checks(asking: Asking, settings: Settings, installations: int | None = None) -> list[Check]:
    """Look at everything about Slack. ``installations`` is how many workspaces installed the bot, where known."""
    if not settings.slack_is_on:
        return [Check("Slack", "off", MEND_OFF)]
    found = [*_signing_secret(settings)]
    if settings.slack_bot_token:
        found += await _bot_token(asking, settings, settings.slack_bot_token.get_secret_value())
    else:
        if installations is None:
            installations = await asyncio.to_thread(_installations, settings.database_url)
        found += _several_workspaces(settings, installations)
    if settings.slack_app_token:
        found.append(await _app_token(asking, settings, settings.slack_app_token.get_secret_value()))
    return found


def _installations(database_url: str) -> int | None:
    """In how many workspaces the bot is, where the database says so."""
    query = select(func.count()).select_from(SlackInstallation).where(col(SlackInstallation.removed_at).is_(None))
    try:
        with connected(database_url) as engine, reading(engine) as session:
            return session.exec(query).one()
    except (DBAPIError, SettingError):  # the doctor says so beside the database
        return None


async def _bot_token(asking: Asking, settings: Settings, token: str) -> list[Check]:
    answer = await _called(asking, settings, "auth.test", token)
    if isinstance(answer, str):
        return [Check("Slack", f"Slack {answer}", MEND_NETWORK)]
    if answer.body.get("ok") is not True:
        return [Check("Slack token", _trouble(answer), MEND_BOT)]
    where = answer.word("team") or answer.word("team_id") or "its workspace"
    return [Check("Slack token", f"works in {where}"), _scopes(answer), _own_workspace(settings, answer)]


def _scopes(answer: Answer) -> Check:
    if "x-oauth-scopes" not in answer.headers:
        return Check("Slack scopes", "Slack does not say what the token allows")
    granted = {scope.strip() for scope in answer.headers["x-oauth-scopes"].split(",")}
    if missing := sorted(set(SCOPES) - granted):
        mend = "Add them in OAuth & Permissions of the Slack app, or paste the manifest again, and install it again."
        return Check("Slack scopes", f"not granted: {', '.join(missing)}", mend)
    return Check("Slack scopes", "all that are needed")


def _own_workspace(settings: Settings, answer: Answer) -> Check:
    own = {answer.word("team_id"), answer.word("enterprise_id")} - {""}
    if not settings.allowed_slack_teams:
        return Check("Slack workspaces", "only the one of the token")
    if own & settings.allowed_slack_teams:
        return Check("Slack workspaces", _allowed(settings.allowed_slack_teams))
    mend = f"Add {' or '.join(sorted(own)) or 'its id'} to FIND_EXPERT_ALLOWED_SLACK_TEAMS."
    return Check("Slack workspaces", "the workspace of the token is not allowed, so nobody in it gets answers", mend)


def _several_workspaces(settings: Settings, installations: int | None) -> list[Check]:
    allowed = Check("Slack workspaces", _allowed(settings.allowed_slack_teams))
    if not installations:
        where = f"{settings.public_url}/slack/install"
        found = "client id and secret set" if installations is None else "installed nowhere yet"
        return [Check("Slack installations", found, "" if installations is None else f"Open {where}"), allowed]
    times = "1 workspace" if installations == 1 else f"{installations:,} workspaces"
    return [Check("Slack installations", f"installed in {times}"), allowed]


async def _app_token(asking: Asking, settings: Settings, token: str) -> Check:
    """Slack gives an address to connect to, which is good once; asking for one that is not used does no harm."""
    answer = await _called(asking, settings, "apps.connections.open", token)
    if isinstance(answer, str):
        return Check("Socket Mode", f"Slack {answer}", MEND_NETWORK)
    if answer.body.get("ok") is not True or not answer.body.get("url"):
        return Check("Socket Mode", _trouble(answer), MEND_SOCKET_MODE)
    return Check("Socket Mode", "Slack lets us connect")


def _signing_secret(settings: Settings) -> Sequence[Check]:
    if settings.slack_signing_secret is None:
        return ()
    if SIGNING_SECRET.fullmatch(settings.slack_signing_secret.get_secret_value()):
        return (Check("Slack signing secret", "set"),)
    found = "does not look like one: they have 32 digits and letters from a to f"
    return (Check("Slack signing secret", found, "Copy it again from Basic Information of the Slack app."),)


async def _called(asking: Asking, settings: Settings, method: str, token: str) -> Answer | str:
    """Slack's answer, or in words why there is none."""
    url = f"{settings.slack_api_url.rstrip('/')}/{method}"
    try:
        return await asking.post(url, headers={"Authorization": f"Bearer {token}"})
    except UnansweredError as error:
        return str(error)


def _trouble(answer: Answer) -> str:
    code = answer.word("error")
    if code in TOKEN_TROUBLES:
        return TOKEN_TROUBLES[code]
    return f"Slack says no: {code}" if re.fullmatch(r"[a-z_]{1,60}", code) else "Slack says no, and not why"


def _allowed(ids: frozenset[str]) -> str:
    return f"allowed: {', '.join(sorted(ids))}"
