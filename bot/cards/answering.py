"""The forms in which an expert answers a request with more than a press."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.blocks import Small, Text
from bot.cards.request import SHOWN_NAME, SHOWN_TIMES
from bot.cards.words import fit, quoted, time_of_day
from bot.fields import ChoicesField, Option, TextField
from bot.messages import Form
from bot.requests.seen import Asked, Seen

MAX_REASON = 300
MAX_ANSWER = 2_500
MOST_TIMES = SHOWN_TIMES


def suggest_form(seen: Seen, asked: Asked, times: list[datetime]) -> Form:
    """The expert's open times, to choose some of."""
    zone = ZoneInfo(asked.time_zone)
    return Form(
        title="Suggest other times",
        name="offer.suggest",
        context=asked.offer.id,
        blocks=(Text(text=_about(seen)),),
        fields=(
            ChoicesField(
                name="times",
                label="When could you meet?",
                hint=f"Choose up to {MOST_TIMES}. They book one of them in one press.",
                options=tuple(Option(label=time_of_day(when, zone), value=when.isoformat()) for when in times),
                required=True,
            ),
        ),
        submit="Suggest times",
        close="Cancel",
    )


def decline_form(seen: Seen, asked: Asked) -> Form:
    return Form(
        title="Decline request",
        name="offer.decline",
        context=asked.offer.id,
        blocks=(Text(text=_about(seen)), Small(text="We ask somebody else. You hear no more about it.")),
        fields=(
            TextField(
                name="reason",
                label="Why",
                hint="For those who look after the directory. The person who asked does not see it.",
                max_length=MAX_REASON,
            ),
        ),
        submit="Decline request",
        close="Cancel",
    )


def write_form(seen: Seen, asked: Asked) -> Form:
    return Form(
        title="Answer in writing",
        name="offer.write",
        context=asked.offer.id,
        blocks=(
            Text(text=_about(seen)),
            Small(text="Your answer ends the request without a meeting. Do not put anything above OFFICIAL in it."),
        ),
        fields=(TextField(name="answer", label="Your answer", required=True, long=True, max_length=MAX_ANSWER),),
        submit="Send answer",
        close="Cancel",
    )


def pass_form(seen: Seen, asked: Asked) -> Form:
    return Form(
        title="Pass to a colleague",
        name="offer.pass",
        context=asked.offer.id,
        blocks=(Text(text=_about(seen)),),
        fields=(
            TextField(
                name="colleague",
                label="Your colleague’s name or work email address",
                hint="Somebody in the directory. They can accept or decline as you could.",
                required=True,
            ),
        ),
        submit="Pass request on",
        close="Cancel",
    )


def _about(seen: Seen) -> str:
    return f"{fit(seen.requester.name, SHOWN_NAME)} asks: {quoted(seen.request.question, 300)}"


def no_longer_free() -> str:
    return "These times are no longer free. Choose others"


def choose_some_times() -> str:
    return f"Choose 1 to {MOST_TIMES} times"


def write_an_answer() -> str:
    return "Enter your answer"
