"""Cards, forms and whole pages as HTML. Text is escaped by the templates; nothing of it becomes a tag."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from adapters.web.conversations import Conversation, Message, OpenedForm
from adapters.web.personas import Persona
from bot.fields import ChoiceField, ChoicesField, FormField, TextField, chosen
from bot.messages import Block, Button, Buttons, Facts, Heading, People, SearchBox, Small, Text

HERE = Path(__file__).parent
STATIC = {path.name: path.read_bytes() for path in sorted((HERE / "static").iterdir())}
VERSION = hashlib.sha256(b"".join(STATIC.values())).hexdigest()[:12]
MAX_RADIOS = 5  # more options than this are a list that opens

_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What every form carries: ``token`` shows that it comes from a page of ours; each form gets a key of its own."""

    token: str

    @property
    def key(self) -> str:
        return secrets.token_urlsafe(18)


def chooser_page(personas: Sequence[Persona], current: Persona | None, hidden: Hidden) -> str:
    return _templates.get_template("chooser.html").render(personas=personas, current=current, hidden=hidden)


def conversation_page(
    persona: Persona, conversation: Conversation, hidden: Hidden, typed: str = "", error: str = ""
) -> str:
    """The conversation so far and the box; ``error`` is what was wrong with what was ``typed`` into it."""
    return _templates.get_template("conversation.html").render(
        persona=persona,
        entries=[
            {"html": message_html(entry, hidden)} if isinstance(entry, Message) else {"mine": entry.text}
            for entry in conversation.entries
        ],
        hidden=hidden,
        typed=typed,
        error=error,
    )


def form_page(persona: Persona, opened: OpenedForm, back: str, hidden: Hidden) -> str:
    """A form on a page of its own, or a page to read; ``back`` is where closing it leads."""
    form = opened.form
    return _templates.get_template("form.html").render(
        persona=persona,
        opened=opened,
        form=form,
        blocks=[block_html(block, level=2) for block in form.blocks],
        fields=[field_html(field, opened.errors.get(field.name, "")) for field in form.fields],
        problems=[(field_anchor(one), opened.errors[one.name]) for one in form.fields if one.name in opened.errors],
        back=back,
        hidden=hidden,
    )


def problem_page(title: str, sentence: str) -> str:
    return _templates.get_template("problem.html").render(title=title, sentence=sentence)


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


def accessible_name(button: Button) -> str:
    """What a screen reader says: it has the visible label in it, so that people who speak to their computer can too."""
    if not button.says or button.label.casefold() in button.says.casefold():
        return button.says
    return f"{button.label}: {button.says}"


_templates.globals |= {"version": VERSION, "accessible_name": accessible_name}


def _as_radios(field: ChoiceField) -> bool:
    # a radio that was chosen cannot be unchosen, so what may be left out is a list
    return field.required and len(field.options) <= MAX_RADIOS
