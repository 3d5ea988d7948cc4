"""What Slack sends, as the core's events, with what is needed to answer them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from adapters.slack.render import NEXT_OF_SAME_ACTION
from bot.events import Event, Pressed, Said, Sender
from bot.messages import ACTION_NAME


@dataclass(frozen=True)
class Route:
    """Where an answer goes: to the message it belongs to, else to the person in the channel, else to the person."""

    user: str
    channel: str = ""
    response_url: str = ""
    """Good for 5 uses in 30 minutes (docs.slack.dev/interactivity/handling-user-interaction)."""


@dataclass(frozen=True)
class Delivery:
    """One event that Slack delivered."""

    event: Event
    route: Route
    trigger_id: str = ""
    """Opens one modal, within 3 seconds."""


@dataclass(frozen=True)
class Submission:
    """A modal as it came back: its own context and route are still in ``private_metadata``."""

    key: str
    sender: Sender
    form: str
    values: dict[str, str]
    private_metadata: str


class UnreadableError(Exception):
    """A payload that is not what Slack documents. ``str()`` names the fields at fault, never what was in them."""


class _Part(BaseModel):
    """Read leniently: Slack adds fields when it likes. Strict in what is there."""


class _Reference(_Part):
    id: str = Field(min_length=1)
    team_id: str | None = None


class _Command(_Part):
    team_id: str = Field(min_length=1)
    user_id: str = Field(min_length=1)
    trigger_id: str = Field(min_length=1)
    text: str = ""
    channel_id: str = ""
    response_url: str = ""


class _Action(_Part):
    type: str = Field(pattern="^button$")
    action_id: str
    value: str = ""


class _Press(_Part):
    user: _Reference
    team: _Reference | None = None
    channel: _Reference | None = None
    trigger_id: str = Field(min_length=1)
    response_url: str = ""
    actions: list[_Action] = Field(min_length=1, max_length=1)


class _Chosen(_Part):
    value: str


class _Element(_Part):
    value: str | None = None
    selected_option: _Chosen | None = None


class _State(_Part):
    values: dict[str, dict[str, _Element]] = {}


class _View(_Part):
    id: str = Field(min_length=1)
    hash: str = ""
    callback_id: str = Field(pattern=ACTION_NAME)
    private_metadata: str = ""
    state: _State = _State()


class _Submit(_Part):
    user: _Reference
    team: _Reference | None = None
    view: _View


class _Named(_Part):
    name: str = Field(pattern=ACTION_NAME)


def read(body: dict[str, Any]) -> Delivery | Submission | None:
    """What was delivered, or nothing where it is none of ours (Slack still gets its 200). Raises UnreadableError."""
    match body.get("type"):
        case "block_actions":
            return pressed(body)
        case "view_submission":
            return submitted(body)
        case None if "command" in body:
            return said(body)
    return None


def said(body: dict[str, Any]) -> Delivery:
    """A slash command. Its key is the trigger id: one for every time that somebody sends it. Raises UnreadableError."""
    try:
        command = _Command.model_validate(body)
        event = Said(
            key=f"command:{command.team_id}:{command.trigger_id}",
            sender=Sender(platform="slack", workspace=command.team_id, user=command.user_id),
            text=_unescape(command.text),
        )
    except ValidationError as error:
        raise _unreadable(error) from None
    return Delivery(event, Route(command.user_id, command.channel_id, command.response_url), command.trigger_id)


def pressed(body: dict[str, Any]) -> Delivery:
    """A press of a button. Two presses have two trigger ids. Raises UnreadableError."""
    try:
        press = _Press.model_validate(body)
        action = press.actions[0]
        name = _Named(name=action.action_id.partition(NEXT_OF_SAME_ACTION)[0]).name
        sender = _sender(press.user, press.team)
        event = Pressed(
            key=f"press:{sender.workspace}:{press.trigger_id}:{action.action_id}",
            sender=sender,
            action=name,
            value=action.value,
        )
    except ValidationError as error:
        raise _unreadable(error) from None
    channel = press.channel.id if press.channel else ""
    return Delivery(event, Route(press.user.id, channel, press.response_url), press.trigger_id)


def submitted(body: dict[str, Any]) -> Submission:
    """A modal that was sent.

    Its key is the view, its version and what was typed: a form that came back with errors has the same view and
    version, and is a new event as soon as it was put right. Raises UnreadableError.
    """
    try:
        submit = _Submit.model_validate(body)
        view = submit.view
        values = {block: _typed(elements) for block, elements in view.state.values.items()}
        sender = _sender(submit.user, submit.team)
        typed = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]
        key = f"submit:{sender.workspace}:{view.id}:{view.hash}:{typed}"
    except ValidationError as error:
        raise _unreadable(error) from None
    return Submission(key, sender, view.callback_id, values, view.private_metadata)


def _sender(user: _Reference, team: _Reference | None) -> Sender:
    """The person's own workspace where Slack names it: in a shared channel it may not be the one the bot is in."""
    workspace = user.team_id or (team.id if team else "")
    if not workspace:
        raise UnreadableError("team")
    return Sender(platform="slack", workspace=workspace, user=user.id)


def _typed(elements: dict[str, _Element]) -> str:
    for element in elements.values():
        if element.selected_option is not None:
            return element.selected_option.value
        return element.value or ""
    return ""


def _unescape(text: str) -> str:
    """Slack writes & < > as entities in what it delivers (docs.slack.dev/messaging/formatting-message-text)."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _unreadable(error: ValidationError) -> UnreadableError:
    places = sorted({".".join(str(part) for part in problem["loc"][:2]) for problem in error.errors()})
    return UnreadableError(", ".join(places))
