"""Forms as dialogs: whatever they hold, Teams takes them, and what is wrong stands beside its field and above."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings

from adapters.teams import carried, dialogs, render
from bot.blocks import Text
from bot.fields import ChoiceField, ChoicesField, FormField, Option, TextField, chosen
from bot.messages import Form, FormErrors
from tests.adapters.teams.examples import PROFILE, QUESTION, REFINE, RESULTS, WRONG
from tests.adapters.teams.schema import check_schema, parts, shown
from tests.sizes import examples
from tests.strategies import form_errors, forms

plenty = settings(
    max_examples=examples(15, full=1_500), suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def inputs(card: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {part["id"]: part for part in parts(card["body"]) if part["type"].startswith("Input.")}


@plenty
@given(forms())
def test_teams_takes_every_form(form: Form) -> None:
    info = dialogs.task_info(form, "carried")
    card = info["card"]["content"]

    check_schema(card)
    assert info["title"].strip()
    assert len(inputs(card)) == len(form.fields)
    for box in inputs(card).values():
        if box["type"] == "Input.Text":
            assert len(box.get("value", "")) <= box["maxLength"]
        else:
            ticked = chosen(box.get("value", ""))
            assert set(ticked) <= {choice["value"] for choice in box["choices"]}
            assert len(ticked) <= 1 or box["isMultiSelect"]


@plenty
@given(form_errors())
def test_every_error_stands_above_and_beside_its_field_and_keeps_what_was_typed(answer: FormErrors) -> None:
    card = dialogs.dialog(answer.form, "carried", answer.errors)

    check_schema(card)
    summary, *_ = card["body"]
    assert len(summary["items"]) == 1 + len(answer.errors)
    beside = [text for text in shown({"body": card["body"][1:]}) if text.startswith("Error: ")]
    assert len(beside) >= len(answer.errors)
    for field in answer.form.fields:
        if isinstance(field, TextField) and field.long:
            box = inputs(card)[carried.FIELD + field.name]
            assert box.get("value", "") == field.value[: field.max_length]


@pytest.mark.parametrize("kind", [kind.__name__ for kind in get_args(get_args(FormField)[0])])
def test_every_kind_of_field_has_a_drawing(kind: str) -> None:
    @settings(max_examples=1, database=None, suppress_health_check=list(HealthCheck))
    @given(forms().filter(lambda form: any(type(field).__name__ == kind for field in form.fields)))
    def draw_one(form: Form) -> None:
        assert len(inputs(dialogs.dialog(form, ""))) == len(form.fields)

    draw_one()


def test_a_form_brings_back_what_it_carried_and_every_field_by_name() -> None:
    [action] = dialogs.dialog(REFINE, "where it was opened")["actions"]
    merged = {**action["data"], "field-place": "Leeds", "field-minutes": "30", "field-when": None, "other": "x"}

    sent = carried.read(merged)

    empty = {field.name: "" for field in REFINE.fields}
    assert sent == carried.Sent(
        "search.refine", "s", "where it was opened", {**empty, "place": "Leeds", "minutes": "30"}
    )


def test_a_form_without_fields_is_only_shown() -> None:
    assert "actions" not in dialogs.dialog(PROFILE, "")


def test_errors_are_told_in_words_and_not_by_colour_alone() -> None:
    texts = shown(dialogs.dialog(REFINE, "", WRONG))

    assert texts[:2] == ["There is a problem", f"Town or region: {WRONG['place']}"]
    assert f"Error: {WRONG['place']}" in texts


def test_a_required_field_says_what_to_do_when_it_is_empty() -> None:
    question, by = inputs(dialogs.dialog(QUESTION, "")).values()

    assert question["isRequired"]
    assert question["errorMessage"]
    assert question["isMultiline"]
    assert "isRequired" not in by


def test_a_few_plain_options_are_all_in_sight() -> None:
    few = ChoiceField(name="a", label="A", options=tuple(Option(label=f"Number {n}", value=str(n)) for n in range(3)))

    assert box_of(few)["style"] == "expanded"


def test_options_in_which_a_client_could_read_markdown_are_a_list_that_opens() -> None:
    odd = ChoiceField(name="a", label="A", options=(Option(label="[x](https://evil.example)", value="x"),))

    assert box_of(odd)["style"] == "compact"


def test_a_list_that_opens_can_be_left_without_a_choice_unless_one_is_required() -> None:
    options = tuple(Option(label=f"Number {n}", value=str(n)) for n in range(7))
    optional = ChoiceField(name="a", label="A", options=options)
    required = ChoiceField(name="a", label="A", options=options, required=True)

    assert box_of(optional)["choices"][0] == {"title": dialogs.NO_PREFERENCE, "value": ""}
    assert box_of(required)["choices"][0]["value"] == "0"


def test_several_choices_are_checkboxes_ticked_as_they_were() -> None:
    options = tuple(Option(label=f"Tuesday 12 May 2026, {n}:00 UK time", value=str(n)) for n in range(9, 19))
    box = box_of(ChoicesField(name="times", label="Times", options=options, value="10,18", required=True))

    assert (box["isMultiSelect"], box["style"], box["value"]) == (True, "expanded", "10,18")
    assert [choice["title"] for choice in box["choices"]] == [option.label for option in options]
    assert box["isRequired"]
    assert box["errorMessage"]


def test_several_choices_in_which_a_client_could_read_markdown_are_numbered_with_their_words_above() -> None:
    options = (Option(label="[x](https://evil.example)", value="x"), Option(label="Plain", value="p"))
    form = Form(title="t", name="x.y", fields=(ChoicesField(name="a", label="A", options=options),), submit="Go")
    card = dialogs.dialog(form, "")
    [box] = inputs(card).values()

    assert box["choices"] == [{"title": "Option 1", "value": "x"}, {"title": "Option 2", "value": "p"}]
    assert shown(card) == ["Option 1: [x](https://evil.example)", "Option 2: Plain"]


def test_a_card_shown_in_a_dialog_has_no_buttons() -> None:
    info = dialogs.card_in_dialog(RESULTS)
    content = info["card"]["content"]

    check_schema(content)
    assert not any(part["type"].startswith("Action") for part in parts(content))
    assert "Ada Quillan" in shown(content)
    assert info["card"]["contentType"] == render.CONTENT_TYPE


def test_no_name_of_a_field_meets_a_name_of_ours() -> None:
    names = ("action", "form", "words", "msteams", "fields", "value")
    form = Form(
        title="t",
        name="x.y",
        blocks=(Text(text="t"),),
        fields=tuple(TextField(name=name, label="L") for name in names),
        submit="Go",
    )
    card = dialogs.dialog(form, "c")
    [action] = card["actions"]

    assert not set(inputs(card)) & {carried.OURS, *names}  # what is typed stands beside ours, and beside Teams' own
    sent = carried.read({**action["data"], **dict.fromkeys(inputs(card), "typed")})

    assert sent == carried.Sent("x.y", "", "c", dict.fromkeys(names, "typed"))


def box_of(field: FormField) -> dict[str, Any]:
    [box] = inputs(dialogs.dialog(Form(title="t", name="x.y", fields=(field,), submit="Go"), "")).values()
    return box
