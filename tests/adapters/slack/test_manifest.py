"""The manifest: within Slack's limits, and asking for no more than the code uses."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from adapters.slack import gateway

MANIFEST = Path(__file__).parents[3] / "config" / "slack" / "manifest.yaml"

# slackapi/manifest-schema
MAX_NAME = 35
MAX_DESCRIPTION = 140
MIN_LONG_DESCRIPTION, MAX_LONG_DESCRIPTION = 174, 4_000
MAX_COMMANDS = 50
MAX_COMMAND = 32
MAX_HINT = 1_000

# docs.slack.dev/reference/methods: the scope that each method needs of a bot; views.open needs none.
SCOPES = {"chat_postEphemeral": {"chat:write"}, "chat_postMessage": {"chat:write"}, "views_open": set[str]()}


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


def test_it_asks_for_exactly_the_scopes_that_the_code_needs(manifest: dict[str, Any]) -> None:
    called = set(re.findall(r"\bclient\.([a-z]+_[a-zA-Z]+)\(", Path(gateway.__file__).read_text()))
    needed = {"commands"}.union(*(SCOPES[method] for method in called))

    assert called
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed
    assert "user" not in manifest["oauth_config"]["scopes"]


def test_commands_and_buttons_reach_the_address_that_the_gateway_listens_on(manifest: dict[str, Any]) -> None:
    [command] = manifest["features"]["slash_commands"]
    interactivity = manifest["settings"]["interactivity"]

    assert command["command"] == gateway.COMMAND
    assert command["url"].endswith(gateway.PATH)
    assert interactivity["is_enabled"]
    assert interactivity["request_url"] == command["url"]
