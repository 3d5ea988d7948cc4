"""The collection's experts: those of the sample directory, in the many words that real profiles are written in.

A directory in which everybody uses the one official name of everything is easy to search, and is not real. So each
person keeps what is true of them (``Facets``: what requests are judged by), while a third of what their profile says is
put in the other words of ``wordings.toml``. Some profiles say little, some say much, and some mention other people's
trades and topics. Facets hold nothing that the profile does not say in one wording or another.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from sys import intern

from directory.model import Level
from directory.profiles import Profile, Skill
from tests.collection.known import names, region_of, sample, work_on
from tests.collection.wordings import Words, wordings

SEED = 8
TODAY = date(2026, 3, 2)

OTHER_WORDS = 1 / 3  # of the values of a profile are said in other words than the official ones
THIN = 0.12  # of the people say little
LONG = 0.08  # say much more than others
BESIDE = 0.25  # mention the trades or topics of others
NO_REGION = 0.5  # of the places in other words come without a region, since nobody could work it out


@dataclass(frozen=True, slots=True)
class Facets:
    """What is true of somebody, in the names of ``config/sample``. ``worked_on``: work and changes that they name."""

    professions: tuple[str, ...]
    skills: tuple[str, ...]
    topics: tuple[str, ...]
    organisation: str
    town: str
    region: str
    worked_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FictionalExpert(Profile):
    """A profile, and what is true of whose it is."""

    facets: Facets = field(kw_only=True)


def people(count: int = 2_000) -> Iterator[FictionalExpert]:
    """``count`` people with ids from 1, always the same; those of a smaller count are the first of a larger one."""
    for id_, row in enumerate(sample().generate(count, SEED, TODAY), 1):
        yield _Somebody(row, random.Random(f"{SEED} wording {id_}")).profile(id_)


class _Somebody:
    """One row of the sample, on its way to becoming a profile in the words of its owner."""

    def __init__(self, row: Mapping[str, str], dice: random.Random) -> None:
        self.row = row
        self.dice = dice
        manner = dice.random()
        self.thin = manner < THIN
        self.long = manner > 1 - LONG
        kept = 1 if self.thin else None
        self.skills = [_skill(text) for text in _parts(row["skills"])[:kept]]
        self.ask = "" if self.thin else row["ask_me_about"]
        self.past = () if self.thin else _parts(row["experience"])
        self.facets = Facets(
            professions=_parts(row["professions"]),
            skills=tuple(skill.name for skill in self.skills),
            topics=_parts(row["topics"])[:kept],
            organisation=row["organisation"],
            town=row["location"],
            region=region_of(row["location"]),
            worked_on=self._worked_on(),
        )

    def profile(self, id_: int) -> FictionalExpert:
        row, facets, words = self.row, self.facets, wordings()
        place = self._in_own_words(words.places, facets.town)
        unknown = place != facets.town and self.dice.random() < NO_REGION
        return FictionalExpert(
            id=id_,
            person_id=id_,
            name=row["name"],
            staff_id=row["staff_id"],
            pronouns=row["pronouns"],
            role=self._role(),
            professions=self._all_in_own_words(words.professions, facets.professions),
            skills=tuple(Skill(self._in_own_words(words.skills, skill.name), skill.level) for skill in self.skills),
            topics=self._all_in_own_words(words.topics, facets.topics),
            ask_me_about=self._ask_me_about(),
            experience=tuple(self._everyday(line) for line in self.past),
            organisation=self._in_own_words(words.organisations, facets.organisation),
            team="" if self.thin else row["team"],
            location=place,
            region="" if unknown else facets.region,
            working_hours=row["working_hours"],
            weekly_cap=int(row.get("weekly_cap", "2")),
            terms=row["terms"],
            pool=row["pool"],
            confirmed_on=date.fromisoformat(row["confirmed_on"]) if row["confirmed_on"] else None,
            facets=facets,
        )

    def _worked_on(self) -> tuple[str, ...]:
        said = " ".join((self.ask, *self.past)).casefold()
        work = dict.fromkeys(name for topic in _parts(self.row["topics"]) for name in work_on(topic))
        return tuple(name for name in work if name.casefold() in said)

    def _in_own_words(self, words: Words, name: str) -> str:
        others = words.get(name)
        return self.dice.choice(others) if others and self.dice.random() < OTHER_WORDS else name

    def _all_in_own_words(self, words: Words, official: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._in_own_words(words, name) for name in official)

    def _role(self) -> str:
        """A job title and the grade before it, each in other words or not."""
        words = wordings()
        grade, _, title = self.row["role"].partition(" ")
        if grade not in words.grades:
            grade, title = "", self.row["role"]
        official = title if title in words.titles else title[:1].lower() + title[1:]
        own = f"{self._in_own_words(words.grades, grade)} {self._in_own_words(words.titles, official)}".strip()
        return own[:1].upper() + own[1:]

    def _everyday(self, line: str) -> str:
        """A line in which the official name of one of their topics may give way to an everyday one."""
        for topic in self.facets.topics:
            if topic in line:
                line = line.replace(topic, self._in_own_words(wordings().topics, topic))
        return line

    def _ask_me_about(self) -> str:
        said = [self._everyday(self.ask).rstrip(".")] if self.ask else []
        beside = wordings().beside
        if self.long:
            stories = self.dice.sample(beside.stories, 4)
            said += [story.format(topic=self.dice.choice(self.facets.topics)) for story in stories]
        if not self.thin and self.dice.random() < BESIDE:
            said.append(self._beside(self.dice.choice(beside.lines)))
        return ". ".join(said) + "." * bool(said)

    def _beside(self, line: str) -> str:
        """A line about others. What it names may by chance be their own as well."""
        return line.format(
            other=self.dice.choice(wordings().beside.others),
            topic=self.dice.choice(_in_order("topics")),
            organisation=self.dice.choice(_in_order("organisations")),
        )


@cache
def _in_order(facet: str) -> Sequence[str]:
    return sorted(names()[facet])


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(intern(part) for part in cell.split("; ") if part)


def _skill(cell: str) -> Skill:
    name, _, level = cell.partition(":")
    return Skill(intern(name), Level(level) if level else None)
