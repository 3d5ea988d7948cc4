"""A simulated year of requests: who is there, who is shown, who is asked, and what that leaves for the next request."""

from __future__ import annotations

import random
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bot.finding.find_expert import CANDIDATES, PAGE
from bot.finding.ranking import FRESH, Candidate
from bot.slots import HORIZON_DAYS
from bot.times.diaries import LATELY
from directory.availability import Standing
from directory.profiles import Profile
from directory.search import Hit
from tests.collection.measures import ndcg

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
WEEKS = 52
WEEK = timedelta(days=7)
WEEKS_AWAY = 5
NEWCOMERS = 0.1  # of the people join during the year
NEW_FOR = timedelta(days=28)
LONDON = "London"

Order = Callable[[Sequence[Candidate], datetime, bool], Sequence[Candidate]]
"""Whom to show first, of those who can be asked now; whether anywhere will do is said."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A request: whom the search finds for it, who fits (grades by expert id), and whether it names no place."""

    hits: Sequence[Hit]
    judged: dict[int, int]
    anywhere: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """An expert of the year; its weeks are counted from 0."""

    standing: Standing
    joined: datetime
    weeks_away: frozenset[int]

    def is_new(self, now: datetime) -> bool:
        return START < self.joined <= now < self.joined + NEW_FOR


def colleague(profile: Profile, region: str, dice: random.Random, today: date) -> Colleague:
    """Whoever had confirmed their profile lately by ``today`` goes on doing so all year; the others never do."""
    is_fresh = profile.confirmed_on is not None and today - profile.confirmed_on <= FRESH
    standing = Standing(
        expert_id=profile.id,
        person_id=profile.person_id,
        name=profile.name,
        status=profile.status,
        daily_cap=None,
        weekly_cap=profile.weekly_cap,
        monthly_cap=None,
        working_hours=profile.working_hours,
        time_zone=profile.time_zone,
        region=region,
        confirmed_on=date.max if is_fresh else None,
        pool_id=None,
        pool="",
        cover_id=None,
        has_calendar=False,
        absences=(),
    )
    is_newcomer = dice.random() < NEWCOMERS
    joined = START + dice.random() * (WEEKS * WEEK - NEW_FOR) if is_newcomer else START
    return Colleague(standing, joined, frozenset(dice.sample(range(WEEKS), WEEKS_AWAY)))


@dataclass
class Year:
    """What has been asked of whom so far, and how good what was shown was."""

    colleagues: dict[int, Colleague]
    order: Order
    asked: Counter[int] = field(default_factory=Counter)
    while_new: int = 0
    """Requests of people in their first four weeks."""
    anywhere: int = 0
    """Requests that name no place."""
    outside_london: int = 0
    """Of these, those made of people outside London."""
    ndcg: list[float] = field(default_factory=list)
    given_up: list[float] = field(default_factory=list)
    """For each request, what the order of relevance alone would have reached more, of the same people."""
    _lately: dict[int, deque[datetime]] = field(default_factory=lambda: defaultdict(deque))
    _booked: Counter[tuple[int, int]] = field(default_factory=Counter)

    def request(self, sought: Sought, now: datetime, chance: float) -> None:
        """Somebody is asked, when anybody can be: of the first page the one on whom ``chance``, from 0 to 1, falls."""
        able = list(self._able(sought.hits[:CANDIDATES], now))
        if len(able) < PAGE:
            able = list(self._able(sought.hits, now))
        if not able:
            return
        shown = self.order(able, now, sought.anywhere)
        self.ndcg.append(_ndcg(shown, sought))
        self.given_up.append(_ndcg(by_relevance(able, now, sought.anywhere), sought) - self.ndcg[-1])
        chosen = chosen_of(shown[:PAGE], chance)
        self._ask(chosen, now)
        if sought.anywhere:
            self.anywhere += 1
            self.outside_london += chosen.standing.region != LONDON

    def _able(self, hits: Iterable[Hit], now: datetime) -> Iterator[Candidate]:
        for hit in hits:
            person = self.colleagues[hit.id]
            if person.joined <= now and week_of(now) not in person.weeks_away and (at := self._opening(person, now)):
                yield Candidate(person.standing, hit, at, asked_lately=self._asked_lately(hit.id, now))

    def _opening(self, person: Colleague, now: datetime) -> datetime | None:
        """Tomorrow, or the beginning of the first week with room for one more; none beyond the horizon."""
        for week in range(week_of(now), week_of(now + timedelta(days=HORIZON_DAYS)) + 1):
            has_room = self._booked[person.standing.expert_id, week] < person.standing.weekly_cap
            if has_room and week not in person.weeks_away:
                return max(now + timedelta(days=1), START + week * WEEK)
        return None

    def _asked_lately(self, id_: int, now: datetime) -> int:
        times = self._lately[id_]
        while times and times[0] < now - LATELY:
            times.popleft()
        return len(times)

    def _ask(self, candidate: Candidate, now: datetime) -> None:
        id_ = candidate.standing.expert_id
        self.asked[id_] += 1
        self._lately[id_].append(now)
        self._booked[id_, week_of(candidate.opening or now)] += 1
        self.while_new += self.colleagues[id_].is_new(now)


def by_relevance(candidates: Sequence[Candidate], _now: datetime, _anywhere: bool) -> list[Candidate]:
    """Whoever fits best first, whatever else there is to be said."""
    return sorted(candidates, key=lambda each: (-each.hit.score, each.standing.expert_id))


def chosen_of(shown: Sequence[Candidate], chance: float) -> Candidate:
    """Whoever ``chance``, from 0 to 1, falls on, when place k is chosen in proportion to 1/k."""
    shares = [1 / place for place in range(1, len(shown) + 1)]
    left = chance * sum(shares)
    for candidate, share in zip(shown, shares, strict=True):
        left -= share
        if left < 0:
            return candidate
    return shown[-1]


def week_of(now: datetime) -> int:
    """The number of the week since the year began."""
    return (now - START) // WEEK


def _ndcg(shown: Sequence[Candidate], sought: Sought) -> float:
    return ndcg([each.standing.expert_id for each in shown], sought.judged)
