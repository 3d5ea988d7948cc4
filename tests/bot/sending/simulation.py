"""Simulated time, replicas that are killed, and platforms that do what platforms do: all from one seed."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from bot.events import Platform
from bot.notices import Delivered, Letter, NotNow, Outcome, Refused, Unsure
from bot.sending.outbox import Outbox
from tests.post_office import Clock

TICK = timedelta(seconds=1)
AT_ONCE = 10
"""As ``adapters.outgoing``."""
LONGEST_ON_ITS_WAY = 40.0  # seconds: as ``adapters.outgoing`` breaks an attempt off


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request that a platform got."""

    at: datetime
    letter: Letter

    @property
    def conversation(self) -> tuple[Platform, str, str]:
        return self.letter.to.platform, self.letter.to.workspace, self.letter.to.user

    @property
    def workspace(self) -> tuple[Platform, str, bool]:
        """Slack counts edits by themselves."""
        to = self.letter.to
        return to.platform, to.workspace, to.platform == "slack" and bool(self.letter.receipt)


class Time:
    """What is to happen when."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._order = count()
        self._to_come: list[tuple[datetime, int, Callable[[], None]]] = []

    def after(self, seconds: float, happens: Callable[[], None]) -> None:
        when = self.clock.now + timedelta(seconds=seconds)
        heapq.heappush(self._to_come, (when, next(self._order), happens))

    def run_until(self, is_over: Callable[[], bool], at_most: timedelta) -> None:
        """Let it all happen. Fails when it is not over by then."""
        end = self.clock.now + at_most
        while not is_over():
            when, _, happens = heapq.heappop(self._to_come)
            assert when <= end, "it does not come to an end"
            self.clock.now = when
            happens()


@dataclass(frozen=True, slots=True)
class Hold:
    """A server heard that it is to wait: between these two moments it begins nothing for this target."""

    target: tuple[Platform, str, str | bool]
    since: datetime
    until: datetime


@dataclass(slots=True)
class Platforms:
    """Take letters, or not. ``shown`` is what people have before them, by receipt."""

    chance: Random
    clock: Clock
    arrivals: list[Arrival] = field(default_factory=list)
    shown: dict[str, Letter] = field(default_factory=dict)
    accepted: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    """How many new messages were taken of each notice."""
    begun: dict[str, datetime] = field(default_factory=dict)
    """When each attempt was begun."""
    holds: list[Hold] = field(default_factory=list)
    is_well: bool = False

    def take(self, letter: Letter) -> Outcome:
        """What becomes of a request, as its post would say."""
        self.arrivals.append(Arrival(self.clock.now, letter))
        dice = 1.0 if self.is_well else self.chance.random()
        if dice < 0.08:
            wait = timedelta(seconds=self.chance.randint(1, 30))
            return NotNow("http_429", wait, is_for_all=self.chance.random() < 0.3)
        if dice < 0.12:
            return NotNow("http_412")
        if dice < 0.16:
            return Unsure("http_502")  # and it did nothing
        if dice < 0.20 and letter.receipt:
            del self.shown[letter.receipt]
            return Refused("message_not_found", is_gone=True)
        receipt = self._accept(letter)
        if dice < 0.28:
            return Unsure("connection_lost")
        return Delivered(receipt)

    def _accept(self, letter: Letter) -> str:
        receipt = letter.receipt
        if not receipt:
            self.accepted[letter.key] += 1
            receipt = f"{letter.key}/{self.accepted[letter.key]}"
        self.shown[receipt] = letter
        return receipt

    def heard(self, letter: Letter, outcome: Outcome) -> None:
        """A server knows now what became of it."""
        if isinstance(outcome, NotNow) and outcome.wait:
            here = Arrival(self.clock.now, letter)
            target = here.workspace if outcome.is_for_all else here.conversation
            self.holds.append(Hold(target, here.at, here.at + outcome.wait))

    def begun_too_early(self) -> list[Arrival]:
        """What was begun although a server had heard that it was to wait."""
        return [
            arrival
            for arrival in self.arrivals
            for hold in self.holds
            if hold.target in (arrival.conversation, arrival.workspace)
            and hold.since < self.begun[arrival.letter.claim] < hold.until
        ]


class Replica:
    """A server that claims, delivers and settles, until it is killed; another then takes its place."""

    def __init__(self, outbox: Outbox, time: Time, platforms: Platforms, chance: Random) -> None:
        self._outbox = outbox
        self._time = time
        self._platforms = platforms
        self._chance = chance
        self._life = 0
        self._on_their_way = 0
        self._tick(self._life)

    def kill(self) -> None:
        """Whatever it was doing, it does no more."""
        self._life += 1
        self._on_their_way = 0
        self._later(self._chance.uniform(0, 5), self._tick)

    def _later(self, seconds: float, happens: Callable[[int], None]) -> None:
        life = self._life
        self._time.after(seconds, lambda: happens(life) if life == self._life else None)

    def _tick(self, _life: int) -> None:
        for letter in self._outbox.claim(AT_ONCE - self._on_their_way):
            self._on_their_way += 1
            self._platforms.begun[letter.claim] = self._time.clock.now
            self._send(letter)
        self._later(TICK.total_seconds() * self._chance.uniform(0.5, 1), self._tick)

    def _send(self, letter: Letter) -> None:
        # Most are quick; some take nearly as long as they may.
        whole = self._chance.choice([0.05, 0.2, 0.5, 2.0, LONGEST_ON_ITS_WAY])
        there, back = self._chance.uniform(0, whole), self._chance.uniform(0, whole)

        def arrive(_life: int) -> None:
            outcome = self._platforms.take(letter)
            self._later(min(back, LONGEST_ON_ITS_WAY - there), lambda _: self._settle(letter, outcome))

        self._later(there, arrive)

    def _settle(self, letter: Letter, outcome: Outcome) -> None:
        self._on_their_way -= 1
        self._outbox.settle((letter, outcome))
        self._platforms.heard(letter, outcome)


def most_within(times: Iterable[datetime], window: timedelta) -> int:
    """The most that happened in any stretch of time so long, its end not included."""
    ordered = sorted(times)
    most = first = 0
    for last, when in enumerate(ordered):
        while when - ordered[first] >= window:
            first += 1
        most = max(most, last - first + 1)
    return most
