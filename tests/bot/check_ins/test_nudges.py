"""What a nudge says, and when nothing is left to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from bot.cards.check_in import due, due_in_full
from bot.check_ins.stages import Stage
from bot.messages import MAX_BLOCKS, plain
from bot.model import CheckIn, CheckInStatus, CoOwner, Policy, PolicyStatus
from directory.database import unit_of_work
from tests.bot.check_ins.check_ins import CheckInTown, buttons, labels
from tests.bot.policies.policies import ADA, BRAM, DOV, RILEY

TODAY = date(2026, 3, 3)


def said_to(town: CheckInTown, name: str = RILEY) -> str:
    card = town.nudged(name)
    assert card
    return plain(card)


@pytest.mark.parametrize(
    ("days", "said", "in_full"),
    [
        (0, "due today", "due today, Tuesday 3 March 2026"),
        (1, "due tomorrow", "due tomorrow, on Wednesday 4 March 2026"),
        (5, "due in 5 days", "due in 5 days, on Sunday 8 March 2026"),
        (7, "due in a week", "due in a week, on Tuesday 10 March 2026"),
        (27, "due on 30 March 2026", "due on Monday 30 March 2026"),
        (28, "due in 4 weeks", "due in 4 weeks, on Tuesday 31 March 2026"),
        (57, "due on 29 April 2026", "due on Wednesday 29 April 2026"),
        (-1, "was due on 2 March 2026", "was due on Monday 2 March 2026"),
    ],
)
def test_when_it_is_due_is_said_as_people_count(days: int, said: str, in_full: str) -> None:
    on = TODAY + timedelta(days=days)
    assert (due(on, TODAY), due_in_full(on, TODAY)) == (said, in_full)


def test_a_nudge_says_what_is_due_when_with_the_measures_against_their_targets(database: Engine) -> None:
    town = CheckInTown(database)
    card = town.nudged()
    assert card
    assert card.title == "Check-in due in 4 weeks: Plain letters about tax debt"
    assert plain(card).splitlines()[1:4] == [
        "3 months after launch, due on Tuesday 1 December 2026.",
        "Letters understood: No reading yet (baseline 55%, target 80%)",
        "Calls about letters: No reading yet (target 1,200 calls a week)",
    ]


def test_a_nudge_has_every_way_to_answer_it(database: Engine) -> None:
    card = CheckInTown(database).nudged()
    assert labels(card) == [
        "Book the check-in",
        "Record it now",
        "Snooze",
        "Move",
        "Not needed",
        "Hand over",
        "Open the policy",
        "Stop these reminders",
    ]
    forms = {label for label, button in buttons(card).items() if button.opens_form}
    assert forms == set(labels(card)) - {"Open the policy", "Stop these reminders"}


def test_the_last_reading_is_shown_with_its_day(database: Engine) -> None:
    town = CheckInTown(database)
    town.records(reading_a="62")
    town.id = next(each.id for each in town.check_ins() if each.name == "6 months after launch")
    town.go_to(town.check_in.due_on)
    card = town.nudged(stage=Stage.ON_THE_DAY)
    assert card
    assert card.title == "Check-in due today: Plain letters about tax debt"
    assert "Letters understood: 62% on 3 November 2026 (baseline 55%, target 80%)" in plain(card)


def test_a_deputy_reads_why_they_are_asked(database: Engine) -> None:
    town = CheckInTown(database)
    town.go_to(town.check_in.due_on + timedelta(days=31))
    card = town.nudged(DOV, Stage.DEPUTY_FIRST)
    assert card
    assert card.title == "Check-in was due on 1 December 2026: Plain letters about tax debt"
    why = "You are asked as deputy, because Riley Requester, who owns the policy, has not answered."
    assert why in plain(card)


def test_whoever_is_asked_in_the_place_of_an_owner_who_is_away_reads_so(database: Engine) -> None:
    town = CheckInTown(database, co_owners=(BRAM,))
    why = "You are asked as co-owner, because Riley Requester, who owns the policy, cannot be reached at the moment."
    assert why in said_to(town, BRAM)
    town.alter(Policy, owner_id=None)
    assert "You are asked as deputy, because nobody owns the policy" in said_to(town, DOV)


def moved(town: CheckInTown) -> None:
    town.alter(CheckIn, due_on=date(2027, 1, 12))


def snoozed(town: CheckInTown) -> None:
    town.alter(CheckIn, snoozed_until=town.now.date() + timedelta(days=1))


def handed_over(town: CheckInTown) -> None:
    town.alter(Policy, owner_id=town.person_id(ADA))


SILENT: dict[str, Callable[[CheckInTown], object]] = {
    "recorded": lambda town: town.records(),
    "not needed": lambda town: town.alter(CheckIn, status=CheckInStatus.NOT_NEEDED),
    "removed": lambda town: town.alter(CheckIn, status=CheckInStatus.REMOVED),
    "moved": moved,
    "snoozed": snoozed,
    "asked for": lambda town: town.book(accepted=False),
    "booked": lambda town: town.book(),
    "paused": lambda town: town.alter(Policy, status=PolicyStatus.PAUSED),
    "closed": lambda town: town.alter(Policy, status=PolicyStatus.CLOSED),
    "handed over": handed_over,
}


@pytest.mark.parametrize("answer", SILENT.values(), ids=SILENT.keys())
def test_whatever_answers_it_silences_a_nudge_that_is_on_its_way(
    database: Engine, answer: Callable[[CheckInTown], object]
) -> None:
    town = CheckInTown(database)
    assert town.nudged()
    answer(town)
    assert town.nudge() is None


def test_a_nudge_for_a_check_in_or_policy_that_is_gone_says_nothing(database: Engine) -> None:
    town = CheckInTown(database)
    town.nudged()
    with unit_of_work(database) as session:
        session.delete(session.get_one(CheckIn, town.id))
    assert town.nudge() is None


def test_what_was_snoozed_is_said_on_that_day_and_not_for_an_earlier_snooze(database: Engine) -> None:
    town = CheckInTown(database)
    until = town.now.date() + timedelta(weeks=1)
    town.alter(CheckIn, snoozed_until=until)
    assert town.nudged(stage="snoozed", day=until) is None
    town.go_to(until)
    assert town.nudge()
    assert town.nudged(stage="snoozed", day=until - timedelta(days=1)) is None


def test_after_they_met_the_nudge_asks_only_to_record_it(database: Engine) -> None:
    town = CheckInTown(database)
    town.book()
    assert town.nudged(stage="held") is None
    town.later(days=14)
    card = town.nudge()
    assert card
    assert card.title == "Record your check-in: Plain letters about tax debt"
    assert "with Ada Quillan" in plain(card)
    assert labels(card)[0] == "Record it now"
    assert buttons(card)["Record it now"].primary
    assert "Book the check-in" not in labels(card)


def test_a_nudge_on_its_way_is_silent_once_another_check_in_of_the_policy_was_recorded(database: Engine) -> None:
    town = CheckInTown(database)
    assert town.nudged()
    asked, town.id = town.id, next(each.id for each in town.check_ins() if each.name == "1 month after launch")
    town.records()
    town.id = asked
    assert town.nudge() is None
    town.later(days=27)
    assert town.nudge() is None
    town.later(days=2)
    assert town.nudge()


def test_an_occasion_that_nobody_knows_says_nothing(database: Engine) -> None:
    assert CheckInTown(database).nudged(stage="five_weeks") is None


HOSTILE = "<!channel> [x](http://example.com) " * 40


def test_six_measures_with_long_hostile_names_fit(database: Engine) -> None:
    measures = [{"name": HOSTILE, "unit": HOSTILE, "baseline": -1e14 / 7, "target": 1e14 / 7}] * 6
    town = CheckInTown(database, measures, HOSTILE)
    card = town.nudged()
    assert card
    assert len(card.blocks) <= MAX_BLOCKS
    typed = {f"reading_{letter}": "1,234.5" for letter in "abcdef"}
    long = {"learned": "\\\n" * 700, "changes": '"' * 1_000, "next_steps": "\U0001f600" * 1_000}
    town.records(**typed, **long)
    assert town.check_in.status is CheckInStatus.RECORDED
    assert len(town.readings()) == 1


def test_one_without_measures_says_where_to_add_some(database: Engine) -> None:
    assert "There are no measures yet" in said_to(CheckInTown(database, ()))


def test_a_co_owner_is_somebody_who_looks_after_it(database: Engine) -> None:
    town = CheckInTown(database)
    assert town.nudged(ADA) is None
    with unit_of_work(database) as session:
        session.add(CoOwner(policy_id=town.policy_id, person_id=town.person_id(ADA)))
    assert town.nudge(ADA)
