"""Whose policy it is: its owner, co-owners and deputy look after it, and nobody else sees or changes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, or_
from sqlmodel import Session, col, select

from bot.admission import NotAllowedError
from bot.cards import refused
from bot.model import CheckIn, CoOwner, Policy
from bot.turn import Turn
from directory.model import Person


@dataclass(frozen=True, slots=True)
class Owned:
    """A policy as one of those who look after it sees it. ``people`` has everybody it names, by their ids."""

    policy: Policy
    people: Mapping[int, Person]
    co_owner_ids: tuple[int, ...]
    me: Person
    today: date
    """By the clock of whoever looks."""

    @property
    def owner(self) -> Person | None:
        return self.people.get(self.policy.owner_id or 0)

    @property
    def deputy(self) -> Person | None:
        return self.people.get(self.policy.deputy_id or 0)

    @property
    def co_owners(self) -> tuple[Person, ...]:
        return tuple(self.people[id_] for id_ in self.co_owner_ids)

    @property
    def is_mine(self) -> bool:
        """Whether whoever looks looks after it."""
        return self.me.id in {self.policy.owner_id, self.policy.deputy_id, *self.co_owner_ids}

    @property
    def zone(self) -> ZoneInfo:
        """Where whoever looks is."""
        return ZoneInfo(self.me.time_zone)


def own_policy(turn: Turn, policy_id: str, *, lock: bool = False) -> Owned:
    """The policy, for whoever looks after it; ``lock`` it to change anything of it or of its check-ins.

    Raises NotAllowedError when it is not theirs, in the same words whether there is such a policy or not.
    """
    owned = policy_of(turn.session, policy_id, turn.asker.person.id or 0, turn.now, lock=lock)
    if owned is None:
        raise NotAllowedError(refused.not_your_policy())
    return owned


def own_check_in(turn: Turn, check_in_id: str, *, lock: bool = False) -> tuple[Owned, CheckIn]:
    """As ``own_policy``, of one check-in: the policy is locked before it. Another plan may have left it out."""
    policy_id = turn.session.exec(select(CheckIn.policy_id).where(CheckIn.id == check_in_id)).first()
    owned = policy_of(turn.session, policy_id or "", turn.asker.person.id or 0, turn.now, lock=lock)
    query = select(CheckIn).where(CheckIn.id == check_in_id).execution_options(populate_existing=lock)
    check_in = turn.session.exec(query).first() if owned else None
    if owned is None or check_in is None:
        raise NotAllowedError(refused.not_your_check_in())
    return owned, check_in


def policy_of(session: Session, policy_id: str, person_id: int, now: datetime, *, lock: bool = False) -> Owned | None:
    """The policy as this person has it; nothing when there is none, or they do not look after it."""
    query = select(Policy).where(Policy.id == policy_id, looked_after_by(person_id))
    policy = session.exec(query.with_for_update() if lock else query).first()
    return seen_by(session, policy, person_id, now) if policy else None


def seen_by(session: Session, policy: Policy, person_id: int, now: datetime) -> Owned:
    """As this person sees it, of whom it is known that they may. Raises LookupError for an id of nobody."""
    co_owners = co_owners_of(session, policy)
    named = (policy.owner_id, policy.deputy_id, policy.handing_to_id, policy.handing_by_id, policy.naming_id)
    people = _people(session, (*named, *co_owners, person_id))
    me = people[person_id]
    return Owned(policy, people, co_owners, me, now.astimezone(ZoneInfo(me.time_zone)).date())


def co_owners_of(session: Session, policy: Policy) -> tuple[int, ...]:
    """The ids of its co-owners, in the order of their names."""
    query = select(CoOwner.person_id).join(Person, col(Person.id) == col(CoOwner.person_id))
    return tuple(session.exec(query.where(CoOwner.policy_id == policy.id).order_by(Person.name, col(Person.id))))


def looked_after_by(person_id: int) -> ColumnElement[bool]:
    """Which policies somebody looks after, for a query: as owner, deputy or co-owner."""
    is_co_owner = exists().where(col(CoOwner.policy_id) == col(Policy.id), col(CoOwner.person_id) == person_id)
    return or_(col(Policy.owner_id) == person_id, col(Policy.deputy_id) == person_id, is_co_owner)


def _people(session: Session, ids: Iterable[int | None]) -> dict[int, Person]:
    wanted = {id_ for id_ in ids if id_}
    return {person.id or 0: person for person in session.exec(select(Person).where(col(Person.id).in_(wanted)))}
