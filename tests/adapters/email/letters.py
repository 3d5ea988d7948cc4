"""Letters to bring to people who do not exist."""

from __future__ import annotations

from datetime import UTC, datetime

from adapters.links import Links
from bot.blocks import Button, Buttons, Fact, Facts, Heading, People, PersonLine, SearchBox, Small, Text
from bot.messages import Card
from bot.model import NoticeKind
from bot.notices import Address, Letter

SECRET = "a key for tests that protects nothing at all"
PUBLIC_URL = "https://find-expert.example.gov.uk"
NOW = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
ADA = 7
"""Ada Quillan, as a person."""
OFFER = "offer-1"

CARD = Card(
    title="Riley Marsh asks you for 30 minutes",
    blocks=(
        Text(text="Which questions would you ask people who owe tax?\nWe test letters in June."),
        Facts(
            facts=(
                Fact(label="Asked by", value="Riley Marsh, Policy adviser, HM Treasury"),
                Fact(label="Proposed times", value="Tuesday 19 May 2026, 10:00 UK time\nThursday 21 May 2026, 14:00"),
            )
        ),
        Heading(text="Who else was asked"),
        People(
            people=(
                PersonLine(name="Sam Okafor", about="User researcher, Home Office", why="Why: knows letters"),
                PersonLine(name="Policy Lab duty desk"),
            )
        ),
        Small(text="Nothing is in your calendar until you accept."),
        Buttons(
            buttons=(
                Button(label="Accept", action="offer.accept", value=f"{OFFER}.1", primary=True),
                Button(label="Suggest other times", action="offer.suggest", value=OFFER, opens_form=True),
            )
        ),
        SearchBox(label="Find somebody else", submit="Find"),
    ),
)


def links() -> Links:
    return Links(SECRET, PUBLIC_URL, lambda: NOW)


def letter(
    *,
    key: str = "offer.card:offer-1:7:1",
    kind: NoticeKind = NoticeKind.OFFER_CARD,
    email: str = "ada.quillan@example.gov.uk",
    card: Card = CARD,
    receipt: str = "",
    subject: str = OFFER,
) -> Letter:
    to = Address("email", user=str(ADA), email=email)
    return Letter(1, "claim", key, kind, subject, ADA, 1, to, card, receipt)
