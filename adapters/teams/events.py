"""What Teams sends, as the core's events, with what is needed to answer them."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from enum import Enum

from pydantic import ValidationError

from adapters.teams import carried as data
from adapters.teams.gate import Admitted
from adapters.teams.places import Place
from adapters.teams.shapes import AboutMessage, Activity, Executed, Mention, Query, Task
from adapters.teams.typed import asks_to_search, names_command, typed, without_command, without_tags
from bot.events import Event, Pressed, Said, Sender

FIRST_RUN = "initialRun"
"""A search before anything was typed: learn.microsoft.com/microsoftteams/platform/messaging-extensions."""

log = logging.getLogger(__name__)


class Surface(Enum):
    """Where in Teams people met the bot: it decides how an answer gets there."""

    MESSAGE = "message"
    CARD = "adaptiveCard/action"
    DIALOG_OPENS = "task/fetch"
    DIALOG = "task/submit"
    SEARCH = "composeExtension/query"
    ABOUT_A_MESSAGE = "composeExtension/fetchTask"
    EXTENSION_DIALOG = "composeExtension/submitAction"

    @property
    def is_a_dialog(self) -> bool:
        return self in {self.DIALOG_OPENS, self.DIALOG, self.ABOUT_A_MESSAGE, self.EXTENSION_DIALOG}


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event that Teams delivered."""

    event: Event
    place: Place
    surface: Surface


@dataclass(frozen=True, slots=True)
class Submission:
    """A form as it came back: its own context and the message it was opened from are still sealed in ``carried``."""

    key: str
    sender: Sender
    place: Place
    surface: Surface
    form: str
    values: dict[str, str]
    carried: str


@dataclass(frozen=True, slots=True)
class Removed:
    """Somebody removed the bot from their personal chat."""

    sender: Sender


Delivered = Delivery | Submission | Removed


class UnreadableError(Exception):
    """An activity that is not what Microsoft documents. ``str()`` names the fields at fault, never what was in them."""


def read(admitted: Admitted) -> Delivered | None:
    """What was delivered, or nothing where it is none of ours (Teams still gets its 200). Raises UnreadableError."""
    readers = {
        "message": _message,
        "invoke": _invoke,
        "installationUpdate": _installed,
        "conversationUpdate": _members_added,
    }
    kind = admitted.activity.get("type")
    reader = readers.get(kind) if isinstance(kind, str) else None
    if reader is None:
        return None
    try:
        activity = Activity.model_validate(admitted.activity)
        place = _place(activity, admitted)
        return reader(activity, place)
    except ValidationError as error:
        raise _unreadable(error) from None


def _message(activity: Activity, place: Place) -> Delivered | None:
    """Words, or a press of a button in a Teams that knows no other way: then the message has a value."""
    if activity.value:
        pressed = _behind_a_button(activity, place, Surface.MESSAGE, activity.value)
        if pressed or not activity.text:
            return pressed
    text, mentions = activity.text, _mentions(activity)
    # In a group nobody speaks to the bot who does not say so, whatever Teams lets it hear.
    if not place.is_personal and not names_command(text) and place.bot not in {account for account, _, _ in mentions}:
        return None
    words = typed(text, mentions, place.bot)
    shared = is_shared(place, Surface.MESSAGE)
    event = Said(
        key=_key("message", activity),
        sender=_sender(activity),
        is_shared=shared,
        text=words,
        is_search=asks_to_search(text, mentions, place.bot),
    )
    return Delivery(event, place, Surface.MESSAGE)


def _invoke(activity: Activity, place: Place) -> Delivered | None:
    value = activity.value
    match activity.name:
        case Surface.CARD.value:
            return _behind_a_button(activity, place, Surface.CARD, Executed.model_validate(value).action.data)
        case Surface.DIALOG_OPENS.value | Surface.DIALOG.value | Surface.EXTENSION_DIALOG.value:
            return _behind_a_button(activity, place, Surface(activity.name), Task.model_validate(value).data)
        case Surface.SEARCH.value:
            parameters = Query.model_validate(value).parameters
            text = next((each.value for each in parameters if each.name != FIRST_RUN), "")
            return _asked(activity, place, Surface.SEARCH, text)
        case Surface.ABOUT_A_MESSAGE.value:
            body = AboutMessage.model_validate(value).message.body
            text = without_tags(body.content) if body.content_type == "html" else body.content
            return _asked(activity, place, Surface.ABOUT_A_MESSAGE, text)
    return None


def is_shared(place: Place, surface: Surface) -> bool:
    """Whether others see the answer: in a channel or group chat, but for what opens for one person."""
    return not place.is_personal and surface in {Surface.MESSAGE, Surface.CARD, Surface.DIALOG}


def _asked(activity: Activity, place: Place, surface: Surface, text: str) -> Delivery:
    """Teams asks again and again while somebody types into the search of the message extension."""
    event = Said(
        key=_key("asked", activity),
        sender=_sender(activity),
        is_shared=is_shared(place, surface),
        text=without_command(text.strip()),
        is_search=True,
        is_unfinished=surface is Surface.SEARCH,
    )
    return Delivery(event, place, surface)


def _behind_a_button(activity: Activity, place: Place, surface: Surface, brought: object) -> Delivered | None:
    sender = _sender(activity)
    match data.read(brought):
        case data.Press() as press:
            pressed = Pressed(
                key=_key("press", activity),
                sender=sender,
                is_shared=is_shared(place, surface),
                action=press.action,
                value=press.value,
            )
            return Delivery(pressed, place, surface)
        case data.Search() as search:
            return _asked(activity, place, surface, search.text)
        case data.Sent() as sent if surface.is_a_dialog:
            return Submission(_key("submit", activity), sender, place, surface, sent.form, sent.values, sent.carried)
    return None


def _installed(activity: Activity, place: Place) -> Delivered | None:
    match activity.action:
        case "add":
            return _welcome(activity, place)
        case "remove" if place.is_personal:
            return Removed(_sender(activity))
    return None


def _members_added(activity: Activity, place: Place) -> Delivered | None:
    added = {account.id for account in activity.members_added}
    return _welcome(activity, place) if place.bot in added else None


def _welcome(activity: Activity, place: Place) -> Delivery:
    """Once for a conversation, though Teams says in two ways that the bot is there, and sends both again."""
    key = f"welcome:{_digest(place.conversation)}"
    return Delivery(Said(key=key, sender=_sender(activity), text=""), place, Surface.MESSAGE)


def _place(activity: Activity, admitted: Admitted) -> Place:
    registration = admitted.registration
    return Place(
        service_url=activity.service_url,
        conversation=activity.conversation.id,
        kind=activity.conversation.kind,
        bot=activity.recipient.id,
        tenant=activity.tenant,
        app_id=registration.app_id if registration else "",
        member=activity.sender.id,
        message=activity.reply_to,
        time_zone=activity.time_zone,
    )


def _sender(activity: Activity) -> Sender:
    """By Entra object id, which is the same in all of a tenant; by the account with this bot where there is none."""
    user = activity.sender.aad_object_id
    if not user:
        log.info("somebody in Teams has no Entra object id, and is known by their account with the bot alone")
    if not activity.tenant:
        raise UnreadableError("channelData.tenant")
    return Sender(platform="teams", workspace=activity.tenant, user=user or activity.sender.id)


def _mentions(activity: Activity) -> list[tuple[str, str, str]]:
    mentions = [Mention.model_validate(each) for each in activity.entities if each.get("type") == "mention"]
    return [(each.mentioned.id, each.mentioned.name, each.text) for each in mentions]


def _key(kind: str, activity: Activity) -> str:
    """An activity's id means one activity within its conversation, and Teams sends it again under the same."""
    return f"{kind}:{_digest(activity.conversation.id)}:{activity.id}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _unreadable(error: ValidationError) -> UnreadableError:
    places = sorted({".".join(str(part) for part in problem["loc"][:2]) for problem in error.errors()})
    return UnreadableError(", ".join(places))
