"""What the tests of who owns a policy do and look at, beside the town of policies."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlmodel import col, select

from bot.check_ins import nudging
from bot.deadlines import Deadlines
from bot.messages import Answer, Card, OpenForm
from bot.model import NoticeKind, Ownership, Policy
from bot.policies.owning import ask_for_owner, due
from bot.requests import waiting
from bot.turn import Work
from directory.database import reading, unit_of_work
from directory.model import Person, Role, RoleGrant
from tests.bot.policies.policies import RILEY, PolicyTown
from tests.bot.town import card_of, said

OFFER, ASKED, NEWS = NoticeKind.POLICY_HAND_OVER, NoticeKind.POLICY_OWNER, NoticeKind.POLICY_NEWS


def email(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.gov.uk"


class OwnersTown(PolicyTown):
    """A town in which people hand policies over, and go."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        new_id = self.riley.conversation._new_id
        self.deadlines = Deadlines(engine, self.riley.index, lambda: self.now, new_id, waiting.due, nudging.due, due)

    # ------------------------------------------------------------------------------------------ doing

    def hand_over(self, by: str, to: str, **values: str) -> Answer:
        """Open the form and send it; ``to`` is a name, or an address."""
        opened = self.people[by].presses("policy.hand_over", self.policy().id)
        assert isinstance(opened, OpenForm), said(opened)
        fields = {field.name: field.value for field in opened.form.fields}
        filled = fields | {"colleague": to if "@" in to else email(to)} | values
        return self.people[by].submits("policy.hand_over", opened.form.context, **filled)

    def answers(self, name: str, action: str, policy_id: str = "") -> Card:
        """Press a button of the policy, by its name that is for ever."""
        return card_of(self.people[name].presses(action, policy_id or self.policy().id))

    def lose_owner(self) -> None:
        """As it is found out that the owner cannot be told: by a step that asks for another."""
        with unit_of_work(self.engine) as session:
            policy = session.exec(select(Policy)).one()
            policy.ownerless_since = policy.ownerless_since or self.now
            ids = self.riley.conversation._new_id
            ask_for_owner(Work(session, self.riley.index.view(session), self.now, ids), policy)

    def make_head(self, name: str, organisation: str = "HM Revenue and Customs") -> None:
        with unit_of_work(self.engine) as session:
            person_id = session.exec(select(Person.id).where(Person.name == name)).one() or 0
            session.add(
                RoleGrant(
                    person_id=person_id, role=Role.HEAD_OF_PROFESSION, organisation=organisation, profession="policy"
                )
            )

    # ------------------------------------------------------------------------------------------ looking

    def owner(self) -> str:
        with reading(self.engine) as session:
            return session.exec(select(Person.name).join(Policy, col(Policy.owner_id) == col(Person.id))).one()

    def asked(self) -> list[str]:
        """Who is asked now to name an owner."""
        return [name for name, _ in self.told(ASKED)]

    def owned_by(self) -> list[tuple[str, bool]]:
        """Everybody who has ever owned it, the first first, and whether they still do."""
        with reading(self.engine) as session:
            query = select(Person.name, Ownership.until).join(Ownership, col(Ownership.person_id) == col(Person.id))
            return [(name, until is None) for name, until in session.exec(query.order_by(col(Ownership.id)))]


def registered(database: Engine, **values: object) -> OwnersTown:
    """Riley owns it and Dov is the deputy, unless otherwise."""
    town = OwnersTown(database)
    town.register(**values)  # type: ignore[arg-type]
    assert town.owner() == values.get("owner", RILEY)
    return town
