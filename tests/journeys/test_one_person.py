"""Slack and Teams people share one bot, and somebody who uses both is one person to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.clients.adaptive_cards import open_cards
from tests.clients.bot import serving
from tests.clients.have import pictures
from tests.clients.ports import free_port
from tests.clients.slack import SlackClient, slack_running
from tests.clients.teams import TeamsClient, playground_running
from tests.journeys.conftest import with_directory


@pytest.fixture(scope="module")
def both(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SlackClient, TeamsClient]]:
    """Riley at Slack and Riley in Teams, with the same bot behind both."""
    folder, port = tmp_path_factory.mktemp("bot"), free_port()
    settings = with_directory(folder)
    with (
        slack_running(port) as local,
        serving(port, folder, settings | local.environment, "--demo") as address,
        playground_running(address) as playground,
        open_cards(browser) as cards,
    ):
        slack = SlackClient(browser, local)
        teams = TeamsClient(browser, playground, cards, pictures())
        yield slack, teams
        teams.close()
        slack.close()


def test_somebody_on_slack_and_in_teams_is_one_person_and_chooses_where_they_are_told_things(
    both: tuple[SlackClient, TeamsClient],
) -> None:
    slack, teams = both
    slack.find_expert("home")
    assert "On Slack, where you used the bot last." in slack.answer()

    teams.find_expert("home")
    assert "On Teams, where you used the bot last." in teams.answer()
    teams.screenshot("both-platforms")
    teams.press("Always tell me on Slack")
    assert "On Slack, as you chose." in teams.answer()

    slack.find_expert("home")
    assert "On Slack, as you chose." in slack.answer()
    slack.press("Tell me where I used it last")
    assert "where you used the bot last." in slack.answer()


def test_both_find_the_same_people(both: tuple[SlackClient, TeamsClient]) -> None:
    for client in both:
        client.find_expert("historian on pensions")
        assert "Bram Otterbourne" in client.answer()
