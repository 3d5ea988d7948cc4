"""What Teams is told: for each place where people meet the bot, how an answer of the core reaches them.

An answer to an invoke is a JSON body of the HTTP response; whatever else there is to say goes out as a message after
it. learn.microsoft.com/microsoftteams/platform: "Universal Actions for Adaptive Cards", "Use dialogs with bots",
"Respond to search command", "Create and send dialogs".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from adapters.teams import dialogs, render
from adapters.teams.events import Surface
from adapters.teams.places import Place
from adapters.teams.text import clean
from bot.blocks import Button, Buttons, People, PersonLine, Small, Text
from bot.cards import help as help_cards
from bot.events import Event, Pressed, Submitted
from bot.messages import Card, Form, FormErrors, OpenForm, Replace, Reply, SubmittedAnswer

Body = dict[str, Any]
Seal = Callable[[Place, Form], str]
"""What a form's dialog carries, of the place it was opened from and its context."""

CARD = "application/vnd.microsoft.card.adaptive"
WORDS = "application/vnd.microsoft.activity.message"
PREVIEW = "application/vnd.microsoft.card.thumbnail"
OK = 200


@dataclass(frozen=True, slots=True)
class Message:
    """A card to be sent to a place, or, where ``place`` names a message, to stand instead of it."""

    place: Place
    card: Card


@dataclass(frozen=True, slots=True)
class Told:
    """``body`` is the HTTP response, ``None`` for an empty one; ``messages`` are sent after it."""

    body: Body | None = None
    messages: tuple[Message, ...] = field(default=())


def told(event: Event, place: Place, surface: Surface, answer: SubmittedAnswer, seal: Seal) -> Told:
    """Raises TypeError for an answer that this kind of event does not have."""
    if isinstance(answer, FormErrors) and not isinstance(event, Submitted):
        raise TypeError(f"{answer.kind} is no answer to what was {event.kind}")
    if surface is Surface.SEARCH:
        return Told(body=_results(answer))
    if surface.is_a_dialog:
        return _in_a_dialog(event, place, surface, answer, seal)
    message = _as_message(event, place, answer)
    if surface is Surface.MESSAGE:
        return Told(messages=(message,))
    if isinstance(answer, Replace):
        # The body changes the card of whoever pressed, at once; the message is what others see, and what stays.
        return Told({"statusCode": OK, "type": CARD, "value": render.message(answer.card)}, (message,))
    # Without words in it Teams says that the app cannot be reached, and sends the press again.
    return Told({"statusCode": OK, "type": WORDS, "value": help_cards.answered_below()}, (message,))


def _as_message(event: Event, place: Place, answer: SubmittedAnswer) -> Message:
    anew = replace(place, message="")
    match answer:
        case Replace():
            return Message(place, answer.card)
        case Reply():
            return Message(anew, answer.card)
        case OpenForm():
            return Message(anew, _offer(event, answer.form))
        case FormErrors():
            raise TypeError("a form with errors is shown in its dialog")


def _offer(event: Event, form: Form) -> Card:
    """A dialog opens only where Teams was told beforehand that it would: by a button of another kind."""
    if not isinstance(event, Pressed):
        raise TypeError("only a press opens a form")
    button = Button(label=form.title, action=event.action, value=event.value, primary=True, opens_form=True)
    return Card(title=form.title, blocks=(Text(text=help_cards.opens_in_a_window()), Buttons(buttons=(button,))))


def _in_a_dialog(event: Event, place: Place, surface: Surface, answer: SubmittedAnswer, seal: Seal) -> Told:
    is_in_our_chat = surface in {Surface.DIALOG_OPENS, Surface.DIALOG}
    match answer:
        case OpenForm():
            return Told(_shown(dialogs.task_info(answer.form, seal(place, answer.form))))
        case FormErrors():
            carried = seal(place, answer.form)
            return Told(_shown(dialogs.task_info(answer.form, carried, answer.errors)))
        case Reply() | Replace():
            if isinstance(event, Submitted) and is_in_our_chat:
                return Told(messages=(_as_message(event, place, answer),))  # an empty body closes the dialog
            message = Message(place, answer.card)
            is_to_change = isinstance(answer, Replace) and is_in_our_chat and bool(place.message)
            return Told(_shown(dialogs.card_in_dialog(answer.card)), (message,) if is_to_change else ())


def _shown(task_info: Body) -> Body:
    return {"task": {"type": "continue", "value": task_info}}


def _results(answer: SubmittedAnswer) -> Body:
    """People to choose from, one of whom is put into the message being written; or words where there is nobody."""
    if not isinstance(answer, Reply | Replace):
        raise TypeError(f"{answer.kind} is no answer to a search")
    people = [person for block in answer.card.blocks if isinstance(block, People) for person in block.people]
    if not people:
        return {"composeExtension": {"type": "message", "text": answer.card.title}}
    found = [_result(person) for person in people]
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": found}}


def hint() -> Body:
    """The answer to a search in which nothing was typed yet."""
    return {"composeExtension": {"type": "message", "text": help_cards.what_to_type()}}


def _result(person: PersonLine) -> Body:
    """Without buttons: it is read where the bot may not be, by people who did not ask."""
    about = [Text(text=person.about)] if person.about else []
    quiet = [Small(text=words) for words in (person.why, person.notes) if words]
    card = Card(title=person.name, blocks=(*about, *quiet))
    preview = {"title": _inert(person.name), "text": _inert(person.about)}
    return {**render.attachment(render.message(card)), "preview": {"contentType": PREVIEW, "content": preview}}


def _inert(text: str) -> str:
    """For a thumbnail card, which reads HTML and has no other text."""
    return clean(text).replace("<", "‹").replace(">", "›") if text else ""
