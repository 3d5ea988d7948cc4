"""A town with a policy, three months after whose launch a check-in is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import col, select

from bot.blocks import Button
from bot.check_ins.stages import Stage
from bot.drawing import draw
from bot.messages import Answer, Card, Form, OpenForm
from bot.model import CheckIn, Measure, Notice, NoticeKind, Policy, Reading, Request
from bot.notices import tell
from directory.database import reading, unit_of_work
from directory.model import AuditEntry, Person
from tests.bot.policies.policies import ADA, RILEY, TITLE, PolicyTown
from tests.bot.town import said

MEASURES: tuple[dict[str, Any], ...] = (
    {"name": "Letters understood", "unit": "%", "baseline": 55, "target": 80},
    {"name": "Calls about letters", "unit": "calls a week", "target": 1_200},
)
LEARNED = "People read the first line and no further."


class CheckInTown(PolicyTown):
    """Riley's policy was launched, Dov is the deputy; it is four weeks before its check-in after three months."""

    def __init__(
        self, engine: Engine, measures: Sequence[dict[str, Any]] = MEASURES, title: str = "", **registered: Any
    ) -> None:
        super().__init__(engine)
        self.policy_id = self.register(title or TITLE, **registered).id
        self.measure(*measures)
        self.id = next(each.id for each in self.check_ins() if each.name == "3 months after launch")
        self.go_to(self.check_in.due_on - timedelta(weeks=4))

    # ------------------------------------------------------------------------------------------ doing

    def go_to(self, day: date) -> None:
        """Ten o'clock of this day, as the clock of the United Kingdom has it in winter."""
        self.now = datetime.combine(day, time(10), UTC)

    def measure(self, *measures: dict[str, Any]) -> None:
        """Add these to what is measured."""
        position = len(self.every(Measure))
        with unit_of_work(self.engine) as session:
            for number, values in enumerate(measures, position):
                session.add(Measure(id=f"m{number}", policy_id=self.policy_id, position=number, **values))

    def alter(self, kind: type[CheckIn] | type[Policy], **columns: Any) -> None:
        """As something else in the bot would."""
        with unit_of_work(self.engine) as session:
            row = session.get_one(kind, self.id if kind is CheckIn else self.policy_id)
            for column, value in columns.items():
                setattr(row, column, value)

    def book(self, *, accepted: bool = True) -> Request:
        """Riley asks Ada to come to the check-in; and she accepts."""
        request = self.ask(ADA)
        self.alter(CheckIn, request_id=request.id)
        if accepted:
            self.press(ADA, "Accept")
        return request

    def nudged(self, name: str = RILEY, stage: str = Stage.FOUR_WEEKS, day: date | None = None) -> Card | None:
        """Have somebody nudged, as of this stage; gives the nudge as it would be drawn now."""
        with unit_of_work(self.engine) as session:
            occasion = f"{stage}-{day or self.check_in.due_on:%Y%m%d}"
            tell(session, NoticeKind.CHECK_IN_NUDGE, self.id, self.person_id(name), self.now, occasion=occasion)
        return self.nudge(name)

    def presses(self, action: str, name: str = RILEY, value: str = "") -> Answer:
        return self.people[name].presses(action, value or self.id)

    def opened(self, action: str, name: str = RILEY, value: str = "") -> Form:
        """The form that a button opens."""
        answer = self.presses(action, name, value)
        assert isinstance(answer, OpenForm), said(answer)
        return answer.form

    def sends(self, form: Form, who: str = RILEY, /, **values: str) -> Answer:
        """The form as it was opened, with these values."""
        filled = {field.name: field.value for field in form.fields} | values
        return self.people[who].submits(form.name, form.context, **filled)

    def records(self, name: str = RILEY, **values: str) -> Answer:
        return self.sends(
            self.opened("check_in.record", name), name, **{"confidence": "7", "learned": LEARNED} | values
        )

    # ------------------------------------------------------------------------------------------ looking

    @property
    def check_in(self) -> CheckIn:
        with reading(self.engine) as session:
            row = session.get_one(CheckIn, self.id)
            session.expunge(row)
            return row

    def nudge(self, name: str = RILEY) -> Card | None:
        """The newest nudge of this person, as it would be drawn now."""
        with reading(self.engine) as session:
            query = select(Notice).join(Person).where(Notice.kind == NoticeKind.CHECK_IN_NUDGE, Person.name == name)
            return draw(session, session.exec(query.order_by(col(Notice.id))).all()[-1], self.now)

    def every_nudge(self) -> list[tuple[str, str, str]]:
        """Of which check-in, whom, and with what title now, or nothing where there is nothing left to say."""
        with reading(self.engine) as session:
            query = select(Notice, Person.name).join(Person).where(Notice.kind == NoticeKind.CHECK_IN_NUDGE)
            rows = session.exec(query.order_by(col(Notice.id))).all()
            drawn = [(notice.subject, name, draw(session, notice, self.now)) for notice, name in rows]
        return [(subject, name, card.title if card else "") for subject, name, card in drawn]

    def readings(self) -> dict[str, float]:
        """What every measure showed, by its name."""
        with reading(self.engine) as session:
            query = select(Measure.name, Reading.value).join(Reading, col(Reading.measure_id) == col(Measure.id))
            return dict(session.exec(query.order_by(col(Reading.id))).all())

    def audited(self) -> list[str]:
        """What was done to check-ins and policies, the first first."""
        return [entry.action for entry in self.every(AuditEntry) if entry.subject.partition(":")[0] != "request"]


def labels(card: Card | None) -> list[str]:
    """Of every button."""
    assert card
    return [button.label for button in card.buttons]


def buttons(card: Card | None) -> dict[str, Button]:
    assert card
    return {button.label: button for button in card.buttons}
