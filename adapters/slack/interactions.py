"""Commands, presses, forms and shortcuts of Slack, as the core's events."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import ValidationError

from adapters.slack.events import Delivery, Occurrence, Route, Submission, Where, occurred, sender_in
from adapters.slack.payloads import (
    Command,
    Element,
    Interaction,
    Named,
    Press,
    Shortcut,
    State,
    Submit,
    UnreadableError,
    shaped,
)
from adapters.slack.render import NEXT_OF_SAME_ACTION, SEARCH_BOX, SEARCH_BOX_BUTTON
from adapters.slack.words import plain_words, unescaped
from bot.cards.policy_list import new_button
from bot.events import Event, Pressed, Said, Sender
from bot.fields import JOINED_BY
from bot.policies.words import WORD, asks_for_new

FIND_FOR_THIS = "find_expert.for_this"
"""The message shortcut "Find an expert for this"."""
EVALUATION = f"/{WORD}"
COMMANDS = ("/find-expert", EVALUATION)


def read(body: dict[str, Any]) -> Occurrence | Submission | None:
    """What was delivered, or nothing where it is none of ours (Slack still gets its 200). Raises UnreadableError."""
    try:
        match body.get("type"):
            case "event_callback":
                return occurred(body)
            case "block_actions":
                return pressed(body)
            case "view_submission":
                return submitted(body)
            case "message_action" if body.get("callback_id") == FIND_FOR_THIS:
                return picked(body)
            case None if "command" in body:
                return commanded(body)
    except ValidationError as error:  # of the core's own values
        raise UnreadableError.of(error) from None
    return None


def commanded(body: dict[str, Any]) -> Delivery:
    """A slash command. Its key is the trigger id: one for every time that somebody sends it."""
    command = shaped(Command, body)
    where = Where(command.enterprise_id, "" if command.is_enterprise_install else command.team_id)
    key = f"command:{command.team_id}:{command.trigger_id}"
    sender = sender_in(command.team_id, command.user_id, seen_in={command.team_id: command.enterprise_id})
    text = unescaped(command.text)
    event: Event
    if command.command != EVALUATION:
        event = Said(key=key, sender=sender, text=text, is_search=True)
    elif asks_for_new(text):
        event = Pressed(key=key, sender=sender, action=new_button().action)
    else:
        event = Said(key=key, sender=sender, text=f"{WORD} {text}")
    route = Route(command.user_id, command.channel_id, command.response_url)
    return Delivery(event, route, where, command.trigger_id)


def pressed(body: dict[str, Any]) -> Delivery:
    """A press of a button, or words sent from a search box. Two presses have two trigger ids."""
    press = shaped(Press, body)
    action = press.actions[0]
    sender = _sender(press)
    key = f"press:{sender.workspace}:{press.trigger_id}:{action.action_id}"
    event: Event
    match action.action_id:
        case str(name) if name == SEARCH_BOX:
            event = Said(key=key, sender=sender, text=action.value or "", is_search=True)
        case str(name) if name == SEARCH_BOX_BUTTON:
            event = Said(key=key, sender=sender, text=_in_search_box(press), is_search=True)
        case name:
            name = shaped(Named, {"name": name.partition(NEXT_OF_SAME_ACTION)[0]}).name
            event = Pressed(key=key, sender=sender, action=name, value=action.value or "")
    installed_in = press.view.app_installed_team_id if press.view else None
    return Delivery(event, _route(press), _where(press, installed_in), press.trigger_id)


def submitted(body: dict[str, Any]) -> Submission:
    """A modal that was sent.

    Its key is the view, its version and what was typed: a form that came back with errors has the same view and
    version, and is a new event as soon as it was put right.
    """
    submit = shaped(Submit, body)
    view = submit.view
    values = {block: _typed(elements) for block, elements in view.state.values.items()}
    sender = _sender(submit)
    typed = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:32]
    key = f"submit:{sender.workspace}:{view.id}:{view.hash}:{typed}"
    where = _where(submit, view.app_installed_team_id)
    return Submission(key, sender, where, view.callback_id, values, view.private_metadata)


def picked(body: dict[str, Any]) -> Delivery:
    """The message shortcut: somebody wants an expert for what a message says."""
    shortcut = shaped(Shortcut, body)
    sender = _sender(shortcut)
    event = Said(
        key=f"shortcut:{sender.workspace}:{shortcut.trigger_id}",
        sender=sender,
        text=plain_words(shortcut.message.text),
        is_search=True,
    )
    channel = shortcut.channel.id if shortcut.channel else ""
    route = Route(shortcut.user.id, channel, shortcut.response_url, shortcut.message.thread_ts)
    return Delivery(event, route, _where(shortcut, None), shortcut.trigger_id)


def _route(press: Press) -> Route:
    channel = press.channel.id if press.channel else ""
    at = press.container
    if press.view and press.view.type == "home":
        return Route(press.user.id, home=True)
    # Commands are answered in conversations of two people too, but only there with a message that is gone on reload.
    is_direct = channel.startswith("D") and bool(at.message_ts) and not at.is_ephemeral
    if is_direct:
        return Route(press.user.id, channel, press.response_url, at.thread_ts, direct=True, message=at.message_ts)
    return Route(press.user.id, channel, press.response_url, at.thread_ts)


def _sender(interaction: Interaction) -> Sender:
    """The person's own workspace where Slack names it: in a shared channel it may not be the one the bot is in."""
    team, enterprise = interaction.team, interaction.enterprise
    own = interaction.user.team_id or (team.id if team else "") or (enterprise.id if enterprise else "")
    organisation = (enterprise.id if enterprise else "") or (team.enterprise_id if team else "") or ""
    return sender_in(own, interaction.user.id, seen_in={team.id if team else own: organisation})


def _where(interaction: Interaction, installed_in: str | None) -> Where:
    enterprise = interaction.enterprise.id if interaction.enterprise else ""
    if interaction.is_enterprise_install:
        return Where(enterprise)
    team = installed_in or (interaction.team.id if interaction.team else interaction.user.team_id)
    return Where(enterprise, team or "")


def _in_search_box(press: Press) -> str:
    """What stands in the box beside the button. A message has its state of its own, a view in itself."""
    state = press.view.state if press.view else press.state
    return _typed((state or State()).values.get(SEARCH_BOX, {}))


def _typed(elements: dict[str, Element]) -> str:
    for element in elements.values():
        if element.selected_option is not None:
            return element.selected_option.value
        if element.selected_options is not None:
            return JOINED_BY.join(chosen.value for chosen in element.selected_options)
        return element.value or ""
    return ""
