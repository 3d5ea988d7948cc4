"""Imports point one way, and the SDKs stay behind their gateways."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.source import ROOMS, imports_of, modules, name_of

MAY_IMPORT = {
    "directory": {"directory"},
    "bot": {"bot", "directory"},
    "config": {"config", "directory"},
    "adapters": {"adapters", "bot", "directory", "config"},
}
SEE_EVERYONE = {
    "adapters/main.py",
    "adapters/platforms.py",
    "adapters/cli.py",
    "adapters/notice_commands.py",
    "adapters/policy_commands.py",
}
PLATFORMS = {"slack", "teams", "web", "terminal", "email", "calendars"}
ROLLS_SEEDED_DICE = {"directory/roster/sample.py"}  # the same people for the same seed
GATEWAYS = {
    "slack_bolt": {"adapters/slack/gateway.py", "adapters/slack/routing.py"},
    "slack_sdk": {"adapters/slack/answers.py", "adapters/slack/calls.py", "adapters/slack/socket_mode.py"},
    "aiosmtplib": {"adapters/email/smtp.py"},
    "botbuilder": {"adapters/teams/gateway.py"},
    "botframework": {"adapters/teams/gateway.py"},
}
"""The few files of each platform that know its SDK; what is archived by its makers stays in one."""


@pytest.mark.parametrize("path", modules(*ROOMS), ids=name_of)
def test_a_room_imports_only_from_rooms_before_it(path: Path) -> None:
    room = name_of(path).split("/")[0]
    used = {module.split(".")[0] for module in imports_of(path)} & {*ROOMS, "tests"}
    assert used <= MAY_IMPORT[room]


@pytest.mark.parametrize("path", modules("adapters"), ids=name_of)
def test_adapters_do_not_import_each_other(path: Path) -> None:
    if name_of(path) in SEE_EVERYONE:
        return
    own = name_of(path).split("/")[1]
    others = {
        parts[1]
        for module in imports_of(path)
        if (parts := module.split("."))[0] == "adapters" and len(parts) > 1 and parts[1] in PLATFORMS
    }
    assert others <= {own}


@pytest.mark.parametrize("path", modules(*ROOMS), ids=name_of)
def test_only_a_platforms_gateway_imports_its_sdk(path: Path) -> None:
    for module in imports_of(path):
        for sdk, gateways in GATEWAYS.items():
            assert not module.startswith(sdk) or name_of(path) in gateways


@pytest.mark.parametrize("path", modules("directory", "bot"), ids=name_of)
def test_the_core_touches_neither_the_network_nor_the_clock(path: Path) -> None:
    forbidden = {"aiohttp", "requests", "urllib.request", "socket", "asyncio", "secrets", "random"}
    if name_of(path) in ROLLS_SEEDED_DICE:
        forbidden -= {"random"}
    assert not imports_of(path) & forbidden
    assert "datetime.now(" not in path.read_text(encoding="utf-8")
