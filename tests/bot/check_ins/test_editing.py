"""The plan of a policy as its people see and change it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from bot.blocks import People
from bot.check_ins.editing import MOST_OPEN
from bot.check_ins.plan import is_of_plan
from bot.messages import FormErrors, Replace, Reply, plain
from bot.model import CheckIn, CheckInStatus, Policy, PolicyStatus
from directory.database import unit_of_work
from tests.bot.check_ins.check_ins import LEARNED, CheckInTown, labels
from tests.bot.policies.policies import ADA, DOV, RILEY
from tests.bot.town import card_of, said

REMINDED = ["Before launch", "1 month after launch", "3 months after launch", "6 months after launch"]


def plan(town: CheckInTown, first: int = 0, name: str = RILEY) -> list[list[str]]:
    """What each line of the plan says."""
    value = f"{town.policy_id}.{first}" if first else town.policy_id
    card = card_of(town.presses("policy.plan", name, value))
    lists = [block for block in card.blocks if isinstance(block, People)]
    return [[line.name, line.about, line.why] for block in lists for line in block.people]


def add_many(town: CheckInTown, number: int) -> None:
    with unit_of_work(town.engine) as session:
        for n in range(number):
            on = date(2028, 1, 1) + timedelta(days=n)
            name = f"Look {n}"
            session.add(
                CheckIn(id=f"x{n}", policy_id=town.policy_id, rule=f"added_x{n}", occurs_on=on, due_on=on, name=name)
            )


def test_the_next_ones_come_first_and_then_what_came_of_the_others(database: Engine) -> None:
    town = CheckInTown(database)
    first, second = town.check_ins()[:2]
    town.presses("check_in.remove", value=first.id)
    town.sends(town.opened("check_in.not_needed", value=second.id), reason="Too early to tell")
    town.records()
    names = [each.name for each in town.check_ins()]
    assert "3 months after launch" not in names
    lines = plan(town)
    assert [name for name, *_ in lines] == [*names, "3 months after launch", "1 month after launch"]
    assert lines[-2:] == [
        ["3 months after launch", "Recorded on 3 November 2026 by you · Confidence 7 out of 10", LEARNED],
        ["1 month after launch", "Not needed, said on 3 November 2026 by you", "Too early to tell"],
    ]


def test_five_are_shown_at_a_time_each_with_a_way_to_open_it(database: Engine) -> None:
    town = CheckInTown(database)
    add_many(town, 10)
    total = len(town.check_ins())
    first = town.presses("policy.plan", value=town.policy_id)
    assert isinstance(first, Reply)
    assert labels(first.card) == [*["Open"] * 5, "Show more", "Add a check-in", "Change the rhythm", "Open the policy"]
    assert f"Showing 1 to 5 of {total}" in said(first)
    second = town.presses("policy.plan", value=f"{town.policy_id}.5")
    assert isinstance(second, Replace)
    assert f"Showing 6 to 10 of {total}" in said(second)
    opened = {button.value for button in [*first.card.buttons, *second.card.buttons] if button.label == "Open"}
    assert opened == {each.id for each in town.check_ins()[:10]}


def test_a_line_says_what_is_late_snoozed_and_booked(database: Engine) -> None:
    town = CheckInTown(database)
    late = next(each.id for each in town.check_ins() if each.name == "1 month after launch")
    town.sends(town.opened("check_in.snooze", value=late), weeks="2")
    town.book()
    lines = {name: (about, why) for name, about, why in plan(town)}
    assert lines["1 month after launch"] == (
        "Overdue: was due on Thursday 1 October 2026",
        "Snoozed until Tuesday 17 November 2026",
    )
    about, why = lines["3 months after launch"]
    assert about == "Due in 4 weeks, on Tuesday 1 December 2026"
    assert why.startswith("Booked: ")
    assert why.endswith("with Ada Quillan")


def test_the_rhythm_is_said_above_the_plan(database: Engine) -> None:
    town = CheckInTown(database)
    card = plain(card_of(town.presses("policy.plan", value=town.policy_id)))
    assert "Planned 4 weeks before launch (1 September 2026), 1, 3 and 6 months after it, then every 6 months." in card


# ---------------------------------------------------------------------------------------------- added


def test_a_check_in_can_be_added(database: Engine) -> None:
    town = CheckInTown(database)
    form = town.opened("check_in.add", value=town.policy_id)
    answer = town.sends(form, name=" After the  pilot ", due_on="10 December 2026")
    assert isinstance(answer, Replace)
    added = next(each for each in town.check_ins() if each.name == "After the pilot")
    assert (added.due_on, added.status) == (date(2026, 12, 10), CheckInStatus.PLANNED)
    assert not is_of_plan(added.rule)
    assert added.next_at is not None
    assert ["After the pilot", "Due on Thursday 10 December 2026", ""] in plan(town)
    assert "check_in.add" in town.audited()


def test_the_same_form_sent_twice_adds_one(database: Engine) -> None:
    town = CheckInTown(database)
    form, before = town.opened("check_in.add", value=town.policy_id), len(town.check_ins())
    for _ in range(2):
        assert isinstance(town.sends(form, name="After the pilot", due_on="10 December 2026"), Replace)
    assert len(town.check_ins()) == before + 1


def test_one_that_was_removed_can_be_added_again(database: Engine) -> None:
    town = CheckInTown(database)
    form = town.opened("check_in.add", value=town.policy_id)
    for _ in range(2):
        town.sends(form, name="After the pilot", due_on="10 December 2026")
        [added] = [each for each in town.check_ins() if each.name == "After the pilot"]
        town.presses("check_in.remove", value=added.id)
    assert len([each for each in town.check_ins(open_only=False) if each.name == "After the pilot"]) == 2


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": " \u200b"}, "name", "Say in a few words what it is for"),
        ({"name": "x" * 81}, "name", "Say in a few words"),
        ({"due_on": "1 November 2026"}, "due_on", "This day is in the past"),
        ({"due_on": "1 January 2040"}, "due_on", "more than 10 years ahead"),
        ({"due_on": "30 February 2027"}, "due_on", "is not a day that exists"),
    ],
)
def test_what_cannot_be_added_is_said_beside_its_field(
    database: Engine, wrong: dict[str, str], field: str, sentence: str
) -> None:
    town = CheckInTown(database)
    before = town.check_ins()
    form = town.opened("check_in.add", value=town.policy_id)
    answer = town.sends(form, **{"name": "After the pilot", "due_on": "10 December 2026"} | wrong)
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == [field]
    assert sentence in answer.errors[field]
    assert town.check_ins() == before


def test_a_plan_holds_so_many(database: Engine) -> None:
    town = CheckInTown(database)
    add_many(town, MOST_OPEN - len(town.check_ins()))
    form = town.opened("check_in.add", value=town.policy_id)
    answer = town.sends(form, name="One more", due_on="10 December 2026")
    assert isinstance(answer, FormErrors)
    assert answer.errors == {"name": f"This plan has {MOST_OPEN} check-ins to come already. Remove one first"}


# ---------------------------------------------------------------------------------------------- another rhythm


def test_another_rhythm_makes_another_plan(database: Engine) -> None:
    town = CheckInTown(database)
    form = town.opened("policy.rhythm", value=town.policy_id)
    assert {field.name: field.value for field in form.fields} == {"rhythm": "proposed", "own": "", "review": "no"}
    answer = town.sends(form, rhythm="FREQ=MONTHLY;INTERVAL=3")
    assert "Planned every 3 months from launch (1 September 2026)." in said(answer)
    due = [each.due_on for each in town.check_ins() if each.name == "Regular check-in"]
    assert due[:3] == [date(2026, 12, 1), date(2027, 3, 1), date(2027, 6, 1)]
    assert "6 months after launch" not in [each.name for each in town.check_ins()]
    assert "policy.rhythm" in town.audited()
    again = town.opened("policy.rhythm", value=town.policy_id)
    assert {field.name: field.value for field in again.fields}["rhythm"] == "FREQ=MONTHLY;INTERVAL=3"


def test_what_was_done_with_a_check_in_stays_under_another_rhythm(database: Engine) -> None:
    town = CheckInTown(database)
    town.sends(town.opened("check_in.move"), due_on="5 January 2027")
    town.sends(town.opened("check_in.add", value=town.policy_id), name="After the pilot", due_on="10 December 2026")
    removed = next(each for each in town.check_ins() if each.name == "6 months after launch")
    town.presses("check_in.remove", value=removed.id)
    town.sends(town.opened("policy.rhythm", value=town.policy_id), rhythm="FREQ=YEARLY")
    names = [each.name for each in town.check_ins()]
    assert {"3 months after launch", "After the pilot", "Regular check-in"} <= set(names)
    town.sends(town.opened("policy.rhythm", value=town.policy_id), rhythm="proposed")
    assert "6 months after launch" not in [each.name for each in town.check_ins()]


def test_a_rule_of_their_own_is_kept_as_it_is_read(database: Engine) -> None:
    town = CheckInTown(database)
    form = town.opened("policy.rhythm", value=town.policy_id)
    answer = town.sends(form, rhythm="own", own="rrule:freq=monthly; interval=4")
    assert "Planned by the rule FREQ=MONTHLY;INTERVAL=4 from launch (1 September 2026)." in said(answer)
    assert town.policy(town.policy_id).rhythm == "FREQ=MONTHLY;INTERVAL=4"
    again = town.opened("policy.rhythm", value=town.policy_id)
    there = {field.name: field.value for field in again.fields}
    assert (there["rhythm"], there["own"]) == ("own", "FREQ=MONTHLY;INTERVAL=4")
    assert isinstance(town.sends(again, rhythm="FREQ=YEARLY"), Replace)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"rhythm": "own"}, "own", "Enter a rule, for example FREQ=MONTHLY;INTERVAL=3"),
        ({"rhythm": "own", "own": "every month"}, "own", "We do not understand “EVERY MONTH”"),
        ({"rhythm": "own", "own": "FREQ=DAILY"}, "own", "more often than once a week"),
        ({"rhythm": "own", "own": "FREQ=SECONDLY"}, "own", "too often"),
        ({"rhythm": "own", "own": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "own", "names no day"),
        ({"rhythm": "own", "own": "FREQ=YEARLY\nFREQ=DAILY"}, "own", "one rule on one line"),
        ({"rhythm": "proposed", "own": "FREQ=YEARLY"}, "own", "To use this rule, choose “By a rule of your own”"),
        ({"rhythm": ""}, "rhythm", "Choose one of these"),
        ({"rhythm": "FREQ=DAILY"}, "rhythm", "Choose one of these"),
        ({"review": "perhaps"}, "review", "Choose one of these"),
    ],
)
def test_a_rhythm_that_cannot_be_kept_is_said_beside_its_field(
    database: Engine, values: dict[str, str], field: str, sentence: str
) -> None:
    town = CheckInTown(database)
    before = town.check_ins()
    answer = town.sends(town.opened("policy.rhythm", value=town.policy_id), **values)
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == [field]
    assert sentence in answer.errors[field]
    assert {each.name: each.value for each in answer.form.fields}["own"] == values.get("own", "")
    assert (town.policy(town.policy_id).rhythm, town.check_ins()) == ("", before)


def test_a_review_that_the_law_asks_for_is_planned(database: Engine) -> None:
    town = CheckInTown(database)
    town.go_to(date(2030, 6, 4))
    answer = town.sends(town.opened("policy.rhythm", value=town.policy_id), review="yes")
    assert "The law asks for a review within 5 years of launch" in said(answer)
    due = {each.name: each.due_on for each in town.check_ins()}
    assert due["Post-implementation review, 5 years after launch"] == date(2031, 9, 1)


def test_the_same_rhythm_again_changes_nothing(database: Engine) -> None:
    town = CheckInTown(database)
    town.sends(town.opened("policy.rhythm", value=town.policy_id))
    assert "policy.rhythm" not in town.audited()


# ---------------------------------------------------------------------------------------------- whose, and when


@pytest.mark.parametrize("status", [PolicyStatus.PAUSED, PolicyStatus.CLOSED])
def test_the_plan_of_a_policy_that_is_not_looked_at_is_only_looked_at(database: Engine, status: PolicyStatus) -> None:
    town = CheckInTown(database)
    forms = {action: town.opened(action, value=town.policy_id) for action in ("check_in.add", "policy.rhythm")}
    town.alter(Policy, status=status, status_at=town.now)
    before = town.check_ins()
    for action, form in forms.items():
        for answer in (
            town.presses(action, value=town.policy_id),
            town.sends(form, name="More", due_on="10 December 2026", rhythm="FREQ=YEARLY"),
        ):
            assert f"Nothing was changed: the policy is {status}. Reopen it first." in said(answer)
    card = card_of(town.presses("policy.plan", value=town.policy_id))
    assert f"The policy was {status} on 3 November 2026" in plain(card)
    assert {"Add a check-in", "Change the rhythm"} & set(labels(card)) == set()
    assert town.check_ins() == before


@pytest.mark.parametrize("action", ["policy.plan", "policy.rhythm", "check_in.add"])
def test_nobody_else_sees_or_changes_it(database: Engine, action: str) -> None:
    town = CheckInTown(database)
    refusals = {said(town.presses(action, ADA, town.policy_id))}
    refusals |= {said(town.presses(action, RILEY, value)) for value in ("nobody", "..", "\x00", "x" * 150)}
    if action != "policy.plan":
        form = town.opened(action, value=town.policy_id)
        refusals.add(said(town.sends(form, ADA, name="More", due_on="10 December 2026")))
    assert len(refusals) == 1
    assert "Only the people who look after this policy" in refusals.pop()


@pytest.mark.parametrize("first", ["x", "-1", "9" * 30, "١"])
def test_a_made_up_page_is_refused(database: Engine, first: str) -> None:
    town = CheckInTown(database)
    assert "Check-ins of" not in said(town.presses("policy.plan", value=f"{town.policy_id}.{first}"))


def test_a_page_beyond_the_last_is_the_first(database: Engine) -> None:
    town = CheckInTown(database)
    add_many(town, 10)
    assert "Showing 1 to 5" in said(town.presses("policy.plan", value=f"{town.policy_id}.400"))


def test_a_deputy_may_edit_it_too(database: Engine) -> None:
    town = CheckInTown(database)
    form = town.opened("check_in.add", DOV, town.policy_id)
    town.sends(form, DOV, name="After the pilot", due_on="10 December 2026")
    assert "After the pilot" in [name for name, *_ in plan(town)]


def test_a_long_hostile_plan_fits(database: Engine) -> None:
    town = CheckInTown(database, title="<!channel> *bold* [x](http://example.com) " * 20)
    for each in town.check_ins()[:5]:
        town.alter(CheckIn, name=each.name)
        with unit_of_work(database) as session:
            row = session.get_one(CheckIn, each.id)
            row.status, row.reason = CheckInStatus.NOT_NEEDED, '<@everyone> "\\' * 60
            row.answered_at, row.answered_by = town.now, town.person_id(RILEY)
            row.name = "<!here> " * 10
    assert len(plan(town)) == 5
