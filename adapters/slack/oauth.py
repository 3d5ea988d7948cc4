"""Slack's side of installing the bot: codes into tokens, old tokens into new ones, and tokens that must not live on.

Bolt's own flow is not used: it keeps the state as it is in a cookie, cannot tell a second use from a first one, and has
no place to take back the token of a workspace that may not have the bot.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode, urljoin

import aiohttp
from pydantic import BaseModel, Field, ValidationError

from adapters.slack.calls import API_URL, WebApi
from adapters.slack.errors import SlackError, TemporaryError
from adapters.slack.scopes import SCOPES

AUTHORIZE = "/oauth/v2/authorize"  # docs.slack.dev/authentication/installing-with-oauth, also on slack-gov.com

# docs.slack.dev/reference/methods/auth.test: what Slack says of a token that is good for nothing.
GONE = frozenset({"account_inactive", "invalid_auth", "token_expired", "token_revoked"})


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

    def __init__(self, api: WebApi, *, client_id: str, client_secret: str, api_url: str = API_URL) -> None:
        """``api`` is the Web API at ``api_url``, beside which people are asked."""
        self._client_id = client_id
        self._authorization = aiohttp.encode_basic_auth(client_id, client_secret)
        self._authorize_url = urljoin(api_url, AUTHORIZE)
        self._api = api

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
        client = self._api.client(bot_token)
        try:
            await self._api.called(client.auth_test())
        except SlackError as error:
            if error.code not in GONE:
                raise
            return False
        return True

    async def _access(self, **asked: str) -> dict[str, Any]:
        """Call oauth.v2.access. The SDK's own method for it uses a class that aiohttp is about to drop."""
        headers = {"Authorization": self._authorization}
        return await self._api.called(self._api.client().api_call("oauth.v2.access", data=asked, headers=headers))

    async def revoke(self, grant: Grant) -> None:
        """End its tokens: with token rotation Slack ends one at a time. Raises SlackError, after it tried them all."""
        problem: SlackError | None = None
        for token in filter(None, (grant.refresh_token, grant.bot_token)):
            client = self._api.client(token)
            try:
                await self._api.called(client.auth_revoke())
            except SlackError as error:
                problem = error
        if problem:
            raise problem


def _name(installed: _Installed) -> str:
    named = installed.enterprise if installed.is_enterprise_install else installed.team
    return named.name if named else ""


def _unreadable(error: ValidationError) -> TemporaryError:
    fields = sorted({str(problem["loc"][0]) for problem in error.errors() if problem["loc"]})
    return TemporaryError(f"unreadable_answer: {', '.join(fields)}")
