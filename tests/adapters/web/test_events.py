"""From what a browser sends to events of the conversation."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from adapters.layout.errors import RefusedError
from adapters.web.errors import TooLongError
from adapters.web.events import event_key, pressed, read_fields, said, submitted
from bot.events import Pressed, Said, Sender, Submitted
from bot.fields import MAX_CHOICES
from bot.messages import MAX_FIELDS, FormErrors
from tests.adapters.web.example_bot import refine_form

SENDER = Sender(platform="web", workspace="demo", user="juniper-quill")
KEY = "k" * 24
FILLED = {"field-place": "Leeds", "field-reason": "", "field-minutes": "30", "field-when": "", "field-days-2": "tue"}


def test_words_in_the_box_are_said() -> None:
    event = said(SENDER, "k1", {"text": "  user research  "})
    assert event == Said(key="k1", sender=SENDER, text="user research")


def test_the_command_of_chat_platforms_may_be_typed_too() -> None:
    event = said(SENDER, "k1", {"text": "/find-expert evaluation"})
    assert (event.text, event.is_search) == ("evaluation", True)
    assert not said(SENDER, "k1", {"text": "evaluation"}).is_search


def test_a_press_carries_its_action_and_value() -> None:
    event = pressed(SENDER, "k1", {"press": "search.more:s1:5"})
    assert event == Pressed(key="k1", sender=SENDER, action="search.more", value="s1:5")


def test_a_form_carries_the_value_of_every_field() -> None:
    event = submitted(SENDER, "k1", refine_form(), FILLED)
    values = {"place": "Leeds", "reason": "", "minutes": "30", "when": "", "days": "tue"}
    assert event == Submitted(key="k1", sender=SENDER, form="search.refine", context="s1", values=values)


def test_a_choice_of_which_nothing_is_chosen_is_empty() -> None:
    fields = {name: value for name, value in FILLED.items() if name != "field-when"}
    event = submitted(SENDER, "k1", refine_form(), fields)
    assert isinstance(event, Submitted)
    assert event.values["when"] == ""


def test_missing_and_too_long_answers_come_back_with_what_was_typed() -> None:
    fields = {**FILLED, "field-place": " ", "field-reason": "x" * 501, "field-minutes": ""}
    del fields["field-days-2"]
    answer = submitted(SENDER, "k1", refine_form(), fields)
    assert isinstance(answer, FormErrors)
    assert answer.errors == {
        "place": "Fill in “Town or region”",
        "reason": "“Why it matters” must be 500 characters or fewer",
        "minutes": "Choose an answer to “How long you need”",
        "days": "Choose an answer to “Days that suit you”",
    }
    assert [field.value for field in answer.form.fields] == ["", "x" * 501, "", "", ""]


def test_choices_are_joined_in_the_order_of_the_options_and_come_back_with_what_else_is_wrong() -> None:
    fields = {**FILLED, "field-days-5": "fri", "field-days-1": "mon"}
    event = submitted(SENDER, "k1", refine_form(), fields)
    assert isinstance(event, Submitted)
    assert event.values["days"] == "mon,tue,fri"
    answer = submitted(SENDER, "k1", refine_form(), {**fields, "field-place": ""})
    assert isinstance(answer, FormErrors)
    assert answer.form.fields[-1].value == "mon,tue,fri"


def test_choices_of_which_none_is_required_may_all_be_left_out() -> None:
    days = refine_form().fields[-1].model_copy(update={"required": False})
    form = refine_form().model_copy(update={"fields": (*refine_form().fields[:-1], days)})
    event = submitted(SENDER, "k1", form, {name: value for name, value in FILLED.items() if "days" not in name})
    assert isinstance(event, Submitted)
    assert event.values["days"] == ""


def test_several_lines_are_kept_where_they_are_asked_for_only() -> None:
    fields = {**FILLED, "field-place": "Leeds\nYork", "field-reason": "one\ntwo"}
    event = submitted(SENDER, "k1", refine_form(), fields)
    assert isinstance(event, Submitted)
    assert event.values["place"] == "Leeds York"
    assert event.values["reason"] == "one\ntwo"


def test_a_request_of_10000_characters_is_refused_with_what_was_typed() -> None:
    with pytest.raises(TooLongError, match="3,000 characters or fewer") as refused:
        said(SENDER, "k1", {"text": "x" * 10_000})
    assert refused.value.typed == "x" * 10_000


@pytest.mark.parametrize(
    "press", ["", "search", "search.", "Search.more", "search.more\n", "a" * 200 + ".b", "search.more:" + "v" * 151]
)
def test_a_press_of_no_button_of_ours_is_refused(press: str) -> None:
    with pytest.raises(RefusedError):
        pressed(SENDER, "k1", {"press": press})


@pytest.mark.parametrize("sent", [{"field-when": "never"}, {"field-days-1": "never"}, {"field-days-1": "mon,tue"}])
def test_an_option_that_was_not_offered_is_refused(sent: dict[str, str]) -> None:
    with pytest.raises(RefusedError):
        submitted(SENDER, "k1", refine_form(), {**FILLED, **sent})


def test_the_largest_form_is_not_too_large_to_be_read() -> None:
    ticked = {f"field-{name}-{n}": "x" for name in "abcdefghij"[:MAX_FIELDS] for n in range(1, MAX_CHOICES + 1)}
    sent = {"token": "t", "key": KEY, **ticked}
    assert read_fields(urlencode(sent).encode()) == sent


def test_a_form_without_one_of_its_boxes_is_refused() -> None:
    with pytest.raises(RefusedError):
        submitted(SENDER, "k1", refine_form(), {"field-place": "Leeds"})


@pytest.mark.parametrize(
    "body", [b"\xff", b"text=%ff", b"text=%ed%a0%80", b"text=a&text=b", b"&".join(b"f%d=1" % n for n in range(200))]
)
def test_a_body_that_cannot_be_read_is_refused(body: bytes) -> None:
    with pytest.raises(RefusedError):
        read_fields(body)


def test_line_ends_are_made_one_and_characters_that_cannot_be_kept_left_out() -> None:
    assert read_fields(b"text=a%0D%0Ab%0Dc%00d&empty=") == {"text": "a\nb\ncd", "empty": ""}


def test_the_same_form_sent_twice_is_one_event_and_other_words_are_another() -> None:
    sent = {"key": KEY, "text": "user research"}
    key = event_key("browser", "juniper-quill", "/say", sent)
    assert event_key("browser", "juniper-quill", "/say", dict(reversed(sent.items()))) == key
    others = {
        event_key("browser", "juniper-quill", "/say", {**sent, "text": "history"}),
        event_key("browser", "juniper-quill", "/say", {**sent, "key": "l" * 24}),
        event_key("browser", "juniper-quill", "/press", sent),
        event_key("browser", "elowen-trellisshoe", "/say", sent),
        event_key("another", "juniper-quill", "/say", sent),
    }
    assert len({key, *others}) == 6


@pytest.mark.parametrize("key", ["", "short", "k" * 65, "k" * 20 + "!", "k" * 20 + "\n"])
def test_a_one_time_key_that_is_not_ours_is_refused(key: str) -> None:
    with pytest.raises(RefusedError):
        event_key("browser", "juniper-quill", "/say", {"key": key, "text": "user research"})
