"""What a policymaker knows about trades, topics and places when judging: ``judging.toml`` and ``config/sample``."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from config.settings import SAMPLE
from directory.roster.sample import Sample

NATIONS = ("Scotland", "Wales", "Northern Ireland")
ENGLAND = "England"


class Known(BaseModel):
    """``judging.toml``: the nearest trade of each, neighbouring regions, towns of regions, trades of elements."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nearest: dict[str, str]
    neighbours: dict[str, frozenset[str]]
    towns: dict[str, tuple[str, ...]]
    elements: dict[int, tuple[str, ...]]


@cache
def known() -> Known:
    """``judging.toml``."""
    text = Path(__file__).with_name("judging.toml").read_text(encoding="utf-8")
    return Known.model_validate(tomllib.loads(text))


@cache
def region_of(town: str) -> str:
    """The region or nation of a town of the sample. KeyError when nobody wrote it down."""
    return {name: region for region, towns in known().towns.items() for name in towns}[town]


@cache
def regions_of(place: str) -> frozenset[str]:
    """The regions that a place is in or consists of: a town's one, England's nine. KeyError for an unknown place."""
    if place in known().neighbours:
        return frozenset({place})
    if place == ENGLAND:
        return frozenset(known().neighbours) - {*NATIONS}
    return frozenset({region_of(place)})


@cache
def topics_beside(topic: str) -> frozenset[str]:
    """Other topics of the same part of government."""
    fields = [field.topics for field in sample().fields if topic in field.topics]
    return frozenset(name for topics in fields for name in topics) - {topic}


@cache
def trades_with(skill: str) -> frozenset[str]:
    """The professions in which a skill is usual."""
    return frozenset(name for trade in sample().trades if skill in trade.skills for name in trade.professions)


@cache
def work_on(topic: str) -> tuple[str, ...]:
    """Past work and changes in the parts of government that a topic belongs to."""
    work: dict[str, None] = {}
    for field in sample().fields:
        if topic in field.topics:
            work |= dict.fromkeys((*field.work, *field.changes))
    return tuple(work)


@cache
def topics_of_work(work: str) -> tuple[str, ...]:
    """The topics of the part of government in which something was done."""
    return tuple(topic for topic in names()["topics"] if work in work_on(topic))


@cache
def names() -> dict[str, frozenset[str]]:
    """Every name that a request may use, by its facet."""
    every: dict[str, set[str]] = defaultdict(set)
    for field in sample().fields:
        every["topics"] |= {*field.topics}
        every["organisations"] |= {*field.organisations}
        every["worked_on"] |= {*field.work, *field.changes}
    for trade in sample().trades:
        every["professions"] |= {*trade.professions}
        every["skills"] |= {*trade.skills}
    every["places"] = {ENGLAND, *known().neighbours, *(town for towns in known().towns.values() for town in towns)}
    return {facet: frozenset(values) for facet, values in every.items()}


@cache
def sample() -> Sample:
    """The parts that the sample directory is made of."""
    return Sample(SAMPLE)
