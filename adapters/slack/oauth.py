"""Slack's side of installing the bot: codes into tokens, old tokens into new ones, and tokens that must not live on.

Bolt's own flow is not used: it keeps the state as it is in a cookie, cannot tell a second use from a first one, and has
no place to take back the token of a workspace that may not have the bot.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode, urljoin

import aiohttp
from pydantic import BaseModel, Field, ValidationError
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.errors import PermanentError, TemporaryError, slack_error
from adapters.slack.scopes import SCOPES

API_URL = "https://slack.com/api/"
AUTHORIZE = "/oauth/v2/authorize"  # docs.slack.dev/authentication/installing-with-oauth, also on slack-gov.com
TIMEOUT = 10  # seconds for one call to Slack, connecting included

# docs.slack.dev/reference/methods/auth.test: what Slack says of a token that is good for nothing.
GONE = frozenset({"account_inactive", "invalid_auth", "token_expired", "token_revoked"})

# The SDK writes whole bodies, tokens included, into its debug log.
quiet_log = logging.getLogger(f"{__name__}.sdk")
quiet_log.setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Grant:
    """A token that Slack gave. ``expires_in`` is in seconds, and nothing without token rotation."""

    bot_token: str = field(repr=False)
    refresh_token: str = field(repr=False, default="")
    expires_in: int | None = None
    bot_user_id: str = ""
    app_id: str = ""
    scopes: str = ""
    team_id: str = ""
    enterprise_id: str = ""
    is_enterprise_install: bool = False
    name: str = ""
    installed_by: str = ""

    @property
    def workspace(self) -> str:
        """The workspace, or the organisation when it is for all of it."""
        return self.enterprise_id if self.is_enterprise_install else self.team_id


class _Named(BaseModel):
    id: str = Field(pattern=r"^[A-Z0-9]{1,40}$")
    name: str = ""


class _User(BaseModel):
    id: str = ""


class _Renewed(BaseModel):
    """Read leniently: Slack adds fields when it likes. Strict in what is there."""

    access_token: str = Field(min_length=1)
    token_type: Literal["bot"] = "bot"  # noqa: S105 - Slack's word for the kind
    refresh_token: str = ""
    expires_in: int | None = Field(default=None, gt=0)


class _Installed(_Renewed):
    bot_user_id: str = Field(min_length=1)
    app_id: str = ""
    scope: str = ""
    team: _Named | None = None
    enterprise: _Named | None = None
    is_enterprise_install: bool = False
    authed_user: _User = _User()


class SlackOAuth:
    """The app as Slack knows it: by its client id and secret."""

    def __init__(self, *, client_id: str, client_secret: str, api_url: str = API_URL) -> None:
        self._client_id = client_id
        self._authorization = aiohttp.encode_basic_auth(client_id, client_secret)
        self._authorize_url = urljoin(api_url, AUTHORIZE)
        # A code and a refresh token are good for one use: the SDK must not try again by itself.
        self._client = AsyncWebClient(base_url=api_url, timeout=TIMEOUT, retry_handlers=[], logger=quiet_log)

    def authorize_url(self, state: str, redirect_uri: str) -> str:
        """Where somebody allows what the bot asks for. The SDK's own writer of this address leaves it unquoted."""
        asked = {"client_id": self._client_id, "scope": ",".join(SCOPES), "user_scope": ""}
        return f"{self._authorize_url}?{urlencode({**asked, 'state': state, 'redirect_uri': redirect_uri})}"

    async def exchange(self, code: str, redirect_uri: str) -> Grant:
        """The token for a code that Slack gave to a browser. Raises SlackError."""
        answer = await self._access(code=code, redirect_uri=redirect_uri)
        try:
            installed = _Installed.model_validate({name: part for name, part in answer.items() if part is not None})
        except ValidationError as error:
            raise _unreadable(error) from None
        grant = Grant(
            bot_token=installed.access_token,
            refresh_token=installed.refresh_token,
            expires_in=installed.expires_in,
            bot_user_id=installed.bot_user_id,
            app_id=installed.app_id,
            scopes=installed.scope,
            team_id=installed.team.id if installed.team and not installed.is_enterprise_install else "",
            enterprise_id=installed.enterprise.id if installed.enterprise else "",
            is_enterprise_install=installed.is_enterprise_install,
            name=_name(installed),
            installed_by=installed.authed_user.id,
        )
        if not grant.workspace:
            raise TemporaryError("answer_without_workspace")
        return grant

    async def renew(self, refresh_token: str) -> Grant:
        """A new token for the next hours. The refresh token is used up, whether or not the answer arrives.

        Slack revokes it after a short grace period (docs.slack.dev/authentication/using-token-rotation), and keeps the
        old token alive until it expires. Raises SlackError.
        """
        answer = await self._access(grant_type="refresh_token", refresh_token=refresh_token)
        try:
            renewed = _Renewed.model_validate({name: part for name, part in answer.items() if part is not None})
        except ValidationError as error:
            raise _unreadable(error) from None
        return Grant(renewed.access_token, renewed.refresh_token, renewed.expires_in)

    async def works(self, bot_token: str) -> bool:
        """Whether Slack still takes a token. Raises SlackError when Slack does not say."""
        try:
            await _called(self._client.auth_test(token=bot_token))
        except PermanentError as error:
            if error.code not in GONE:
                raise
            return False
        return True

    async def _access(self, **asked: str) -> dict[str, Any]:
        """Call oauth.v2.access. The SDK's own method for it uses a class that aiohttp is about to drop."""
        headers = {"Authorization": self._authorization}
        return await _called(self._client.api_call("oauth.v2.access", data=asked, headers=headers))

    async def revoke(self, grant: Grant) -> None:
        """End its tokens: with token rotation Slack ends one at a time. Raises SlackError."""
        for token in filter(None, (grant.refresh_token, grant.bot_token)):
            await _called(self._client.auth_revoke(token=token))


def _name(installed: _Installed) -> str:
    named = installed.enterprise if installed.is_enterprise_install else installed.team
    return named.name if named else ""


async def _called(call: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
    """Slack's answer, or its failure as one of our own errors, which hold no token."""
    try:
        answer = (await call).data
    except SlackApiError as error:
        response = error.response
        if not isinstance(response, AsyncSlackResponse) or not isinstance(response.data, dict):
            raise TemporaryError("unreadable_answer") from None
        retry_after = response.headers.get("Retry-After")
        raise slack_error(response.status_code, str(response.get("error")), retry_after) from None
    except (aiohttp.ClientError, TimeoutError) as error:
        raise TemporaryError(type(error).__name__) from None
    except (AttributeError, ValueError):  # the SDK takes for granted that an answer is an object
        raise TemporaryError("unreadable_answer") from None
    if not isinstance(answer, dict):
        raise TemporaryError("unreadable_answer")
    return answer


def _unreadable(error: ValidationError) -> TemporaryError:
    fields = sorted({str(problem["loc"][0]) for problem in error.errors() if problem["loc"]})
    return TemporaryError(f"unreadable_answer: {', '.join(fields)}")
