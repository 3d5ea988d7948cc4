"""What Slack delivers, as its documentation shows it, signed as Slack signs it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from adapters.slack.gate import sign

SECRET = "test-signing-secret"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def headers(body: bytes, at: datetime = NOW, secret: str = SECRET) -> dict[str, str]:
    timestamp = str(int(at.timestamp()))
    signature = sign(body, timestamp=timestamp, secret=secret).decode()
    return {**FORM, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": signature}


def form(payload: object) -> bytes:
    """As interactivity is delivered."""
    return urlencode({"payload": json.dumps(payload)}).encode()


def encoded(fields: dict[str, str]) -> bytes:
    """As a command is delivered."""
    return urlencode(fields).encode()


def as_json(body: object) -> bytes:
    """As events are delivered."""
    return json.dumps(body).encode()


def command(text: str = "user research", **changed: str) -> dict[str, str]:
    return {
        "token": "verification-token",
        "team_id": "T01ACME",
        "team_domain": "acme",
        "channel_id": "C01GEN",
        "channel_name": "general",
        "user_id": "U01RILEY",
        "user_name": "riley",
        "command": "/find-expert",
        "text": text,
        "api_app_id": "A01APP",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1:9/response/1",
        "trigger_id": "13345224609.738474920.8088930838d88f008e0",
        **changed,
    }


def press(action_id: str = "search.more", value: str = "s1", **changed: Any) -> dict[str, Any]:
    action = {
        "type": "button",
        "action_id": action_id,
        "block_id": "b1",
        "value": value,
        "text": {"type": "plain_text", "text": "Show more"},
        "action_ts": "1772443800.000100",
    }
    return {
        "type": "block_actions",
        "api_app_id": "A01APP",
        "token": "verification-token",
        "team": {"id": "T01ACME", "domain": "acme"},
        "user": {"id": "U01RILEY", "username": "riley", "team_id": "T01ACME"},
        "container": {
            "type": "message",
            "message_ts": "1772443700.000100",
            "channel_id": "C01GEN",
            "is_ephemeral": True,
        },
        "channel": {"id": "C01GEN", "name": "general"},
        "trigger_id": "23345224609.738474920.8088930838d88f008e0",
        "response_url": "http://127.0.0.1:9/response/2",
        "actions": [action],
        **changed,
    }


def submission(private_metadata: str, values: dict[str, str], **changed: Any) -> dict[str, Any]:
    """A modal with text fields."""
    state = {name: {name: {"type": "plain_text_input", "value": value}} for name, value in values.items()}
    view = {
        "id": "V01VIEW",
        "type": "modal",
        "hash": "1772443800.abc",
        "callback_id": "search.refined",
        "private_metadata": private_metadata,
        "state": {"values": state},
        "title": {"type": "plain_text", "text": "Refine"},
        "blocks": [],
        "app_installed_team_id": "T01ACME",
    }
    return {
        "type": "view_submission",
        "team": {"id": "T01ACME", "domain": "acme"},
        "user": {"id": "U01RILEY", "name": "riley", "team_id": "T01ACME"},
        "api_app_id": "A01APP",
        "token": "verification-token",
        "trigger_id": "33345224609.738474920.8088930838d88f008e0",
        "view": {**view, **changed},
        "response_urls": [],
    }


def envelope(event: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """As the Events API delivers what happened."""
    return {
        "token": "verification-token",
        "team_id": "T01ACME",
        "api_app_id": "A01APP",
        "event": event,
        "type": "event_callback",
        "event_id": "Ev01FIRST",
        "event_time": 1772443800,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": "T01ACME",
                "user_id": "U0BOT",
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-eyJldCI6Im1lc3NhZ2UifQ",
        **changed,
    }


def direct_message(text: str = "user research", **changed: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "channel": "D01RILEY",
        "channel_type": "im",
        "user": "U01RILEY",
        "text": text,
        "ts": "1772443800.000200",
        "event_ts": "1772443800.000200",
        "team": "T01ACME",
        "client_msg_id": "018FD003-A387-4AE1-B4EC-93B3C234F465",
        "blocks": [{"type": "rich_text", "block_id": "19NKV", "elements": []}],
        **changed,
    }


def mention(text: str = "<@U0BOT> user research", **changed: Any) -> dict[str, Any]:
    return {
        "type": "app_mention",
        "channel": "C01GEN",
        "user": "U01RILEY",
        "text": text,
        "ts": "1772443800.000300",
        "event_ts": "1772443800.000300",
        "team": "T01ACME",
        **changed,
    }


def home_opened(**changed: Any) -> dict[str, Any]:
    return {
        "type": "app_home_opened",
        "user": "U01RILEY",
        "channel": "D01RILEY",
        "tab": "home",
        "event_ts": "1772443800.000400",
        **changed,
    }


def press_at_home(action: dict[str, Any] | None = None, typed: str | None = None) -> dict[str, Any]:
    """A press in the App Home: it has a view, but neither a message nor a response_url."""
    payload = press()
    for missing in ("channel", "response_url"):
        del payload[missing]
    state = {"search_box": {"search_box": {"type": "plain_text_input", "value": typed}}}
    view = {"id": "V01HOME", "type": "home", "hash": "1772443800.home", "callback_id": "", "state": {"values": state}}
    payload |= {"container": {"type": "view", "view_id": "V01HOME"}, "view": view}
    if action:
        payload["actions"] = [{**payload["actions"][0], **action}]
    return payload


def shortcut(text: str, **changed: Any) -> dict[str, Any]:
    """The message shortcut."""
    return {
        "type": "message_action",
        "token": "verification-token",
        "callback_id": "find_expert.for_this",
        "action_ts": "1772443800.207593",
        "trigger_id": "43345224609.738474920.8088930838d88f008e0",
        "response_url": "http://127.0.0.1:9/response/3",
        "team": {"id": "T01ACME", "domain": "acme"},
        "user": {"id": "U01RILEY", "name": "riley", "team_id": "T01ACME"},
        "channel": {"id": "C01GEN", "name": "general"},
        "message_ts": "1772443800.000100",
        "message": {"type": "message", "user": "U02ADA", "ts": "1772443800.000100", "text": text},
        "is_enterprise_install": False,
        "enterprise": None,
        **changed,
    }
