"""Cards as Adaptive Cards: pure, dicts only."""

from __future__ import annotations

import json
from typing import Any, assert_never

from adapters.teams import carried
from adapters.teams.text import clean, heading, line, paragraph
from bot.blocks import (
    MAX_TEXT,
    Block,
    Button,
    Buttons,
    Facts,
    Heading,
    Link,
    Links,
    People,
    PersonLine,
    Picture,
    SearchBox,
    Small,
    Text,
)
from bot.messages import Card, plain

CONTENT_TYPE = "application/vnd.microsoft.card.adaptive"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
VERSION = "1.5"  # the newest that Teams takes of bots; learn.microsoft.com/microsoftteams/platform, cards-reference

# A message may have 28 KB in the older of Microsoft's documents and 100 KB in the newer (learn.microsoft.com/
# microsoftteams/platform/bots/how-to/format-your-bot-messages); a message extension's result 28 KB.
MAX_MESSAGE = 28 * 1024
MAX_SUMMARY = 2_000  # bytes; a notification shows the first hundred characters or so
WIDEST = 12  # bytes of a character beyond ASCII as JSON writes it: two escapes of six
ENVELOPE = 4 * 1024  # ids, addresses and the summary around the card
MAX_CARD = MAX_MESSAGE - ENVELOPE
SHORTER = (1_000, 400, 150, 60, 30, 12)
"""Characters of a text, tried in turn while a card is too large: only one that is full of other scripts or emoji is."""
CAN_BE_CUT = {"altText", "text", "title", "tooltip"}

BESIDE = 12  # characters of the label of a person's button: a longer one stands under the person
IN_A_ROW = 36  # characters of buttons side by side: on a phone some clients cut a longer row off
EDGES = 4  # what the edges of a button take, in characters
TOO_OLD = "This version of Teams is too old to show the answer. Update Teams, or open it in a browser."

Dict = dict[str, Any]


def message(card: Card) -> Dict:
    """A message's card: the content of an attachment of type CONTENT_TYPE."""
    return fitted(
        {
            "type": "AdaptiveCard",
            "$schema": SCHEMA,
            "version": VERSION,
            "msteams": {"width": "Full"},
            # Never what people typed: clients read markdown in it, and it would take as much room again.
            "fallbackText": TOO_OLD,
            "body": [heading(card.title, "Large"), *(drawn for block in card.blocks for drawn in draw(block))],
        }
    )


def summary(card: Card) -> str:
    """What a notification says. The card is read to people by the client itself."""
    text = clean(plain(card))
    most = MAX_SUMMARY if text[:MAX_SUMMARY].isascii() else MAX_SUMMARY // WIDEST
    return text if len(text) <= most else text[: most - 1] + "…"


def attachment(content: Dict) -> Dict:
    """A card as a message or a dialog holds it."""
    return {"contentType": CONTENT_TYPE, "content": content}


def size(content: Dict) -> int:
    """Bytes on the wire, as the SDK writes them: what is beyond ASCII takes six or twelve."""
    return len(json.dumps(content))


def fitted(content: Dict) -> Dict:
    """The same card; where it would be more than Teams takes, with its longest texts cut, and made for new clients."""
    for longest in SHORTER:
        if size(content) <= MAX_CARD:
            return content
        content = _shortened(content, longest)
    return content


def _shortened(value: Any, longest: int) -> Any:
    if isinstance(value, list):
        return [_shortened(part, longest) for part in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"{part[: longest - 1]}…"
        if key in CAN_BE_CUT and isinstance(part, str) and len(part) > longest
        else _shortened(part, longest)
        for key, part in value.items()
        if key != "fallback"
    }


def draw(block: Block) -> list[Dict]:
    """A block of a card or a dialog, as elements under one another."""
    match block:
        case Text():
            return [paragraph(block.text)]
        case Small():
            return [small(block.text)]
        case Heading():
            return [heading(block.text, "Medium", spacing="Large")]
        case Facts():
            return [_fact(fact.label, fact.value) for fact in block.facts]
        case People():
            return [_person(person) for person in block.people]
        case Buttons():
            return _actions(block.buttons)
        case SearchBox():
            return _search_box(block)
        case Picture():
            return [_picture(block)]
        case Links():
            return [{"type": "ActionSet", "actions": [_opened(link)]} for link in block.open]
        case _:
            assert_never(block)


def small(text: str, **looks: Any) -> Dict:
    """A quieter line."""
    return paragraph(text, size="Small", isSubtle=True, **looks)


def _fact(label: str, value: str) -> Dict:
    """Label beside value. Not a FactSet: that reads markdown."""
    return {
        "type": "ColumnSet",
        "spacing": "Small",
        "columns": [
            {"type": "Column", "width": 2, "items": [paragraph(label, weight="Bolder")]},
            {"type": "Column", "width": 3, "items": [paragraph(value)]},
        ],
    }


def _person(person: PersonLine) -> Dict:
    """Name, what they do and why they match, with one short button beside it, or others under it."""
    lines = [paragraph(person.name, weight="Bolder")]
    lines += [paragraph(text, spacing="None") for text in (person.about, person.why) if text.strip()]
    if person.notes.strip():
        lines.append(small(person.notes, spacing="Small"))
    ruled = {"separator": True, "spacing": "Medium"}
    if len(person.buttons) != 1 or len(person.buttons[0].label) > BESIDE:
        under = _actions(person.buttons) if person.buttons else []
        return {"type": "Container", **ruled, "items": [*lines, *under]}
    columns = [
        {"type": "Column", "width": "stretch", "items": lines},
        {"type": "Column", "width": "auto", "items": _actions(person.buttons)},
    ]
    return {"type": "ColumnSet", **ruled, "columns": columns}


def _picture(block: Picture) -> Dict:
    """Clients fetch it themselves, and show its text where they cannot."""
    if not block.address:
        return paragraph(block.text)
    return {"type": "Image", "url": block.address, "altText": clean(block.text), "size": "Stretch"}


def _opened(link: Link) -> Dict:
    return {"type": "Action.OpenUrl", "title": line(link.label), "url": link.address}


def _search_box(block: SearchBox) -> list[Dict]:
    """What is typed comes back under ``carried.TYPED`` with the press of the button under it."""
    typed: Dict = {"type": "Input.Text", "id": carried.TYPED, "label": line(block.label), "maxLength": MAX_TEXT}
    if block.hint.strip():
        typed["placeholder"] = line(block.hint)
    looks = {"title": line(block.submit), "style": "positive"}
    button = _executed(carried.SEARCH_BOX, carried.of_search_box(), looks)
    return [typed, {"type": "ActionSet", "actions": [button]}]


def _actions(buttons: tuple[Button, ...]) -> list[Dict]:
    """As many side by side as a phone has room for, in as many rows as that takes."""
    rows: list[list[Dict]] = []
    left = 0
    for button in buttons:
        width = len(button.label) + EDGES
        if width > left:
            rows.append([])
            left = IN_A_ROW
        rows[-1].append(_action(button))
        left -= width
    close: Dict = {"spacing": "Small"} if len(rows) > 1 else {}
    return [{"type": "ActionSet", **close, "actions": row} for row in rows]


def _action(button: Button) -> Dict:
    """A press. What is typed elsewhere on the card stays there, and does not have to be right for it."""
    looks: Dict = {"title": line(button.label), "associatedInputs": "none"}
    if button.says.strip():
        looks["tooltip"] = line(button.says)
    if button.primary:
        looks["style"] = "positive"  # Teams draws it filled; "destructive" is the one it warns with
    data = carried.of_button(button)
    if button.opens_form:
        return {"type": "Action.Submit", **looks, "data": data}  # only this opens a dialog
    return _executed(button.action, data, looks)


def _executed(verb: str, data: Dict, looks: Dict) -> Dict:
    """A universal action, and the older kind for clients that do not know it."""
    older = {"type": "Action.Submit", **looks, "data": data}
    return {"type": "Action.Execute", "verb": verb, **looks, "data": data, "fallback": older}
