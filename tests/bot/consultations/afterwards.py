"""Consultations of the town that took place, and what its people are told afterwards, when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import select

from bot.drawing import draw
from bot.messages import Answer, Card, OpenForm
from bot.model import Consultation, ConsultationStatus, Notice, NoticeKind, NoticeState, OfferStatus
from bot.notices import Delivered
from bot.sending.outbox import Outbox
from directory.database import unit_of_work
from directory.model import Expert, Person
from tests.bot.town import Town, said
from tests.requests import add_consultation, add_offer, add_request

ADA, BRAM, RILEY = "Ada Quillan", "Bram Otterbourne", "Riley Requester"
TUESDAY = datetime(2026, 5, 12, 12, 0, tzinfo=UTC)
"""13:00 in the United Kingdom."""


class Afterwards(Town):
    """A town in which people have met."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        ids = iter(range(1, 1_000_000))
        self._outbox = Outbox(
            engine,
            lambda: self.now,
            lambda: f"attempt{next(ids)}",
            draw,
            ("web", "email"),
            chance=lambda: 0.0,
            lease_clock=lambda _session: self.now,
        )

    def book(self, starts_at: datetime = TUESDAY, name: str = ADA, **columns: object) -> str:
        """Riley and this expert are to meet then, for half an hour. Gives the id of the consultation."""
        with unit_of_work(self.engine) as session:
            riley = session.exec(select(Person).where(Person.name == RILEY)).one()
            expert = session.exec(select(Expert).join(Person).where(Person.name == name)).one()
            offer = add_offer(session, add_request(session, riley), expert, OfferStatus.ACCEPTED)
            return add_consultation(session, offer, starts_at, **columns).id

    def meet(self, starts_at: datetime = TUESDAY, name: str = ADA) -> str:
        """They met then, and it is over now."""
        id_ = self.book(starts_at, name)
        self.now = starts_at + timedelta(minutes=30)
        self.deadlines.pass_deadlines()
        return id_

    def becomes(self, consultation_id: str, status: ConsultationStatus) -> None:
        with unit_of_work(self.engine) as session:
            session.get_one(Consultation, consultation_id).status = status

    # ------------------------------------------------------------------------------------------ told

    def delivered(self, until: datetime, every: timedelta = timedelta(hours=1)) -> list[tuple[datetime, str, str]]:
        """What is told of consultations up to then: when, to whom, and its title. The clock moves on by ``every``."""
        return [(when, name, card.title) for when, name, card in self._delivered(until, every)]

    def _delivered(self, until: datetime, every: timedelta) -> Iterator[tuple[datetime, str, Card]]:
        while self.now <= until:
            letters = self._outbox.claim(100)
            self._outbox.settle(*((letter, Delivered(f"message of {letter.key}")) for letter in letters))
            for letter in letters:
                if letter.kind.startswith("consultation."):
                    yield self.now, self.name_of(letter.person_id), letter.card
            self.now += every * self._idle(every, until)

    def _idle(self, every: timedelta, until: datetime) -> int:
        """How many times the clock moves on until there may be anything to tell."""
        coming = min((each.due_at for each in self.every(Notice) if each.state is NoticeState.DUE), default=until)
        return max(-((self.now - min(coming, until)) // every), 1)

    def due(self, kind: NoticeKind) -> dict[str, datetime]:
        """When each is to be told something of this kind, by name."""
        return {self.name_of(notice.person_id): notice.due_at for notice in self.every(Notice) if notice.kind is kind}

    def name_of(self, person_id: int) -> str:
        return next(person.name for person in self.every(Person) if person.id == person_id)

    # ------------------------------------------------------------------------------------------ answering

    def answers(self, name: str, consultation_id: str, **values: str) -> Answer:
        """The two questions, by the button that asks them."""
        opened = self.people[name].presses("feedback.open", consultation_id)
        assert isinstance(opened, OpenForm), said(opened)
        given = {"useful": "very", "got_it": "yes"} | values
        return self.people[name].submits(opened.form.name, opened.form.context, **given)

    def says_what_changed(self, consultation_id: str, difference: str, what_changed: str = "") -> Answer:
        """Riley does."""
        opened = self.riley.presses("feedback.difference", consultation_id)
        assert isinstance(opened, OpenForm), said(opened)
        values = {"difference": difference, "what_changed": what_changed}
        return self.riley.submits(opened.form.name, opened.form.context, **values)

    def writes(self, name: str, consultation_id: str, text: str) -> Answer:
        """The note of what was learnt."""
        opened = self.people[name].presses("note.open", consultation_id)
        assert isinstance(opened, OpenForm), said(opened)
        return self.people[name].submits(opened.form.name, opened.form.context, text=text)
