"""Who may read a policy: those who look after it, and the heads of its organisation. They may not change it."""

from __future__ import annotations

from sqlmodel import Session, col, select

from bot.model import Policy
from bot.policies.whose import looked_after_by
from directory.model import Role, RoleGrant


def may_read(session: Session, policy: Policy, person_id: int) -> bool:
    """Whether this person may see all of a policy."""
    own = select(Policy.id).where(Policy.id == policy.id, looked_after_by(person_id))
    return session.exec(own).first() is not None or person_id in heads_of(session, policy.organisation)


def heads_of(session: Session, organisation: str) -> list[int]:
    """The heads of profession of an organisation, whatever the profession, in the order that they were made so."""
    where = same(organisation)
    grants = session.exec(
        select(RoleGrant).where(RoleGrant.role == Role.HEAD_OF_PROFESSION).order_by(col(RoleGrant.id))
    ).all()
    return list(dict.fromkeys(each.person_id for each in grants if where and same(each.organisation) == where))


def organisations_of(session: Session, person_id: int) -> list[str]:
    """The organisations whose head of profession somebody is, by their names as they were given, in order."""
    grants = select(RoleGrant.organisation).where(
        RoleGrant.role == Role.HEAD_OF_PROFESSION, RoleGrant.person_id == person_id
    )
    by_name = {same(name): name for name in session.exec(grants.order_by(col(RoleGrant.id))) if same(name)}
    return sorted(by_name.values(), key=same)


def same(organisation: str) -> str:
    """By which the names of one organisation are known to be the same."""
    return organisation.strip().casefold()
