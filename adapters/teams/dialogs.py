"""Forms as dialogs (task modules), and cards that are shown in one: pure, dicts only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

from adapters.teams import carried as data
from adapters.teams.render import SCHEMA, TOO_OLD, VERSION, Dict, attachment, draw, small
from adapters.teams.text import heading, line, paragraph, words_only
from bot.blocks import Block, Buttons, Heading, Links, People, SearchBox
from bot.fields import ChoiceField, ChoicesField, FormField, Option, TextField
from bot.messages import MAX_FORM_TITLE, Card, Form

MOST_RADIOS = 5  # more options than this are a list that opens
NO_PREFERENCE = "No preference"
TITLE = "Find an expert"


def dialog(form: Form, carried: str, errors: Mapping[str, str] | None = None) -> Dict:
    """The card of a dialog. ``carried`` comes back with it; ``errors`` is a sentence by field name."""
    wrong = errors or {}
    body = [*_problems(form, wrong), *(drawn for block in form.blocks for drawn in draw(block))]
    body += [_field(field, wrong.get(field.name, "")) for field in form.fields]
    drawn = _card(body)
    if form.submit:
        button = {"type": "Action.Submit", "title": line(form.submit), "style": "positive"}
        drawn["actions"] = [{**button, "data": data.of_form(form, carried)}]
    return drawn


def task_info(form: Form, carried: str, errors: Mapping[str, str] | None = None) -> Dict:
    """A form as Teams' TaskModuleTaskInfo."""
    return _info(form.title, dialog(form, carried, errors))


def card_in_dialog(card: Card) -> Dict:
    """A card that answers where a dialog is open or was to open, as TaskModuleTaskInfo.

    Its buttons are left out: in a dialog a press could only send the dialog.
    """
    shown: list[Block] = [Heading(text=card.title)]
    shown += [block for block in card.blocks if not isinstance(block, Buttons | SearchBox | Links)]
    body = [drawn for block in shown for drawn in draw(_without_buttons(block))]
    return _info(TITLE, _card(body))


def _card(body: list[Dict]) -> Dict:
    looks = {"type": "AdaptiveCard", "$schema": SCHEMA, "version": VERSION, "fallbackText": TOO_OLD}
    return {**looks, "body": body}


def _info(title: str, content: Dict) -> Dict:
    """Sizes are words, not pixels: Teams fits them to the screen."""
    return {
        "title": line(title)[:MAX_FORM_TITLE],
        "width": "medium",
        "height": "large",
        "card": attachment(content),
    }


def _without_buttons(block: Block) -> Block:
    if isinstance(block, People):
        return People(people=tuple(person.model_copy(update={"buttons": ()}) for person in block.people))
    return block


def _problems(form: Form, errors: Mapping[str, str]) -> list[Dict]:
    """What is wrong, above everything else and in words: a screen reader and a colour-blind reader meet it first."""
    if not errors:
        return []
    labels = {field.name: field.label for field in form.fields}
    lines = [paragraph(f"{label}: {errors[name]}", spacing="Small") for name, label in labels.items() if name in errors]
    items = [heading("There is a problem", "Medium"), *lines]
    return [{"type": "Container", "style": "attention", "bleed": True, "items": items}]


def _field(field: FormField, error: str) -> Dict:
    """The box, what is wrong with it, and its hint."""
    match field:
        case TextField():
            items = [_text_input(field)]
        case ChoiceField():
            items = [_choices(field)]
        case ChoicesField():
            items = _checkboxes(field)
        case _:
            assert_never(field)
    if error:
        items.append(paragraph(f"Error: {error}", spacing="Small", color="Attention", weight="Bolder"))
    if field.hint.strip():
        items.append(small(field.hint, spacing="Small"))
    return {"type": "Container", "spacing": "Medium", "items": items}


def _text_input(field: TextField) -> Dict:
    box = {"type": "Input.Text", **_asked(field, "Enter an answer."), "maxLength": field.max_length}
    if field.long:
        box["isMultiline"] = True
    if value := (field.value if field.long else " ".join(field.value.split()))[: field.max_length]:
        box["value"] = value
    return box


def _choices(field: ChoiceField) -> Dict:
    """A few options are all in sight, as far as no client can read markdown into them; more are a list that opens."""
    choices = [_choice(option) for option in {option.value: option for option in field.options}.values()]
    in_sight = len(choices) <= MOST_RADIOS and all(words_only(choice["title"]) for choice in choices)
    if not in_sight and not field.required:
        choices.insert(0, {"title": NO_PREFERENCE, "value": ""})
    box = {"type": "Input.ChoiceSet", **_asked(field, "Choose one."), "choices": choices}
    box["style"] = "expanded" if in_sight else "compact"
    if field.value:
        box["value"] = field.value
    return box


def _checkboxes(field: ChoicesField) -> list[Dict]:
    """All in sight. Where a client could read markdown into an option, all are numbered, and their words stand above.

    There is no list that opens to flee to: clients show checkboxes for it too. What is ticked comes back joined by
    commas, and nothing where none is (adaptivecards 3.0, ChoiceSetInput.value).
    """
    choices = [_choice(option) for option in field.options]
    box: Dict = {"type": "Input.ChoiceSet", **_asked(field, "Choose at least one."), "isMultiSelect": True}
    if field.value:
        box["value"] = field.value
    looks = {"style": "expanded", "wrap": True}
    if all(words_only(choice["title"]) for choice in choices):
        return [{**box, **looks, "choices": choices}]
    numbered = [{"title": f"Option {n}", "value": choice["value"]} for n, choice in enumerate(choices, start=1)]
    words = [f"{number['title']}: {choice['title']}" for number, choice in zip(numbered, choices, strict=True)]
    above = [paragraph(each, spacing="Small") for each in words]
    return [*above, {**box, **looks, "choices": numbered}]


def _choice(option: Option) -> dict[str, str]:
    return {"title": line(option.label), "value": option.value}


def _asked(field: FormField, error: str) -> dict[str, Any]:
    asked: Dict = {"id": data.FIELD + field.name, "label": line(field.label)}
    if field.required:
        asked |= {"isRequired": True, "errorMessage": error}
    return asked
