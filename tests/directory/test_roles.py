"""Giving and taking roles."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, func
from sqlmodel import select

from directory.database import reading, unit_of_work
from directory.errors import NotFoundError
from directory.model import AuditEntry, Person, Role, RoleGrant
from directory.roles import WrongRoleError, give_role, take_role
from tests.people import NOW, add_expert

ADA = "ada.quillan@example.gov.uk"


def grants(database: Engine) -> list[tuple[Role, str, str]]:
    with reading(database) as session:
        rows = session.exec(select(RoleGrant).order_by(RoleGrant.role, RoleGrant.profession)).all()
        return [(row.role, row.organisation, row.profession) for row in rows]


def audit(database: Engine) -> list[tuple[str, str, object]]:
    with reading(database) as session:
        rows = session.exec(select(AuditEntry)).all()
        assert all(row.at == NOW and row.actor for row in rows)
        return [(row.action, row.subject, row.detail["role"]) for row in rows]


def test_a_role_given_twice_is_given_once_and_noted_once(database: Engine) -> None:
    for given in (True, False):
        with unit_of_work(database) as session:
            assert give_role(session, ADA, Role.ADMINISTRATOR, NOW) is given
    assert grants(database) == [(Role.ADMINISTRATOR, "", "")]
    assert audit(database) == [("role.give", ADA, "administrator")]


def test_a_role_taken_twice_is_taken_once_and_noted_once(database: Engine) -> None:
    with unit_of_work(database) as session:
        give_role(session, ADA, Role.ADMINISTRATOR, NOW)
        give_role(session, ADA, Role.EXPERT, NOW)
    for taken in (True, False):
        with unit_of_work(database) as session:
            assert take_role(session, ADA, Role.ADMINISTRATOR, NOW) is taken
    assert grants(database) == [(Role.EXPERT, "", "")]
    assert audit(database)[2:] == [("role.take", ADA, "administrator")]


def test_somebody_in_the_directory_is_found_by_any_spelling_of_their_address(database: Engine) -> None:
    with unit_of_work(database) as session:
        add_expert(session, "Ada Quillan")
        assert give_role(session, "  Ada.Quillan@Example.GOV.uk ", Role.DIRECTORY_MANAGER, NOW)
    with reading(database) as session:
        assert session.exec(select(func.count()).select_from(Person)).one() == 1
        assert session.exec(select(Person.name)).one() == "Ada Quillan"


def test_somebody_new_is_added_by_their_address(database: Engine) -> None:
    with unit_of_work(database) as session:
        give_role(session, ADA, Role.ADMINISTRATOR, NOW)
    with reading(database) as session:
        person = session.exec(select(Person)).one()
        assert (person.email, person.name) == (ADA, "ada.quillan")


def test_a_role_is_not_taken_from_nobody(database: Engine) -> None:
    with unit_of_work(database) as session, pytest.raises(NotFoundError, match=ADA):
        take_role(session, ADA, Role.ADMINISTRATOR, NOW)


def test_somebody_may_head_several_professions(database: Engine) -> None:
    with unit_of_work(database) as session:
        for profession in ("history", "economics"):
            assert give_role(session, ADA, Role.HEAD_OF_PROFESSION, NOW, "DWP", profession)
        assert take_role(session, ADA, Role.HEAD_OF_PROFESSION, NOW, "DWP", "history")
    assert grants(database) == [(Role.HEAD_OF_PROFESSION, "DWP", "economics")]


@pytest.mark.parametrize("change", [give_role, take_role])
@pytest.mark.parametrize(
    ("email", "role", "organisation", "profession"),
    [
        (ADA, Role.HEAD_OF_PROFESSION, "", ""),
        (ADA, Role.HEAD_OF_PROFESSION, "DWP", ""),
        (ADA, Role.HEAD_OF_PROFESSION, "", "history"),
        (ADA, Role.ADMINISTRATOR, "DWP", ""),
        ("", Role.ADMINISTRATOR, "", ""),
        ("@example.gov.uk", Role.ADMINISTRATOR, "", ""),
        ("ada@localhost", Role.ADMINISTRATOR, "", ""),
        ("ada quillan@example.gov.uk", Role.ADMINISTRATOR, "", ""),
    ],
)
def test_too_little_or_too_much_is_refused(
    database: Engine, change: object, email: str, role: Role, organisation: str, profession: str
) -> None:
    assert callable(change)
    with unit_of_work(database) as session, pytest.raises(WrongRoleError):
        change(session, email, role, NOW, organisation, profession)
    assert grants(database) == []
    assert audit(database) == []
