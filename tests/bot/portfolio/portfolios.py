"""Policies of an organisation in every state, and their head of profession: Bram, of HM Revenue and Customs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

from sqlalchemy import Engine, delete
from sqlmodel import col

from bot.deadlines import Deadlines
from bot.messages import Card
from bot.model import CheckIn, CheckInStatus, Notice, NoticeKind, Policy, PolicyStatus, Precision
from bot.portfolio import digest
from directory.database import unit_of_work
from directory.model import Role, RoleGrant
from tests.bot.policies.owners import OwnersTown
from tests.bot.policies.policies import BRAM
from tests.bot.town import card_of
from tests.people import NOW

HMRC = "HM Revenue and Customs"
DIGEST = NoticeKind.PORTFOLIO_DIGEST
TODAY = NOW.date()
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NEVER = datetime(2099, 1, 1, tzinfo=UTC)


class PortfolioTown(OwnersTown):
    """Bram is the head of profession. Nothing but digests becomes due."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._numbers = count(1)
        self.make_head(BRAM)
        new_id = self.riley.conversation._new_id
        self.deadlines = Deadlines(engine, self.riley.index, lambda: self.now, new_id, digest.due)

    # ------------------------------------------------------------------------------------------ doing

    def add(
        self,
        title: str = "",
        *,
        organisation: str = HMRC,
        launched: int = 400,
        due: tuple[int, ...] = (),
        recorded: tuple[tuple[int, int | None], ...] = (),
        status: PolicyStatus = PolicyStatus.ACTIVE,
        status_at: datetime | None = None,
        registered_at: datetime = LONG_AGO,
        precision: Precision = Precision.DAY,
        owner: str = "",
    ) -> str:
        """A policy with its check-ins: ``launched`` so many days ago, ``due`` in so many days, and ``recorded`` so many
        days ago with so much confidence. Gives its id.
        """
        number = next(self._numbers)
        policy = Policy(
            id=f"policy{number}",
            title=title or f"Policy {number}",
            organisation=organisation,
            outcomes=["More people pay on time"],
            launch_on=TODAY - timedelta(days=launched),
            launch_precision=precision,
            status=status,
            status_at=status_at,
            owner_id=self.person_id(owner) if owner else None,
            registered_at=registered_at,
            plan_at=NEVER,
        )
        with unit_of_work(self.engine) as session:
            session.add(policy)
            session.flush()
            for at, days in enumerate(due):
                day = TODAY + timedelta(days=days)
                session.add(_check_in(policy.id, f"due{at}", day))
            for at, (days, confidence) in enumerate(recorded):
                check_in = _check_in(policy.id, f"recorded{at}", TODAY - timedelta(days=days))
                check_in.status, check_in.confidence = CheckInStatus.RECORDED, confidence
                check_in.answered_at = NOW - timedelta(days=days)
                session.add(check_in)
            return f"policy{number}"

    def add_every_kind(self) -> None:
        """One in each state, and one of another organisation."""
        self.add("Late letters", due=(-40, 100), recorded=((100, 7), (200, 5), (300, 4)), owner="Ada Quillan")
        self.add("Soon", due=(14,), recorded=((20, 3), (200, 6)))
        self.add("Never", due=())
        self.add("Well", due=(90,), recorded=((90, 8),))
        self.add("Resting", due=(-5,), status=PolicyStatus.PAUSED, status_at=self.now)
        self.add("Over", status=PolicyStatus.CLOSED, status_at=self.now)
        self.add("Secret of others", organisation="Home Office", due=(-90,))

    def take_role(self) -> None:
        """Nobody is a head of profession any more."""
        with unit_of_work(self.engine) as session:
            session.execute(delete(RoleGrant).where(col(RoleGrant.role) == Role.HEAD_OF_PROFESSION))

    # ------------------------------------------------------------------------------------------ looking

    def portfolio(self, name: str = BRAM, key: str = "") -> Card:
        """What somebody sees who presses the way to it."""
        return card_of(self.people[name].presses("portfolio.show", key))

    def digests(self) -> list[str]:
        """The keys of all that were told, those among them that would not be drawn any more."""
        return [notice.key for notice in self.every(Notice) if notice.kind == DIGEST]


def _check_in(policy_id: str, rule: str, day: date) -> CheckIn:
    id_ = f"{policy_id}-{rule}"
    return CheckIn(id=id_, policy_id=policy_id, rule=rule, occurs_on=day, due_on=day, name="Regular check-in")
