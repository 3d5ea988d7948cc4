"""Imports point one way, and the SDKs stay behind their gateways."""

from __future__ import annotations

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


def test_a_room_imports_only_from_rooms_before_it() -> None:
    for path in modules(*ROOMS):
        room = name_of(path).split("/")[0]
        used = {module.split(".")[0] for module in imports_of(path)} & {*ROOMS, "tests"}
        assert used <= MAY_IMPORT[room], name_of(path)


def test_adapters_do_not_import_each_other() -> None:
    for path in modules("adapters"):
        own = name_of(path).split("/")[1]
        others = {
            parts[1]
            for module in imports_of(path)
            if (parts := module.split("."))[0] == "adapters" and len(parts) > 1 and parts[1] in PLATFORMS
        }
        assert others <= {own} or name_of(path) in SEE_EVERYONE, name_of(path)


def test_only_a_platforms_gateway_imports_its_sdk() -> None:
    for path in modules(*ROOMS):
        for module in imports_of(path):
            for sdk, gateways in GATEWAYS.items():
                assert not module.startswith(sdk) or name_of(path) in gateways, (name_of(path), module)


def test_the_core_touches_neither_the_network_nor_the_clock() -> None:
    forbidden = {"aiohttp", "requests", "urllib.request", "socket", "asyncio", "secrets", "random"}
    for path in modules("directory", "bot"):
        dice = {"random"} if name_of(path) in ROLLS_SEEDED_DICE else set()
        assert not imports_of(path) & (forbidden - dice), name_of(path)
        assert "datetime.now(" not in path.read_text(encoding="utf-8"), name_of(path)
