"""One line each of what became of a consultation, and the reminders of it."""

from __future__ import annotations

from datetime import datetime

from bot.blocks import MAX_TEXT, MAX_TITLE, Button, Buttons, Text
from bot.cards import consultation as cards
from bot.cards.consultation import SHOWN_NAME
from bot.cards.words import fit, quoted, zone_name
from bot.consultations.whose import Held
from bot.messages import Card


def stands(held: Held) -> Card:
    """What its card says first: booked, moved, cancelled, or that it did not take place."""
    return _card(held, cards.title(held))


def asked(held: Held, now: datetime) -> Card:
    """The other one asks to move it."""
    return _card(held, f"{_other(held)} asks to move your consultation", *cards.asked_to_move(held, now))


def kept(held: Held) -> Card:
    """They asked to move it, and the other one would rather not."""
    return _card(held, f"{_other(held)} keeps the booked time", f"{cards.booked_for(held)} stands.")


def taken_back(held: Held) -> Card:
    """The other one has thought better of it."""
    no_longer = f"{_other(held)} no longer asks to move your consultation"
    return _card(held, no_longer, f"{cards.booked_for(held)} stands.")


def lapsed(held: Held) -> Card:
    """They asked to move it, and every time that they asked for has passed."""
    said = f"{_other(held)} did not answer, and the times that you asked for have passed."
    return _card(held, "Your consultation was not moved", f"{said} {cards.booked_for(held)} stands.")


def place(held: Held) -> Card:
    """Where they meet is known, or another."""
    where = cards.where(held.consultation.place) if held.consultation.place else "No place is set any more."
    return _card(held, f"{_other(held)} changed where you meet", where, cards.booked_for(held))


def day_before(held: Held, now: datetime) -> Card:
    """It is on their next working day."""
    return _reminder(held, f"Reminder of your consultation: {cards.booked_for(held)}", now)


def soon(held: Held, now: datetime) -> Card:
    """It is about to begin."""
    begins = f"{held.consultation.starts_at.astimezone(held.zone):%H:%M} {zone_name(held.zone)}"
    return _reminder(held, f"Your consultation with {_other(held)} begins at {begins}", now)


def _reminder(held: Held, title: str, now: datetime) -> Card:
    place = held.consultation.place
    where = cards.where(place) if place else "Nobody has said yet where you meet or how to join."
    return _card(held, title, where, *cards.asked_to_move(held, now))


def _card(held: Held, title: str, *lines: str) -> Card:
    about = f"With {_other(held)}, about: {quoted(held.seen.request.question)}"
    see = Button(label="See the consultation", action="consultation.show", value=held.consultation.id)
    texts = [Text(text=fit(line, MAX_TEXT)) for line in (*lines, about)]
    return Card(title=fit(title, MAX_TITLE), blocks=(*texts, Buttons(buttons=(see,))))


def _other(held: Held) -> str:
    return fit(held.other_name, SHOWN_NAME)
