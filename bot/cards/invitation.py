"""What is said of a consultation where it goes into calendars: the email that brings it, and its entry there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.appointment import Appointment
from bot.blocks import MAX_FACT, MAX_TITLE, Fact, Facts, Text
from bot.cards.words import fit, listed, period
from bot.messages import Card

SHOWN_NAME = 50
SHOWN_QUESTION = 900
SHOWN_REASON = 500
HOW_TO_CHANGE = (
    "To move or cancel it, open the message about it from Find an expert, in Slack, in Teams or in your email. "
    "Your calendar then changes by itself."
)
NO_ANSWERS = "Answers to this invitation reach nobody."
IS_CANCELLED = "Your calendar takes it out, or asks you whether it should."


def invitation(
    appointment: Appointment,
    others: Sequence[str],
    zones: Sequence[ZoneInfo],
    question: str,
    *,
    colleague: str = "",
    forward_to: str = "",
    reason: str = "",
) -> Card:
    """As one of those invited reads it. ``others`` are whom they meet; ``zones`` begin with their own.

    ``forward_to`` is a colleague whom we do not write to; ``reason`` is what was said of why it was cancelled.
    """
    start, end = appointment.starts_at, appointment.ends_at
    facts = [
        Fact(label="When", value="\n".join(_in_each(start, end, zones))),
        Fact(label="Who", value=listed([fit(name, SHOWN_NAME) for name in ("You", *others)])),
    ]
    if colleague:
        facts.append(Fact(label="Also invited", value=fit(colleague, 4 * SHOWN_NAME)))
    if appointment.place and not appointment.is_cancelled:
        facts.append(Fact(label="Where", value=fit(appointment.place, MAX_FACT)))
    facts.append(Fact(label="Question", value=fit(question, SHOWN_QUESTION)))
    if reason and appointment.is_cancelled:
        facts.append(Fact(label="Why it is cancelled", value=fit(reason, SHOWN_REASON)))
    last = [Text(text=IS_CANCELLED if appointment.is_cancelled else HOW_TO_CHANGE)]
    if forward_to and not appointment.is_cancelled:
        last.insert(
            0, Text(text=f"Please forward this email to {fit(forward_to, 4 * SHOWN_NAME)}: we do not know them.")
        )
    return Card(
        title=_title(appointment, others, zones[0]),
        blocks=(Facts(facts=tuple(facts)), *last),
        appointment=appointment,
    )


def _title(appointment: Appointment, others: Sequence[str], zone: ZoneInfo) -> str:
    when = period(appointment.starts_at, appointment.ends_at, zone)
    what = f"onsultation with {listed([fit(name, SHOWN_NAME) for name in others])}: {when}"
    if appointment.is_cancelled:
        return fit(f"Cancelled: c{what}", MAX_TITLE)
    return fit(f"Changed: c{what}" if appointment.sequence else f"C{what}", MAX_TITLE)


def _in_each(start: datetime, end: datetime, zones: Sequence[ZoneInfo]) -> list[str]:
    """By the clock of each of these zones, once for those that go alike then."""
    alike = {start.astimezone(zone).utcoffset(): zone for zone in reversed(zones)}
    return [
        period(start, end, zone) for zone in dict.fromkeys(zones) if alike[start.astimezone(zone).utcoffset()] == zone
    ]


def title_in_calendar(expert: str, requester: str) -> str:
    """What the entry is called, for both of them."""
    return f"Consultation: {fit(expert, SHOWN_NAME)} and {fit(requester, SHOWN_NAME)}"


def in_calendar(question: str, place: str) -> str:
    """What the entry says. Details are not for whoever may look into a calendar."""
    where = [f"Where: {place}"] if place else []
    return "\n\n".join([f"Question: {fit(question, SHOWN_QUESTION)}", *where, HOW_TO_CHANGE, NO_ANSWERS])
