"""A town whose people look after policies: Riley owns them, Dov is the deputy, and Ada is an analyst too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Engine
from sqlmodel import col, select

from bot.check_ins import nudging
from bot.deadlines import Deadlines
from bot.drawing import draw
from bot.here import Here
from bot.messages import Answer, Card, OpenForm
from bot.model import (
    CheckIn,
    CheckInStatus,
    Measure,
    Milestone,
    MilestoneCategory,
    Notice,
    NoticeKind,
    Policy,
    Precision,
    Reading,
)
from bot.policies.registering import Registration, make_policy
from bot.requests import waiting
from bot.sending.outbox import Outbox
from bot.turn import Work
from directory.database import reading, unit_of_work
from directory.model import Expert, ExpertProfession, Person
from directory.revision import next_revision
from tests.bot.town import Town, said

ADA, BRAM, CLEO, DOV, RILEY = (
    "Ada Quillan",
    "Bram Otterbourne",
    "Cleo Wintersmith",
    "Dov Marrowby",
    "Riley Requester",
)
TITLE = "Plain letters about tax debt"
OUTCOMES = ("More people pay on time", "Fewer people are afraid to open a letter")
LAUNCH = date(2026, 9, 1)
"""A Tuesday, three and a half months after the town's clock begins."""


class PolicyTown(Town):
    """Everybody as in the town. Nobody looks after a policy until one is registered."""

    def __init__(self, engine: Engine, here: Here | None = None) -> None:
        super().__init__(engine, here=here)
        with unit_of_work(engine) as session:
            ada = session.exec(select(Expert).join(Person).where(Person.name == ADA)).one()
            session.add(ExpertProfession(expert_id=ada.id or 0, name="evaluation", position=1))
            ada.revision = next_revision(session)
        self.deadlines = Deadlines(
            engine, self.riley.index, lambda: self.now, self.riley.conversation._new_id, waiting.due, nudging.due
        )

    # ------------------------------------------------------------------------------------------ doing

    def register(
        self,
        title: str = TITLE,
        launch_on: date = LAUNCH,
        *,
        outcomes: Sequence[str] = OUTCOMES,
        owner: str = RILEY,
        deputy: str = DOV,
        co_owners: Sequence[str] = (),
        organisation: str = "HM Revenue and Customs",
        launch_precision: Precision = Precision.DAY,
    ) -> Policy:
        """A policy of Riley's, with its plan; nobody is told. ``deputy=""`` for none."""
        wanted = Registration(
            title=title,
            outcomes=tuple(outcomes),
            launch_on=launch_on,
            launch_precision=launch_precision,
            organisation=organisation,
            deputy_id=self.person_id(deputy) if deputy else None,
            co_owner_ids=tuple(self.person_id(name) for name in co_owners),
        )
        owner_id = self.person_id(owner)
        with unit_of_work(self.engine) as session:
            work = Work(session, self.riley.index.view(session), self.now, lambda: self.riley.conversation._new_id())
            id_ = make_policy(work, wanted, owner_id, f"person:{owner_id}").id
        return self.policy(id_)

    def fill_new(self, name: str = RILEY, /, **values: str) -> Answer:
        """Press to register a policy, and send the form with these values in place of what it holds."""
        opened = self.people[name].presses("policy.new")
        assert isinstance(opened, OpenForm), said(opened)
        filled = {field.name: field.value for field in opened.form.fields} | values
        return self.people[name].submits(opened.form.name, opened.form.context, **filled)

    def fill_form(self, action: str, value: str = "", name: str = RILEY, /, **values: str) -> Answer:
        """Press a button of a policy that opens a form, and send it with these values in place of what it holds."""
        opened = self.people[name].presses(action, value or self.policy().id)
        assert isinstance(opened, OpenForm), said(opened)
        filled = {field.name: field.value for field in opened.form.fields} | values
        return self.people[name].submits(opened.form.name, opened.form.context, **filled)

    def add_measure(self, name: str = "Letters answered", *, readings: Sequence[float] = ()) -> str:
        """A measure of the newest policy, with what it showed, a day apart. Gives its id."""
        policy_id = self.policy().id
        with unit_of_work(self.engine) as session:
            id_ = self.riley.conversation._new_id()
            measure = Measure(id=id_, policy_id=policy_id, position=1, name=name, unit="%", baseline=62, target=80)
            session.add(measure)
            session.flush()
            session.add_all(
                Reading(measure_id=id_, value=value, read_on=date(2026, 5, day), noted_at=self.now)
                for day, value in enumerate(readings, 1)
            )
        return id_

    def add_milestone(self, happens_on: date = date(2027, 3, 1)) -> str:
        """A milestone of the newest policy. Gives its id."""
        policy_id = self.policy().id
        with unit_of_work(self.engine) as session:
            id_ = self.riley.conversation._new_id()
            category = MilestoneCategory.INTERIM_PUBLICATION
            session.add(Milestone(id=id_, policy_id=policy_id, category=category, happens_on=happens_on))
        return id_

    # ------------------------------------------------------------------------------------------ looking

    def policy(self, policy_id: str = "") -> Policy:
        """This policy, or the newest, as it is now."""
        with reading(self.engine) as session:
            query = select(Policy).order_by(col(Policy.registered_at).desc(), col(Policy.id).desc())
            policy = session.get_one(Policy, policy_id) if policy_id else session.exec(query).first()
            assert policy
            session.expunge(policy)
            return policy

    def check_ins(self, policy_id: str = "", *, open_only: bool = True) -> list[CheckIn]:
        """Its check-ins, the next first; only those that still wait to be done, unless all are wanted."""
        with reading(self.engine) as session:
            query = select(CheckIn).where(CheckIn.policy_id == (policy_id or self.policy().id))
            if open_only:
                query = query.where(col(CheckIn.status) == CheckInStatus.PLANNED)
            rows = list(session.exec(query.order_by(col(CheckIn.due_on), col(CheckIn.id))))
            session.expunge_all()
            return rows

    def nudges(self) -> list[tuple[str, str]]:
        """Whom there is a nudge for now, with the title of what they would see."""
        return self.told(NoticeKind.CHECK_IN_NUDGE)

    def told_card(self, name: str, kind: NoticeKind) -> Card:
        """The newest notice of this kind that this person has, as it would be drawn now."""
        with reading(self.engine) as session:
            query = select(Notice).join(Person).where(Notice.kind == kind, Person.name == name)
            card = draw(session, session.exec(query.order_by(col(Notice.id))).all()[-1], self.now)
        assert card is not None
        return card

    def would_send(self) -> list[NoticeKind]:
        """What would be sent to anybody now, by its kind."""
        outbox = Outbox(
            self.engine,
            lambda: self.now,
            self.riley.conversation._new_id,
            draw,
            ("web", "email"),
            chance=lambda: 0.0,
            lease_clock=lambda _session: self.now,
        )
        return [NoticeKind(letter.kind) for letter in outbox.claim(100)]

    def person_id(self, name: str) -> int:
        with reading(self.engine) as session:
            return session.exec(select(Person.id).where(Person.name == name)).one() or 0
