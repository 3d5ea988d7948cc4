"""Who may use the bot, and who may press what."""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import Engine
from sqlmodel import func, select

from bot.admission import ONLY_FOR, AllowList
from bot.events import Introduction, Platform, Sender
from bot.messages import Answer, Replace, Reply, plain
from bot.names import FORMS, PRESSES
from directory.database import reading, unit_of_work
from directory.model import Account, Person, Role
from directory.roles import give_role
from tests.people import NOW, Policymaker, add_expert

MEMBER = Sender(platform="slack", workspace="T01ACME", user="U01RILEY")
RILEY = Introduction(name="Riley Requester", email="riley.requester@example.gov.uk")
GUEST = RILEY.model_copy(update={"is_guest": True})
REFUSED = "You cannot use Find an expert here"


def words(answer: Answer | None) -> str:
    assert isinstance(answer, Reply | Replace)
    return plain(answer.card)


@pytest.mark.parametrize(
    "stranger",
    [
        Sender(platform="slack", workspace="T09STRANGE", user="U1"),
        Sender(platform="slack", workspace="T09STRANGE", enterprise="E09STRANGE", user="U1"),
        Sender(platform="slack", workspace="tenant-1", user="U1"),
        Sender(platform="teams", workspace="tenant-9", user="object-1"),
        Sender(platform="teams", workspace="T01ACME", user="object-1"),
        Sender(platform="teams", workspace="", user="object-1"),
    ],
)
def test_a_stranger_is_refused_in_plain_words_and_nothing_is_kept_of_them(database: Engine, stranger: Sender) -> None:
    somebody = Policymaker(database, sender=stranger, introduction=RILEY)
    assert not somebody.conversation.needs_introduction(stranger)
    for answer in (
        somebody.says("user research"),
        somebody.presses("help.show"),
        somebody.submits("search.refine", "x"),
    ):
        assert words(answer).startswith(REFUSED)
        assert "not one of those that share this directory" in words(answer)
    with reading(database) as session:
        assert session.exec(select(func.count()).select_from(Account)).one() == 0


def test_a_guest_is_refused_in_plain_words_and_only_that_is_kept_of_them(database: Engine) -> None:
    guest = Policymaker(database, sender=MEMBER, introduction=GUEST)
    assert "You are a guest in this workspace" in words(guest.says("user research"))
    with reading(database) as session:
        person = session.exec(select(Person)).one()
        assert (person.name, person.email) == ("Guest", None)


def test_a_guest_never_becomes_somebody_of_the_directory(database: Engine) -> None:
    with unit_of_work(database) as session:
        add_expert(session, "Ada Quillan")
    guest = Introduction(name="Ada Quillan", email="ada.quillan@example.gov.uk", is_guest=True)
    Policymaker(database, sender=MEMBER, introduction=guest)
    with reading(database) as session:
        ada = session.exec(select(Person).where(Person.name == "Ada Quillan")).one()
        assert session.exec(select(Account).where(Account.person_id == ada.id)).all() == []


def test_a_guest_is_let_in_where_guests_are_allowed(database: Engine) -> None:
    guest = Policymaker(database, sender=MEMBER, introduction=GUEST)
    guest.allowed.guests = True
    assert REFUSED not in words(guest.says("help"))


def test_a_guest_who_became_a_member_is_let_in_at_once(database: Engine) -> None:
    guest = Policymaker(database, sender=MEMBER, introduction=GUEST)
    assert guest.conversation.needs_introduction(MEMBER)
    guest.conversation.meet(MEMBER, RILEY)
    assert REFUSED not in words(guest.says("help"))
    with reading(database) as session:
        assert session.exec(select(Person)).one().email == RILEY.email


def test_whoever_nobody_introduced_is_asked_to_try_again(database: Engine) -> None:
    member = Policymaker(database, sender=MEMBER, introduction=RILEY)
    unknown = Sender(platform="slack", workspace="T01ACME", user="U0NEW")
    somebody = Policymaker(database, sender=unknown, introduction=None)
    assert "We could not check who you are" in words(somebody.says("user research"))
    assert "How to find an expert" in words(member.says("help"))


def test_an_allow_list_lets_in_workspaces_and_whole_organisations() -> None:
    allowed = AllowList(slack={"T1", "E1"}, teams={"t1"})
    inside: list[tuple[Platform, str, str]] = [
        ("slack", "T1", ""),
        ("slack", "T7", "E1"),
        ("teams", "t1", ""),
        ("web", "", ""),
    ]
    assert all(allowed.admits(Sender(platform=p, workspace=w, enterprise=e, user="u")) for p, w, e in inside)
    assert not AllowList().admits(MEMBER)


def test_a_demonstration_is_open_to_everybody_on_its_platform_only() -> None:
    allowed = AllowList()
    allowed.open_to_all("teams")
    assert allowed.admits(Sender(platform="teams", workspace="any", user="u"))
    assert not allowed.admits(MEMBER)


def test_an_id_in_capitals_is_the_same_tenant() -> None:
    allowed = AllowList(teams={"6F5B1E0A-0000-4000-8000-000000000001"})
    assert allowed.admits(Sender(platform="teams", workspace="6f5b1e0a-0000-4000-8000-000000000001", user="u"))


def test_the_workspace_of_a_single_token_is_let_in_when_it_is_known() -> None:
    allowed = AllowList()
    allowed.allow("slack", "T01ACME")
    assert allowed.admits(MEMBER)


@pytest.mark.parametrize("role", [None, *Role])
def test_every_button_and_form_asks_for_its_role(database: Engine, role: Role | None) -> None:
    with unit_of_work(database) as session:
        if role:
            named = ("DWP", "history") if role is Role.HEAD_OF_PROFESSION else ("", "")
            give_role(session, RILEY.email, role, NOW, "terminal", *named)
    member = Policymaker(database, sender=MEMBER, introduction=RILEY)
    for action, value in product(PRESSES, ("0", "", "x")):
        refused = "can see this" in words_of(member.presses(action, value))
        assert refused == (action in ONLY_FOR and role not in ONLY_FOR[action]), action
    for form in FORMS:
        assert "can see this" not in words_of(member.submits(form, "x"))


def words_of(answer: Answer) -> str:
    return words(answer) if isinstance(answer, Reply | Replace) else ""
