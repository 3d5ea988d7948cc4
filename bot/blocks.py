"""The parts of cards and forms: a closed union of plain values, within the smallest platform's limits.

Text in these values is plain: whatever a person typed stays as typed, and renderers escape it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bot.fields import MAX_ID, MAX_LABEL
from bot.values import Value

# Limits of the smallest platform. Slack's are those of slack_sdk 3.47's own models and docs.slack.dev/reference;
# Teams' are Microsoft's cards reference. The lower figure wins.
MAX_TITLE = 150  # Slack header block
MAX_TEXT = 2_900  # Slack section text is 3,000: room for escapes of what renderers add
MAX_FACT = 1_900  # Slack section field is 2,000 with its label
MAX_BUTTON_LABEL = 75  # Slack button text
MAX_BUTTON_SAYS = 75  # Slack accessibility_label
MAX_BUTTONS = 6  # Teams: actions in one set
MAX_BESIDE = 2  # buttons of a person in a list: to ask them, and to read about them
MAX_PEOPLE = 5  # product rule: at most five people an answer
MAX_LINKS = 3
MAX_ALT = 1_900  # Slack image alt_text is 2,000; slack_sdk.models.blocks.ImageBlock
MAX_ADDRESS = 1_000  # Slack image_url is 3,000; slack_sdk.models.blocks.ImageBlock

ACTION_NAME = r"^[a-z_]+\.[a-z_]+$"


def text_of(limit: int) -> StringConstraints:
    """Some text, of so many characters at most."""
    return StringConstraints(min_length=1, max_length=limit)


class Button(Value):
    """Something to press. ``action`` is a ``noun.verb`` name that is for ever; ``value`` is an opaque id only."""

    label: Annotated[str, text_of(MAX_BUTTON_LABEL)]
    action: Annotated[str, StringConstraints(pattern=ACTION_NAME, max_length=MAX_ID)]
    value: Annotated[str, StringConstraints(max_length=MAX_ID)] = ""
    says: Annotated[str, StringConstraints(max_length=MAX_BUTTON_SAYS)] = ""
    """What a screen reader says where the label alone is ambiguous, for example "Details of Ada Quillan"."""
    primary: bool = False
    opens_form: bool = False
    """Whether a form opens when it is pressed: Teams has to be told beforehand."""


class Text(Value):
    """A paragraph; line breaks are kept."""

    kind: Literal["text"] = "text"
    text: Annotated[str, text_of(MAX_TEXT)]


class Small(Value):
    """A quieter line: a hint, a source, a date."""

    kind: Literal["small"] = "small"
    text: Annotated[str, text_of(MAX_TEXT)]


class Heading(Value):
    """The title of a part of a card."""

    kind: Literal["heading"] = "heading"
    text: Annotated[str, text_of(MAX_TITLE)]


class Fact(Value):
    label: Annotated[str, text_of(MAX_LABEL)]
    value: Annotated[str, text_of(MAX_FACT)]


class Facts(Value):
    """Labels with their values, one to a line."""

    kind: Literal["facts"] = "facts"
    facts: Annotated[tuple[Fact, ...], Field(min_length=1, max_length=10)]


class PersonLine(Value):
    """One person, or one pool, of a list: who, where, why, and what one can do about it."""

    name: Annotated[str, text_of(MAX_TITLE)]
    about: Annotated[str, StringConstraints(max_length=MAX_FACT)] = ""
    """Role and organisation."""
    why: Annotated[str, StringConstraints(max_length=MAX_FACT)] = ""
    """One plain line naming what matched."""
    notes: Annotated[str, StringConstraints(max_length=MAX_FACT)] = ""
    """Place, next free time, terms, when last confirmed: one line."""
    buttons: Annotated[tuple[Button, ...], Field(max_length=MAX_BESIDE)] = ()


class People(Value):
    """A list of people, best first."""

    kind: Literal["people"] = "people"
    people: Annotated[tuple[PersonLine, ...], Field(min_length=1, max_length=MAX_PEOPLE)]


class Buttons(Value):
    kind: Literal["buttons"] = "buttons"
    buttons: Annotated[tuple[Button, ...], Field(min_length=1, max_length=MAX_BUTTONS)]


class SearchBox(Value):
    """A box to type a request into, and its button. What somebody types arrives as ``Said``."""

    kind: Literal["search_box"] = "search_box"
    label: Annotated[str, text_of(MAX_LABEL)]
    hint: Annotated[str, StringConstraints(max_length=MAX_LABEL)] = ""
    """An example of what to type."""
    submit: Annotated[str, text_of(MAX_BUTTON_LABEL)]


class Picture(Value):
    """Something drawn. Where no client can fetch it, ``text`` stands in its place: it says all that is to be seen.

    ``of`` is what is drawn, by its name in ``bot.charts``, and ``stamp`` tells one state of it from another.
    """

    kind: Literal["picture"] = "picture"
    of: Annotated[str, StringConstraints(min_length=1, max_length=MAX_ID)]
    stamp: Annotated[str, StringConstraints(max_length=MAX_ID)] = ""
    text: Annotated[str, text_of(MAX_ALT)]
    address: Annotated[str, StringConstraints(max_length=MAX_ADDRESS)] = ""
    """Where clients fetch it: given by whoever serves it."""


class PageKind(StrEnum):
    """Pages that a link leads to."""

    POLICY = "policy"
    """``subject`` is the id of the policy."""
    PORTFOLIO = "portfolio"
    """``subject`` is the organisation whose policies they are."""


class Link(Value):
    """A way to a page for this person alone, which works for a while."""

    label: Annotated[str, text_of(MAX_BUTTON_LABEL)]
    page: PageKind
    subject: Annotated[str, StringConstraints(max_length=MAX_FACT)]
    person_id: int
    address: Annotated[str, StringConstraints(max_length=MAX_ADDRESS)] = ""
    """Where it leads: given by whoever serves the page. Without one nobody is shown the link."""


class Links(Value):
    """Ways to pages, where there is anybody who serves them."""

    kind: Literal["links"] = "links"
    links: Annotated[tuple[Link, ...], Field(min_length=1, max_length=MAX_LINKS)]

    @property
    def open(self) -> tuple[Link, ...]:
        """Those that lead anywhere."""
        return tuple(link for link in self.links if link.address)


Block = Annotated[
    Text | Small | Heading | Facts | People | Buttons | SearchBox | Picture | Links, Field(discriminator="kind")
]


def plain_block(block: Block) -> list[str]:
    """The lines of one block. Buttons are named, since they are part of what a card offers."""
    match block:
        case Text() | Small() | Heading():
            return [block.text]
        case Facts():
            return [f"{fact.label}: {fact.value}" for fact in block.facts]
        case People():
            return [
                ". ".join(part.rstrip(".") for part in (person.name, person.about, person.why, person.notes) if part)
                for person in block.people
            ]
        case Buttons():
            return ["You can: " + ", ".join(button.label for button in block.buttons)]
        case SearchBox():
            return [block.label]
        case Picture():
            return [block.text]
        case Links():
            return [f"You can open: {', '.join(link.label for link in block.open)}"] if block.open else []
