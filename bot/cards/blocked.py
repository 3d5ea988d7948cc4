"""Whom somebody wants no requests from."""

from __future__ import annotations

from collections.abc import Sequence

from bot.blocks import MAX_BUTTON_SAYS, MAX_TITLE, Button, Buttons, People, PersonLine, Small, Text
from bot.cards.home import way_back
from bot.cards.words import fit
from bot.messages import Card
from bot.pages import Page


def blocked(lines: Sequence[tuple[int, str]], page: Page) -> Card:
    """Ids of blocks with the names of those who are blocked: one page of them."""
    if not lines:
        return Card(
            title="You blocked nobody",
            blocks=(Text(text="Everybody can put requests to you."), Buttons(buttons=(way_back(),))),
        )
    people = tuple(
        PersonLine(
            name=fit(name, MAX_TITLE),
            buttons=(
                Button(
                    label="Unblock", action="block.remove", value=str(id_), says=fit(f"Unblock {name}", MAX_BUTTON_SAYS)
                ),
            ),
        )
        for id_, name in lines
    )
    buttons = [way_back()]
    if page.next_first:
        buttons.insert(0, Button(label="Show more", action="block.list", value=str(page.next_first)))
    return Card(
        title="Who you blocked",
        blocks=(
            Text(text="No request of theirs comes to you. They are not told."),
            People(people=people),
            Small(text=f"Showing {page.first + 1} to {page.last} of {page.total}"),
            Buttons(buttons=tuple(buttons)),
        ),
    )
