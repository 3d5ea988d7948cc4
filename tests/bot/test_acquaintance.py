"""Who is talking to the bot: users of Slack and Teams joined to people of the directory, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func
from sqlmodel import SQLModel, select

from bot.acquaintance import asker, platforms_of, where_told
from bot.events import Introduction, Sender
from directory.database import reading, unit_of_work
from directory.model import Account, AuditEntry, Expert, Person, Role, Status, Unreachable
from directory.roles import give_role, roles_of
from tests.people import NOW, Policymaker, add_expert

ADA = "Ada Quillan"
ADA_SAYS = Introduction(name="ada q", email="Ada.Quillan@example.gov.uk", time_zone="Europe/Paris")
ON_SLACK = Sender(platform="slack", workspace="T01ACME", user="U02ADA")
ON_TEAMS = Sender(platform="teams", workspace="tenant-1", user="object-2")


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def wait(self, **length: float) -> None:
        self.now += timedelta(**length)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bot(database: Engine, clock: Clock) -> Policymaker:
    """A bot before a directory of one expert."""
    with unit_of_work(database) as session:
        add_expert(session, ADA, ["user research"], role="User researcher")
    return Policymaker(database, clock)


def person_of(database: Engine, sender: Sender) -> Person:
    with reading(database) as session:
        found = asker(session, sender)
        assert found
        return found.person


def count(database: Engine, kind: type[SQLModel]) -> int:
    with reading(database) as session:
        return session.exec(select(func.count()).select_from(kind)).one()


def names_in_directory(database: Engine, user: str, platform: str = "slack", name: str = ADA) -> None:
    with unit_of_work(database) as session:
        person = session.exec(select(Person).where(Person.name == name)).one()
        session.add(Account(person_id=person.id or 0, platform=platform, user_id=user))


def test_somebody_is_known_by_the_verified_email_of_the_directory(database: Engine, bot: Policymaker) -> None:
    assert bot.conversation.needs_introduction(ON_SLACK)
    bot.conversation.meet(ON_SLACK, ADA_SAYS)
    assert not bot.conversation.needs_introduction(ON_SLACK)
    assert person_of(database, ON_SLACK).name == ADA
    with reading(database) as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "account.join")).all()[-1]
        assert entry.actor == "slack:T01ACME:U02ADA"


def test_one_person_on_both_platforms_is_one_person(database: Engine, bot: Policymaker) -> None:
    before = count(database, Person)
    bot.conversation.meet(ON_SLACK, ADA_SAYS)
    bot.conversation.meet(ON_TEAMS, ADA_SAYS)
    assert person_of(database, ON_SLACK).id == person_of(database, ON_TEAMS).id
    assert count(database, Person) == before


def test_two_policymakers_without_a_profile_become_one_by_their_email(database: Engine, bot: Policymaker) -> None:
    said = Introduction(name="Fern Hollow", email="fern.hollow@example.gov.uk")
    bot.conversation.meet(ON_SLACK, said)
    bot.conversation.meet(ON_TEAMS, said)
    assert person_of(database, ON_SLACK).id == person_of(database, ON_TEAMS).id
    assert person_of(database, ON_SLACK).name == "Fern Hollow"


def test_the_user_id_of_the_directory_comes_before_the_email(database: Engine, bot: Policymaker) -> None:
    names_in_directory(database, "U02ADA")
    bot.conversation.meet(ON_SLACK, Introduction(name="ada", email="somebody.else@example.gov.uk"))
    assert person_of(database, ON_SLACK).name == ADA
    assert person_of(database, ON_SLACK).email == "ada.quillan@example.gov.uk"


def test_a_user_id_that_another_workspace_claimed_is_not_believed(database: Engine, bot: Policymaker) -> None:
    names_in_directory(database, "U02ADA")
    bot.conversation.meet(ON_SLACK, Introduction(name="ada"))
    bot.allowed.allow("slack", "T02OTHER")
    elsewhere = Sender(platform="slack", workspace="T02OTHER", user="U02ADA")
    bot.conversation.meet(elsewhere, Introduction(name="Somebody Else"))
    assert person_of(database, elsewhere).name == "Somebody Else"


def test_without_an_email_nobody_is_taken_for_somebody_of_the_directory(database: Engine, bot: Policymaker) -> None:
    bot.conversation.meet(ON_SLACK, Introduction(name=ADA))
    with reading(database) as session:
        assert session.exec(select(Expert.person_id)).one() != person_of(database, ON_SLACK).id


def test_a_new_email_of_a_known_account_keeps_the_person(database: Engine, bot: Policymaker) -> None:
    bot.conversation.meet(ON_SLACK, ADA_SAYS)
    bot.conversation.meet(ON_SLACK, Introduction(name="Ada Marlowby", email="ada.marlowby@example.gov.uk"))
    assert person_of(database, ON_SLACK).name == ADA


def test_somebody_who_joins_the_directory_later_is_joined_to_it(database: Engine, bot: Policymaker) -> None:
    bot.conversation.meet(ON_TEAMS, Introduction(name="Gus"))
    made_for_it = person_of(database, ON_TEAMS).id
    with unit_of_work(database) as session:
        add_expert(session, "Gus Petherick", ["history"])
    names_in_directory(database, "object-2", "teams", "Gus Petherick")
    bot.conversation.meet(ON_TEAMS, Introduction(name="Gus"))
    assert person_of(database, ON_TEAMS).name == "Gus Petherick"
    with reading(database) as session:
        assert session.get(Person, made_for_it) is None


def test_a_person_with_a_role_is_never_forgotten_when_accounts_move(database: Engine, bot: Policymaker) -> None:
    with unit_of_work(database) as session:
        give_role(session, "gus@example.gov.uk", Role.ADMINISTRATOR, NOW, "terminal")
    bot.conversation.meet(ON_TEAMS, Introduction(name="Gus", email="gus@example.gov.uk"))
    administrator = person_of(database, ON_TEAMS).id
    names_in_directory(database, "object-2", "teams")
    bot.conversation.meet(ON_TEAMS, Introduction(name="Gus", email="gus@example.gov.uk"))
    assert person_of(database, ON_TEAMS).name == ADA
    with reading(database) as session:
        assert session.get(Person, administrator) is not None


def test_a_grid_organisation_is_one_home_for_all_its_workspaces(database: Engine, bot: Policymaker) -> None:
    bot.allowed.allow("slack", "E01GRID")
    here = Sender(platform="slack", workspace="T0A", enterprise="E01GRID", user="W07")
    bot.conversation.meet(here, Introduction(name="Fern"))
    there = Sender(platform="slack", workspace="T0B", enterprise="E01GRID", user="W07")
    assert not bot.conversation.needs_introduction(there)
    assert person_of(database, there).name == "Fern"


def test_the_platform_is_asked_again_after_a_day(bot: Policymaker, clock: Clock) -> None:
    bot.conversation.meet(ON_SLACK, ADA_SAYS)
    clock.wait(hours=23.9)
    assert not bot.conversation.needs_introduction(ON_SLACK)
    clock.wait(hours=0.1)
    assert bot.conversation.needs_introduction(ON_SLACK)


def test_a_new_way_to_write_to_somebody_is_kept(database: Engine, bot: Policymaker) -> None:
    bot.conversation.meet(ON_TEAMS, ADA_SAYS)
    assert bot.conversation.needs_introduction(ON_TEAMS, "conversation 1")
    bot.conversation.meet(ON_TEAMS, ADA_SAYS, "conversation 1")
    assert not bot.conversation.needs_introduction(ON_TEAMS, "conversation 1")
    assert not bot.conversation.needs_introduction(ON_TEAMS)
    bot.conversation.meet(ON_TEAMS, ADA_SAYS)
    with reading(database) as session:
        assert session.exec(select(Account.conversation).where(Account.platform == "teams")).one() == "conversation 1"


def test_a_zone_nobody_knows_is_not_kept(database: Engine, bot: Policymaker) -> None:
    bot.conversation.meet(ON_SLACK, Introduction(name="Fern", time_zone="../../etc/passwd"))
    assert person_of(database, ON_SLACK).time_zone == "Europe/London"
    bot.conversation.meet(ON_SLACK, Introduction(name="Fern", time_zone="Europe/Paris"))
    assert person_of(database, ON_SLACK).time_zone == "Europe/Paris"


def test_people_are_told_things_where_they_used_the_bot_last(database: Engine, bot: Policymaker, clock: Clock) -> None:
    slack = Policymaker(database, clock, ON_SLACK, ADA_SAYS)
    teams = Policymaker(database, clock, ON_TEAMS, ADA_SAYS)
    for last in (slack, teams, slack):
        clock.wait(hours=2)
        last.says("help")
        with reading(database) as session:
            found = where_told(session, person_of(database, ON_SLACK))
            assert found
            assert found.platform == ("slack" if last is slack else "teams")


def test_a_short_look_elsewhere_counts_too(database: Engine, bot: Policymaker, clock: Clock) -> None:
    slack = Policymaker(database, clock, ON_SLACK, ADA_SAYS)
    teams = Policymaker(database, clock, ON_TEAMS, ADA_SAYS)
    for last in (slack, teams, slack):
        clock.wait(minutes=5)
        last.says("help")
    with reading(database) as session:
        found = where_told(session, person_of(database, ON_SLACK))
        assert found
        assert found.platform == "slack"


def test_who_chose_a_platform_is_told_there_until_it_cannot_be_reached(
    database: Engine, bot: Policymaker, clock: Clock
) -> None:
    Policymaker(database, clock, ON_SLACK, ADA_SAYS)
    teams = Policymaker(database, clock, ON_TEAMS, ADA_SAYS)
    teams.presses("told.choose", "slack")
    clock.wait(hours=2)
    teams.says("help")
    with reading(database) as session:
        found = where_told(session, person_of(database, ON_TEAMS))
        assert found
        assert found.platform == "slack"
    bot.conversation.cannot_reach(ON_SLACK, Unreachable.BLOCKED)
    with reading(database) as session:
        found = where_told(session, person_of(database, ON_TEAMS))
        assert found
        assert found.platform == "teams"
        assert platforms_of(session, found_person(database)) == ["teams"]


def found_person(database: Engine) -> Person:
    return person_of(database, ON_TEAMS)


def test_nobody_is_told_anything_where_only_the_directory_names_an_account(database: Engine, bot: Policymaker) -> None:
    names_in_directory(database, "U02ADA")
    with reading(database) as session:
        assert where_told(session, session.exec(select(Person).where(Person.name == ADA)).one()) is None


def test_who_cannot_be_reached_is_remembered_with_the_day_until_they_write_again(
    database: Engine, bot: Policymaker
) -> None:
    bot.conversation.meet(ON_SLACK, ADA_SAYS)
    bot.conversation.cannot_reach(ON_SLACK, Unreachable.BLOCKED)
    with reading(database) as session:
        account = session.exec(select(Account).where(Account.platform == "slack")).one()
        assert (account.unreachable, account.unreachable_since) == (Unreachable.BLOCKED, NOW)
    assert bot.conversation.needs_introduction(ON_SLACK)
    bot.conversation.meet(ON_SLACK, ADA_SAYS)
    with reading(database) as session:
        assert session.exec(select(Account.unreachable).where(Account.platform == "slack")).one() is None


def test_a_switched_off_account_is_not_written_to(database: Engine, bot: Policymaker) -> None:
    bot.conversation.meet(ON_SLACK, ADA_SAYS.model_copy(update={"has_left": True}))
    with reading(database) as session:
        assert where_told(session, person_of(database, ON_SLACK)) is None


def test_whoever_is_given_the_address_that_somebody_gave_up_is_somebody_else(
    database: Engine, bot: Policymaker
) -> None:
    fern = Introduction(name="Fern Hollow", email="fern.hollow@example.gov.uk")
    bot.conversation.meet(ON_SLACK, fern)
    with unit_of_work(database) as session:
        give_role(session, fern.email, Role.ADMINISTRATOR, NOW, "terminal")
    bot.conversation.meet(ON_SLACK, fern.model_copy(update={"email": "fern.marlowby@example.gov.uk"}))
    bot.conversation.meet(ON_TEAMS, fern)
    with reading(database) as session:
        assert roles_of(session, person_of(database, ON_SLACK).id or 0) == {Role.ADMINISTRATOR}
        assert roles_of(session, person_of(database, ON_TEAMS).id or 0) == set()


def test_when_a_workspace_removes_the_bot_nobody_there_is_written_to(database: Engine, bot: Policymaker) -> None:
    bot.conversation.meet(ON_SLACK, ADA_SAYS)
    bot.conversation.meet(ON_TEAMS, ADA_SAYS)
    bot.conversation.uninstalled("slack", "T01ACME")
    with reading(database) as session:
        assert platforms_of(session, person_of(database, ON_TEAMS)) == ["teams"]


def test_when_one_workspace_of_an_organisation_removes_the_bot_nobody_is_written_to_by_way_of_it(
    database: Engine, bot: Policymaker
) -> None:
    bot.allowed.allow("slack", "E01ACME")
    ada = Sender(platform="slack", workspace="T01ACME", enterprise="E01ACME", user="U02ADA")
    cato = Sender(platform="slack", workspace="T02ACME", enterprise="E01ACME", user="U03CATO")
    bot.conversation.meet(ada, ADA_SAYS, "T01ACME")
    bot.conversation.meet(cato, Introduction(name="Cato"), "T02ACME")
    bot.conversation.uninstalled("slack", "T01ACME")
    with reading(database) as session:
        assert platforms_of(session, person_of(database, ada)) == []
        assert platforms_of(session, person_of(database, cato)) == ["slack"]


def test_many_first_events_at_once_make_one_account_and_one_person(database: Engine, bot: Policymaker) -> None:
    said = Introduction(name="Fern Hollow", email="fern.hollow@example.gov.uk")
    before = count(database, Person)
    both = [ON_SLACK, ON_TEAMS] * 8
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda sender: bot.conversation.meet(sender, said), both))
    assert count(database, Person) == before + 1
    assert person_of(database, ON_SLACK).id == person_of(database, ON_TEAMS).id


def test_a_leaver_of_the_directory_keeps_what_they_are_called(database: Engine, bot: Policymaker) -> None:
    with unit_of_work(database) as session:
        session.exec(select(Expert)).one().status = Status.LEFT
    bot.conversation.meet(ON_SLACK, ADA_SAYS)
    assert person_of(database, ON_SLACK).name == ADA
