"""What README promises is there."""

from __future__ import annotations

import re

from typer.main import get_command

from adapters.cli import app
from config.settings import Settings, environment_name
from tests.house.source import ROOMS, ROOT, modules, name_of

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_setting_is_in_the_table_and_nothing_else_is() -> None:
    section = README.split("## Settings", 1)[1].split("\n## ", 1)[0]
    listed = re.findall(r"^\| `([A-Z_]+)` \|", section, flags=re.MULTILINE)
    assert listed == [environment_name(field) for field in Settings.model_fields]


def test_the_table_says_what_each_setting_does() -> None:
    for field in Settings.model_fields.values():
        assert field.description
        assert field.description in README


def test_every_make_command_that_readme_names_exists() -> None:
    named = set(re.findall(r"`make ([a-z-]+)", README))
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, flags=re.MULTILINE))
    assert {"run", "test"} <= named <= targets


def test_every_terminal_command_is_in_readme_and_the_other_way_round() -> None:
    section = README.split("## Terminal", 1)[1].split("\n## ", 1)[0]
    named = set(re.findall(r"^\| `find-expert ((?:[a-z][a-z-]* ?)+)", section, flags=re.MULTILINE))
    assert {name.strip() for name in named} == set(_commands())


def _commands() -> list[str]:
    found = []
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found += [f"{name} {sub}" for sub in inner] if inner else [name]
    return found


def test_the_map_shows_every_room() -> None:
    section = README.split("## The map of rooms", 1)[1].split("\n## ", 1)[0]
    packages = {name_of(path.parent) for path in modules(*ROOMS) if path.name == "__init__.py"}
    assert all(f"`{package}/`" in section for package in packages)
    named = set(re.findall(r"`((?:directory|bot|adapters|config|tests)/[\w/.]*)`", section))
    assert all((ROOT / name).exists() for name in named), [name for name in named if not (ROOT / name).exists()]
