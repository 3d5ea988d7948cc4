"""Two people and one bot: one asks, the other is the expert who is asked, each at a client of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from tests.clients import teams
from tests.clients.adaptive_cards import open_cards
from tests.clients.bot import Bot
from tests.clients.have import pictures
from tests.clients.page import PageClient, open_page
from tests.clients.slack import LocalSlack, SlackClient, free_port, slack_running
from tests.clients.teams import TeamsClient, playground_running
from tests.journeys.client import Client

Where = Literal["slack", "teams", "page"]


@dataclass(frozen=True)
class People:
    """Who asks and who is asked. The expert is in the directory under ``expert_name``, wherever they sit."""

    requester: Client
    requester_name: str
    expert: Client
    expert_name: str
    bot: Bot

    def at(self, now: str) -> None:
        """Let it be another time (ISO 8601): the bot is ended and started again, and what is due by then comes."""
        pages = [client for client in (self.requester, self.expert) if isinstance(client, PageClient)]
        for page in pages:
            page.leave()
        self.bot.stop()
        self.bot.start(now)
        for page in pages:
            page.come_back()


@contextmanager
def people_at(
    browser: Browser, folder: Path, settings: dict[str, str], requester_on: Where, expert_on: Where
) -> Iterator[People]:
    """Both of them and the bot, which has these ``settings`` and keeps its log in ``folder``."""
    port = free_port()
    with ExitStack() as stack:
        slack = stack.enter_context(slack_running(port)) if "slack" in {requester_on, expert_on} else None
        bot = Bot(port, folder, settings | (slack.environment if slack else {}), "--demo")
        stack.callback(bot.stop)
        bot.start()
        requester, requester_name = stack.enter_context(_somebody(browser, bot, slack, requester_on, teams.RILEY))
        expert, expert_name = stack.enter_context(_somebody(browser, bot, slack, expert_on, teams.ADA))
        yield People(requester, requester_name, expert, expert_name, bot)


ON_THE_PAGE = {teams.RILEY: "Juniper Quill", teams.ADA: "Octavia Lanternwick"}
"""Who of the page's people is in their place."""


@contextmanager
def _somebody(
    browser: Browser, bot: Bot, slack: LocalSlack | None, where: Where, who: tuple[str, str, str]
) -> Iterator[tuple[Client, str]]:
    _, given, family = who
    match where:
        case "slack":
            assert slack is not None
            at_slack = SlackClient(browser, slack, pictures(), f"{given} {family}")
            yield at_slack, f"{given} {family}"
            at_slack.close()
        case "teams":
            with playground_running(bot.address, who) as playground, open_cards(browser) as cards:
                in_teams = TeamsClient(browser, playground, cards, pictures())
                yield in_teams, f"{given} {family}"
                in_teams.close()
        case "page":
            with open_page(browser, bot.address) as on_the_page:
                on_the_page.be(ON_THE_PAGE[who])
                yield on_the_page, ON_THE_PAGE[who]
