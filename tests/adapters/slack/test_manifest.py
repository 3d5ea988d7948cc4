"""The manifest: within Slack's limits, and asking for no more than the code uses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from adapters.slack import gateway, interactions
from adapters.slack.interactions import read
from tests.adapters.slack import deliveries

MANIFEST = Path(__file__).parents[3] / "config" / "slack" / "manifest.yaml"

# slackapi/manifest-schema
MAX_NAME = 35
MAX_DESCRIPTION = 140
MIN_LONG_DESCRIPTION, MAX_LONG_DESCRIPTION = 174, 4_000
MAX_COMMANDS = 50
MAX_COMMAND = 32
MAX_HINT = 1_000

MAX_SHORTCUTS = 10
MAX_SHORTCUT_NAME = 24
MAX_SHORTCUT_DESCRIPTION = 150
MAX_BOT_EVENTS = 100

# docs.slack.dev/reference/methods: the scope that each method needs of a bot; views.open and views.publish need none.
NONE = set[str]()
SCOPES = {
    "api_call": NONE,  # oauth.v2.access: it takes the client secret
    "apps_connections_open": NONE,  # of a bot: it takes the app-level token
    "auth_revoke": NONE,
    "auth_test": NONE,
    "chat_postEphemeral": {"chat:write"},
    "chat_postMessage": {"chat:write"},
    "chat_update": {"chat:write"},
    "conversations_history": {"im:history"},
    "conversations_open": {"im:write"},
    "users_info": {"users:read", "users:read.email"},
    "users_lookupByEmail": {"users:read.email"},
    "views_open": NONE,
    "views_publish": NONE,
}
# docs.slack.dev/reference/events: the scope that each event needs, and what it looks like.
EVENTS: dict[str, tuple[set[str], dict[str, Any]]] = {
    "app_home_opened": (NONE, deliveries.home_opened()),
    "app_mention": ({"app_mentions:read"}, deliveries.mention()),
    "app_uninstalled": (NONE, {"type": "app_uninstalled"}),
    "message.im": ({"im:history"}, deliveries.direct_message()),
    "tokens_revoked": (NONE, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["U0BOT"]}}),
    "user_change": ({"users:read"}, {"type": "user_change", "user": {"id": "U9", "team_id": "T1", "deleted": True}}),
}


@pytest.fixture(scope="module")
def manifest() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(MANIFEST.read_text())
    return loaded


def test_it_keeps_to_slacks_limits(manifest: dict[str, Any]) -> None:
    shown = manifest["display_information"]
    commands = manifest["features"]["slash_commands"]

    assert len(shown["name"]) <= MAX_NAME
    assert len(shown["description"]) <= MAX_DESCRIPTION
    assert MIN_LONG_DESCRIPTION <= len(shown["long_description"]) <= MAX_LONG_DESCRIPTION
    assert len(commands) <= MAX_COMMANDS
    for command in commands:
        assert len(command["command"]) <= MAX_COMMAND
        assert len(command["usage_hint"]) <= MAX_HINT


def test_its_shortcut_and_events_keep_to_slacks_limits(manifest: dict[str, Any]) -> None:
    shortcuts = manifest["features"]["shortcuts"]

    assert len(shortcuts) <= MAX_SHORTCUTS
    for shortcut in shortcuts:
        assert len(shortcut["name"]) <= MAX_SHORTCUT_NAME
        assert len(shortcut["description"]) <= MAX_SHORTCUT_DESCRIPTION
    assert len(manifest["settings"]["event_subscriptions"]["bot_events"]) <= MAX_BOT_EVENTS


def test_it_asks_for_exactly_the_scopes_that_the_code_needs(manifest: dict[str, Any]) -> None:
    rooms = Path(gateway.__file__).parent.glob("*.py")
    called = set(
        re.findall(r"client(?:\([a-z_.]*\))?\.([a-z]+_[a-zA-Z_]+)\b", "".join(room.read_text() for room in rooms))
    )
    subscribed = manifest["settings"]["event_subscriptions"]["bot_events"]
    needed = {"commands"}.union(*(SCOPES[method] for method in called), *(EVENTS[event][0] for event in subscribed))

    assert called == set(SCOPES)
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed
    assert "user" not in manifest["oauth_config"]["scopes"]


def test_it_subscribes_to_exactly_the_events_that_the_code_reads(manifest: dict[str, Any]) -> None:
    assert set(manifest["settings"]["event_subscriptions"]["bot_events"]) == set(EVENTS)
    for _, event in EVENTS.values():
        assert read(deliveries.envelope(event)) is not None


def test_whoever_writes_to_the_bot_finds_both_of_its_tabs(manifest: dict[str, Any]) -> None:
    tabs = manifest["features"]["app_home"]

    assert tabs["home_tab_enabled"]
    assert tabs["messages_tab_enabled"]
    assert not tabs["messages_tab_read_only_enabled"]


def test_the_shortcut_is_the_one_that_the_code_reads(manifest: dict[str, Any]) -> None:
    [shortcut] = manifest["features"]["shortcuts"]

    assert (shortcut["type"], shortcut["callback_id"]) == ("message", interactions.FIND_FOR_THIS)


def test_commands_buttons_and_events_reach_the_address_that_the_gateway_listens_on(manifest: dict[str, Any]) -> None:
    commands = manifest["features"]["slash_commands"]
    interactivity = manifest["settings"]["interactivity"]

    [address] = {command["url"] for command in commands}
    assert tuple(command["command"] for command in commands) == interactions.COMMANDS
    assert address.endswith(gateway.PATH)
    assert interactivity["is_enabled"]
    assert interactivity["request_url"] == address
    assert manifest["settings"]["event_subscriptions"]["request_url"] == address
