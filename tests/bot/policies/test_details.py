"""What a policy is and who looks after it can be changed, and its plan follows its launch."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from bot.messages import FormErrors, Replace
from bot.model import CheckIn, CoOwner, NoticeKind, Precision
from directory.database import unit_of_work
from directory.model import Person
from tests.bot.policies.policies import ADA, BRAM, CLEO, DOV, RILEY, PolicyTown
from tests.bot.town import said


def email(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@example.gov.uk"


@pytest.fixture
def town(database: Engine) -> PolicyTown:
    return PolicyTown(database)


def test_the_form_holds_everything_as_it_is_and_saving_it_changes_nothing(town: PolicyTown) -> None:
    policy = town.register(launch_precision=Precision.MONTH)
    before = [each.id for each in town.check_ins()]
    assert isinstance(town.fill_form("policy.edit", policy.id), Replace)
    assert town.policy().model_dump(exclude={"plan_at", "version"}) == policy.model_dump(exclude={"plan_at", "version"})
    assert [each.id for each in town.check_ins()] == before


def test_another_launch_makes_another_plan(town: PolicyTown) -> None:
    policy = town.register()
    words = said(town.fill_form("policy.edit", policy.id, launch="5 October 2026", title="Plainer letters"))
    assert "Plainer letters" in words
    assert "Launch: 5 October 2026" in words
    assert date(2026, 11, 5) in [each.due_on for each in town.check_ins()]


def test_what_is_wrong_in_the_details_loses_nothing_typed(town: PolicyTown) -> None:
    policy = town.register()
    answer = town.fill_form("policy.edit", policy.id, launch="30 February 2027", title="Plainer letters")
    assert isinstance(answer, FormErrors)
    assert "is not a day that exists" in answer.errors["launch"]
    assert {field.name: field.value for field in answer.form.fields}["title"] == "Plainer letters"
    assert town.policy().title == policy.title


# ---------------------------------------------------------------------------------------------- people


def test_deputy_and_co_owners_are_named_by_email_and_told(town: PolicyTown) -> None:
    policy = town.register(deputy="")
    words = said(
        town.fill_form("policy.people", policy.id, deputy=email(DOV), co_owners=f"{email(ADA)}\n{email(BRAM)}\n")
    )
    assert "Deputy: Dov Marrowby" in words
    assert "Co-owners: Ada Quillan and Bram Otterbourne" in words
    assert sorted(town.told(NoticeKind.POLICY_NEWS)) == [
        (ADA, "Riley Requester named you co-owner of “Plain letters about tax debt”"),
        (BRAM, "Riley Requester named you co-owner of “Plain letters about tax debt”"),
        (DOV, "Riley Requester named you deputy of “Plain letters about tax debt”"),
    ]


def test_whoever_stays_is_told_nothing_and_whoever_goes_sees_it_no_more(town: PolicyTown) -> None:
    policy = town.register(co_owners=[ADA, BRAM])
    town.fill_form("policy.people", policy.id, co_owners=email(BRAM))
    assert town.told(NoticeKind.POLICY_NEWS) == []
    assert "Only the people who look after" in said(town.people[ADA].presses("policy.show", policy.id))
    assert [row.person_id for row in town.every(CoOwner)] == [town.person_id(BRAM)]


def test_a_deputy_who_named_others_only_is_out_and_told_so(town: PolicyTown) -> None:
    policy = town.register(deputy=DOV)
    answer = town.fill_form("policy.people", policy.id, DOV, deputy=email(CLEO))
    assert "You no longer look after Plain letters about tax debt" in said(answer)
    assert town.policy().deputy_id == town.person_id(CLEO)


def test_a_co_owner_without_an_email_address_stays(town: PolicyTown) -> None:
    policy = town.register(co_owners=[BRAM])
    bram = town.person_id(BRAM)
    with unit_of_work(town.engine) as session:
        session.get_one(Person, bram).email = None
    town.fill_form("policy.people", policy.id, deputy="")
    assert [row.person_id for row in town.every(CoOwner)] == [bram]
    assert town.policy().deputy_id is None


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("deputy", "nobody@example.gov.uk", "We do not know “nobody@example.gov.uk”"),
        ("deputy", email(RILEY), "Riley Requester owns this policy"),
        ("co_owners", f"{email(ADA)}\nBram", "“Bram” is not an email address"),
        ("co_owners", email(DOV), "Dov Marrowby is the deputy already"),
        ("co_owners", email(RILEY), "Riley Requester owns this policy"),
        ("co_owners", "\n".join(f"p{n}@example.gov.uk" for n in range(11)), "Enter at most 10 co-owners"),
        ("co_owners", "<!channel>@example.gov.uk", "is not an email address"),
    ],
)
def test_whoever_cannot_be_named_is_said_beside_the_field(
    town: PolicyTown, field: str, typed: str, sentence: str
) -> None:
    policy = town.register()
    answer = town.fill_form("policy.people", policy.id, **{field: typed})
    assert isinstance(answer, FormErrors)
    assert sentence in answer.errors[field]
    assert {each.name: each.value for each in answer.form.fields}[field] == typed
    assert town.every(CoOwner) == []
    assert town.policy().deputy_id == town.person_id(DOV)


def test_check_ins_are_still_there_when_only_people_change(town: PolicyTown) -> None:
    policy = town.register()
    before = {each.id for each in town.every(CheckIn)}
    town.fill_form("policy.people", policy.id, deputy=email(ADA))
    assert {each.id for each in town.every(CheckIn)} == before
