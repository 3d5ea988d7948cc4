"""Cards, forms and whole pages as HTML. Text is escaped by the templates; nothing of it becomes a tag."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never

from markupsafe import Markup

from adapters.layout.frame import Frame, templates_in
from adapters.web.conversations import Conversation
from adapters.web.inboxes import Message
from adapters.web.personas import Persona
from bot.blocks import Block, Button, Buttons, Facts, Heading, Links, People, Picture, SearchBox, Small, Text
from bot.fields import ChoiceField, ChoicesField, FormField, TextField, chosen
from bot.messages import Card, Form

HERE = Path(__file__).parent
MAX_RADIOS = 5  # more options than this are a list that opens

_templates = templates_in(HERE / "templates")

DEMONSTRATION = Frame(
    "The same cards, forms and buttons as in Slack and Teams. This page answers on this computer only.",
    static="/static",
    home="/",
    back="Go back to the conversation",
    is_demonstration=True,
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What every form carries: ``token`` shows that it comes from a page of ours; each form gets a key of its own."""

    token: str

    @property
    def key(self) -> str:
        return secrets.token_urlsafe(18)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody else for whom unread messages wait."""

    persona: Persona
    count: int

    @property
    def says(self) -> str:
        return news(self.count)


def news(count: int) -> str:
    return "1 new message" if count == 1 else f"{count} new messages"


def chooser_page(
    personas: Sequence[Persona], current: Persona | None, hidden: Hidden, unread: Mapping[str, int]
) -> str:
    """Who one can be; ``unread`` is how many messages wait for each, by their ids."""
    groups = (
        ("Ask an expert", [persona for persona in personas if not persona.is_expert]),
        ("Be an expert who is asked", [persona for persona in personas if persona.is_expert]),
    )
    return _templates.get_template("chooser.html").render(
        groups=[group for group in groups if group[1]],
        current=current,
        hidden=hidden,
        news={persona: news(count) for persona, count in unread.items()},
    )


def conversation_page(
    persona: Persona,
    conversation: Conversation,
    waiting: Sequence[Waiting],
    hidden: Hidden,
    typed: str = "",
    error: str = "",
) -> str:
    """The conversation so far and the box; ``error`` is what was wrong with what was ``typed`` into it."""
    return _templates.get_template("conversation.html").render(
        persona=persona,
        entries=[
            {"html": message_html(entry, hidden)} if isinstance(entry, Message) else {"mine": entry.text}
            for entry in conversation.entries
        ],
        can_start_again=bool(conversation.own),
        after=conversation.inbox.changes,
        waiting=waiting,
        hidden=hidden,
        typed=typed,
        error=error,
    )


def form_page(
    form: Form, errors: Mapping[str, str], action: str, back: str, hidden: Hidden, frame: Frame = DEMONSTRATION
) -> str:
    """A form on a page of its own, or a page to read; ``action`` takes it, ``back`` is where closing it leads."""
    return _templates.get_template("form.html").render(
        form=form,
        action=action,
        blocks=[block_html(block, level=2) for block in form.blocks],
        fields=[field_html(field, errors.get(field.name, "")) for field in form.fields],
        problems=[(field_anchor(one), errors[one.name]) for one in form.fields if one.name in errors],
        back=back,
        hidden=hidden,
        frame=frame,
    )


def card_page(card: Card, action: str, hidden: Hidden, frame: Frame, *, is_answer: bool) -> str:
    """A card on a page of its own; ``action`` takes what is pressed. An answer has a way back."""
    search_form = "search" if any(isinstance(block, SearchBox) for block in card.blocks) else ""
    return _templates.get_template("card.html").render(
        card=card,
        action=action,
        blocks=[block_html(block, 2, search_form) for block in card.blocks],
        search_form=search_form,
        hidden=hidden,
        frame=frame,
        is_answer=is_answer,
    )


def message_html(message: Message, hidden: Hidden) -> Markup:
    """A card as it stands in the conversation, with its buttons."""
    boxes = any(isinstance(block, SearchBox) for block in message.card.blocks)
    search_form = f"{message.anchor}-search" if boxes else ""
    blocks = [block_html(block, 3, search_form) for block in message.card.blocks]
    return Markup(  # noqa: S704 - the template has escaped it
        _templates.get_template("message.html").render(
            message=message, blocks=blocks, hidden=hidden, search_form=search_form
        )
    )


def waiting_html(waiting: Sequence[Waiting], hidden: Hidden) -> Markup:
    """Whom else something waits for, each with a button to be them."""
    macros: Any = _templates.get_template("parts.html").module
    return Markup(macros.waiting_for(waiting, hidden))  # noqa: S704 - the template has escaped it


def block_html(block: Block, level: int, search_form: str = "") -> Markup:
    """One block; ``level`` is that of its headings, ``search_form`` the id of the form that sends a search box."""
    macros: Any = _templates.get_template("blocks.html").module
    match block:
        case Text():
            html = macros.text(block)
        case Small():
            html = macros.small(block)
        case Heading():
            html = macros.heading(block, level)
        case Facts():
            html = macros.facts(block)
        case People():
            html = macros.people(block, level)
        case Buttons():
            html = macros.buttons(block)
        case SearchBox():
            html = macros.search_box(block, search_form)
        case Picture():
            html = macros.picture(block)
        case Links():
            html = macros.links(block)
        case _:
            assert_never(block)
    return Markup(html)  # noqa: S704 - the template has escaped it


def field_html(field: FormField, error: str) -> Markup:
    """One field with its label, hint and error."""
    macros: Any = _templates.get_template("fields.html").module
    anchor = field_anchor(field)
    match field:
        case TextField():
            html = macros.box(field, anchor, error)
        case ChoiceField():
            html = macros.radios(field, anchor, error) if _as_radios(field) else macros.select(field, anchor, error)
        case ChoicesField():
            html = macros.checkboxes(field, anchor, error, chosen(field.value))
        case _:
            assert_never(field)
    return Markup(html)  # noqa: S704 - the template has escaped it


def field_anchor(field: FormField) -> str:
    """The id of a field: of the first of its radios or checkboxes, where it has several."""
    return f"field-{field.name}"


def sent_by(button: Button) -> str:
    """What a form says when this button is pressed."""
    return f"{button.action}:{button.value}" if button.value else button.action


def accessible_name(button: Button) -> str:
    """What a screen reader says: it has the visible label in it, so that people who speak to their computer can too."""
    if not button.says or button.label.casefold() in button.says.casefold():
        return button.says
    return f"{button.label}: {button.says}"


_templates.globals |= {
    "accessible_name": accessible_name,
    "sent_by": sent_by,
    "frame": DEMONSTRATION,
}


def _as_radios(field: ChoiceField) -> bool:
    # a radio that was chosen cannot be unchosen, so what may be left out is a list
    return field.required and len(field.options) <= MAX_RADIOS
