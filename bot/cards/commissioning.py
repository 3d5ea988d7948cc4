"""What to send an expert's unit when half an hour is not enough, with what is missing said as it is."""

from __future__ import annotations

from bot.blocks import MAX_FACT, MAX_TEXT, Button, Buttons, Fact, Facts, Heading, Small, Text
from bot.cards.afterwards import who
from bot.cards.results import listed_with_comma
from bot.cards.words import fit, full_date, sentence_case
from bot.consultations.whose import Held
from bot.messages import Card
from directory.model import Expert, Status

SHOWN_PERSON = 200
SHOWN_QUESTION = 500
SHOWN_NOTE = 700
SHOWN_COMMISSIONING = 500
"""Characters in the text to copy, which is one block of a card."""


def commission(held: Held, expert: Expert, email: str, learnt: str, *, is_over: bool) -> Card:
    """``learnt`` is the note that both share; ``email`` may be empty."""
    name = who(held.asked.name)
    terms = sentence_case(expert.terms) or f"{sentence_case(name)} has not said: ask them in chat."
    facts = (
        Fact(label="Who", value=_named(held, expert)),
        Fact(label="Email", value=email or f"We have no email address of {name}: ask them in chat."),
        Fact(label="Terms", value=terms),
        Fact(label="What their unit asks for", value=fit(expert.commissioning, MAX_FACT) or _not_said(name)),
    )
    write = Button(
        label=f"Send {fit(held.asked.name, 40)} a message" if held.asked.name else "Send a message",
        action="message.reply",
        value=held.asked.offer.id,
        opens_form=True,
    )
    see = Button(label="See your request", action="request.show", value=held.seen.request.id)
    return Card(
        title="If you need more than a consultation",
        blocks=(
            Small(text="Longer work is commissioned from the expert’s unit. This is what they need to know."),
            Facts(facts=facts),
            Heading(text="A text to copy"),
            Text(text=fit(_text(held, expert, email, learnt, is_over=is_over), MAX_TEXT)),
            Buttons(buttons=(write, see)),
        ),
    )


def _named(held: Held, expert: Expert) -> str:
    about = fit(listed_with_comma(who(held.asked.name), held.asked.about), MAX_FACT // 2)
    return f"{about}. They have left the directory since." if expert.status is Status.LEFT else about


def _not_said(name: str) -> str:
    return f"{sentence_case(name)} has not said what their unit asks for: ask them in chat."


def _with_email(name: str, about: str, email: str) -> str:
    whole = fit(listed_with_comma(name, about), SHOWN_PERSON)
    return f"{whole} ({email})" if email else whole


def _text(held: Held, expert: Expert, email: str, learnt: str, *, is_over: bool) -> str:
    request, requester = held.seen.request, held.seen.requester
    on = full_date(held.consultation.starts_at.astimezone(held.zone).date())
    met = f"They met for {request.minutes} minutes on" if is_over else f"They meet for {request.minutes} minutes on"
    paragraphs = [
        "Request for longer work",
        f"Expert: {_with_email(who(held.asked.name), held.asked.about, email)}",
        f"Asked by: {_with_email(requester.name, held.seen.requester_about, requester.email or '')}",
        f"{met} {on}.",
        f"The question: {fit(request.question, SHOWN_QUESTION)}",
        f"What was learnt so far: {fit(learnt, SHOWN_NOTE) or '(nothing that both agreed to share: add it here)'}",
        f"Terms: {expert.terms or '(not said: ask)'}",
        f"What the unit asks for: {fit(expert.commissioning, SHOWN_COMMISSIONING) or '(not said: ask)'}",
        "What we need, by when, and our budget: (add it here)",
    ]
    return "\n".join(paragraphs)
