"""A card as the text and as the HTML of an email. Pure. What people wrote is text in both, and there is one link."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from adapters.email import words
from adapters.unseen import seen
from bot.blocks import Buttons, Facts, Heading, Links, People, Picture, SearchBox, Small, Text, plain_block
from bot.messages import Card

InAnEmail = Text | Small | Heading | Facts | People | Picture


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around the card: the words of the link, where it leads, and until when ("11 June 2026").

    Without an ``address`` there is no link. ``why`` is why they get it.
    """

    open: str = ""
    address: str = ""
    until: str = ""
    why: str = words.WHY

    @property
    def small_print(self) -> tuple[str, ...]:
        alone = (words.for_you_alone(self.until),) if self.address else ()
        return (*alone, self.why, words.NO_REPLIES)


def text(card: Card, around: Around) -> str:
    """All of it, for whoever reads plain text."""
    blocks = ["\n".join(map(seen, plain_block(block))) for block in _blocks(card)]
    todo = ["\n".join([words.ON_THE_PAGE, *(f"- {seen(act)}" for act in acts)])] if (acts := _acts(card)) else []
    link = [f"{around.open}:\n{around.address}"] if around.address else []
    return "\n\n".join([seen(card.title), *blocks, *todo, *link, "\n".join(["-- ", *around.small_print])]) + "\n"


def html(card: Card, around: Around) -> str:
    """All of it as a page that loads nothing. Styles stand in the tags: some readers of email leave out all others."""
    blocks = [_block(block) for block in _blocks(card)]
    return _templates.get_template("letter.html").render(
        card=card, blocks=blocks, acts=_acts(card), around=around, words=words
    )


def _blocks(card: Card) -> list[InAnEmail]:
    """Without what is on the page that the link leads to: buttons, links, and a box to type into."""
    return [block for block in card.blocks if not isinstance(block, Buttons | SearchBox | Links)]


def _acts(card: Card) -> list[str]:
    """What can be done on that page."""
    return [button.label for block in card.blocks if isinstance(block, Buttons) for button in block.buttons]


def _block(block: InAnEmail) -> Markup:
    macros: Any = _templates.get_template("blocks.html").module
    match block:
        case Text():
            drawn = macros.text(block)
        case Small():
            drawn = macros.small(block)
        case Heading():
            drawn = macros.heading(block)
        case Facts():
            drawn = macros.facts(block)
        case People():
            drawn = macros.people(block)
        case Picture():  # an email loads nothing: the page that its link leads to shows it
            drawn = macros.text(block)
        case _:
            assert_never(block)
    return Markup(drawn)  # noqa: S704 - the template has escaped it


def _lines(typed: str) -> Markup:
    # Outlook does not heed white-space: pre-wrap.
    return Markup("<br>").join(escape(line) for line in seen(typed).split("\n"))


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["lines"] = _lines
