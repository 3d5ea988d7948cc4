"""A small town for tests of asking: Riley asks, and Ada, Bram, Cleo and Dov are user researchers who may be asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlmodel import SQLModel, col, select

from bot.blocks import Button
from bot.deadlines import Deadlines
from bot.drawing import draw
from bot.events import Introduction, Sender
from bot.fields import ChoiceField, ChoicesField, chosen
from bot.here import Here
from bot.messages import Answer, Card, Form, FormErrors, OpenForm, Replace, Reply, plain
from bot.model import Consultation, Notice, NoticeKind, Offer, OfferStatus, Request
from bot.requests import waiting
from directory.database import reading, unit_of_work
from directory.model import Absence, Expert, Person
from directory.revision import next_revision
from tests.people import NOW, Policymaker, add_expert

EXPERTS = ("Ada Quillan", "Bram Otterbourne", "Cleo Wintersmith", "Dov Marrowby")
QUESTION = "How do we test a letter with people who owe tax?"

Row = TypeVar("Row", bound=SQLModel)


class Town:
    """Everybody talks to one conversation, by one clock that the test moves."""

    def __init__(
        self, engine: Engine, experts: Sequence[str] = EXPERTS, here: Here | None = None, **columns: Any
    ) -> None:
        self.engine = engine
        self.now = NOW
        with unit_of_work(engine) as session:
            for name in experts:
                add_expert(session, name, ["user research"], topics=["tax letters"], **columns)
        self.riley = Policymaker(engine, lambda: self.now, here=here)
        self.people = {"Riley Requester": self.riley} | {name: self._somebody(name) for name in experts}
        self.deadlines = Deadlines(
            engine, self.riley.index, lambda: self.now, self.riley.conversation._new_id, waiting.due
        )

    def _somebody(self, name: str) -> Policymaker:
        introduction = Introduction(name=name, email=f"{name.lower().replace(' ', '.')}@example.gov.uk")
        sender = Sender(platform="web", workspace="demo", user=name.split()[0].lower())
        return self.riley.beside(sender, introduction)

    # ------------------------------------------------------------------------------------------ doing

    def form(self, name: str = "Ada Quillan", words: str = "user research on tax letters") -> Form:
        """The form to ask this expert, from a search of Riley's."""
        answer = self.riley.says(words)
        button = next(each for each in card_of(answer).buttons if each.says == f"Ask {name}")
        opened = self.riley.presses(button.action, button.value)
        assert isinstance(opened, OpenForm), said(opened)
        return opened.form

    def send(self, form: Form, **values: str) -> Answer:
        """The form as it was opened, with the question, and these values."""
        filled = {field.name: field.value for field in form.fields} | {"question": QUESTION} | values
        return self.riley.submits(form.name, form.context, **filled)

    def ask(self, name: str = "Ada Quillan", **values: str) -> Request:
        """Riley asks this expert; gives the request that was made."""
        answer = self.send(self.form(name), **values)
        assert isinstance(answer, OpenForm), answer
        return self.newest(Request)

    def ask_urgently(self) -> Request:
        """Riley needs it within two working days."""
        form = self.form()
        [by_when] = [each for each in form.fields if isinstance(each, ChoiceField) and each.name == "by_when"]
        urgent = by_when.options[0].value
        soon = [when.isoformat() for when in times_in(form)[0] if when.date().isoformat() <= urgent]
        return self.ask(by_when=urgent, times=",".join(soon))

    def press(self, name: str, label: str, card: Card | None = None) -> Answer:
        """Press a button of the card that this person has, as the bot would draw it now."""
        button = self.button(name, label, card)
        return self.people[name].presses(button.action, button.value)

    def button(self, name: str, label: str, card: Card | None = None) -> Button:
        buttons = (card or self.card(name)).buttons
        return next(each for each in buttons if each.label.startswith(label))

    def fill(self, name: str, label: str, **values: str) -> Answer:
        """Press a button that opens a form, and send the form with these values."""
        opened = self.press(name, label)
        assert isinstance(opened, OpenForm), said(opened)
        return self.people[name].submits(opened.form.name, opened.form.context, **values)

    def later(self, **duration: float) -> None:
        """Let time pass, and whatever is due happen."""
        self.now += timedelta(**duration)
        self.deadlines.pass_deadlines()

    def away(self, name: str, days: int = 7, cover: str = "") -> None:
        """From today on."""
        with unit_of_work(self.engine) as session:
            expert = session.exec(select(Expert).join(Person).where(Person.name == name)).one()
            ends_on = self.now.date() + timedelta(days=days)
            session.add(Absence(expert_id=expert.id or 0, starts_on=self.now.date(), ends_on=ends_on))
            expert.revision = next_revision(session)
            if cover:
                expert.cover_id = session.exec(select(Expert.id).join(Person).where(Person.name == cover)).one()

    def has_no_room(self, name: str) -> None:
        """This expert takes one request a week, and has one."""
        self.ask(name)
        self.change(name, weekly_cap=1)

    def change(self, name: str, **columns: object) -> None:
        """Change an expert, as they would in their settings."""
        with unit_of_work(self.engine) as session:
            expert = session.exec(select(Expert).join(Person).where(Person.name == name)).one()
            for column, value in columns.items():
                setattr(expert, column, value)
            expert.revision = next_revision(session)

    # ------------------------------------------------------------------------------------------ looking

    def times_to_suggest(self, name: str) -> tuple[list[datetime], list[datetime]]:
        """The times that the form offers, and those that are chosen in it."""
        opened = self.press(name, "Suggest other times")
        assert isinstance(opened, OpenForm), said(opened)
        return times_in(opened.form)

    def card(self, name: str) -> Card:
        """The card about the newest request that this person has before them."""
        with reading(self.engine) as session:
            person = session.exec(select(Person).where(Person.name == name)).one()
            kind = NoticeKind.REQUEST_CARD if name.startswith("Riley") else NoticeKind.OFFER_CARD
            query = select(Notice).where(Notice.person_id == person.id, Notice.kind == kind)
            card = draw(session, session.exec(query.order_by(col(Notice.id))).all()[-1], self.now)
        assert card is not None
        return card

    def has_card(self, name: str) -> bool:
        return any(person == name for person, _ in self.told(NoticeKind.OFFER_CARD))

    def told(self, kind: NoticeKind) -> list[tuple[str, str]]:
        """Whom there is something of this kind to tell now, with the title of what they would see."""
        with reading(self.engine) as session:
            rows = session.exec(select(Notice, Person.name).join(Person).where(Notice.kind == kind)).all()
            drawn = [(name, draw(session, notice, self.now)) for notice, name in rows]
        return [(name, card.title) for name, card in drawn if card]

    def drawn(self, name: str, kind: NoticeKind) -> list[Card]:
        """What this person is told of this kind, as the bot would draw it now, the first first."""
        with reading(self.engine) as session:
            person = session.exec(select(Person).where(Person.name == name)).one()
            query = select(Notice).where(Notice.person_id == person.id, Notice.kind == kind).order_by(col(Notice.id))
            return [card for notice in session.exec(query) if (card := draw(session, notice, self.now))]

    def every(self, kind: type[Row]) -> list[Row]:
        with reading(self.engine) as session:
            rows = list(session.exec(select(kind)))
            session.expunge_all()
        return rows

    def newest(self, kind: type[Row]) -> Row:
        return self.every(kind)[-1]

    def offers(self) -> dict[str, OfferStatus]:
        """How everybody's offer stands, by name."""
        with reading(self.engine) as session:
            query = select(Person.name, Offer.status).join(Offer, col(Offer.person_id) == col(Person.id))
            return {name: OfferStatus(status) for name, status in session.exec(query)}

    def offers_of(self, request: Request) -> dict[str, OfferStatus]:
        """As ``offers``, of one request."""
        with reading(self.engine) as session:
            query = select(Person.name, Offer.status).join(Offer, col(Offer.person_id) == col(Person.id))
            return {
                name: OfferStatus(status) for name, status in session.exec(query.where(Offer.request_id == request.id))
            }

    def newest_offer(self, name: str) -> str:
        """The id of this person's newest offer."""
        return self.offer_ids(name)[-1]

    def offer_ids(self, name: str) -> list[str]:
        """The ids of this person's offers, the first first."""
        with reading(self.engine) as session:
            query = select(Offer.id).join(Person, col(Offer.person_id) == col(Person.id)).where(Person.name == name)
            return list(session.exec(query.order_by(col(Offer.offered_at))))

    def consultation(self) -> Consultation | None:
        return next(iter(self.every(Consultation)), None)


def card_of(answer: Answer) -> Card:
    assert isinstance(answer, Reply | Replace), answer
    return answer.card


def said(answer: Answer) -> str:
    """Everything that an answer says."""
    match answer:
        case Reply() | Replace():
            return plain(answer.card)
        case OpenForm():
            return answer.form.model_dump_json()
        case FormErrors():
            return " ".join(answer.errors.values())


def times_in(form: Form) -> tuple[list[datetime], list[datetime]]:
    """The times that a form offers, and those that are chosen."""
    [field] = [each for each in form.fields if isinstance(each, ChoicesField)]
    offered = [datetime.fromisoformat(option.value) for option in field.options]
    return offered, [datetime.fromisoformat(value) for value in chosen(field.value)]
