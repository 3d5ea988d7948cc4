"""A policy is registered in one form, and its plan comes back."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.fields import TextField
from bot.messages import FormErrors, OpenForm, Reply
from bot.model import NoticeKind, Ownership, Policy, Precision, Preferences
from directory.database import unit_of_work
from directory.model import AuditEntry, Expert, Person, Status
from directory.revision import next_revision
from tests.bot.policies.policies import ADA, CLEO, DOV, RILEY, PolicyTown
from tests.bot.town import card_of, said

ENOUGH = {"title": "Plain letters", "outcomes": "More people pay on time", "launch": "1 September 2026"}
DOV_EMAIL = "dov.marrowby@example.gov.uk"


def test_a_policy_that_is_registered_has_its_plan_and_its_owner(database: Engine) -> None:
    town = PolicyTown(database)
    answer = town.fill_new(**ENOUGH)
    assert isinstance(answer, Reply)
    policy = town.policy()
    assert (policy.title, policy.outcomes, policy.launch_on) == (
        "Plain letters",
        ["More people pay on time"],
        date(2026, 9, 1),
    )
    due = [each.due_on for each in town.check_ins()]
    assert due[:3] == [date(2026, 8, 4), date(2026, 10, 1), date(2026, 12, 1)]
    [ownership] = town.every(Ownership)
    assert (ownership.policy_id, ownership.person_id) == (policy.id, town.person_id(RILEY))
    assert "policy.register" in {entry.action for entry in town.every(AuditEntry)}


def test_the_plan_comes_back_in_full_dates_with_what_can_still_be_added(database: Engine) -> None:
    town = PolicyTown(database)
    words = said(town.fill_new(**ENOUGH))
    assert words.startswith("Registered: Plain letters")
    assert "Before launch, Tuesday 4 August 2026\n1 month after launch, Thursday 1 October 2026" in words
    assert "You can still add measures, milestones, a deputy and co-owners." in words


def test_only_a_title_one_outcome_and_the_launch_are_required(database: Engine) -> None:
    opened = PolicyTown(database).riley.presses("policy.new")
    assert isinstance(opened, OpenForm)
    fields = [field for field in opened.form.fields if isinstance(field, TextField)]
    assert {field.name for field in fields if field.required} == {"title", "outcomes", "launch"}


def test_whoever_is_in_the_directory_finds_their_organisation_filled_in(database: Engine) -> None:
    town = PolicyTown(database)
    town.change(ADA, organisation="HM Revenue and Customs")
    opened = town.people[ADA].presses("policy.new")
    assert isinstance(opened, OpenForm)
    assert "HM Revenue and Customs" in [field.value for field in opened.form.fields]


def test_an_organisation_is_kept_by_its_name_or_in_their_own_words(database: Engine) -> None:
    town = PolicyTown(database)
    town.fill_new(**ENOUGH, organisation="HMRC")
    assert town.policy().organisation == "HM Revenue and Customs"
    town.now = town.now.replace(hour=11)
    town.fill_new(**ENOUGH, organisation="Office for Quiet Letters")
    assert town.policy().organisation == "Office for Quiet Letters"


def test_a_month_is_enough_of_a_launch(database: Engine) -> None:
    town = PolicyTown(database)
    assert "Launch: September 2026" in said(town.fill_new(**ENOUGH | {"launch": "Sept 2026"}))
    assert (town.policy().launch_on, town.policy().launch_precision) == (date(2026, 9, 1), Precision.MONTH)


def test_of_a_policy_that_was_launched_only_what_is_to_come_is_planned(database: Engine) -> None:
    town = PolicyTown(database)
    town.fill_new(**ENOUGH | {"launch": "1 February 2026"})
    due = [each.due_on for each in town.check_ins()]
    assert due[0] == date(2026, 8, 1)
    assert min(due) >= town.now.date()


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", " ", "Enter what the policy or service is called"),
        ("title", "x" * 151, "Enter at most 150 characters"),
        ("outcomes", "\n - \n", "Enter at least one thing that it is to achieve"),
        ("outcomes", "\n".join(map(str, range(11))), "Enter at most 10 outcomes"),
        ("outcomes", "y" * 301, "an outcome can have 300 characters at most"),
        ("launch", "", "Enter a date like 3 March 2026 or March 2026"),
        ("launch", "soon", "We do not understand “soon”"),
        ("launch", "31 April 2026", "“31 April 2026” is not a day that exists"),
        ("launch", "1 January 1066", "Enter a date between 1986 and 2046"),
        ("launch", "March 9999", "Enter a date between 1986 and 2046"),
        ("organisation", "z" * 121, "Enter at most 120 characters"),
        ("deputy", "Dov", "“Dov” is not an email address"),
        ("deputy", "dove@example.gov.uk", "We do not know “dove@example.gov.uk”"),
        ("deputy", "riley.requester@example.gov.uk", "Riley Requester owns this policy"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    database: Engine, field: str, typed: str, sentence: str
) -> None:
    town = PolicyTown(database)
    values = {**ENOUGH, "organisation": "HMRC", "deputy": DOV_EMAIL, field: typed}
    answer = town.fill_new(**values)
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == [field]
    assert sentence in answer.errors[field]
    kept = {each.name: each.value for each in answer.form.fields}
    assert kept == {name: value[:3000] if name == field else value for name, value in values.items()} | {
        field: kept[field]
    }
    assert kept[field] == typed[: len(kept[field])]
    assert not town.every(Policy)


def test_everything_wrong_is_said_at_once(database: Engine) -> None:
    answer = PolicyTown(database).fill_new(title="", outcomes="", launch="32 May", deputy="nobody@example.gov.uk")
    assert isinstance(answer, FormErrors)
    assert set(answer.errors) == {"title", "outcomes", "launch", "deputy"}


def test_bullets_empty_lines_and_repetitions_are_no_outcomes(database: Engine) -> None:
    town = PolicyTown(database)
    town.fill_new(**ENOUGH | {"outcomes": "- Pay on time\n\n• Less fear\r\n* Pay on time"})
    assert town.policy().outcomes == ["Pay on time", "Less fear"]


def test_a_form_sent_twice_registers_one_policy(database: Engine) -> None:
    town = PolicyTown(database)
    assert said(town.fill_new(**ENOUGH)) == said(town.fill_new(**ENOUGH))
    assert len(town.every(Policy)) == 1


def test_a_deputy_is_found_by_email_and_told_who_named_them(database: Engine) -> None:
    town = PolicyTown(database)
    town.fill_new(**ENOUGH, deputy=DOV_EMAIL.upper())
    assert town.policy().deputy_id == town.person_id(DOV)
    assert town.told(NoticeKind.POLICY_NEWS) == [(DOV, "Riley Requester named you deputy of “Plain letters”")]
    card = town.told_card(DOV, NoticeKind.POLICY_NEWS)
    assert card_of(town.press(DOV, "See the policy", card)).title == "Plain letters"


def test_whoever_is_deputy_no_more_when_they_would_be_told_is_not_told(database: Engine) -> None:
    town = PolicyTown(database)
    town.fill_new(**ENOUGH, deputy=DOV_EMAIL)
    with unit_of_work(database) as session:
        session.exec(select(Policy)).one().deputy_id = town.person_id(CLEO)
    assert town.told(NoticeKind.POLICY_NEWS) == []


def test_somebody_who_has_left_cannot_be_named(database: Engine) -> None:
    town = PolicyTown(database)
    with unit_of_work(database) as session:
        expert = session.exec(select(Expert).join(Person).where(Person.name == DOV)).one()
        expert.status, expert.revision = Status.LEFT, next_revision(session)
    assert "Dov Marrowby has left" in said(town.fill_new(**ENOUGH, deputy=DOV_EMAIL))


def test_news_of_policies_can_be_done_without(database: Engine) -> None:
    town = PolicyTown(database)
    opened = town.people[DOV].presses("settings.open")
    assert "policy.news" in said(opened)
    with unit_of_work(database) as session:
        session.add(Preferences(person_id=town.person_id(DOV), muted=["policy.news"]))
    town.fill_new(**ENOUGH, deputy=DOV_EMAIL)
    assert town.would_send() == []
