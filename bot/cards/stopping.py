"""A way out in every reminder and piece of news: people stop those of one kind where they read them."""

from __future__ import annotations

from bot.blocks import MAX_BUTTON_SAYS, MAX_BUTTONS, MAX_TITLE, Button, Buttons, Text
from bot.cards.settings import NEWS
from bot.cards.words import fit
from bot.messages import MAX_BLOCKS, MAX_CARD_BUTTONS, Card
from bot.model import NoticeKind
from bot.notices import NEWS as KINDS_OF_NEWS
from bot.notices import QUESTIONS

STOPPABLE = frozenset(NEWS) - QUESTIONS
"""Kinds that say how to stop them. A question is a form of its own, is asked once, and can be left."""


def with_way_out(card: Card, kind: NoticeKind) -> Card:
    """The card with a button that stops this kind, where it may be stopped and there is room for one."""
    if kind not in STOPPABLE or len(card.buttons) >= MAX_CARD_BUTTONS:
        return card
    label = "Stop these messages" if kind in KINDS_OF_NEWS else "Stop these reminders"
    stop = Button(label=label, action="told.stop", value=kind, says=fit(f"Stop {NEWS[kind][1]}", MAX_BUTTON_SAYS))
    last = card.blocks[-1] if card.blocks else None
    if isinstance(last, Buttons) and len(last.buttons) < MAX_BUTTONS:
        return card.model_copy(update={"blocks": (*card.blocks[:-1], Buttons(buttons=(*last.buttons, stop)))})
    if len(card.blocks) >= MAX_BLOCKS:
        return card
    return card.model_copy(update={"blocks": (*card.blocks, Buttons(buttons=(stop,)))})


def stopped(kind: NoticeKind) -> Card:
    """They get no more of these."""
    again = Button(label="Turn them on again", action="told.again", value=kind)
    return Card(
        title=fit(f"You get no more {NEWS[kind][1]}", MAX_TITLE),
        blocks=(Text(text="They can be turned on again here or in your settings."), Buttons(buttons=(again, _see()))),
    )


def on_again(kind: NoticeKind) -> Card:
    """They get these again."""
    return Card(title=fit(f"You get {NEWS[kind][1]} again", MAX_TITLE), blocks=(Buttons(buttons=(_see(),)),))


def _see() -> Button:
    return Button(label="See all settings", action="settings.show", value="0")
