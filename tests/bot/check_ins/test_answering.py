"""A check-in is put off or left out; a button of an old nudge is answered with what is true now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from bot.check_ins.stages import Stage
from bot.messages import Answer, FormErrors, OpenForm, Replace, Reply, plain
from bot.model import CheckIn, CheckInStatus, Policy, PolicyStatus
from directory.database import unit_of_work
from tests.bot.check_ins.check_ins import CheckInTown, labels
from tests.bot.policies.policies import ADA, BRAM, DOV, RILEY
from tests.bot.sending.pileup import in_the_middle
from tests.bot.town import card_of, said

VALUES = {
    "check_in.record": {"confidence": "7", "learned": "It works."},
    "check_in.snooze": {"weeks": "2"},
    "check_in.move": {"due_on": "12 January 2027"},
    "check_in.not_needed": {"reason": "The policy has not begun"},
}
"""What each form is sent with."""


# ---------------------------------------------------------------------------------------------- each by itself


@pytest.mark.parametrize(("weeks", "until"), [("1", "10 November"), ("2", "17 November"), ("4", "1 December")])
def test_a_check_in_can_be_snoozed_for_a_few_weeks(database: Engine, weeks: str, until: str) -> None:
    town = CheckInTown(database)
    form = town.opened("check_in.snooze")
    answer = town.sends(form, weeks=weeks)
    assert f"Snoozed until Tuesday {until} 2026: nobody is reminded before." in said(answer)
    assert town.check_in.snoozed_until == town.now.date() + timedelta(weeks=int(weeks))
    assert town.check_in.due_on == date(2026, 12, 1)
    assert "check_in.snooze" in town.audited()


@pytest.mark.parametrize("weeks", ["", "3", "-1", "1.5", "99999999999", "one"])
def test_no_other_time_can_be_made_up(database: Engine, weeks: str) -> None:
    town = CheckInTown(database)
    answer = town.sends(town.opened("check_in.snooze"), weeks=weeks)
    assert isinstance(answer, FormErrors)
    assert answer.errors == {"weeks": "Choose one of these"}
    assert town.check_in.snoozed_until is None


def test_a_check_in_can_be_moved_to_a_day_that_is_typed(database: Engine) -> None:
    town = CheckInTown(database)
    town.alter(CheckIn, snoozed_until=date(2026, 11, 10))
    answer = town.sends(town.opened("check_in.move"), due_on="12 January 2027")
    assert card_of(answer).title == "Check-in due on 12 January 2027: Plain letters about tax debt"
    check_in = town.check_in
    assert (check_in.due_on, check_in.snoozed_until) == (date(2027, 1, 12), None)
    assert check_in.occurs_on == date(2026, 12, 1)
    assert "check_in.move" in town.audited()


def test_it_can_be_moved_to_today_and_ten_years_ahead(database: Engine) -> None:
    town = CheckInTown(database)
    for day, due_on in (("today", date(2026, 11, 3)), ("3 November 2036", date(2036, 11, 3))):
        assert isinstance(town.sends(town.opened("check_in.move"), due_on=day), Replace)
        assert town.check_in.due_on == due_on


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2 November 2026", "This day is in the past. Enter one that is still to come"),
        ("4 November 2036", "This is more than 10 years ahead. Enter an earlier day"),
        ("31 February 2027", "“31 February 2027” is not a day that exists"),
        ("", "Enter a date like 3 March 2026"),
        ("soon", "We do not understand “soon”. Enter a date like 3 March 2026"),
        ("March 2027", "We do not understand “March 2027”. Enter a date like 3 March 2026"),
        ("9999-12-31", "This is more than 10 years ahead"),
        ("0000-01-01", "This day is in the past"),
    ],
)
def test_a_day_that_cannot_be_meant_is_asked_for_again(database: Engine, typed: str, sentence: str) -> None:
    town = CheckInTown(database)
    answer = town.sends(town.opened("check_in.move"), due_on=typed)
    assert isinstance(answer, FormErrors)
    assert sentence in answer.errors["due_on"]
    assert answer.form.fields[0].value == typed
    assert town.check_in.due_on == date(2026, 12, 1)


def test_to_move_it_to_its_own_day_changes_nothing(database: Engine) -> None:
    town = CheckInTown(database)
    town.alter(CheckIn, snoozed_until=date(2026, 11, 10))
    town.sends(town.opened("check_in.move"), due_on="1 December 2026")
    assert town.check_in.snoozed_until == date(2026, 11, 10)
    assert "check_in.move" not in town.audited()


def test_one_that_is_not_needed_says_why_and_who_said_so(database: Engine) -> None:
    town = CheckInTown(database)
    form = town.opened("check_in.not_needed", DOV)
    town.sends(form, DOV, reason="The  minister\nstopped it")
    card = card_of(town.presses("check_in.show"))
    assert card.title == "Check-in not needed: Plain letters about tax debt"
    assert plain(card).splitlines()[1:3] == [
        "3 months after launch, was due on Tuesday 1 December 2026. "
        "Said not to be needed by Dov Marrowby on 3 November 2026.",
        "Why: The minister stopped it",
    ]
    assert town.check_in.status is CheckInStatus.NOT_NEEDED
    assert "check_in.not_needed" in town.audited()


@pytest.mark.parametrize(("reason", "sentence"), [(" \u200b ", "Say why it is not needed"), ("x" * 301, "at most")])
def test_a_reason_is_one_line_that_says_something(database: Engine, reason: str, sentence: str) -> None:
    town = CheckInTown(database)
    answer = town.sends(town.opened("check_in.not_needed"), reason=reason)
    assert isinstance(answer, FormErrors)
    assert sentence in answer.errors["reason"]
    assert town.check_in.is_open


def test_one_that_is_removed_stays_as_a_row(database: Engine) -> None:
    town = CheckInTown(database)
    for _ in range(2):
        answer = town.presses("check_in.remove")
        assert "Taken out of the plan by you on 3 November 2026." in said(answer)
        assert "Nothing was changed" not in said(answer)
    assert town.check_in.status is CheckInStatus.REMOVED
    assert town.audited().count("check_in.remove") == 1


# ---------------------------------------------------------------------------------------------- every state


def long_ago(town: CheckInTown) -> None:
    town.records()
    town.later(days=28)


STATES: dict[str, tuple[Callable[[CheckInTown], object], str, str]] = {
    "recorded": (
        lambda town: town.records(),
        "Nothing was changed: this check-in was recorded before.",
        "Recorded by you on 3 November 2026.",
    ),
    "recorded long ago": (
        long_ago,
        "Nothing was changed: what was recorded more than 28 days ago stays as it is.",
        "Recorded by you on 3 November 2026.",
    ),
    "not needed": (
        lambda town: town.sends(town.opened("check_in.not_needed"), reason="No"),
        "Nothing was changed: somebody has said that this check-in is not needed.",
        "Said not to be needed by you on 3 November 2026.",
    ),
    "removed": (
        lambda town: town.presses("check_in.remove"),
        "Nothing was changed: this check-in was taken out of the plan.",
        "Taken out of the plan by you on 3 November 2026.",
    ),
    "paused": (
        lambda town: town.alter(Policy, status=PolicyStatus.PAUSED, status_at=town.now),
        "Nothing was changed: the policy is paused. Reopen it first.",
        "The policy was paused on 3 November 2026",
    ),
    "closed": (
        lambda town: town.alter(Policy, status=PolicyStatus.CLOSED, status_at=town.now),
        "Nothing was changed: the policy is closed. Reopen it first.",
        "The policy was closed on 3 November 2026",
    ),
    "asked for": (
        lambda town: town.book(accepted=False),
        "Nothing was changed: it is being booked. Withdraw the request, or cancel the consultation, first.",
        "Waiting for Ada Quillan.",
    ),
    "booked": (
        lambda town: town.book(),
        "Nothing was changed: it is being booked. Withdraw the request, or cancel the consultation, first.",
        "Booked: ",
    ),
}
STILL_DOES = {
    ("recorded", "check_in.record"),
    ("asked for", "check_in.record"),
    ("asked for", "check_in.move"),
    ("booked", "check_in.record"),
    ("booked", "check_in.move"),
    ("removed", "check_in.remove"),
}
"""What a button does all the same: put right what was recorded, record what was not met for, or the same once more."""
TABLE = [(state, action) for state in STATES for action in (*VALUES, "check_in.remove")]


@pytest.mark.parametrize(("state", "action"), TABLE)
def test_a_button_of_an_old_nudge_says_what_is_true_now(database: Engine, state: str, action: str) -> None:
    town = CheckInTown(database)
    opened = town.presses(action) if action in VALUES else None
    reach, nothing_changed, how_it_stands = STATES[state]
    reach(town)
    before = town.check_in
    answers: list[Answer] = [town.presses(action)]
    if isinstance(opened, OpenForm):
        answers.append(town.sends(opened.form, **VALUES[action]))
    if (state, action) in STILL_DOES:
        assert all("Nothing was changed" not in said(answer) for answer in answers)
        return
    for answer in answers:
        assert isinstance(answer, Replace)
        first, *rest = plain(answer.card).splitlines()[1:]
        assert first == nothing_changed
        assert how_it_stands in "\n".join(rest)
    assert town.check_in == before


@pytest.mark.parametrize("state", STATES)
def test_how_it_stands_can_always_be_looked_at(database: Engine, state: str) -> None:
    town = CheckInTown(database)
    STATES[state][0](town)
    answer = town.presses("check_in.show")
    assert isinstance(answer, Reply)
    assert STATES[state][2] in said(answer)
    assert "Nothing was changed" not in said(answer)
    assert labels(answer.card)[-2:] == ["See the plan", "Open the policy"]


@pytest.mark.parametrize("state", [state for state in STATES if state not in {"paused", "closed"}])
def test_a_card_has_only_buttons_that_do_something(database: Engine, state: str) -> None:
    town = CheckInTown(database)
    STATES[state][0](town)
    card = card_of(town.presses("check_in.show"))
    for button in card.buttons:
        if button.action.startswith("check_in."):
            assert "Nothing was changed" not in said(town.presses(button.action)), button.label


def test_one_that_is_moved_says_its_new_day_above_every_form(database: Engine) -> None:
    town = CheckInTown(database)
    town.alter(CheckIn, due_on=date(2027, 1, 12))
    for action in VALUES:
        assert "due on Tuesday 12 January 2027" in town.opened(action).model_dump_json()


def test_one_that_is_late_says_so(database: Engine) -> None:
    town = CheckInTown(database)
    town.go_to(date(2026, 12, 2))
    card = card_of(town.presses("check_in.show"))
    assert card.title == "Check-in overdue, was due on 1 December 2026: Plain letters about tax debt"


def test_one_far_ahead_has_nothing_to_snooze(database: Engine) -> None:
    town = CheckInTown(database)
    assert "Snooze" in labels(card_of(town.presses("check_in.show")))
    town.go_to(town.check_in.due_on - timedelta(days=29))
    assert "Snooze" not in labels(card_of(town.presses("check_in.show")))


# ---------------------------------------------------------------------------------------------- whose it is


@pytest.mark.parametrize("action", [*VALUES, "check_in.show", "check_in.remove"])
@pytest.mark.parametrize("value", ["", "nobody", "\x00", "'; DROP TABLE check_in;--", "x" * 150])
def test_a_check_in_that_is_not_theirs_is_as_one_that_is_not_there(database: Engine, action: str, value: str) -> None:
    town = CheckInTown(database)
    form = town.opened(action) if action in VALUES else None
    refusals = {said(town.presses(action, ADA)), said(town.presses(action, value=value or "."))}
    if form:
        refusals.add(said(town.sends(form, ADA, **VALUES[action])))
        refusals.add(said(town.riley.submits(action, value, **VALUES[action])))
    assert len(refusals) == 1
    assert town.check_in.is_open


@pytest.mark.parametrize("name", [RILEY, DOV, BRAM])
def test_owner_deputy_and_co_owner_may_do_everything(database: Engine, name: str) -> None:
    town = CheckInTown(database, co_owners=(BRAM,))
    for action in ("check_in.snooze", "check_in.move", "check_in.record"):
        assert isinstance(town.sends(town.opened(action, name), name, **VALUES[action]), Replace)
    assert town.check_in.status is CheckInStatus.RECORDED


def test_two_who_answer_differently_at_once_leave_one_answer(database: Engine) -> None:
    town = CheckInTown(database)
    not_needed, removing = town.opened("check_in.not_needed"), "check_in.remove"
    answers = in_the_middle(
        database,
        "SELECT id FROM policy",
        lambda: town.sends(not_needed, **VALUES["check_in.not_needed"]),
        lambda: town.presses(removing, DOV),
    )
    assert sum("Nothing was changed" in said(answer) for answer in answers) == 1
    assert len({"check_in.not_needed", "check_in.remove"} & set(town.audited())) == 1


def test_a_snoozed_check_in_is_silent_until_its_day(database: Engine) -> None:
    town = CheckInTown(database)
    town.sends(town.opened("check_in.snooze"), weeks="1")
    assert town.nudged(stage=Stage.FOUR_WEEKS) is None


def test_a_button_of_a_check_in_that_another_plan_left_out_says_so(database: Engine) -> None:
    town = CheckInTown(database)
    form = town.opened("check_in.snooze")
    with unit_of_work(database) as session:
        session.delete(session.get_one(CheckIn, town.id))
    for answer in (town.presses("check_in.record"), town.sends(form, weeks="1"), town.presses("check_in.remove")):
        assert "This check-in is in no plan of yours. Its policy may have another plan by now" in said(answer)
