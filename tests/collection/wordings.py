"""The other words that real profiles use for the same things, from ``wordings.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

Words = dict[str, tuple[str, ...]]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Beside(_Part):
    """What people write about and are not: whole lines, and the others who are named in them."""

    lines: tuple[str, ...]
    others: tuple[str, ...]
    stories: tuple[str, ...]


class Wordings(_Part):
    """Other words by official name, for each part of a profile."""

    grades: Words
    titles: Words
    professions: Words
    skills: Words
    topics: Words
    organisations: Words
    places: Words
    beside: Beside


@cache
def wordings() -> Wordings:
    """``wordings.toml``."""
    text = Path(__file__).with_name("wordings.toml").read_text(encoding="utf-8")
    return Wordings.model_validate(tomllib.loads(text))
