"""A town in which Ada has accepted what Riley asked: Thursday 14 May 2026, 09:00 in the United Kingdom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from bot.messages import Answer, Form, OpenForm
from bot.model import Booking, Consultation, NoticeKind, OfferStatus
from directory.database import unit_of_work
from directory.model import Expert, Person
from tests.bot.town import Town, said, times_in
from tests.requests import add_consultation, add_offer, add_person, add_request

ADA, BRAM, RILEY = "Ada Quillan", "Bram Otterbourne", "Riley Requester"
BOOKED = datetime(2026, 5, 14, 8, tzinfo=UTC)


class BookedTown(Town):
    """As a town, with one consultation."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.ask(times=BOOKED.isoformat())
        self.press(ADA, "Accept")
        [booked] = self.every(Consultation)
        assert booked.starts_at == BOOKED
        self.id = booked.id

    def held(self) -> Consultation:
        """The consultation as it is in the database."""
        return next(each for each in self.every(Consultation) if each.id == self.id)

    # ------------------------------------------------------------------------------------------ doing

    def form_to_move(self, name: str, label: str = "Ask to move") -> Form:
        opened = self.press(name, label)
        assert isinstance(opened, OpenForm), said(opened)
        return opened.form

    def submit_move(self, name: str, *times: datetime) -> Answer:
        ticked = ",".join(when.isoformat() for when in times)
        return self.people[name].submits("consultation.move", self.id, times=ticked)

    def ask_to_move(self, name: str, count: int = 1, *, skip: int = 0, label: str = "Ask to move") -> list[datetime]:
        """So many of the times that the form offers, after the first few; gives them."""
        offered, _ = times_in(self.form_to_move(name, label))
        times = offered[skip : skip + count]
        self.submit_move(name, *times)
        assert self.held().proposed == tuple(times)
        return times

    def move_to(self, start: datetime) -> None:
        """It is booked for another time, without anybody having asked."""
        with unit_of_work(self.engine) as session:
            held = session.get_one(Consultation, self.id)
            rows = [held, *session.exec(select(Booking).where(Booking.consultation_id == self.id))]
            for row in rows:
                row.starts_at, row.ends_at = start, start + timedelta(minutes=30)
                session.add(row)

    def cancel(self, name: str, reason: str = "") -> Answer:
        return self.fill(name, "Cancel consultation", reason=reason)

    # ------------------------------------------------------------------------------------------ besides

    def takes(self, name: str, start: datetime, minutes: int = 30) -> None:
        """This person has another consultation then, with somebody else."""
        with unit_of_work(self.engine) as session:
            self._take(session, name, start, minutes)

    def fills_the_day(self, name: str, day: datetime, only_on: int | None = None) -> None:
        """All their working time of a day, with one consultation; ``only_on`` is the day of the week that counts."""
        if only_on is None or day.weekday() == only_on:
            self.takes(name, day.replace(hour=7), 11 * 60)

    def _take(self, session: Session, name: str, start: datetime, minutes: int) -> None:
        who = session.exec(select(Person).where(Person.name == name)).one()
        expert = session.exec(select(Expert).where(Expert.person_id == who.id)).first()
        other = session.exec(select(Expert).join(Person).where(Person.name == BRAM)).one()
        asks = add_person(session, "Cato Marlowby") if expert else who
        request = add_request(session, asks, "Something else?", minutes=minutes)
        add_consultation(session, add_offer(session, request, expert or other, OfferStatus.ACCEPTED), start)

    def lives_in(self, name: str, time_zone: str) -> None:
        with unit_of_work(self.engine) as session:
            session.exec(select(Person).where(Person.name == name)).one().time_zone = time_zone

    # ------------------------------------------------------------------------------------------ looking

    def news(self) -> list[tuple[str, str]]:
        """Whom there is something to tell of the consultation, with its title."""
        return self.told(NoticeKind.CONSULTATION_NEWS)
