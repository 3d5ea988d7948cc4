"""Every answer to every event, as Slack gets to see it."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from adapters.slack.carried import MAX_PRIVATE_METADATA, carried, carry
from adapters.slack.events import Route
from bot.blocks import Button, Buttons, Text
from bot.events import Pressed, Said, Sender, Submitted
from bot.fields import TextField
from bot.messages import Card, Form, FormErrors, OpenForm, Replace, Reply
from directory.vault import Vault
from tests.adapters.slack import deliveries
from tests.adapters.slack.conftest import Running

RILEY = Sender(platform="slack", workspace="T01ACME", user="U01RILEY")
CARD = Card(
    title="Two people", blocks=(Buttons(buttons=(Button(label="Show more", action="search.more", value="s1"),)),)
)
FORM = Form(
    title="Refine",
    name="search.refined",
    context="s1",
    fields=(TextField(name="place", label="Place"),),
    submit="Search",
)


def metadata(slack: Running, route: Route | None = None, context: str = "s1") -> str:
    return carry(slack.vault, route or Route("U01RILEY", "C01GEN", f"{slack.api_url}response/7"), context)


async def test_a_command_is_answered_in_its_acknowledgement(slack: Running) -> None:
    slack.answer = Reply(card=CARD)

    response = await slack.command("user research &amp; design")

    body = await response.json()
    assert response.status == 200
    assert body["response_type"] == "ephemeral"
    assert body["blocks"][0]["text"]["text"] == "Two people"
    assert body["text"].startswith("Two people")
    assert slack.events == [
        Said(
            key="command:T01ACME:13345224609.738474920.8088930838d88f008e0",
            sender=RILEY,
            text="user research & design",
            is_search=True,
        )
    ]
    assert await slack.calls() == []


async def test_evaluation_new_opens_its_form_at_once(slack: Running) -> None:
    slack.answer = OpenForm(form=FORM)

    response = await slack.command(" New ", command="/evaluation")

    assert (response.status, await response.text()) == (200, "")
    [event] = slack.events
    assert isinstance(event, Pressed)
    assert (event.action, event.value, event.sender) == ("policy.new", "", RILEY)
    [(path, body)] = await slack.calls()
    assert (path, body["trigger_id"]) == ("api/views.open", "13345224609.738474920.8088930838d88f008e0")


@pytest.mark.parametrize(
    ("text", "said"), [("", "evaluation "), ("help", "evaluation help"), ("a new policy", "evaluation a new policy")]
)
async def test_what_else_follows_evaluation_is_said(slack: Running, text: str, said: str) -> None:
    await slack.command(text, command="/evaluation")

    [event] = slack.events
    assert isinstance(event, Said)
    assert (event.text, event.is_search) == (said, False)


async def test_a_press_is_replied_to_at_its_message(slack: Running) -> None:
    slack.answer = Reply(card=CARD)

    response = await slack.interact(deliveries.press("search.more:2", response_url=f"{slack.api_url}response/2"))

    assert (response.status, await response.text()) == (200, "")
    event = slack.events[0]
    assert isinstance(event, Pressed)
    assert (event.action, event.value, event.sender) == ("search.more", "s1", RILEY)
    [(path, body)] = await slack.calls()
    assert path == "response/2"
    assert (body["replace_original"], body["response_type"]) == (False, "ephemeral")


async def test_a_press_replaces_its_message(slack: Running) -> None:
    slack.answer = Replace(card=CARD)

    await slack.interact(deliveries.press(response_url=f"{slack.api_url}response/2"))

    [(path, body)] = await slack.calls()
    assert (path, body["replace_original"]) == ("response/2", True)


async def test_a_press_opens_a_form_that_knows_its_way_back(slack: Running) -> None:
    slack.answer = OpenForm(form=FORM)

    response = await slack.interact(deliveries.press())

    assert response.status == 200
    [(path, body)] = await slack.calls()
    assert path == "api/views.open"
    assert body["trigger_id"] == "23345224609.738474920.8088930838d88f008e0"
    view = json.loads(body["view"]) if isinstance(body["view"], str) else body["view"]
    assert view["callback_id"] == "search.refined"
    assert "127.0.0.1" not in view["private_metadata"]
    route = Route("U01RILEY", "C01GEN", "http://127.0.0.1:9/response/2")
    assert carried(slack.vault, view["private_metadata"]) == (route, "s1")


async def test_a_submission_is_replied_to_where_the_form_was_opened(slack: Running) -> None:
    slack.answer = Reply(card=CARD)

    response = await slack.interact(deliveries.submission(metadata(slack), {"place": "Leeds"}))

    assert (response.status, await response.text()) == (200, "")
    event = slack.events[0]
    assert isinstance(event, Submitted)
    assert (event.form, event.context, event.values) == ("search.refined", "s1", {"place": "Leeds"})
    [(path, body)] = await slack.calls()
    assert (path, body["replace_original"]) == ("response/7", False)


async def test_a_submission_replaces_the_message_that_the_form_was_opened_from(slack: Running) -> None:
    slack.answer = Replace(card=CARD)

    await slack.interact(deliveries.submission(metadata(slack), {"place": "Leeds"}))

    [(path, body)] = await slack.calls()
    assert (path, body["replace_original"]) == ("response/7", True)


async def test_a_submission_can_open_the_next_form_in_its_place(slack: Running) -> None:
    slack.answer = OpenForm(form=FORM)

    response = await slack.interact(deliveries.submission(metadata(slack), {"place": "Leeds"}))

    body = await response.json()
    assert body["response_action"] == "update"
    route, context = carried(slack.vault, body["view"]["private_metadata"]) or (None, "")
    assert route == Route("U01RILEY", "C01GEN", f"{slack.api_url}response/7")
    assert context == "s1"


async def test_a_wrong_form_stays_open_with_its_errors(slack: Running) -> None:
    slack.answer = FormErrors(form=FORM, errors={"place": "Enter a place in the UK"})

    response = await slack.interact(deliveries.submission(metadata(slack), {"place": "Atlantis"}))

    assert await response.json() == {"response_action": "errors", "errors": {"place": "Enter a place in the UK"}}


async def test_a_form_without_fields_is_shown_and_closed(slack: Running) -> None:
    slack.answer = OpenForm(form=Form(title="Details", name="person.details", blocks=(Text(text="Ada"),)))

    await slack.interact(deliveries.press("person.details"))

    [(_, body)] = await slack.calls()
    assert "submit" not in str(body["view"])


async def test_choices_and_empty_fields_are_read(slack: Running) -> None:
    payload = deliveries.submission(metadata(slack), {})
    payload["view"]["state"]["values"] = {
        "when": {"when": {"type": "static_select", "selected_option": {"text": {}, "value": "week"}}},
        "organisation": {"organisation": {"type": "static_select", "selected_option": None}},
        "days": {
            "days": {"type": "checkboxes", "selected_options": [{"text": {}, "value": d} for d in ("mon", "fri")]}
        },
        "times": {"times": {"type": "checkboxes", "selected_options": []}},
        "place": {"place": {"type": "plain_text_input", "value": None}},
    }

    await slack.interact(payload)

    event = slack.events[0]
    assert isinstance(event, Submitted)
    assert event.values == {"when": "week", "organisation": "", "days": "mon,fri", "times": "", "place": ""}


async def test_a_used_up_address_gives_way_to_the_channel(slack: Running) -> None:
    slack.api.refuse("response/2", 404, "used_url")

    await slack.interact(deliveries.press(response_url=f"{slack.api_url}response/2"))

    calls = await slack.calls()
    assert [path for path, _ in calls] == ["response/2", "api/chat.postEphemeral"]
    assert (calls[1][1]["channel"], calls[1][1]["user"]) == ("C01GEN", "U01RILEY")


async def test_whoever_the_channel_cannot_reach_gets_a_direct_message(slack: Running) -> None:
    slack.api.refuse("response/2", 404, "expired_url")
    slack.api.refuse("api/chat.postEphemeral", 200, "not_in_channel")

    await slack.interact(deliveries.press(response_url=f"{slack.api_url}response/2"))

    calls = await slack.calls()
    assert [path for path, _ in calls] == ["response/2", "api/chat.postEphemeral", "api/chat.postMessage"]
    assert calls[2][1]["channel"] == "U01RILEY"


@pytest.mark.parametrize(
    ("status", "error"), [(429, "ratelimited"), (500, "internal_error"), (503, "service_unavailable")]
)
async def test_a_failure_in_passing_is_never_posted_twice(slack: Running, status: int, error: str) -> None:
    slack.api.refuse("response/2", status, error, **{"Retry-After": "30"})

    response = await slack.interact(deliveries.press(response_url=f"{slack.api_url}response/2"))

    assert response.status == 200
    assert [path for path, _ in await slack.calls()] == ["response/2"]


async def test_a_form_that_slack_does_not_open_is_logged_without_what_it_holds(
    slack: Running, caplog: pytest.LogCaptureFixture
) -> None:
    slack.api.refuse("api/views.open", 200, "expired_trigger_id")
    slack.answer = OpenForm(form=FORM)

    with caplog.at_level(logging.INFO):
        await slack.interact(deliveries.press())
        await slack.calls()

    assert "expired_trigger_id" in caplog.text
    assert "xoxb" not in caplog.text
    assert "private_metadata" not in caplog.text


@pytest.mark.parametrize(
    ("status", "error"), [(200, "expired_trigger_id"), (429, "ratelimited"), (500, "internal_error")]
)
async def test_whoever_waits_for_a_form_that_does_not_open_is_told_to_press_again(
    slack: Running, status: int, error: str
) -> None:
    slack.api.refuse("api/views.open", status, error, **{"Retry-After": "30"})
    slack.answer = OpenForm(form=FORM)

    response = await slack.interact(deliveries.press(response_url=f"{slack.api_url}response/2"))

    calls = await slack.calls()
    assert response.status == 200
    assert [path for path, _ in calls] == ["api/views.open", "response/2"]
    told = calls[1][1]
    assert "Press the button again" in str(told["blocks"])
    assert (told["response_type"], told["replace_original"]) == ("ephemeral", False)


async def test_the_same_delivery_has_the_same_key_and_another_press_another(slack: Running) -> None:
    once = deliveries.press()
    await slack.interact(once)
    await slack.interact(once)
    await slack.interact({**once, "trigger_id": "43345224609.1.2"})

    first, again, other = (event.key for event in slack.events)
    assert first == again != other


async def test_a_form_put_right_is_a_new_event_and_the_same_form_sent_twice_is_one(slack: Running) -> None:
    sealed = metadata(slack)
    for place in ("Atlantis", "Atlantis", "Leeds"):
        await slack.interact(deliveries.submission(sealed, {"place": place}))

    first, again, put_right = (event.key for event in slack.events)
    assert first == again != put_right


async def test_metadata_that_we_did_not_seal_is_refused(slack: Running) -> None:
    foreign = Vault("another key of thirty-two characters!").seal("{}").decode()

    response = await slack.interact(deliveries.submission(foreign, {"place": "Leeds"}))

    assert response.status == 400
    assert slack.events == []


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "event_callback", "event": {"type": "team_join"}, "event_id": "Ev1"},
        {"type": "view_closed", "view": {"id": "V1"}},
        {"type": "shortcut", "callback_id": "x"},
        {"type": "block_suggestion"},
        {"type": "something_new", "team": 7, "authorizations": 3},
        {},
    ],
)
async def test_what_we_do_not_handle_is_taken_in_silence(slack: Running, payload: dict[str, Any]) -> None:
    response = await slack.interact(payload)

    assert (response.status, await response.text()) == (200, "")
    assert slack.events == []


async def test_slacks_own_checks_are_answered(slack: Running) -> None:
    certificate = await slack.post(b"ssl_check=1&token=x")
    address = await slack.post(json.dumps({"type": "url_verification", "challenge": "3eZbrw1a", "token": "x"}).encode())

    assert (certificate.status, await certificate.text()) == (200, "")
    assert "3eZbrw1a" in await address.text()


async def test_another_command_is_let_be(slack: Running) -> None:
    response = await slack.command("x", command="/something-else")

    assert (response.status, await response.text()) == (200, "")
    assert slack.events == []


async def test_a_person_from_another_workspace_is_known_as_such(slack: Running) -> None:
    await slack.interact(deliveries.press(user={"id": "U9", "team_id": "T9OTHER"}))

    assert slack.events[0].sender == Sender(platform="slack", workspace="T9OTHER", user="U9")


def test_metadata_never_outgrows_what_slack_keeps() -> None:
    vault = Vault("a key of thirty-two characters or more")

    sealed = carry(vault, Route("U1", "C1", "https://hooks.slack.com/" + "x" * 3_000), "c" * 150)

    assert len(sealed) <= MAX_PRIVATE_METADATA
    assert carried(vault, sealed) == (Route("U1", "C1", ""), "c" * 150)
