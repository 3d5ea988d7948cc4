"""When an owner leaves: the deputy, then heads of profession are asked for a new one; nobody is asked for nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, update
from sqlmodel import col, select

from bot.messages import OpenForm, plain
from bot.model import Notice, Policy, PolicyStatus
from directory.database import reading, unit_of_work
from directory.model import Account, Expert, Person, Role, RoleGrant, Status, Unreachable
from tests.bot.policies.owners import ASKED, NEWS, OFFER, OwnersTown, registered
from tests.bot.policies.policies import ADA, BRAM, CLEO, DOV, RILEY, TITLE
from tests.bot.town import card_of, said

WHO = f"Who will own “{TITLE}”?"


def goes(town: OwnersTown, name: str, status: Status = Status.LEFT) -> None:
    town.change(name, status=status)


@pytest.fixture
def town(database: Engine) -> OwnersTown:
    """Ada owned it, and has left."""
    town = registered(database, owner=ADA)
    goes(town, ADA)
    return town


# ---------------------------------------------------------------------------------------------- who is asked


def test_the_deputy_is_asked_first_and_may_own_it_themselves(town: OwnersTown) -> None:
    town.make_head(BRAM)
    town.lose_owner()
    assert town.asked() == [DOV]
    card = town.told_card(DOV, ASKED)
    assert card.title == WHO
    assert f"{ADA} has left. The policy needs a new owner." in plain(card)
    assert "You are asked because you are its deputy." in plain(card)
    assert town.answers(DOV, "policy.take").title == f"You own “{TITLE}”"
    assert town.owner() == DOV
    assert town.owned_by() == [(ADA, False), (DOV, True)]
    assert town.asked() == []
    assert town.policy().ownerless_since is None


def test_a_head_of_profession_of_that_organisation_is_asked_after_ten_working_days(town: OwnersTown) -> None:
    town.make_head(CLEO, "Ministry of Elsewhere")
    town.make_head(BRAM, "hm revenue AND customs")
    town.lose_owner()
    until = town.policy().naming_until
    assert until is not None
    assert until.date().isoformat() == "2026-05-27"  # the 25th is a bank holiday
    town.now = until - timedelta(minutes=1)
    town.deadlines.pass_deadlines()
    assert town.asked() == [DOV]
    town.later(minutes=2)
    assert town.asked() == [BRAM]
    assert "a head of profession of HM Revenue and Customs" in plain(town.told_card(BRAM, ASKED))
    town.later(days=30)
    assert town.asked() == []
    assert town.policy().naming_until is None
    assert town.policy().ownerless_since is not None
    town.lose_owner()
    town.later(days=30)
    assert len([each for each in town.every(Notice) if each.kind is ASKED]) == 2


def test_without_a_deputy_heads_of_profession_are_asked_one_after_another(database: Engine) -> None:
    town = registered(database, owner=ADA, deputy="")
    for name in (BRAM, CLEO):
        town.make_head(name)
    goes(town, ADA)
    town.lose_owner()
    assert town.asked() == [BRAM]
    town.lose_owner()
    assert town.asked() == [BRAM]
    town.later(days=20)
    assert town.asked() == [CLEO]


def test_a_policy_of_no_organisation_has_no_head_of_profession(database: Engine) -> None:
    town = registered(database, owner=ADA, deputy="", organisation="")
    town.make_head(BRAM, "")
    goes(town, ADA)
    town.lose_owner()
    assert town.asked() == []


def test_whoever_is_asked_and_goes_too_keeps_nobody_waiting(town: OwnersTown) -> None:
    town.make_head(BRAM)
    town.lose_owner()
    goes(town, DOV)
    town.later(minutes=1)
    assert town.asked() == [BRAM]


def test_a_deputy_who_has_gone_is_not_asked(town: OwnersTown) -> None:
    town.make_head(BRAM)
    goes(town, DOV)
    town.lose_owner()
    assert town.asked() == [BRAM]


@pytest.mark.parametrize(
    ("status", "words"), [(Status.LEFT, "has left"), (Status.PAUSED, "is paused in the directory")]
)
def test_it_is_said_why_there_is_no_owner(database: Engine, status: Status, words: str) -> None:
    town = registered(database, owner=ADA)
    goes(town, ADA, status)
    town.lose_owner()
    assert f"{ADA} {words}" in plain(town.told_card(DOV, ASKED))


def test_an_owner_who_was_erased_counts_as_left(database: Engine) -> None:
    town = registered(database)
    with unit_of_work(database) as session:
        session.delete(session.exec(select(Person).where(Person.name == RILEY)).one())
    town.lose_owner()
    town.later(minutes=1)
    assert town.asked() == [DOV]
    assert "Its owner has left" in plain(town.told_card(DOV, ASKED))
    town.answers(DOV, "policy.take")
    assert town.owner() == DOV


# ---------------------------------------------------------------------------------------------- no longer


def test_everything_is_taken_back_when_the_owner_is_there_again(town: OwnersTown) -> None:
    town.lose_owner()
    town.hand_over(DOV, BRAM)
    goes(town, ADA, Status.ACTIVE)
    town.later(minutes=1)
    policy = town.policy()
    assert (policy.ownerless_since, policy.naming_id, policy.naming_until, policy.handing_to_id) == (None,) * 4
    assert (town.asked(), town.told(OFFER)) == ([], [])
    assert town.told(NEWS) == [(BRAM, f"You are no longer asked to own “{TITLE}”")]
    assert town.answers(DOV, "policy.take").title == f"{ADA} owns “{TITLE}”"
    assert town.owner() == ADA


def test_an_owner_who_can_be_written_to_again_is_back(database: Engine) -> None:
    town = registered(database)
    with unit_of_work(database) as session:
        riley = session.exec(select(Person.id).where(Person.name == RILEY)).one()
        session.execute(update(Account).where(col(Account.person_id) == riley).values(unreachable=Unreachable.BLOCKED))
    town.lose_owner()
    assert "can no longer be reached" in plain(town.told_card(DOV, ASKED))
    town.later(minutes=1)
    assert town.asked() == [DOV]
    with unit_of_work(database) as session:
        session.execute(update(Account).values(unreachable=None))
    town.later(minutes=1)
    assert town.asked() == []


def test_an_offer_of_the_owner_from_before_stands_when_they_are_back(town: OwnersTown) -> None:
    goes(town, ADA, Status.ACTIVE)
    town.hand_over(ADA, BRAM)
    town.now += timedelta(days=1)
    goes(town, ADA)
    town.lose_owner()
    goes(town, ADA, Status.ACTIVE)
    town.later(minutes=1)
    assert town.policy().handing_to_id == town.person_id(BRAM)


def test_who_goes_a_second_time_is_asked_about_a_second_time(town: OwnersTown) -> None:
    town.lose_owner()
    goes(town, ADA, Status.ACTIVE)
    town.later(days=1)
    goes(town, ADA)
    town.lose_owner()
    assert town.asked() == [DOV]
    assert len([each for each in town.every(Notice) if each.kind is ASKED]) == 2


@pytest.mark.parametrize("status", [PolicyStatus.PAUSED, PolicyStatus.CLOSED])
def test_nobody_is_asked_about_a_policy_that_rests(town: OwnersTown, status: PolicyStatus) -> None:
    town.lose_owner()
    with unit_of_work(town.engine) as session:
        session.exec(select(Policy)).one().status = status
    assert town.asked() == []
    town.later(days=30)
    assert town.policy().ownerless_since is None
    town.lose_owner()
    assert town.asked() == []


def test_taking_it_twice_is_taking_it_once(town: OwnersTown) -> None:
    town.lose_owner()
    first = town.answers(DOV, "policy.take")
    assert town.answers(DOV, "policy.take").title == first.title
    assert len(town.owned_by()) == 2


# ---------------------------------------------------------------------------------------------- naming somebody


def test_whoever_is_asked_may_name_somebody_without_looking_after_it(database: Engine) -> None:
    town = registered(database, owner=ADA, deputy="")
    town.make_head(CLEO)
    goes(town, ADA)
    town.lose_owner()
    assert card_of(town.hand_over(CLEO, BRAM)).title == f"You asked {BRAM} to own “{TITLE}”"
    assert town.told(OFFER) == [(BRAM, f"{CLEO} asks you to own “{TITLE}”")]
    town.answers(BRAM, "policy.accept")
    assert town.owner() == BRAM
    assert town.asked() == []
    assert town.told(NEWS) == [(ADA, f"{BRAM} now owns “{TITLE}”"), (CLEO, f"{BRAM} now owns “{TITLE}”")]
    assert [each.label for each in town.told_card(CLEO, NEWS).buttons] == ["Stop these messages"]


def test_nobody_is_asked_to_stay_on_who_is_gone(town: OwnersTown) -> None:
    town.lose_owner()
    opened = town.people[DOV].presses("policy.hand_over", town.policy().id)
    assert isinstance(opened, OpenForm)
    assert [field.name for field in opened.form.fields] == ["colleague", "note"]
    assert "nobody owns it" not in opened.form.model_dump_json()
    town.people[DOV].submits(
        "policy.hand_over", town.policy().id, colleague="bram.otterbourne@example.gov.uk", stay="yes"
    )
    assert town.policy().handing_stays is False


@pytest.mark.parametrize("action", ["policy.take", "policy.ownerless", "policy.hand_over"])
def test_nobody_else_names_an_owner(town: OwnersTown, action: str) -> None:
    town.lose_owner()
    for name in (RILEY, BRAM):
        assert (
            said(town.people[name].presses(action, town.policy().id))
            .splitlines()[1]
            .startswith(("You are not asked to name an owner", "Only the people who look after this policy"))
        )
    assert town.policy().naming_id == town.person_id(DOV)


def test_a_head_of_profession_names_no_owner_of_a_policy_that_has_one(database: Engine) -> None:
    town = registered(database)
    town.make_head(CLEO)
    assert "Only the people who look after" in said(town.people[CLEO].presses("policy.hand_over", town.policy().id))
    assert town.answers(CLEO, "policy.take").title == f"{RILEY} owns “{TITLE}”"
    assert town.owner() == RILEY


# ---------------------------------------------------------------------------------------------- managers


def test_managers_see_policies_without_an_owner_and_can_name_one(database: Engine) -> None:
    town = registered(database, owner=ADA, deputy="")
    goes(town, ADA)
    town.lose_owner()
    assert "1 policy has no owner" not in said(town.riley.says("home"))
    assert "Only somebody with the role" in said(town.riley.presses("policy.unowned", "0"))
    with unit_of_work(database) as session:
        riley = session.exec(select(Person.id).where(Person.name == RILEY)).one() or 0
        session.add(RoleGrant(person_id=riley, role=Role.DIRECTORY_MANAGER))
    home = card_of(town.riley.says("home"))
    assert "1 policy has no owner who can be reached." in plain(home)
    [button] = [each for each in home.buttons if each.action == "policy.unowned"]
    listed = card_of(town.riley.presses(button.action, button.value))
    assert f"{TITLE}. HM Revenue and Customs. {ADA} has left. Nobody is asked · Since 12 May 2026" in plain(listed)
    town.hand_over(RILEY, BRAM)
    assert f"{BRAM} is asked to own it" in plain(card_of(town.riley.presses(button.action, button.value)))
    town.answers(BRAM, "policy.accept")
    assert card_of(town.riley.presses(button.action, button.value)).title == "Every policy has an owner"


def test_nothing_about_whoever_left_is_lost(town: OwnersTown) -> None:
    """They are an expert still, and in its history."""
    town.lose_owner()
    town.answers(DOV, "policy.take")
    with reading(town.engine) as session:
        assert session.exec(select(Expert).join(Person).where(Person.name == ADA)).one().status is Status.LEFT
    assert town.owned_by()[0] == (ADA, False)
