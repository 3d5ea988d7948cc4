"""Slack beyond the command: a direct message, a mention, the App Home and the shortcut, on a real Slack client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser

from tests.adapters.slack import deliveries
from tests.clients.bot import serving
from tests.clients.have import pictures
from tests.clients.ports import free_port
from tests.clients.slack import SIGNING_SECRET, SlackClient, slack_running
from tests.journeys.client import expect_form
from tests.journeys.conftest import with_directory


@dataclass(frozen=True)
class AtSlack:
    """Riley at Slack, and the bot's address, for what this client cannot send itself."""

    client: SlackClient
    address: str

    def deliver(self, payload: dict[str, Any]) -> Callable[[], None]:
        """Send the bot what Slack would, signed."""
        body = deliveries.form(payload)
        headers = deliveries.headers(body, datetime.now(UTC), SIGNING_SECRET)

        def send() -> None:
            with urlopen(Request(f"{self.address}/slack/events", body, headers), timeout=10) as answer:
                assert answer.status == 200

        return send


@pytest.fixture(scope="module")
def slack(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtSlack]:
    folder, port = tmp_path_factory.mktemp("bot"), free_port()
    settings = with_directory(folder)
    with slack_running(port) as local, serving(port, folder, settings | local.environment) as address:
        client = SlackClient(browser, local, pictures())
        yield AtSlack(client, address)
        client.close()


def test_the_home_has_a_search_box_and_a_way_back_from_everything(slack: AtSlack) -> None:
    slack.client.open_home()
    assert "What do you need an expert for?" in slack.client.home()
    slack.client.screenshot("home")

    typed = deliveries.press_at_home({"action_id": "search_box_button"}, typed="historian on pensions")
    results = slack.client.redrawn(slack.deliver(typed))
    assert "Bram Otterbourne" in results
    assert "Back to home" in results
    slack.client.screenshot("home-results")

    back = deliveries.press_at_home({"action_id": "home.show"}) | {"trigger_id": "2.2"}
    start = slack.client.redrawn(slack.deliver(back))
    assert "What do you need an expert for?" in start
    assert "Back to home" not in start


def test_a_direct_message_is_answered_by_one_that_stays(slack: AtSlack) -> None:
    slack.client.open_home()
    slack.client.write_to_the_bot("find-expert user researcher")
    assert "Showing 1 to 5 of 8" in slack.client.answer()

    slack.client.press("Details")
    expect_form(slack.client, "Ada Quillan")
    slack.client.close_form()
    slack.client.press("Refine")
    slack.client.fill("Town or region", "leeds")
    slack.client.submit("Search again")
    assert "Kit Thornapple" in slack.client.answer()
    assert not slack.client.is_for_one_alone()
    slack.client.screenshot("direct")

    slack.client.reload()
    slack.client.write_to_the_bot("help")
    assert "How to find an expert" in slack.client.answer()


def test_home_can_be_asked_for_in_a_direct_message(slack: AtSlack) -> None:
    slack.client.open_home()
    slack.client.write_to_the_bot("home")
    assert "What do you need an expert for?" in slack.client.answer()


def test_a_mention_is_answered_to_the_person_alone(slack: AtSlack) -> None:
    slack.client.write_in_the_channel("@find-expert historian on pensions")
    assert "Bram Otterbourne" in slack.client.answer()
    slack.client.screenshot("mention")
    assert slack.client.is_for_one_alone()


def test_the_shortcut_finds_experts_for_what_a_message_says(slack: AtSlack) -> None:
    picked = deliveries.shortcut("<@U02ADA> who knows the *history* of _pensions_?", response_url="")
    shown = slack.client.shown_in_the_channel(slack.deliver(picked))
    assert "Bram Otterbourne" in shown
    slack.client.screenshot("shortcut")
