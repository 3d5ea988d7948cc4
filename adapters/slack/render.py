"""Cards and forms as Block Kit: pure, dicts only."""

from __future__ import annotations

from collections import Counter
from typing import Any, assert_never

from adapters.slack.text import bold, clean, escaped, has_markup, links, plain_text
from bot.blocks import (
    Block,
    Button,
    Buttons,
    Facts,
    Heading,
    Links,
    People,
    PersonLine,
    Picture,
    SearchBox,
    Small,
    Text,
)
from bot.cards.home import way_back
from bot.fields import ChoiceField, ChoicesField, FormField, Option, TextField, chosen
from bot.messages import Card, Form, FormErrors, plain

NEXT_OF_SAME_ACTION = ":"
"""Between an action's name and its number, where a block holds several buttons of one action."""

MAX_SECTION = 3_000  # characters of a section's text; slack_sdk.models.blocks.SectionBlock
MAX_FIELDS = 10  # fields of a section; slack_sdk.models.blocks.SectionBlock
FACTS_SIDE_BY_SIDE = 80  # characters of a value: a longer one is easier to read over the whole width
SEARCH_BOX = "search_box"
SEARCH_BOX_BUTTON = "search_box_button"
MAX_MESSAGE_TEXT = 40_000  # docs.slack.dev/reference/methods/chat.postMessage: longer text is cut there

Dict = dict[str, Any]


def message(card: Card) -> Dict:
    """A message: its blocks, and the whole of it as text for notifications and screen readers."""
    blocks = [{"type": "header", "text": plain_text(card.title)}]
    blocks += [drawn for block in card.blocks for drawn in _block(block)]
    return {"text": escaped(plain(card))[:MAX_MESSAGE_TEXT], "blocks": blocks}


def has_pictures(card: Card) -> bool:
    """Whether Slack has to fetch any for it."""
    return any(isinstance(block, Picture) and block.address for block in card.blocks)


def in_words(card: Card) -> Card:
    """The card with what its pictures show in words."""
    blocks = (
        block.model_copy(update={"address": ""}) if isinstance(block, Picture) else block for block in card.blocks
    )
    return card.model_copy(update={"blocks": tuple(blocks)})


def home(card: Card, *, with_way_back: bool = False) -> Dict:
    """The App Home: a card, and beside its last buttons the way back to where people start."""
    blocks = message(card)["blocks"]
    if with_way_back:
        [back] = _block(Buttons(buttons=(way_back(),)))
        if blocks[-1]["type"] == "actions":
            blocks[-1]["elements"] += back["elements"]
        else:
            blocks.append(back)
    return {"type": "home", "blocks": blocks}


def view(form: Form, private_metadata: str) -> Dict:
    """A modal. ``private_metadata`` comes back with it when it is sent."""
    drawn: Dict = {
        "type": "modal",
        "callback_id": form.name,
        "private_metadata": private_metadata,
        "title": plain_text(form.title),
        "close": plain_text(form.close),
        "blocks": [drawn for block in form.blocks for drawn in _block(block)] + [_field(f) for f in form.fields],
    }
    if form.submit:
        drawn["submit"] = plain_text(form.submit)
    return drawn


def errors(answer: FormErrors) -> dict[str, str]:
    """What is wrong, by the field it stands under. Slack keeps what was typed."""
    return {name: clean(sentence) for name, sentence in answer.errors.items()}


def _block(block: Block) -> list[Dict]:
    match block:
        case Text():
            return [_section(plain_text(block.text))]
        case Small():
            return [_small(block.text)]
        case Heading():
            return [_section(bold(block.text))]
        case Facts():
            return _facts(block)
        case People():
            return [drawn for person in block.people for drawn in _person(person)]
        case Buttons():
            return [{"type": "actions", "elements": _buttons(block.buttons)}]
        case SearchBox():
            return _search_box(block)
        case Picture():
            return [_picture(block)]
        case Links():
            return [_section(links([(link.label, link.address) for link in block.open]))] if block.open else []
        case _:
            assert_never(block)


def _picture(block: Picture) -> Dict:
    """Slack fetches it itself, and shows its text where it cannot."""
    if not block.address:
        return _section(plain_text(block.text))
    return {"type": "image", "image_url": block.address, "alt_text": clean(block.text)}


def _section(text: Dict) -> Dict:
    return {"type": "section", "text": text}


def _small(text: str) -> Dict:
    return {"type": "context", "elements": [plain_text(text)]}


def _led(first: str, *lines: str) -> list[Dict]:
    """A bold line and text under it: one section where Slack can read nothing into any of it, else one for each."""
    under = "\n".join(line for line in lines if line.strip())
    if under and not has_markup(under) and len(first) + len(under) + len("**\n") <= MAX_SECTION:
        return [_section(bold(first, under))]
    return [_section(bold(first)), *(_section(plain_text(line)) for line in lines if line.strip())]


def _person(person: PersonLine) -> list[Dict]:
    """Name, what they do and why they match, one button beside it; notes in small type and two buttons under it."""
    drawn = _led(person.name, person.about, person.why)
    if len(person.buttons) == 1:
        drawn[0]["accessory"] = _button(person.buttons[0], person.buttons[0].action)
    if person.notes.strip():
        drawn.append(_small(person.notes))
    if len(person.buttons) > 1:
        drawn.append({"type": "actions", "elements": _buttons(person.buttons)})
    return drawn


def _facts(block: Facts) -> list[Dict]:
    """Labels on the left and values on the right, as far as they are short; the order is kept."""
    drawn: list[Dict] = []
    for fact in block.facts:
        if len(fact.value) > FACTS_SIDE_BY_SIDE:
            drawn += _led(fact.label, fact.value)
            continue
        if not drawn or not 0 < len(drawn[-1].get("fields", ())) < MAX_FIELDS:
            drawn.append({"type": "section", "fields": []})
        drawn[-1]["fields"] += [bold(fact.label), plain_text(fact.value)]
    return drawn


def _search_box(block: SearchBox) -> list[Dict]:
    """Sent with the enter key, or with the button under it."""
    element: Dict = {
        "type": "plain_text_input",
        "action_id": SEARCH_BOX,
        "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
    }
    if block.hint:
        element["placeholder"] = plain_text(block.hint)
    typed: Dict = {
        "type": "input",
        "block_id": SEARCH_BOX,
        "dispatch_action": True,
        "label": plain_text(block.label),
        "element": element,
    }
    button: Dict = {"type": "button", "action_id": SEARCH_BOX_BUTTON, "text": plain_text(block.submit)}
    return [typed, {"type": "actions", "elements": [{**button, "style": "primary"}]}]


def _buttons(buttons: tuple[Button, ...]) -> list[Dict]:
    seen: Counter[str] = Counter()
    drawn = []
    for button in buttons:
        seen[button.action] += 1
        number = seen[button.action]
        name = button.action if number == 1 else f"{button.action}{NEXT_OF_SAME_ACTION}{number}"
        drawn.append(_button(button, name))
    return drawn


def _button(button: Button, action_id: str) -> Dict:
    drawn: Dict = {"type": "button", "action_id": action_id, "text": plain_text(button.label)}
    if button.value:
        drawn["value"] = button.value
    if button.says:
        drawn["accessibility_label"] = clean(button.says)
    if button.primary:
        drawn["style"] = "primary"
    return drawn


def _field(field: FormField) -> Dict:
    match field:
        case TextField():
            element = _text_input(field)
        case ChoiceField():
            element = _select(field)
        case ChoicesField():
            element = _checkboxes(field)
        case _:
            assert_never(field)
    drawn = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(field.label),
        "optional": not field.required,
        "element": element,
    }
    if field.hint:
        drawn["hint"] = plain_text(field.hint)
    return drawn


def _text_input(field: TextField) -> Dict:
    element: Dict = {
        "type": "plain_text_input",
        "action_id": field.name,
        "multiline": field.long,
        "max_length": field.max_length,
    }
    # Slack refuses the whole modal when what stands in a box is longer than the box takes.
    if value := (field.value if field.long else " ".join(field.value.split()))[: field.max_length]:
        element["initial_value"] = value
    return element


def _select(field: ChoiceField) -> Dict:
    options = {option.value: _option(option) for option in field.options}
    element: Dict = {"type": "static_select", "action_id": field.name, "options": list(options.values())}
    if field.value:
        element["initial_option"] = options[field.value]
    return element


def _checkboxes(field: ChoicesField) -> Dict:
    options = {option.value: _option(option) for option in field.options}
    element: Dict = {"type": "checkboxes", "action_id": field.name, "options": list(options.values())}
    if field.value:
        element["initial_options"] = [options[value] for value in chosen(field.value)]
    return element


def _option(option: Option) -> Dict:
    return {"text": plain_text(option.label), "value": option.value}
