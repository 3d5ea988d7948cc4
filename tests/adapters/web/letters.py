"""Letters to personas of the page, for tests."""

from __future__ import annotations

from bot.blocks import Button, Buttons, Text
from bot.messages import Card
from bot.model import NoticeKind
from bot.notices import Address, Letter

EXPERT = "elowen-trellisshoe"


def request_card(title: str = "Juniper Quill asks for your help") -> Card:
    """A card as an expert gets it, with buttons that the example bot knows."""
    buttons = (
        Button(label="Accept", action="search.more", primary=True),
        Button(label="How it works", action="help.show"),
        Button(label="Suggest another time", action="search.refine", value="s1"),
    )
    return Card(title=title, blocks=(Text(text="20 minutes on letters"), Buttons(buttons=buttons)))


def letter(
    card: Card | None = None,
    *,
    to: str = EXPERT,
    key: str = "offer.card:7:2:1",
    receipt: str = "",
    unsure: bool = False,
) -> Letter:
    return Letter(
        notice_id=1,
        claim="c1",
        key=key,
        kind=NoticeKind.OFFER_CARD,
        subject="7",
        person_id=2,
        news=1,
        to=Address("web", workspace="demo", user=to, conversation=to, account_id=1),
        card=card or request_card(),
        receipt=receipt,
        is_unsure=unsure,
    )
