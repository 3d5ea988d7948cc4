"""What one of the two of a request wrote to the other, and the form to write it in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks import MAX_BUTTON_SAYS, MAX_TEXT, MAX_TITLE, Block, Button, Buttons, Small, Text
from bot.cards.words import fit, quoted, short_date, time_of_day
from bot.fields import MAX_LABEL, TextField
from bot.messages import Card, Form
from bot.model import Message
from bot.requests.between import Between

MAX_MESSAGE = 2_000
MAX_QUOTED = 300
"""Characters of the question that a message is about: the card of the request has all of it."""


def message(said: Message, two: Between, *, is_old: bool) -> Card:
    """A message as one of the two sees it. ``is_old``: it was written a while ago, so that it says when."""
    blocks: list[Block] = [_about(two), Text(text=fit(said.text, MAX_TEXT))]
    if is_old:
        blocks.append(Small(text=f"Written on {time_of_day(said.sent_at, two.zone)}"))
    is_own = said.sender_id == two.me.id
    blocks.append(Buttons(buttons=tuple(_buttons(two, is_own=is_own))))
    return Card(title=fit(_title(said, two.other.name, is_own=is_own), MAX_TITLE), blocks=tuple(blocks))


def _title(said: Message, other: str, *, is_own: bool) -> str:
    if is_own:
        return f"You answered {other} in writing" if said.is_answer else f"You wrote to {other}"
    return f"{other} answered you in writing" if said.is_answer else f"{other} wrote to you"


def _buttons(two: Between, *, is_own: bool) -> Iterator[Button]:
    if two.may_write:
        label, says = ("Write again", "Write again to") if is_own else ("Reply", "Reply to")
        yield Button(
            label=label,
            action="message.reply",
            value=two.offer.id,
            says=fit(f"{says} {two.other.name}", MAX_BUTTON_SAYS),
            opens_form=True,
            primary=not is_own,
        )
    if two.is_expert:
        yield Button(label="See the request", action="offer.show", value=two.offer.id)
    else:
        yield Button(label="See your request", action="request.show", value=two.request.id)


def _about(two: Between) -> Small:
    whose = f"{two.other.name}’s request" if two.is_expert else "your request"
    return Small(text=f"About {whose} {quoted(two.request.question, MAX_QUOTED)}")


def write(two: Between) -> Form:
    """The form to write to the other one."""
    field = TextField(
        name="text",
        label=fit(f"Your message to {two.other.name}", MAX_LABEL),
        hint="Do not put anything above OFFICIAL in a message.",
        required=True,
        long=True,
        max_length=MAX_MESSAGE,
    )
    return Form(
        title="Send a message",
        name="message.send",
        context=two.offer.id,
        blocks=(_about(two),),
        fields=(field,),
        submit="Send message",
        close="Cancel",
    )


def sent(other: str) -> Form:
    """It is on its way."""
    return Form(title="Message sent", name="message.sent", blocks=(Text(text=f"Your message was sent to {other}."),))


def write_something() -> str:
    """Nothing was typed."""
    return "Enter your message"


def too_long(length: int) -> str:
    """More was typed than a message may hold."""
    return f"Your message is {length:,} characters long. It can have {MAX_MESSAGE:,} at most"


def ended(ended_at: datetime | None, zone: ZoneInfo) -> str:
    """Why nothing more can be written. It does not say who is not wanted."""
    when = f" ended on {short_date(ended_at.astimezone(zone).date())}" if ended_at else " have ended"
    return f"Messages about this request{when}."


def not_yours() -> str:
    """Somebody else's message, or one that we no longer have: who asks does not learn which."""
    return "This message is not for you, or we no longer have it."
