"""What buttons and dialogs carry and bring back: written and read in one place. Messages people keep hold these names.

Everything of ours stands under one key with a hyphen in it, and each field under a prefix, so that neither can meet a
name of the other's or of Teams' own (``msteams``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.blocks import ACTION_NAME, Button
from bot.fields import MAX_ID
from bot.messages import Form

OURS = "find-expert"
SEARCH_BOX = "search_box"
"""The verb of the search box's button, and what it is marked with."""
TYPED = "words"
"""The id of the search box: what somebody typed into it comes back under this."""
FIELD = "field-"
"""Before the name of a form's field."""


@dataclass(frozen=True, slots=True)
class Press:
    """A button that was pressed."""

    action: str
    value: str


@dataclass(frozen=True, slots=True)
class Search:
    """What somebody typed into the search box."""

    text: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A dialog that was sent, every field by its name, with what the gateway had it carry."""

    form: str
    context: str
    carried: str
    values: dict[str, str]


def of_button(button: Button) -> dict[str, Any]:
    """The ``data`` of a button."""
    ours = {"action": button.action, "value": button.value} if button.value else {"action": button.action}
    if button.opens_form:
        return {"msteams": {"type": "task/fetch"}, OURS: ours}
    return {OURS: ours}


def of_search_box() -> dict[str, Any]:
    """The ``data`` of the search box's button."""
    return {OURS: {SEARCH_BOX: True}}


def of_form(form: Form, carried: str) -> dict[str, Any]:
    """The ``data`` of a dialog's button. It names the fields, since clients leave empty ones out."""
    names = [field.name for field in form.fields]
    return {OURS: {"form": form.name, "context": form.context, "carried": carried, "fields": names}}


def read(data: object) -> Press | Search | Sent | None:
    """What came back, or nothing where it is not what a card of ours sends."""
    if not isinstance(data, dict) or not isinstance(data.get(OURS), dict):
        return None
    try:
        match data[OURS]:
            case {"action": _} as ours:
                press = _Press.model_validate(ours)
                return Press(press.action, press.value)
            case {"search_box": _}:
                return Search(_text(data.get(TYPED)))
            case {"form": _} as ours:
                sent = _Sent.model_validate(ours)
                return Sent(sent.form, sent.context, sent.carried, _values(data, sent.fields))
    except ValidationError:
        return None
    return None


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True)


class _Press(_Strict):
    action: str = Field(pattern=ACTION_NAME, max_length=MAX_ID)
    value: str = Field(default="", max_length=MAX_ID)


class _Sent(_Strict):
    form: str = Field(pattern=ACTION_NAME, max_length=MAX_ID)
    context: str = Field(default="", max_length=MAX_ID)
    carried: str = ""
    fields: list[str]


def _values(data: dict[str, Any], names: Iterable[str]) -> dict[str, str]:
    return {name: _text(data.get(FIELD + name)) for name in names}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
