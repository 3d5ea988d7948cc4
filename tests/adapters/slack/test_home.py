"""The App Home: drawn when it is opened, and anew for every answer, always with a way back."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.models.blocks import InputBlock
from slack_sdk.models.views import View

from adapters.slack.carried import carried
from adapters.slack.events import Route
from adapters.slack.render import home
from bot.blocks import Button, Buttons, SearchBox
from bot.cards.home import way_back
from bot.events import Pressed, Said, Submitted
from bot.fields import TextField
from bot.messages import Card, Form, FormErrors, OpenForm, Replace, Reply, SubmittedAnswer
from tests.adapters.slack import deliveries
from tests.adapters.slack.conftest import Running
from tests.adapters.slack.test_gateway import metadata

START = Card(title="Start", blocks=(SearchBox(label="What do you need?", hint="user research", submit="Find"),))
RESULTS = Card(title="Results", blocks=(Buttons(buttons=(Button(label="Refine", action="search.refine"),)),))
FORM = Form(title="Refine", name="search.refine", fields=(TextField(name="place", label="Place"),), submit="Search")
HOME = Route("U01RILEY", home=True)


def shown(body: dict[str, Any]) -> str:
    return str(body["view"])


async def test_opening_the_home_draws_the_start(slack: Running) -> None:
    slack.answer = Reply(card=START)

    response = await slack.happen(deliveries.home_opened())

    assert (response.status, await response.text()) == (200, "")
    [event] = slack.events
    assert isinstance(event, Said)
    assert event.text == "home"
    [(path, body)] = await slack.calls()
    assert (path, body["user_id"]) == ("api/views.publish", "U01RILEY")
    assert "What do you need?" in shown(body)
    assert "Back to home" not in shown(body)
    assert "hash" not in body


async def test_a_home_that_was_drawn_anew_meanwhile_is_left_as_it_is(slack: Running) -> None:
    """Whoever searched before the opening was answered keeps their results: Slack compares the version they saw."""
    slack.api.refuse("api/views.publish", 200, "hash_conflict")

    await slack.happen(deliveries.home_opened(view={"id": "V1", "type": "home", "hash": "1772443800.seen"}))

    [(path, body)] = await slack.calls()
    assert (path, body["hash"]) == ("api/views.publish", "1772443800.seen")
    assert slack.core.lost == []


@pytest.mark.parametrize(
    "payload",
    [
        deliveries.press_at_home({"type": "plain_text_input", "action_id": "search_box", "value": "historian"}),
        deliveries.press_at_home({"action_id": "search_box_button", "value": None}, typed="historian"),
    ],
)
async def test_words_in_the_search_box_are_a_request(slack: Running, payload: dict[str, Any]) -> None:
    slack.answer = Reply(card=RESULTS)

    await slack.interact(payload)

    [event] = slack.events
    assert isinstance(event, Said)
    assert event.text == "historian"
    [(path, body)] = await slack.calls()
    assert path == "api/views.publish"
    assert "Results" in shown(body)
    assert "home.show" in shown(body)


@pytest.mark.parametrize("typed", [None, ""])
async def test_an_empty_search_box_is_no_words(slack: Running, typed: str | None) -> None:
    await slack.interact(deliveries.press_at_home({"action_id": "search_box_button"}, typed=typed))

    assert [event.text for event in slack.events if isinstance(event, Said)] == [""]


async def test_the_search_box_of_a_message_is_read_from_the_message(slack: Running) -> None:
    typed = {"values": {"search_box": {"search_box": {"type": "plain_text_input", "value": "historian"}}}}
    at = {"type": "message", "message_ts": "1772443700.000100", "channel_id": "D01RILEY", "is_ephemeral": False}

    await slack.interact(
        deliveries.press("search_box_button", state=typed, container=at, channel={"id": "D01RILEY", "name": "dm"})
    )

    assert [event.text for event in slack.events if isinstance(event, Said)] == ["historian"]
    assert [path for path, _ in await slack.calls()] == ["api/chat.postMessage"]


@pytest.mark.parametrize("answer", [Reply(card=RESULTS), Replace(card=RESULTS)])
async def test_a_press_in_the_home_draws_it_anew(slack: Running, answer: SubmittedAnswer) -> None:
    slack.answer = answer

    await slack.interact(deliveries.press_at_home())

    assert [type(event) for event in slack.events] == [Pressed]
    [(path, body)] = await slack.calls()
    assert path == "api/views.publish"
    assert "Back to home" in shown(body)


def test_the_way_back_stands_beside_the_other_buttons() -> None:
    beside = home(RESULTS, with_way_back=True)["blocks"]
    alone = home(Card(title="Nobody found"), with_way_back=True)["blocks"]

    assert [element["action_id"] for element in beside[-1]["elements"]] == ["search.refine", "home.show"]
    assert [element["action_id"] for element in alone[-1]["elements"]] == ["home.show"]


async def test_a_card_that_leads_home_by_itself_gets_no_second_way(slack: Running) -> None:
    slack.answer = Reply(card=Card(title="Chosen", blocks=(Buttons(buttons=(way_back(),)),)))

    await slack.interact(deliveries.press_at_home())

    [(_, body)] = await slack.calls()
    assert shown(body).count("home.show") == 1


async def test_back_at_the_start_there_is_no_way_back(slack: Running) -> None:
    slack.answer = Replace(card=START)

    await slack.interact(deliveries.press_at_home({"action_id": "home.show"}))

    [(_, body)] = await slack.calls()
    assert "Back to home" not in shown(body)


async def test_a_form_opened_from_the_home_leads_back_to_it(slack: Running) -> None:
    slack.answer = OpenForm(form=FORM)

    await slack.interact(deliveries.press_at_home())

    [(path, body)] = await slack.calls()
    assert path == "api/views.open"
    route, _ = carried(slack.vault, body["view"]["private_metadata"]) or (None, "")
    assert route == HOME


@pytest.mark.parametrize("answer", [Reply(card=RESULTS), Replace(card=RESULTS)])
async def test_a_form_of_the_home_is_answered_in_the_home(slack: Running, answer: SubmittedAnswer) -> None:
    slack.answer = answer

    await slack.interact(deliveries.submission(metadata(slack, HOME), {"place": "Leeds"}))

    assert [type(event) for event in slack.events] == [Submitted]
    assert [path for path, _ in await slack.calls()] == ["api/views.publish"]


async def test_a_wrong_form_of_the_home_stays_open(slack: Running) -> None:
    slack.answer = FormErrors(form=FORM, errors={"place": "Enter a place in the UK"})

    response = await slack.interact(deliveries.submission(metadata(slack, HOME), {"place": "Atlantis"}))

    assert (await response.json())["response_action"] == "errors"
    assert await slack.calls() == []


async def test_where_there_is_no_home_the_answer_is_a_message(slack: Running) -> None:
    slack.api.refuse("api/views.publish", 200, "not_enabled")

    await slack.interact(deliveries.press_at_home())

    assert [path for path, _ in await slack.calls()] == ["api/views.publish", "api/chat.postMessage"]


def test_the_search_box_is_what_slack_documents() -> None:
    """docs.slack.dev/reference/block-kit/blocks/input-block: a box that sends itself needs both of these."""
    drawn = home(START)

    View(**drawn).validate_json()
    typed = next(block for block in drawn["blocks"] if block["type"] == "input")
    InputBlock(**typed).validate_json()
    assert typed["dispatch_action"] is True
    assert typed["element"]["dispatch_action_config"] == {"trigger_actions_on": ["on_enter_pressed"]}
