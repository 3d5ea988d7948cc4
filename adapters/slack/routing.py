"""Which listener takes a delivery, and what Slack is told when it fails: Bolt's part."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.response import BoltResponse

from adapters.http_gate import UNREADABLE
from adapters.slack import render
from adapters.slack.calls import OK, WebApi, quiet_log
from adapters.slack.errors import SlackError, TemporaryError
from adapters.slack.interactions import COMMANDS, FIND_FOR_THIS
from adapters.slack.payloads import UnreadableError
from adapters.slack.tokens import Installed
from bot.blocks import ACTION_NAME

EVENTS = ("app_home_opened", "app_mention", "message")
ANY_BUTTON = re.compile(f"{ACTION_NAME[:-1]}({render.NEXT_OF_SAME_ACTION}[0-9]+)?$")
SEARCH_BOX = re.compile(f"^({render.SEARCH_BOX}|{render.SEARCH_BOX_BUTTON})$")
ANY_FORM = re.compile(ACTION_NAME)
FAULT = 500
TRY_AGAIN = 503

log = logging.getLogger(__name__)

Listener = Callable[..., Awaitable[None]]


def bolt_app(*, commanded: Listener, told: Listener, pressed: Listener, submitted: Listener) -> AsyncApp:
    """Bolt with a listener for each kind of delivery. A request's context holds ``delivered`` and ``installed``."""

    async def authorize(context: AsyncBoltContext) -> AuthorizeResult:
        """Whose token it is, is known by now: what has no installation never comes here."""
        installed: Installed = context["installed"]
        return AuthorizeResult(
            enterprise_id=installed.enterprise_id, team_id=installed.team_id, bot_token=installed.bot_token
        )

    async def failed(error: Exception) -> BoltResponse:
        return unhandled(error)

    bolt = AsyncApp(
        name="find-expert",
        logger=quiet_log,
        client=WebApi().client(),  # nobody calls Slack with it
        authorize=authorize,
        # The gate has checked the signature over the raw bytes; Bolt sees only what the gate read out of them.
        request_verification_enabled=False,
        # Listeners end with their acknowledgement. Otherwise Bolt looks every 10 ms whether they have made it.
        process_before_response=True,
        raise_error_for_unhandled_request=True,  # otherwise Bolt logs the body and answers 404
    )
    bolt.error(failed)
    for command in COMMANDS:
        bolt.command(command)(commanded)
    bolt.action(ANY_BUTTON)(pressed)
    bolt.action(SEARCH_BOX)(pressed)
    bolt.view(ANY_FORM)(submitted)
    bolt.message_shortcut(FIND_FOR_THIS)(told)
    for event in EVENTS:
        bolt.event(event)(told)
    return bolt


def for_bolt(body: dict[str, Any]) -> dict[str, Any]:
    """All that Bolt needs to find the listener: it answers 500 when anything else is not of the type it expects."""
    match body:
        case {"type": "event_callback", "event": {"type": kind}}:
            return {"type": "event_callback", "event": {"type": kind}}
        case {"type": "block_actions", "actions": [{"action_id": name, "type": kind}]}:
            return {"type": "block_actions", "actions": [{"action_id": name, "type": kind}]}
        case {"type": "view_submission", "view": {"callback_id": name}}:
            return {"type": "view_submission", "view": {"type": "modal", "callback_id": name}}
        case {"type": "message_action", "callback_id": name}:
            return {"type": "message_action", "callback_id": name}
        case {"command": name}:
            return {"command": name}
    return {}


def unhandled(error: Exception) -> BoltResponse:
    """The outermost edge: what no listener took is let be, and a fault of ours is logged under a reference."""
    match error:
        case BoltUnhandledRequestError():
            return BoltResponse(status=OK)
        case UnreadableError():
            log.warning("Slack sent a payload that cannot be read: %s", error)
            return BoltResponse(status=UNREADABLE)
        case TemporaryError():
            log.warning("Slack did not say whose workspace it is: %s", error.code)
            return BoltResponse(status=TRY_AGAIN)
        case SlackError():
            log.error("Slack refuses the bot's token: %s", error.code)
            return BoltResponse(status=OK)
    log.error("a delivery from Slack failed, reference %s", uuid4(), exc_info=error)
    return BoltResponse(status=FAULT)
