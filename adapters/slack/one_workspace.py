"""The bot in one workspace, or one organisation, by its token."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from pydantic import ValidationError

from adapters.slack.calls import WebApi
from adapters.slack.errors import TemporaryError
from adapters.slack.payloads import Part
from adapters.slack.tokens import Installed

WAIT = 2.5  # seconds: Slack waits 3, and delivers an event again that nobody acknowledged


class OneWorkspace:
    """The ``Tokens`` of a deployment that was given a bot token. Slack is asked once whose it is."""

    def __init__(
        self,
        bot_token: str,
        api: WebApi,
        *,
        when_known: Callable[[str], None] = lambda _: None,
        wait: float = WAIT,
    ) -> None:
        """``when_known`` is told, before the first event is answered, the id of the workspace or organisation.

        ``wait`` is for how many seconds an event waits for Slack's answer.
        """
        self._token = bot_token
        self._api = api
        self._when_known = when_known
        self._wait = wait
        self._asked: asyncio.Task[Installed] | None = None

    async def installed(self, enterprise_id: str, team_id: str) -> Installed | None:
        """The bot, where this came from its own workspace. Raises SlackError; the next event asks again."""
        known = await self._known()
        is_here = team_id == known.team_id if known.team_id else enterprise_id == known.enterprise_id
        return known if is_here else None

    async def everywhere(self) -> list[Installed]:
        """In its own workspace. Raises SlackError."""
        return [await self._known()]

    async def _known(self) -> Installed:
        if self._asked is None or _failed(self._asked):
            self._asked = asyncio.create_task(self._ask())
            self._asked.add_done_callback(_failed)
        try:
            async with asyncio.timeout(self._wait):
                return await asyncio.shield(self._asked)  # the next event waits for the same answer
        except TimeoutError:
            raise TemporaryError("not_answered_in_time") from None

    async def forget(self, enterprise_id: str, team_id: str) -> bool:
        """The token may be good again tomorrow, in the same place or in another: Slack is asked again."""
        self._asked = None
        return True

    async def _ask(self) -> Installed:
        try:
            told = _Whose.model_validate(await self._api.called(self._api.client(self._token).auth_test()))
        except ValidationError:
            raise TemporaryError("unreadable_answer") from None
        team = "" if told.is_enterprise_install else told.team_id
        organisation = told.enterprise_id or ""
        if not (team or organisation):
            raise TemporaryError("answer_without_workspace")  # nobody may be let in for having none either
        self._when_known(team or organisation)
        return Installed(self._token, told.user_id, team, organisation)


def _failed(asked: asyncio.Task[Installed]) -> bool:
    return asked.done() and (asked.cancelled() or asked.exception() is not None)


class _Whose(Part):
    """docs.slack.dev/reference/methods/auth.test"""

    user_id: str
    team_id: str
    enterprise_id: str | None = None
    is_enterprise_install: bool | None = None
