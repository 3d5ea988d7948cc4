"""The pictures of a policy's measures, in chat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.blocks import MAX_TEXT, MAX_TITLE, Block, Button, Buttons, Heading, Picture, Small, Text
from bot.cards.words import fit, listed, quoted
from bot.messages import Card
from bot.model import Policy

SHOWN_NAME = 100
MOST_PICTURES = 2
"""In the card of a check-in, which has much else to say."""


class Named(NamedTuple):
    """A picture and the measure that it is of."""

    measure: str
    picture: Picture


def pictures_card(policy: Policy, pictures: Sequence[Named], not_read: Sequence[str]) -> Card:
    """Each measure that was read, over time. ``not_read`` names the others."""
    blocks: list[Block] = [block for each in pictures for block in _under_heading(each)]
    if not pictures:
        blocks.append(Text(text=nothing_yet()))
    elif not_read:
        names = listed([quoted(name, SHOWN_NAME) for name in not_read])
        blocks.append(Small(text=fit(f"Not read yet: {names}.", MAX_TEXT)))
    back = Button(label="Back to the policy", action="policy.show", value=policy.id)
    return Card(title=fit(f"Pictures of {policy.title}", MAX_TITLE), blocks=(*blocks, Buttons(buttons=(back,))))


def in_check_in(policy: Policy, pictures: Sequence[Named], number: int) -> list[Block]:
    """Those of the first measures that were read in a check-in, of so many, and the way to the others."""
    blocks: list[Block] = [block for each in pictures for block in _under_heading(each)]
    return [*blocks, Buttons(buttons=(see_pictures(policy, "See all pictures"),))] if number > len(pictures) else blocks


def _under_heading(each: Named) -> tuple[Heading, Picture]:
    """The picture with the name of its measure above it."""
    return Heading(text=fit(each.measure, MAX_TITLE)), each.picture


def see_pictures(policy: Policy, label: str = "See pictures") -> Button:
    return Button(label=label, action="measure.pictures", value=policy.id)


def nothing_yet() -> str:
    return "There is nothing to draw yet: no measure of this policy has been read."
