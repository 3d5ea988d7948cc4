"""What people see of the bot, its answers: plain values, checked against the smallest platform's limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from bot.appointment import Appointment
from bot.blocks import (
    ACTION_NAME,
    MAX_TITLE,
    Block,
    Button,
    Buttons,
    Facts,
    Links,
    People,
    SearchBox,
    plain_block,
    text_of,
)
from bot.fields import MAX_ID, FormField, filled
from bot.values import Value

# As those of bot.blocks.
MAX_CARD_BUTTONS = 16  # Teams: with more, however short, a message may be over its size; and nobody reads them
MAX_BUTTON_WORDS = 1_800  # Teams: the same, for the labels of all of them with what a screen reader says
MAX_BLOCKS = 20
MAX_ROWS = 49  # Slack takes 50 blocks in a message: the title is one, a fact at most two, a person at most four
MAX_CARD_CHARACTERS = 9_000  # Slack refuses a message near 13,200 over all blocks (bolt-js #2509); escapes grow text
MAX_FORM_TITLE = 24  # Slack modal title, submit and close
MAX_FIELDS = 10


def _fits_in_rows(blocks: tuple[Block, ...]) -> bool:
    return sum(_rows(block) for block in blocks) <= MAX_ROWS


def _rows(block: Block) -> int:
    match block:
        case People():
            return sum(5 if len(person.buttons) > 1 else 4 for person in block.people)
        case Facts():
            return 2 * len(block.facts)
        case SearchBox():
            return 2
        case _:
            return 1


def _buttons(block: Block) -> list[Button]:
    match block:
        case Buttons():
            return list(block.buttons)
        case People():
            return [button for person in block.people for button in person.buttons]
        case _:
            return []


class Card(Value):
    """One message. Its size is checked here, so that no platform refuses it."""

    title: Annotated[str, text_of(MAX_TITLE)]
    blocks: Annotated[tuple[Block, ...], Field(max_length=MAX_BLOCKS)] = ()
    appointment: Annotated[Appointment | None, Field(exclude_if=lambda value: value is None)] = None
    """What it puts into calendars: only emails bring it."""

    @property
    def buttons(self) -> list[Button]:
        """Every button of it, those beside people among them."""
        return [button for block in self.blocks for button in _buttons(block)]

    @model_validator(mode="after")
    def _fits(self) -> Self:
        drawn = len(self.model_dump_json(exclude={"appointment"}))
        if drawn > 2 * MAX_CARD_CHARACTERS or len(plain(self)) > MAX_CARD_CHARACTERS:
            raise ValueError(f"a card may hold {MAX_CARD_CHARACTERS:,} characters")
        if not _fits_in_rows(self.blocks):
            raise ValueError(
                f"a card may hold {MAX_ROWS} rows: a person takes four or five, a fact two, another block one"
            )
        if sum(isinstance(block, SearchBox) for block in self.blocks) > 1:
            raise ValueError("a card may hold one search box")
        buttons = self.buttons
        if len(buttons) + sum(isinstance(block, SearchBox) for block in self.blocks) > MAX_CARD_BUTTONS:
            raise ValueError(f"a card may hold {MAX_CARD_BUTTONS} buttons, with those beside people")
        if sum(len(button.label) + len(button.says) for button in buttons) > MAX_BUTTON_WORDS:
            raise ValueError(f"the buttons of a card may hold {MAX_BUTTON_WORDS:,} characters")
        return self


class Form(Value):
    """A dialog. Without fields and ``submit`` it only shows something and is closed again."""

    title: Annotated[str, text_of(MAX_FORM_TITLE)]
    name: Annotated[str, StringConstraints(pattern=ACTION_NAME, max_length=MAX_ID)]
    context: Annotated[str, StringConstraints(max_length=MAX_ID)] = ""
    """An opaque id that comes back when the form is submitted."""
    blocks: Annotated[tuple[Block, ...], Field(max_length=MAX_BLOCKS)] = ()
    fields: Annotated[tuple[FormField, ...], Field(max_length=MAX_FIELDS)] = ()
    submit: Annotated[str, StringConstraints(max_length=MAX_FORM_TITLE)] = ""
    close: Annotated[str, text_of(MAX_FORM_TITLE)] = "Close"

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if bool(self.fields) != bool(self.submit):
            raise ValueError("a form with fields needs a submit button, and one without has none")
        if not self.blocks and not self.fields:
            raise ValueError("a form shows something")
        if len({field.name for field in self.fields}) != len(self.fields):
            raise ValueError("every field of a form needs a name of its own")
        if any(isinstance(block, Buttons | People | SearchBox | Links) for block in self.blocks):
            raise ValueError("a form holds no buttons but its own, and no links")
        if not _fits_in_rows(self.blocks):
            raise ValueError(f"a form may hold {MAX_ROWS} rows before its fields: a fact takes two, another block one")
        return self

    def filled(self, values: Mapping[str, str]) -> Form:
        """The form with what somebody typed and chose, so that nothing is lost; what no field can hold is left out."""
        return self.model_copy(update={"fields": tuple(filled(field, values) for field in self.fields)})


# ---------------------------------------------------------------------------------------------- answers


class Reply(Value):
    """A new message, for the sender alone."""

    kind: Literal["reply"] = "reply"
    card: Card


class Replace(Value):
    """The message that was pressed, or that the form was opened from, becomes this."""

    kind: Literal["replace"] = "replace"
    card: Card


class OpenForm(Value):
    """A dialog opens; after a submission it takes the place of the one submitted."""

    kind: Literal["open_form"] = "open_form"
    form: Form


class FormErrors(Value):
    """The form stays open: ``form`` holds what was typed, ``errors`` a sentence by field name."""

    kind: Literal["form_errors"] = "form_errors"
    form: Form
    errors: Annotated[dict[str, str], Field(min_length=1)]

    @model_validator(mode="after")
    def _name_fields(self) -> Self:
        if unknown := set(self.errors) - {field.name for field in self.form.fields}:
            raise ValueError(f"no such field: {', '.join(sorted(unknown))}")
        return self


SaidAnswer = Reply
PressedAnswer = Reply | Replace | OpenForm
SubmittedAnswer = Reply | Replace | OpenForm | FormErrors
Answer = Annotated[SubmittedAnswer, Field(discriminator="kind")]


# ---------------------------------------------------------------------------------------------- as plain text


def plain(card: Card) -> str:
    """The whole meaning of a card as text: what a notification or a screen reader says."""
    return "\n".join([card.title, *(line for block in card.blocks for line in plain_block(block))])
