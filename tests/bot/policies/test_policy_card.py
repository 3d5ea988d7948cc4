"""The card of a policy: whole, for whoever looks after it, and never too large to send."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from bot.cards.measure import MAX_NAME, MAX_UNIT, MOST, measures_card
from bot.cards.milestone import MAX_DESCRIPTION, milestones_card
from bot.cards.policy import policy_card, registered
from bot.cards.policy_forms import MAX_CO_OWNERS, MAX_OUTCOME, MAX_OUTCOMES, details_form, people_form
from bot.cards.policy_list import policies
from bot.messages import plain
from bot.model import (
    CheckIn,
    Measure,
    Milestone,
    MilestoneCategory,
    Policy,
    PolicyStatus,
    Precision,
    Reading,
)
from bot.pages import Page
from bot.policies.listed import Listed
from bot.policies.sheet import Measured, Sheet
from bot.policies.whose import Owned
from directory.database import unit_of_work
from directory.model import Person
from tests.bot.policies.policies import BRAM, CLEO, DOV, PolicyTown
from tests.bot.town import card_of, said
from tests.sizes import examples
from tests.strategies import text

NOW = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)


@pytest.fixture
def town(database: Engine) -> PolicyTown:
    return PolicyTown(database)


def test_it_shows_who_looks_after_it_what_it_is_to_achieve_and_what_is_next(town: PolicyTown) -> None:
    policy = town.register(co_owners=[BRAM])
    words = said(town.riley.presses("policy.show", policy.id))
    for part in (
        "Plain letters about tax debt",
        "Next check-in: Before launch, Tuesday 4 August 2026",
        "Then: 1 month after launch, Thursday 1 October 2026",
        "Organisation: HM Revenue and Customs",
        "Launch: 1 September 2026",
        "More people pay on time\nFewer people are afraid to open a letter",
        "Owner: Riley Requester",
        "Deputy: Dov Marrowby",
        "Co-owners: Bram Otterbourne",
    ):
        assert part in words


def test_what_is_overdue_comes_first_and_leads_to_it(town: PolicyTown) -> None:
    policy = town.register()
    town.now += timedelta(days=90)
    card = card_of(town.riley.presses("policy.show", policy.id))
    assert "Overdue: Before launch, Tuesday 4 August 2026\nNext check-in: 1 month after launch" in plain(card)
    button = next(each for each in card.buttons if each.label == "Open the overdue check-in")
    assert (button.value, button.primary) == (town.check_ins()[0].id, True)


@pytest.mark.parametrize("name", [DOV, BRAM])
def test_a_deputy_and_a_co_owner_see_it_as_its_owner_does(town: PolicyTown, name: str) -> None:
    policy = town.register(co_owners=[BRAM])
    assert said(town.people[name].presses("policy.show", policy.id)) == said(
        town.riley.presses("policy.show", policy.id)
    )


BUTTONS = [
    "policy.show",
    "policy.edit",
    "policy.people",
    "measure.list",
    "measure.add",
    "milestone.list",
    "milestone.add",
]
PARTS = ["measure.open", "measure.remove", "milestone.open", "milestone.remove"]
FORMS = ["policy.edit", "policy.people", "measure.add", "measure.edit", "milestone.add", "milestone.edit"]


def test_nothing_of_it_is_for_anybody_else_whether_or_not_there_is_such_a_policy(town: PolicyTown) -> None:
    policy, measure, milestone = town.register(), town.add_measure(), town.add_milestone()
    refusal = "Only the people who look after this policy can see or change it."
    before = (town.every(Policy), town.every(Measure), town.every(Milestone))
    for id_ in (policy.id, "no-such-policy", "", "'; DROP TABLE policy; --"):
        for action in BUTTONS:
            assert refusal in said(town.people[CLEO].presses(action, id_)), action
        for action in PARTS:
            for part in (measure, milestone, "gone"):
                assert refusal in said(town.people[CLEO].presses(action, f"{id_}.{part}")), action
        for form in FORMS:
            for context in (id_, f"{id_}.{measure}"):
                values = {"title": "Mine", "outcomes": "x", "launch": "May 2026", "name": "x", "date": "May 2026"}
                assert refusal in said(town.people[CLEO].submits(form, context, **values)), form
    assert (town.every(Policy), town.every(Measure), town.every(Milestone)) == before


def test_a_closed_policy_says_what_was_learned(town: PolicyTown) -> None:
    policy = town.register()
    with unit_of_work(town.engine) as session:
        row = session.get_one(Policy, policy.id)
        row.status, row.status_at, row.learned = PolicyStatus.CLOSED, NOW, "Letters work when they are short."
    words = said(town.riley.presses("policy.show", policy.id))
    assert "Closed since 12 May 2026" in words
    assert "What was learned: Letters work when they are short." in words
    assert "Next check-in" not in words


def test_a_month_of_launch_is_shown_as_a_month(town: PolicyTown) -> None:
    policy = town.register(launch_precision=Precision.MONTH)
    assert "Launch: September 2026" in said(town.riley.presses("policy.show", policy.id))


# ---------------------------------------------------------------------------------------------- however long


def fullest(words: str, status: PolicyStatus) -> Sheet:
    """As much of everything as there may be, all of it in these words."""
    people = {number: Person(id=number, name=words * 3, email=f"p{number}@example.gov.uk") for number in range(1, 14)}
    day = date(2026, 5, 1)
    policy = Policy(
        id="p" * 32,
        title=words[:150],
        organisation=words[:120],
        outcomes=[words[:MAX_OUTCOME]] * MAX_OUTCOMES,
        launch_on=day,
        status=status,
        status_at=NOW,
        learned=words,
        owner_id=1,
        deputy_id=2,
        handing_to_id=13,
        registered_at=NOW,
        plan_at=NOW,
    )
    measures = [
        Measure(
            id=f"m{n}",
            policy_id=policy.id,
            position=n,
            name=words[:MAX_NAME],
            unit=words[:MAX_UNIT],
            baseline=-1_234_567.891,
            target=9e14,
        )
        for n in range(MOST)
    ]
    reading = Reading(measure_id="m0", value=123_456.789, read_on=day, noted_at=NOW)
    milestones = [
        Milestone(
            id=f"s{n}",
            policy_id=policy.id,
            category=MilestoneCategory.OTHER,
            description=words[:MAX_DESCRIPTION],
            happens_on=day + timedelta(days=n),
        )
        for n in range(20)
    ]
    check_ins = [
        CheckIn(id=f"c{n}", policy_id=policy.id, rule="own", occurs_on=day, name=words, due_on=day + timedelta(days=n))
        for n in range(30)
    ]
    owned = Owned(policy, people, tuple(range(3, 3 + MAX_CO_OWNERS)), people[1], date(2026, 5, 12))
    return Sheet(
        owned,
        tuple(Measured(measure, reading, 99) for measure in measures),
        tuple(milestones),
        tuple(check_ins),
    )


@pytest.mark.parametrize("status", PolicyStatus)
def test_however_long_its_texts_are_its_cards_and_forms_can_be_sent(status: PolicyStatus) -> None:
    @settings(max_examples=examples(200), suppress_health_check=list(HealthCheck))
    @given(st.one_of(text(3_000), st.just("W" * 3_000), st.just("字 " * 1_500)).filter(str.strip))
    def sweep(words: str) -> None:
        sheet = fullest(" ".join(words.split()) or "x", status)
        policy = sheet.owned.policy
        assert policy_card(sheet, note="A note.").buttons
        assert registered(sheet).buttons
        assert measures_card(policy, sheet.measures).buttons
        assert milestones_card(policy, sheet.milestones[:5], Page(0, 20)).buttons
        line = Listed(policy, "a co-owner", sheet.check_ins[0], sheet.owned.today)
        assert policies([line] * 5, Page(0, 50)).buttons
        assert details_form(policy).fields
        assert people_form(sheet.owned).fields

    sweep()
