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
from bot.outbox import Outbox
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


@dataclass(slots=True)
class Platforms:
    """Takes letters, or not. ``shown`` is what people have before them, by receipt; nothing is taken twice by key."""

    chance: Random
    clock: Clock
    arrivals: list[Arrival] = field(default_factory=list)
    shown: dict[str, Letter] = field(default_factory=dict)
    accepted: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    """How many new messages were taken of each notice."""
    waits: dict[tuple[Platform, str, str | bool], datetime] = field(default_factory=dict)
    too_early: list[Arrival] = field(default_factory=list)
    is_well: bool = False

    def take(self, letter: Letter) -> Outcome:
        """What becomes of a request, as its post would say."""
        arrival = Arrival(self.clock.now, letter)
        self.arrivals.append(arrival)
        for target in (arrival.conversation, arrival.workspace):
            if self.waits.get(target, arrival.at) > arrival.at:
                self.too_early.append(arrival)
        dice = 1.0 if self.is_well else self.chance.random()
        if dice < 0.08:
            return self._wait(arrival, "http_429", is_for_all=self.chance.random() < 0.3)
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

    def _wait(self, arrival: Arrival, code: str, *, is_for_all: bool) -> NotNow:
        wait = timedelta(seconds=self.chance.randint(1, 30))
        target = arrival.workspace if is_for_all else arrival.conversation
        # Counted from when we hear of it: who said so then could not have known before.
        self.waits[target] = max(self.waits.get(target, arrival.at), arrival.at + wait)
        return NotNow(code, wait, is_for_all)


class Replica:
    """A server that claims, delivers and settles, until it is killed; another then takes its place."""

    def __init__(self, outbox: Outbox, time: Time, platforms: Platforms, chance: Random) -> None:
        self._outbox = outbox
        self._time = time
        self._platforms = platforms
        self._chance = chance
        self._life = 0
        self._on_their_way = 0
        self.in_flight_when_killed: list[Letter] = []
        self._sent: dict[str, Letter] = {}
        self._tick(self._life)

    def kill(self) -> None:
        """Whatever it was doing, it does no more."""
        self.in_flight_when_killed += self._sent.values()
        self._sent.clear()
        self._life += 1
        self._on_their_way = 0
        self._later(self._chance.uniform(0, 5), self._tick)

    def _later(self, seconds: float, happens: Callable[[int], None]) -> None:
        life = self._life
        self._time.after(seconds, lambda: happens(life) if life == self._life else None)

    def _tick(self, _life: int) -> None:
        for letter in self._outbox.claim(AT_ONCE - self._on_their_way):
            self._on_their_way += 1
            self._send(letter)
        self._later(TICK.total_seconds() * self._chance.uniform(0.5, 1), self._tick)

    def _send(self, letter: Letter) -> None:
        # Most are quick; some take nearly as long as they may.
        whole = self._chance.choice([0.05, 0.2, 0.5, 2.0, LONGEST_ON_ITS_WAY])
        there, back = self._chance.uniform(0, whole), self._chance.uniform(0, whole)
        self._sent[letter.claim] = letter

        def arrive(_life: int) -> None:
            outcome = self._platforms.take(letter)
            self._later(min(back, LONGEST_ON_ITS_WAY - there), lambda _: self._settle(letter, outcome))

        self._later(there, arrive)

    def _settle(self, letter: Letter, outcome: Outcome) -> None:
        self._on_their_way -= 1
        self._sent.pop(letter.claim, None)
        self._outbox.settle((letter, outcome))


def most_within(times: Iterable[datetime], window: timedelta) -> int:
    """The most that happened in any stretch of time so long, its end not included."""
    ordered = sorted(times)
    most = first = 0
    for last, when in enumerate(ordered):
        while when - ordered[first] >= window:
            first += 1
        most = max(most, last - first + 1)
    return most
