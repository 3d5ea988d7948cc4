"""A sample directory of visibly fictional people, always the same for the same seed, of any size.

Their surnames are two English nouns run together, their email addresses are at example.gov.uk. Where they work, what
they do and what they know comes from ``config/sample/``, in the words of the vocabulary.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from math import gcd
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter
from sqlalchemy import Engine

from directory.roster.file import Row
from directory.roster.importing import import_rows
from directory.roster.plan import Import, Plan

SOURCE = "sample"
SAMPLE_SIZE = 300
SAMPLE_SEED = 2026
FIRST_LINE = 2  # as in a CSV, where the header is line 1

_Item = TypeVar("_Item")


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Grade(_Part):
    word: str
    levels: tuple[str, ...]
    weight: int


class People(_Part):
    """``config/sample/people.toml``."""

    first_names: tuple[str, ...]
    surname_beginnings: tuple[str, ...]
    surname_endings: tuple[str, ...]
    pronouns: tuple[str, ...]
    working_hours: tuple[str, ...]
    terms: tuple[str, ...]
    closing: tuple[str, ...]
    places: tuple[str, ...]
    places_of: dict[str, tuple[str, ...]]
    grade: tuple[Grade, ...]


class Field(_Part):
    """A part of government, of ``config/sample/fields.toml``."""

    organisations: tuple[str, ...]
    teams: tuple[str, ...]
    topics: tuple[str, ...]
    people: tuple[str, ...]
    things: tuple[str, ...]
    changes: tuple[str, ...]
    work: tuple[str, ...]


class Trade(_Part):
    """What somebody does, of ``config/sample/trades.toml``."""

    professions: tuple[str, ...]
    titles: tuple[str, ...]
    skills: tuple[str, ...]
    ask: tuple[str, ...]
    past: tuple[str, ...]
    weight: int
    pool: str = ""


class Sample:
    """The parts that people are made of. ``folder`` is ``config/sample``."""

    def __init__(self, folder: Path) -> None:
        self.people = People.model_validate(_toml(folder / "people.toml"))
        self.fields = TypeAdapter(list[Field]).validate_python(_toml(folder / "fields.toml")["field"])
        self.trades = TypeAdapter(list[Trade]).validate_python(_toml(folder / "trades.toml")["trade"])

    def generate(self, count: int, seed: int, today: date) -> Iterator[dict[str, str]]:
        """``count`` people as rows of the directory's CSV. The first hundreds hold every trade, nation and region."""
        turns = self._turns(seed)
        for index in range(count):
            yield _Somebody(self, index, count, random.Random(f"{seed} {index}"), turns, today).row()  # noqa: S311

    def _turns(self, seed: int) -> list[tuple[Trade, Field]]:
        """Every trade in proportion, spread over the fields, in an order that looks like none."""
        trades = [trade for trade in self.trades for _ in range(trade.weight)]
        shuffled = random.Random(seed)  # noqa: S311
        shuffled.shuffle(trades)
        fields = list(self.fields)
        turns = []
        for turn in range(len(fields)):
            shuffled.shuffle(fields)
            turns += [(trade, fields[(position + turn) % len(fields)]) for position, trade in enumerate(trades)]
        return turns


def load_sample(folder: Path, engine: Engine, how: Import, count: int = SAMPLE_SIZE, seed: int = SAMPLE_SEED) -> Plan:
    """Import ``count`` sample people from ``folder`` as the whole of their own source."""
    sample = Sample(folder)
    today = how.now.date()
    return import_rows(lambda: nullcontext(_Rows(sample, count, seed, today)), engine, replace(how, source=SOURCE))


class _Rows:
    """Sample people as rows to import."""

    def __init__(self, sample: Sample, count: int, seed: int, today: date) -> None:
        self._people = sample.generate(count, seed, today)
        self._count = count
        self._done = 0

    def __iter__(self) -> Iterator[Row]:
        for line, row in enumerate(self._people, FIRST_LINE):
            self._done += 1
            yield line, row

    def progress(self) -> tuple[int, int]:
        return self._done, self._count


class _Somebody:
    """One person, made of what their turn and their own dice say."""

    def __init__(
        self,
        sample: Sample,
        index: int,
        count: int,
        dice: random.Random,
        turns: Sequence[tuple[Trade, Field]],
        today: date,
    ) -> None:
        self.index = index
        self.count = count
        self.dice = dice
        self.today = today
        self.all = sample.people
        self.trade, self.field = turns[index % len(turns)]
        self.organisation = dice.choice(self.field.organisations)
        own_places = self.all.places_of.get(self.organisation)
        self.place = dice.choice(own_places) if own_places else self.all.places[index % len(self.all.places)]
        self.topics = dice.sample(self.field.topics, dice.choice((1, 2, 2, 3)))

    def row(self) -> dict[str, str]:
        dice = self.dice
        grade = dice.choices(self.all.grade, [grade.weight for grade in self.all.grade])[0]
        name = self._name()
        number = f"s{self.index:06}"
        return {
            "staff_id": number,
            "email": f"{name.lower().replace(' ', '.').replace('ë', 'e')}.{number}@example.gov.uk",
            "name": name,
            "pronouns": dice.choice(self.all.pronouns) if dice.random() < 0.4 else "",
            "role": _capital(f"{grade.word} {dice.choice(self.trade.titles)}".strip()),
            "professions": "; ".join(self.trade.professions),
            "skills": "; ".join(self._skills(grade)),
            "topics": "; ".join(self.topics),
            "ask_me_about": self._ask(),
            "experience": "; ".join(self._past()),
            "organisation": self.organisation,
            "team": dice.choice(self.field.teams),
            "location": self.place,
            "working_hours": self.all.working_hours[0] if dice.random() < 0.55 else dice.choice(self.all.working_hours),
            "terms": dice.choice(self.all.terms),
            "pool": self.trade.pool if dice.random() < 0.6 else "",
            "confirmed_on": self._confirmed(),
        } | self._availability()

    def _name(self) -> str:
        """Different for everybody, as long as there are names: a step that shares no factor with their number."""
        firsts, begins, ends = self.all.first_names, self.all.surname_beginnings, self.all.surname_endings
        names = len(firsts) * len(begins) * len(ends)
        step = next(step for step in range(int(names * 0.381966), names) if gcd(step, names) == 1)
        place = (self.index * step + 1_234) % names
        first, rest = place % len(firsts), place // len(firsts)
        return f"{firsts[first]} {begins[rest % len(begins)]}{ends[rest // len(begins)]}"

    def _skills(self, grade: Grade) -> Iterator[str]:
        chosen = self.dice.sample(self.trade.skills, self.dice.randint(3, min(5, len(self.trade.skills))))
        for skill in chosen:
            yield f"{skill}:{self.dice.choice(grade.levels)}" if self.dice.random() < 0.9 else skill

    def _fill(self, sentence: str) -> str:
        field, dice = self.field, self.dice
        return _capital(
            sentence.format(
                people=dice.choice(field.people),
                things=dice.choice(field.things),
                change=dice.choice(field.changes),
                work=dice.choice(field.work),
                topic=dice.choice(self.topics),
                place=self.place,
            )
        )

    def _ask(self) -> str:
        """One line, a line with a remark, or two. A line in which nothing is theirs never stands alone."""
        first, second = self.dice.sample(self.trade.ask, 2)
        manner = self.dice.random()
        if "{" not in first or manner < 0.25:
            return f"{self._fill(first)}. {self._fill(second)}."
        if manner < 0.55:
            return f"{self._fill(first)}. {self.dice.choice(self.all.closing)}"
        return self._fill(first)

    def _past(self) -> Iterator[str]:
        year = self.today.year - self.dice.randint(0, 2)
        for sentence in self.dice.sample((*self.trade.past, "{work}"), self.dice.choice((1, 2, 2, 3))):
            yield f"{self._fill(sentence)} ({year})"
            year -= self.dice.randint(1, 4)

    def _confirmed(self) -> str:
        """Most said lately that their profile is right, some long ago, a few never."""
        days = self.dice.choice((self.dice.randint(0, 85), self.dice.randint(0, 85), self.dice.randint(90, 400)))
        return "" if self.dice.random() < 0.08 else (self.today - timedelta(days=days)).isoformat()

    def _availability(self) -> dict[str, str]:
        """One in a hundred takes no requests now, some are away with somebody to cover for them, a few are paused."""
        cells = {"weekly_cap": self.dice.choice(("1", "2", "2", "2", "3", "4", "5"))}
        if self.index % 100 == 17:
            cells["weekly_cap"] = "0"
        if self.index % 16 == 5:
            first = self.today + timedelta(days=self.dice.randint(-12, 40))
            cells["absence"] = f"{first} to {first + timedelta(days=self.dice.randint(2, 25))}"
            cells["cover"] = self._colleague()
        if self.index % 40 == 11:
            cells["status"] = "paused"
        return {name: cell for name, cell in cells.items() if cell}

    def _colleague(self) -> str:
        """The staff number of the person before or after in the file, where there is one."""
        neighbour = self.index + 1 if self.index + 1 < self.count else self.index - 1
        return f"s{neighbour:06}" if neighbour >= 0 else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _toml(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
