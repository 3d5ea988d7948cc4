"""Which token speaks for the bot in which workspace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Installed:
    """The bot in one workspace, or in all of an Enterprise Grid organisation (then ``team_id`` is empty)."""

    bot_token: str = field(repr=False)
    bot_user_id: str
    team_id: str
    enterprise_id: str = ""


class Tokens(Protocol):
    """One workspace by its token, or many that installed the bot themselves."""

    async def installed(self, enterprise_id: str, team_id: str) -> Installed | None:
        """The bot where this came from, its token good for now; nothing where it is not installed.

        Raises ``adapters.slack.errors.SlackError`` when Slack had to be asked and did not answer.
        """

    async def everywhere(self) -> list[Installed]:
        """The bot wherever it is installed, as far as its tokens are good for now. Raises SlackError."""

    async def forget(self, enterprise_id: str, team_id: str) -> bool:
        """The bot was taken out of there, or a token of it revoked. Gives whether it is gone from there.

        Raises SlackError when Slack had to be asked and did not answer: it is then to tell us again.
        """
