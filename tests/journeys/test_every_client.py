"""What journeys rely on, on every client: what is ticked is sent, and what nobody asked for now is seen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser

from adapters.slack import render as slack_render
from adapters.teams import render as teams_render
from bot.blocks import Button, Buttons, Text
from bot.events import Event, Pressed, Said
from bot.fields import ChoicesField, Option
from bot.messages import Card, Form, FormErrors, OpenForm, Reply, SubmittedAnswer
from tests.clients.adaptive_cards import open_cards
from tests.clients.have import pictures
from tests.clients.page import PageClient, open_page
from tests.clients.ports import free_port
from tests.clients.slack import BOT_TOKEN, LocalSlack, SlackClient, slack_running
from tests.clients.small_bot import small_bot
from tests.clients.teams import BOT, RILEY, Playground, TeamsClient, chat_of, playground_running
from tests.journeys.client import Client, expect_form

TIMES = ChoicesField(
    name="times",
    label="Times that suit you",
    hint="Tick all that do",
    options=tuple(
        Option(label=f"{day} May 2026, 10:00 UK time", value=value)
        for day, value in (("Tuesday 12", "tue"), ("Wednesday 13", "wed"), ("Friday 15", "fri"))
    ),
)
TUESDAY, WEDNESDAY, FRIDAY = (option.label for option in TIMES.options)
NOT_FRIDAY = "Nobody is there on Friday"


def card_of(text: str) -> Card:
    """The start of the message is its title, and its button opens a form that is about it."""
    button = Button(label="Choose times", action="offer.suggest", value=text.replace(" ", "_"), opens_form=True)
    return Card(title=f"This is about {text}", blocks=(Buttons(buttons=(button,)),))


def answer(event: Event) -> SubmittedAnswer:
    match event:
        case Said(text=text):
            return Reply(card=card_of(text or "nothing"))
        case Pressed(value=value):
            return OpenForm(form=form_about(value))
    if event.values["times"].endswith("fri"):
        return FormErrors(form=form_about(event.context).filled(event.values), errors={"times": NOT_FRIDAY})
    chosen = event.values["times"] or "none"
    return Reply(card=Card(title=f"Chosen for {event.context}: {chosen}"))


def form_about(context: str) -> Form:
    about = Text(text=f"For {context}")
    return Form(
        title="Choose times", name="offer.suggest", context=context, blocks=(about,), fields=(TIMES,), submit="Send"
    )


@dataclass(frozen=True)
class Somewhere:
    """Riley at a client. ``tell`` has the bot send something of its own accord."""

    client: Client
    tell: Callable[[str], None]


@pytest.fixture(scope="module", params=["slack", "teams", "page"])
def somewhere(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Somewhere]:
    opens = {"slack": on_slack, "teams": in_teams, "page": on_the_page}[request.param]
    with opens(browser) as somewhere:
        yield somewhere


@contextmanager
def on_slack(browser: Browser) -> Iterator[Somewhere]:
    port = free_port()
    with slack_running(port) as slack, small_bot(answer, port, slack):
        client = SlackClient(browser, slack, pictures())
        yield Somewhere(client, lambda text: post_on_slack(slack, "U01RILEY", card_of(text)))
        client.close()


@contextmanager
def in_teams(browser: Browser) -> Iterator[Somewhere]:
    with (
        small_bot(answer, free_port()) as address,
        playground_running(address) as playground,
        open_cards(browser) as cards,
    ):
        client = TeamsClient(browser, playground, cards, pictures())
        yield Somewhere(client, lambda text: post_in_teams(playground, chat_of(RILEY), card_of(text)))
        client.close()


@contextmanager
def on_the_page(browser: Browser) -> Iterator[Somewhere]:
    """What comes later is the answer to another tab of the same browser."""
    with small_bot(answer, free_port()) as address, open_page(browser, address) as client:
        client.be("Juniper Quill")
        other = PageClient(client.page.context.new_page(), address)
        other.come_back()
        yield Somewhere(client, other.say)


def post_on_slack(slack: LocalSlack, user: str, card: Card) -> None:
    body = {"channel": user, **slack_render.message(card)}
    _post(f"{slack.url}/api/chat.postMessage", body, Authorization=f"Bearer {BOT_TOKEN}")


def post_in_teams(playground: Playground, chat: str, card: Card) -> None:
    attachment = teams_render.attachment(teams_render.message(card))
    activity = {"type": "message", "from": BOT, "conversation": {"id": chat}, "attachments": [attachment]}
    _post(f"{playground.url}/_connector/v3/conversations/{chat}/activities", activity)


def _post(url: str, body: dict[str, Any], **headers: str) -> None:
    everything = {"Content-Type": "application/json", **headers}
    urlopen(Request(url, json.dumps(body).encode(), everything), timeout=10).close()


def test_what_is_ticked_is_sent_and_what_was_unticked_again_is_not(somewhere: Somewhere) -> None:
    client = somewhere.client
    client.say("ticks")
    client.press("Choose times")
    for time in (WEDNESDAY, FRIDAY, TUESDAY):
        client.tick(time)
    client.untick(FRIDAY)
    client.screenshot("checkboxes")
    client.submit("Send")
    chosen = client.wait_for("Chosen for ticks: ").strip().rpartition(" ")[2]
    assert sorted(chosen.split(",")) == ["tue", "wed"]


def test_nothing_need_be_ticked(somewhere: Somewhere) -> None:
    somewhere.client.say("no ticks")
    somewhere.client.press("Choose times")
    somewhere.client.submit("Send")
    assert "none" in somewhere.client.wait_for("Chosen for no_ticks: ")


def test_what_is_wrong_is_said_and_put_right_with_the_other_ticks_kept(somewhere: Somewhere) -> None:
    client = somewhere.client
    client.say("wrong ticks")
    client.press("Choose times")
    client.tick(TUESDAY)
    client.tick(FRIDAY)
    client.submit("Send")
    expect_form(client, NOT_FRIDAY)
    client.screenshot("checkboxes-wrong")
    client.untick(FRIDAY)
    client.submit("Send")
    assert "tue" in client.wait_for("Chosen for wrong_ticks: ")


def test_what_comes_of_its_own_accord_is_seen_and_can_be_pressed_beside_what_came_before(somewhere: Somewhere) -> None:
    client = somewhere.client
    client.say("the first")
    somewhere.tell("the second")
    assert "This is about the second" in client.wait_for("about the second")
    client.press("Choose times", on="about the first")
    expect_form(client, "For the_first")
    client.close_form()
    client.press("Choose times")
    expect_form(client, "For the_second")
    client.close_form()
    seen = client.see()
    assert [any(words in each for each in seen) for words in ("the first", "the second", "the third")] == [
        True,
        True,
        False,
    ]
