"""Who fits a request, from 0 to 3, judged by what is true of people and never by how they or the request put it.

What a request names is met, nearly met, or not. Nearly: the nearest trade; a trade in which the skill is usual; another
topic of the same part of government; somebody of that part, for past work; the same region, for a town. "Near" a place
is met in its region, and nearly in a neighbouring one. Whom they asked for is the first that is named of: a name,
trade, skill, topic, past work, organisation, place. All else that is named is a condition. Then

- **3** all is met;
- **2** it is whom they asked for, and half of the conditions are met, counting nearly as a half;
- **1** it is whom they asked for, but not where or about what; or nearly whom, with half of the conditions; or somebody
  of another trade who knows the topic or did the work, where all other conditions are met;
- **0** anybody else, everybody with anything that was excluded, and whoever does not bear a name that was asked for.

Where several needs are named, whoever meets one of them whole is a 3: a policymaker who asks for an economist and a
lawyer looks for two people, not for one who is both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tests.collection.known import ENGLAND, known, regions_of, topics_beside, topics_of_work, trades_with
from tests.collection.people import FictionalExpert

MET, NEARLY, NOT = 1.0, 0.5, 0.0

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Need:
    """One kind of person that a request asks for. Of each facet any value will do; an empty one asks for nothing."""

    name: str = ""
    """First and last, or either alone."""
    professions: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    worked_on: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    """Towns, regions of England, nations."""
    near: bool = False
    """Around the places will do as well."""

    def grade(self, expert: FictionalExpert) -> int:
        """0 to 3, by the rule of this module."""
        degrees = self._degrees(expert)
        if not degrees or degrees.get("name", MET) < MET:
            return 0
        (_, whom), *rest = degrees.items()
        conditions = sum(degree for _, degree in rest) / len(rest) if rest else MET
        if whom == MET:
            return 3 if conditions == MET else 2 if conditions >= NEARLY else 1
        if whom == NEARLY and conditions >= NEARLY:
            return 1
        return int(self._knows_at_least(degrees))

    def _degrees(self, expert: FictionalExpert) -> dict[str, float]:
        """How far each facet that is named is met, whom they asked for first."""
        return {facet: degree(self, expert) for facet, degree in _DEGREES.items() if getattr(self, facet)}

    def _knows_at_least(self, degrees: dict[str, float]) -> bool:
        asked_for_a_trade = self.professions or self.skills
        knows = MET in (degrees.get("topics"), degrees.get("worked_on"))
        others = (degrees[facet] for facet in degrees if facet not in {"professions", "skills"})
        return bool(asked_for_a_trade and knows and all(degree == MET for degree in others))

    def reaches(self) -> Iterator[_Key]:
        """Facets of which everybody above 0 has at least one."""
        yield from (("name", word) for word in self.name.split())
        yield from (("professions", name) for name in _and_nearest(self.professions))
        for skill in self.skills:
            yield "skills", skill
            yield from (("professions", name) for name in trades_with(skill))
        for topic in (*self.topics, *(topic for work in self.worked_on for topic in topics_of_work(work))):
            yield from (("topics", name) for name in {topic} | topics_beside(topic))
        yield from (("organisation", name) for name in self.organisations)
        for place in self.places:
            for region in regions_of(place):
                yield from (("region", name) for name in {region} | known().neighbours[region])


@dataclass(frozen=True, slots=True)
class Excluded:
    """What nobody who is shown may have."""

    professions: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def shuts_out(self, expert: FictionalExpert) -> bool:
        facets = expert.facets
        return (
            any(name in facets.professions for name in self.professions)
            or any(name in facets.skills for name in self.skills)
            or any(name in facets.topics for name in self.topics)
            or facets.organisation in self.organisations
            or any(_is_in(expert, place) for place in self.places)
        )


def grade(needs: Iterable[Need], excluded: Excluded, expert: FictionalExpert) -> int:
    """How well somebody fits a request that names these needs: 0 to 3, by the rule of this module."""
    return 0 if excluded.shuts_out(expert) else max(need.grade(expert) for need in needs)


class Crowd:
    """People by what is true of them, so that a request is judged without asking about everybody."""

    def __init__(self, people: Iterable[FictionalExpert]) -> None:
        self._having: dict[_Key, list[FictionalExpert]] = defaultdict(list)
        for expert in people:
            facets = expert.facets
            for word in expert.name.split():
                self._having["name", word].append(expert)
            for facet in ("professions", "skills", "topics"):
                for name in getattr(facets, facet):
                    self._having[facet, name].append(expert)
            self._having["organisation", facets.organisation].append(expert)
            self._having["region", facets.region].append(expert)

    def judged(self, needs: Iterable[Need], excluded: Excluded) -> dict[int, int]:
        """Grades by expert id, of everybody above 0."""
        needs = tuple(needs)
        near = {expert.id: expert for need in needs for key in need.reaches() for expert in self._having.get(key, ())}
        return {id_: given for id_, expert in near.items() if (given := grade(needs, excluded, expert))}


def _name(need: Need, expert: FictionalExpert) -> float:
    return MET if set(need.name.split()) <= set(expert.name.split()) else NOT


def _professions(need: Need, expert: FictionalExpert) -> float:
    theirs = expert.facets.professions
    if any(name in theirs for name in need.professions):
        return MET
    return NEARLY if any(name in theirs for name in _and_nearest(need.professions)) else NOT


def _skills(need: Need, expert: FictionalExpert) -> float:
    if any(name in expert.facets.skills for name in need.skills):
        return MET
    theirs = expert.facets.professions
    return NEARLY if any(name in trades_with(skill) for skill in need.skills for name in theirs) else NOT


def _topics(need: Need, expert: FictionalExpert) -> float:
    theirs = expert.facets.topics
    if any(name in theirs for name in need.topics):
        return MET
    return NEARLY if any(name in topics_beside(topic) for topic in need.topics for name in theirs) else NOT


def _worked_on(need: Need, expert: FictionalExpert) -> float:
    if any(name in expert.facets.worked_on for name in need.worked_on):
        return MET
    of_that_part = {topic for work in need.worked_on for topic in topics_of_work(work)}
    return NEARLY if of_that_part.intersection(expert.facets.topics) else NOT


def _organisations(need: Need, expert: FictionalExpert) -> float:
    return MET if expert.facets.organisation in need.organisations else NOT


def _places(need: Need, expert: FictionalExpert) -> float:
    region = expert.facets.region
    same_region = any(region in regions_of(place) for place in need.places)
    if any(_is_in(expert, place) for place in need.places) or (need.near and same_region):
        return MET
    beside = need.near and any(region in known().neighbours[near] for p in need.places for near in regions_of(p))
    return NEARLY if same_region or beside else NOT


_DEGREES: dict[str, Callable[[Need, FictionalExpert], float]] = {
    "name": _name,
    "professions": _professions,
    "skills": _skills,
    "topics": _topics,
    "worked_on": _worked_on,
    "organisations": _organisations,
    "places": _places,
}


def _and_nearest(professions: Iterable[str]) -> Iterator[str]:
    for name in professions:
        yield name
        if nearest := known().nearest.get(name):
            yield nearest


def _is_in(expert: FictionalExpert, place: str) -> bool:
    """London is a region and a town, and here the region, Croydon and all."""
    if place == ENGLAND or place in known().neighbours:
        return expert.facets.region in regions_of(place)
    return expert.facets.town == place
