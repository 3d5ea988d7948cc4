"""Who may do what: giving and taking roles."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from directory.errors import FindExpertError, NotFoundError
from directory.model import AuditEntry, Person, Role, RoleGrant


class WrongRoleError(FindExpertError):
    """A role was given with too little or too much."""


def give_role(
    session: Session,
    email: str,
    role: Role,
    now: datetime,
    actor: str,
    organisation: str = "",
    profession: str = "",
) -> bool:
    """Give ``role`` to the person of this email address, who is added when not known yet.

    ``actor`` is who does it, as the audit names them. Returns whether anything changed: giving a role twice is giving
    it once. A head of profession needs an organisation and a profession; nobody else takes them.
    """
    email = _checked(email, role, organisation, profession)
    person = session.exec(select(Person).where(Person.email == email)).first()
    if person is None:
        person = Person(email=email, name=email.partition("@")[0])
        session.add(person)
        session.flush()
    if _grant(session, person, role, organisation, profession):
        return False
    session.add(RoleGrant(person_id=person.id or 0, role=role, organisation=organisation, profession=profession))
    session.add(_audit("role.give", email, role, organisation, profession, now, actor))
    return True


def take_role(
    session: Session,
    email: str,
    role: Role,
    now: datetime,
    actor: str,
    organisation: str = "",
    profession: str = "",
) -> bool:
    """Take ``role`` away. Returns whether anything changed.

    ``actor`` is who does it, as the audit names them. Raises NotFoundError when nobody has this address.
    """
    email = _checked(email, role, organisation, profession)
    person = session.exec(select(Person).where(Person.email == email)).first()
    if person is None:
        raise NotFoundError(f"Nobody with the email address {email} is known.")
    grant = _grant(session, person, role, organisation, profession)
    if grant is None:
        return False
    session.delete(grant)
    session.add(_audit("role.take", email, role, organisation, profession, now, actor))
    return True


def is_known(session: Session, email: str) -> bool:
    """Whether anybody has this email address."""
    return session.exec(select(Person.id).where(Person.email == email.strip().lower())).first() is not None


def roles_of(session: Session, person_id: int) -> frozenset[Role]:
    """The roles somebody was given."""
    return frozenset(grant.role for grant in session.exec(select(RoleGrant).where(RoleGrant.person_id == person_id)))


def _checked(email: str, role: Role, organisation: str, profession: str) -> str:
    email = email.strip().lower()
    name, at, domain = email.partition("@")
    if not (name and at and "." in domain) or any(c.isspace() for c in email):
        raise WrongRoleError(f"“{email}” is not an email address.")
    if role is Role.HEAD_OF_PROFESSION and not (organisation and profession):
        raise WrongRoleError("A head of profession needs --organisation and --profession.")
    if role is not Role.HEAD_OF_PROFESSION and (organisation or profession):
        raise WrongRoleError("Only a head of profession takes --organisation and --profession.")
    return email


def _grant(session: Session, person: Person, role: Role, organisation: str, profession: str) -> RoleGrant | None:
    return session.exec(
        select(RoleGrant).where(
            RoleGrant.person_id == person.id,
            RoleGrant.role == role,
            RoleGrant.organisation == organisation,
            RoleGrant.profession == profession,
        )
    ).first()


def _audit(
    action: str, email: str, role: Role, organisation: str, profession: str, now: datetime, actor: str
) -> AuditEntry:
    detail: dict[str, str | int] = {"role": role.value, "organisation": organisation, "profession": profession}
    return AuditEntry(at=now, actor=actor, action=action, subject=email, detail=detail)
