"""The collection's requests, as policymakers type them, from ``requests.toml`` and ``more_requests.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from pathlib import Path
from zlib import crc32

from pydantic import BaseModel, ConfigDict, TypeAdapter

from tests.collection.judging import Crowd, Excluded, Need, grade
from tests.collection.known import known
from tests.collection.people import FictionalExpert
from tests.collection.typos import misspelling_of

REQUESTS = Path(__file__).with_name("requests.toml")
MORE_REQUESTS = Path(__file__).with_name("more_requests.toml")


class Half(StrEnum):
    """What a request may be used for: to try things out, or only to say in the end how good they are."""

    TUNING = "tuning"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request and what its author meant by it."""

    id: str
    kind: str
    """The heading that it stands under in ``requests.toml``: "short", "negation" and so on."""
    text: str
    misspelt: str
    """The same with one or two slips, or itself where it has no word of four letters."""
    half: Half
    needs: tuple[Need, ...]
    excluded: Excluded

    def grade(self, expert: FictionalExpert) -> int:
        """How well somebody fits: 0 (not at all) to 3, by the rule of ``judging``."""
        return grade(self.needs, self.excluded, expert)

    def judged(self, crowd: Crowd) -> dict[int, int]:
        """The grades by expert id of everybody above 0."""
        return crowd.judged(self.needs, self.excluded)


class _Excluded(BaseModel):
    """What ``without`` may name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    professions: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class _Need(_Excluded):
    name: str = ""
    worked_on: tuple[str, ...] = ()
    near: bool = False
    element: int = 0

    def need(self) -> Need:
        asked_for = self.model_dump(include={part.name for part in fields(Need)})
        if self.element:
            asked_for["professions"] = known().elements[self.element]
        return Need(**asked_for)


class _Line(_Need):
    """One request of the file."""

    id: str
    text: str
    second: _Need | None = None
    without: _Excluded = _Excluded()

    def asked(self, kind: str, half: Half) -> Asked:
        return Asked(
            id=self.id,
            kind=kind,
            text=self.text,
            misspelt=misspelling_of(self.id, self.text),
            half=half,
            needs=(self.need(), self.second.need()) if self.second else (self.need(),),
            excluded=Excluded(**self.without.model_dump()),
        )


@cache
def requests() -> tuple[Asked, ...]:
    """Those with a half that nothing is tuned on, in the order of the file."""
    return tuple(line.asked(kind, half_of(line.id)) for kind, line in _lines(REQUESTS))


@cache
def more_requests() -> tuple[Asked, ...]:
    """Those for tuning only, in the order of the file."""
    return tuple(line.asked(kind, Half.TUNING) for kind, line in _lines(MORE_REQUESTS))


def _lines(path: Path) -> Iterator[tuple[str, _Line]]:
    kinds = TypeAdapter(dict[str, list[_Line]]).validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    return ((kind, line) for kind, lines in kinds.items() for line in lines)


def half_of(id_: str) -> Half:
    """By the id alone: neither a new request nor another wording moves one from half to half."""
    return Half.TEST if crc32(id_.encode()) % 2 else Half.TUNING
