"""What a drawn card is made of, and the official schema that it is held against."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from jsonschema.validators import Draft6Validator

from adapters.teams import render

OLDER_THAN_1_5 = {"AdaptiveCard", "TextRun", "RichTextBlock", "TextBlock", "Container", "ColumnSet", "Column"} | {
    "ActionSet",
    "Action.Submit",
    "Action.Execute",
    "Action.OpenUrl",
    "Image",
    "Input.Text",
    "Input.ChoiceSet",
}
SCHEMA = json.loads(files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text("utf-8"))
VALIDATOR = Draft6Validator(SCHEMA)


def check_schema(card: dict[str, Any]) -> None:
    """By the official schema, which does not know ``msteams`` at the root and lets the version be left out."""
    assert card["version"] == "1.5"
    VALIDATOR.validate({key: value for key, value in card.items() if key != "msteams"})
    assert {part["type"] for part in parts(card)} <= OLDER_THAN_1_5


def parts(value: object) -> Iterator[dict[str, Any]]:
    """Every element and action, however deep; not what buttons carry."""
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for key, part in value.items():
            if key != "data":
                yield from parts(part)
    elif isinstance(value, list):
        for part in value:
            yield from parts(part)


def shown(card: dict[str, Any]) -> list[str]:
    return [part["text"] for part in parts(card["body"]) if "text" in part]


def check_inert(drawn: dict[str, Any]) -> None:
    """What may be read as markdown stands only in text runs, which read none."""
    assert drawn["fallbackText"] == render.TOO_OLD
    assert "entities" not in drawn["msteams"]
    for part in parts(drawn):
        if part["type"] == "TextBlock":
            assert not set(part["text"]) & set("*_[]<>`#~|\\@{}&\n") - {"&"}
            assert "://" not in part["text"]
            assert not part["text"].startswith(("-", "+", "1.", "1)"))
