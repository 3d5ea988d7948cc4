"""The forms in which one of the two changes a consultation."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.blocks import Small, Text
from bot.cards.consultation import SHOWN_NAME, booked_for
from bot.cards.request import SHOWN_TIMES
from bot.cards.words import fit, time_of_day
from bot.consultations.whose import Held
from bot.fields import ChoicesField, Option, TextField
from bot.messages import Form

MAX_REASON = 300
MAX_PLACE = 500
MOST_TIMES = SHOWN_TIMES


def move_form(held: Held, times: Sequence[datetime], now: datetime) -> Form:
    """Times at which both are free, to choose some of."""
    other = fit(held.other_name, SHOWN_NAME)
    stands = f"The booked time stands until {other} agrees."
    if held.asked_for(now):
        stands += (
            " What is asked for now is replaced." if held.is_asked_by_me else f" {other} sees these times instead."
        )
    return Form(
        title="Ask to move",
        name="consultation.move",
        context=held.consultation.id,
        blocks=(Text(text=_about(held)), Small(text=stands)),
        fields=(
            ChoicesField(
                name="times",
                label="When could you meet instead?",
                hint=f"Both of you are free then. Choose up to {MOST_TIMES}.",
                options=tuple(Option(label=time_of_day(when, held.zone), value=when.isoformat()) for when in times),
                required=True,
            ),
        ),
        submit="Ask to move",
        close="Go back",
    )


def cancel_form(held: Held) -> Form:
    """Why is theirs to say or not."""
    return Form(
        title="Cancel consultation",
        name="consultation.cancel",
        context=held.consultation.id,
        blocks=(Text(text=_about(held)), Small(text=f"{fit(held.other_name, SHOWN_NAME)} is told at once.")),
        fields=(
            TextField(
                name="reason",
                label="Why",
                hint=f"You do not have to say. {fit(held.other_name, SHOWN_NAME)} sees it.",
                long=True,
                max_length=MAX_REASON,
            ),
        ),
        submit="Cancel consultation",
        close="Keep consultation",
    )


def place_form(held: Held) -> Form:
    """Where they meet, as it is."""
    return Form(
        title="Where you meet",
        name="consultation.place",
        context=held.consultation.id,
        blocks=(Text(text=_about(held)), Small(text=f"{fit(held.other_name, SHOWN_NAME)} is told at once.")),
        fields=(
            TextField(
                name="place",
                label="Link to join, or a room",
                hint="For example https://meet.example.gov.uk/tax-letters, or Room 3.14, 100 Parliament Street",
                value=held.consultation.place[:MAX_PLACE],
                max_length=MAX_PLACE,
            ),
        ),
        submit="Save",
        close="Go back",
    )


def _about(held: Held) -> str:
    return f"With {fit(held.other_name, SHOWN_NAME)}: {booked_for(held)}"


def no_longer_free() -> str:
    return "These times are no longer free for both of you. Choose others"


def choose_some_times() -> str:
    return f"Choose 1 to {MOST_TIMES} times"


def too_long(length: int) -> str:
    return f"This is {length:,} characters long. It can have {MAX_PLACE:,} at most"
