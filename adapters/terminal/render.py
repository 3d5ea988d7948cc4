"""Cards in the terminal: the same words as in chat, without what can only be pressed there."""

from __future__ import annotations

from typing import assert_never

from rich.console import Console
from rich.padding import Padding
from rich.text import Text as Line

from bot.blocks import Block, Buttons, Facts, Heading, Links, People, PersonLine, Picture, SearchBox, Small, Text
from bot.messages import Card


def show_card(out: Console, card: Card) -> None:
    """Print a card. Text is plain: nothing that people typed is read as markup."""
    out.print(Line(card.title, style="bold"))
    for block in card.blocks:
        _show(out, block)


def _show(out: Console, block: Block) -> None:
    match block:
        case Text():
            out.print(Line(block.text))
        case Small():
            out.print(Line(block.text, style="dim"))
        case Heading():
            out.print(Line(block.text, style="bold"))
        case Facts():
            for fact in block.facts:
                out.print(Line.assemble((f"{fact.label}: ", "bold"), fact.value))
        case People():
            for person in block.people:
                out.print(Padding(_person(person), (1, 0, 0, 2)))
            out.print()
        case Picture():
            out.print(Line(block.text))
        case Buttons() | SearchBox() | Links():
            pass  # there is nothing to press here
        case _:
            assert_never(block)


def _person(person: PersonLine) -> Line:
    parts = [(person.name, "bold"), (person.about, ""), (person.why, ""), (person.notes, "dim")]
    return Line("\n").join(Line(text, style=style) for text, style in parts if text)
