"""A town whose policy is fed: other systems send what its measures show."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine

from adapters.api.intake import ReadingsIntake, digest
from bot.here import Here
from bot.messages import Card, OpenForm, plain
from bot.model import Direction, Measure, NoticeKind, Policy, PolicyStatus, ReadingsToken
from bot.readings.sent import Sent
from bot.readings.taking import Delivery, Taken, take
from directory.database import unit_of_work
from tests.bot.policies.policies import RILEY, PolicyTown
from tests.bot.town import card_of

TOKEN = "a token of this test alone"
NAME = "Letters answered"
ADDRESS = "https://find-expert.example.gov.uk"


class FedTown(PolicyTown):
    """Riley's policy has one measure: a baseline of 62, a target of 80, and a threshold of 70 where one is wanted."""

    def __init__(self, engine: Engine, **columns: Any) -> None:
        super().__init__(engine, Here(intake=ReadingsIntake(ADDRESS)))
        self._keys = 0
        self.own = self.register()
        self.measure_id = self.add_measure(NAME)
        self.change_measure(**columns)
        with unit_of_work(engine) as session:
            session.add(ReadingsToken(policy_id=self.own.id, digest=digest(TOKEN), made_at=self.now))

    def sends(self, *values: float, on: date | None = None) -> Taken:
        """Another system sends these, as one delivery."""
        return self.sends_of(*((value, on) for value in values))

    def sends_of(self, *readings: tuple[float, date | None]) -> Taken:
        """The same, each of a day of its own."""
        self._keys += 1
        sent = [Sent(NAME, value, on) for value, on in readings]
        with unit_of_work(self.engine) as session:
            return take(session, Delivery(self.own.id, f"key{self._keys}", sent), digest(TOKEN), self.now)

    def change_measure(self, **columns: Any) -> None:
        with unit_of_work(self.engine) as session:
            measure = session.get_one(Measure, self.measure_id)
            for name, value in columns.items():
                setattr(measure, name, value)
            session.add(measure)

    def change_policy(self, status: PolicyStatus) -> None:
        with unit_of_work(self.engine) as session:
            policy = session.get_one(Policy, self.own.id)
            policy.status = status
            session.add(policy)

    def news(self) -> list[tuple[str, str]]:
        """Whom there is something to tell of, by name, with the title of what they would see now."""
        return self.told(NoticeKind.READING_NEWS)

    def titles(self) -> list[str]:
        """What Riley would see now."""
        return [title for name, title in self.news() if name == RILEY]

    def feed_card(self, name: str = RILEY) -> Card:
        return card_of(self.people[name].presses("feed.show", self.own.id))

    def new_token(self, name: str = RILEY) -> str:
        """The token that this person is shown."""
        opened = self.people[name].presses("feed.new", self.own.id)
        assert isinstance(opened, OpenForm), opened
        [token] = [
            line for line in plain(Card(title="-", blocks=opened.form.blocks)).splitlines() if "readings_" in line
        ]
        return token


DOWN = {"direction": Direction.DOWN, "baseline": 30.0, "target": 10.0, "unit": "days"}
"""A measure that should go down."""
