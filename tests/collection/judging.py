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
from functools import cache

from tests.collection.known import ENGLAND, known, regions_of, topics_beside, topics_of_work, trades_with
from tests.collection.people import FictionalExpert

MET, NEARLY, NOT = 1.0, 0.5, 0.0


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
        return {facet: wanted.degree(expert) for facet, wanted in _wanted(self).items()}

    def _knows_at_least(self, degrees: dict[str, float]) -> bool:
        asked_for_a_trade = self.professions or self.skills
        knows = MET in (degrees.get("topics"), degrees.get("worked_on"))
        others = (degrees[facet] for facet in degrees if facet not in {"professions", "skills"})
        return bool(asked_for_a_trade and knows and all(degree == MET for degree in others))

    def reaches(self) -> Iterator[_Key]:
        """What everybody above 0 has at least one of: they are nearly whom was asked for, or know the topic."""
        wanted = _wanted(self)
        for facet, values in wanted.items():
            is_whom = facet == next(iter(wanted))
            if is_whom or facet in {"topics", "worked_on"}:
                yield from ((values.of, value) for value in values.met)
            if is_whom:
                yield from ((values.nearly_of, value) for value in values.nearly)


@dataclass(frozen=True, slots=True)
class Excluded:
    """What nobody who is shown may have."""

    professions: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    def shuts_out(self, expert: FictionalExpert) -> bool:
        return any(facet.degree(expert) == MET for facet in _unwanted(self))


def grade(needs: Iterable[Need], excluded: Excluded, expert: FictionalExpert) -> int:
    """How well somebody fits a request that names these needs: 0 to 3, by the rule of this module."""
    return 0 if excluded.shuts_out(expert) else max(need.grade(expert) for need in needs)


class Crowd:
    """People by what is true of them, so that a request is judged without asking about everybody."""

    def __init__(self, people: Iterable[FictionalExpert]) -> None:
        self._having: dict[_Key, list[FictionalExpert]] = defaultdict(list)
        for expert in people:
            for of in (_names, _trades, _skills, _topics, _work, _organisation, _place):
                for value in of(expert):
                    self._having[of, value].append(expert)

    def judged(self, needs: Iterable[Need], excluded: Excluded) -> dict[int, int]:
        """Grades by expert id, of everybody above 0."""
        needs = tuple(needs)
        near = {expert.id: expert for need in needs for key in need.reaches() for expert in self._having.get(key, ())}
        return {id_: given for id_, expert in near.items() if (given := grade(needs, excluded, expert))}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One facet of a need: what meets it, what nearly does, and where somebody has them."""

    met: frozenset[str]
    of: Callable[[FictionalExpert], Iterable[str]]
    nearly: frozenset[str] = frozenset()
    nearly_of: Callable[[FictionalExpert], Iterable[str]] = lambda _: ()

    def degree(self, expert: FictionalExpert) -> float:
        if not self.met.isdisjoint(self.of(expert)):
            return MET
        return NOT if self.nearly.isdisjoint(self.nearly_of(expert)) else NEARLY


_Key = tuple[Callable[[FictionalExpert], Iterable[str]], str]
"""A facet, and a value of it."""


@cache
def _wanted(need: Need) -> dict[str, _Wanted]:
    """The facets that a need names, whom they asked for first. Worked out once: a need is held against many people."""
    regions = _all(regions_of, need.places)
    around = _all(known().neighbours.__getitem__, regions) if need.near else frozenset()
    in_places = _all(_within, need.places) | (regions if need.near else frozenset())
    wanted = {
        "name": _Wanted(frozenset({need.name.casefold()}), _names),
        "professions": _Wanted(frozenset(need.professions), _trades, _nearest(need.professions), _trades),
        "skills": _Wanted(frozenset(need.skills), _skills, _all(trades_with, need.skills), _trades),
        "topics": _Wanted(frozenset(need.topics), _topics, _all(topics_beside, need.topics), _topics),
        "worked_on": _Wanted(frozenset(need.worked_on), _work, _all(topics_of_work, need.worked_on), _topics),
        "organisations": _Wanted(frozenset(need.organisations), _organisation),
        "places": _Wanted(in_places, _place, regions | around, _place),
    }
    return {facet: values for facet, values in wanted.items() if getattr(need, facet)}


@cache
def _unwanted(excluded: Excluded) -> tuple[_Wanted, ...]:
    facets = (
        _Wanted(frozenset(excluded.professions), _trades),
        _Wanted(frozenset(excluded.skills), _skills),
        _Wanted(frozenset(excluded.topics), _topics),
        _Wanted(frozenset(excluded.organisations), _organisation),
        _Wanted(_all(_within, excluded.places), _place),
    )
    return tuple(facet for facet in facets if facet.met)


def _names(expert: FictionalExpert) -> tuple[str, ...]:
    """Whatever they may be asked for by: the whole name, the first or the last."""
    whole = expert.name.casefold()
    return (whole, *whole.split())


def _trades(expert: FictionalExpert) -> tuple[str, ...]:
    return expert.facets.professions


def _skills(expert: FictionalExpert) -> tuple[str, ...]:
    return expert.facets.skills


def _topics(expert: FictionalExpert) -> tuple[str, ...]:
    return expert.facets.topics


def _work(expert: FictionalExpert) -> tuple[str, ...]:
    return expert.facets.worked_on


def _organisation(expert: FictionalExpert) -> tuple[str]:
    return (expert.facets.organisation,)


def _place(expert: FictionalExpert) -> tuple[str, str]:
    return expert.facets.town, expert.facets.region


def _nearest(professions: Iterable[str]) -> frozenset[str]:
    return frozenset(known().nearest[name] for name in professions if name in known().nearest)


def _within(place: str) -> frozenset[str]:
    """A town alone; the regions that a nation or region is made of. London, region and town, is the region."""
    return regions_of(place) if place == ENGLAND or place in known().neighbours else frozenset({place})


def _all(of: Callable[[str], Iterable[str]], names: Iterable[str]) -> frozenset[str]:
    return frozenset(value for name in names for value in of(name))
