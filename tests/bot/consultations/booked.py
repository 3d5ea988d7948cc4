"""A consultation of Riley and Ada in the small town, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import select

from bot.consultations.changed import changed
from bot.drawing import draw
from bot.here import Here
from bot.messages import Card, Reply
from bot.model import Consultation, ConsultationStatus, Notice, NoticeKind
from bot.requests.seen import see
from bot.sending.outbox import Outbox
from bot.turn import Work
from directory.database import reading, unit_of_work
from directory.model import Person
from tests.bot.town import Town

ADA, RILEY = "Ada Quillan", "Riley Requester"
BOTH = [ADA, RILEY]


class Addresses:
    """``bot.here.Addresses`` for tests: every address says what it is."""

    def __init__(self) -> None:
        self.made = 0

    def new_feed(self) -> tuple[str, str]:
        self.made += 1
        return f"https://calendar.example/secret{self.made}.ics", f"digest{self.made}"

    def of_file(self, consultation_id: str, person_id: int) -> str:
        return f"https://calendar.example/file/{consultation_id}-{person_id}.ics"


class BookedTown(Town):
    """Riley asked Ada, who accepted."""

    def __init__(self, engine: Engine, *, has_mail: bool = True, addresses: bool = True, **asked: str) -> None:
        super().__init__(engine, [ADA], Here(has_mail, Addresses() if addresses else None))
        self.ask(ADA, **asked)
        self.press(ADA, "Accept")

    @property
    def booked(self) -> Consultation:
        consultation = self.consultation()
        assert consultation is not None
        return consultation

    def alter(self, name: str = ADA, **columns: Any) -> None:
        """As whoever moves, cancels or places it; ``name`` does it."""
        with unit_of_work(self.engine) as session:
            seen = see(session, self.booked.request_id, lock=True)
            assert seen is not None
            assert seen.consultation is not None
            for column, value in columns.items():
                setattr(seen.consultation, column, value)
            by = session.exec(select(Person.id).where(Person.name == name)).one()
            work = Work(session, self.riley.index.view(session), self.now, self.riley.conversation._new_id)
            changed(work, seen, by or 0)

    def move(self, **by: float) -> None:
        was = self.booked
        self.alter(starts_at=was.starts_at + timedelta(**by), ends_at=was.ends_at + timedelta(**by))

    def cancel(self, reason: str = "") -> None:
        self.alter(status=ConsultationStatus.CANCELLED, reason=reason)

    def resend(self, name: str) -> str:
        """Press it; gives the title of the answer."""
        answer = self.people[name].presses("invitation.resend", self.booked.id)
        assert isinstance(answer, Reply)
        return answer.card.title

    def outbox(self, *, has_mail: bool = True, **options: Any) -> Outbox:
        """One that brings emails only: whatever is told in chat is for others to bring."""
        ids = self.riley.conversation._new_id
        return Outbox(self.engine, lambda: self.now, ids, draw, {"email"}, lambda: 0.0, has_mail=has_mail, **options)

    def person(self, name: str) -> Person:
        with reading(self.engine) as session:
            person = session.exec(select(Person).where(Person.name == name)).one()
            session.expunge_all()
        return person

    def notices(self) -> dict[str, Notice]:
        """The invitations, by whom they are for."""
        names = {person.id: person.name for person in self.every(Person)}
        return {
            names[notice.person_id]: notice for notice in self.every(Notice) if notice.kind is NoticeKind.INVITATION
        }

    def invitations(self) -> dict[str, Card]:
        """What there is to say in an invitation, by whom it is for."""
        with reading(self.engine) as session:
            rows: Sequence[tuple[Notice, str]] = session.exec(
                select(Notice, Person.name).join(Person).where(Notice.kind == NoticeKind.INVITATION)
            ).all()
            drawn = {name: draw(session, notice, self.now) for notice, name in rows}
        return {name: card for name, card in drawn.items() if card}
