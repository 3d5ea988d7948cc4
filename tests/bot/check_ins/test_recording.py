"""A check-in is recorded once, by one of those who look after the policy, and can be put right for a while."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from bot.check_ins.seen import CORRECTED_WITHIN
from bot.fields import MAX_LABEL
from bot.messages import FormErrors, Replace, plain
from bot.model import CheckIn, CheckInStatus, Measure, Policy, PolicyStatus, Reading
from directory.database import unit_of_work
from directory.model import Person
from tests.bot.check_ins.check_ins import LEARNED, CheckInTown, labels
from tests.bot.policies.policies import ADA, DOV, RILEY
from tests.bot.sending.pileup import in_the_middle
from tests.bot.town import card_of, said


def test_what_is_recorded_is_kept_whole(database: Engine) -> None:
    town = CheckInTown(database)
    answer = town.records(reading_a="62.5%", reading_b="1,050", changes="A shorter letter.", next_steps="Test again.")
    assert isinstance(answer, Replace)
    assert answer.card.title == "Check-in recorded: Plain letters about tax debt"
    assert plain(answer.card).splitlines()[1:8] == [
        "3 months after launch. Recorded by you on 3 November 2026.",
        "Letters understood: 62.5% (baseline 55%, target 80%)",
        "Calls about letters: 1,050 calls a week (target 1,200 calls a week)",
        "Confidence that it works: 7 out of 10",
        f"What we learned: {LEARNED}",
        "What changes: A shorter letter.",
        "What is next: Test again.",
    ]
    assert town.readings() == {"Letters understood": 62.5, "Calls about letters": 1_050}
    assert {(each.read_on, each.noted_by) for each in town.every(Reading)} == {
        (date(2026, 11, 3), town.person_id(RILEY))
    }
    check_in = town.check_in
    assert (check_in.status, check_in.answered_at) == (CheckInStatus.RECORDED, town.now)
    assert "check_in.record" in town.audited()
    assert labels(answer.card) == ["Correct what was recorded", "See the plan", "Open the policy"]


def test_every_measure_has_a_field_with_what_it_is_held_against(database: Engine) -> None:
    town = CheckInTown(database)
    form = town.opened("check_in.record")
    assert [(field.name, field.label, field.required) for field in form.fields] == [
        ("reading_a", "Letters understood (%), baseline 55%, target 80%", False),
        ("reading_b", "Calls about letters (calls a week), target 1,200 calls a week", False),
        ("confidence", "How confident are you that the policy works?", True),
        ("learned", "What we learned", True),
        ("changes", "What changes", False),
        ("next_steps", "What is next", False),
    ]


def test_a_long_name_gives_way_to_the_figures(database: Engine) -> None:
    town = CheckInTown(database, [{"name": "Understanding " * 30, "unit": "%", "baseline": 55, "target": 80}])
    label = town.opened("check_in.record").fields[0].label
    assert len(label) <= MAX_LABEL
    assert label.endswith("… (%), baseline 55%, target 80%")


def test_readings_may_be_left_empty(database: Engine) -> None:
    town = CheckInTown(database)
    town.records(reading_b="900")
    assert town.readings() == {"Calls about letters": 900}


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"reading_a": "many"}, "reading_a", "We do not understand “many”. Enter a figure like"),
        ({"reading_b": "1e999"}, "reading_b", "We do not understand"),
        ({"reading_b": "9" * 40}, "reading_b", "is too large to keep"),
        ({"confidence": ""}, "confidence", "Choose a number from 0 to 10"),
        ({"confidence": "11"}, "confidence", "Choose a number from 0 to 10"),
        ({"confidence": "-1"}, "confidence", "Choose a number from 0 to 10"),
        ({"learned": " \n\u200b "}, "learned", "Say what you learned"),
        ({"learned": "x" * 1_501}, "learned", "This is 1,501 characters long. It can have 1,500 at most"),
        ({"changes": "x" * 1_001}, "changes", "It can have 1,000 at most"),
        ({"next_steps": "x" * 1_001}, "next_steps", "It can have 1,000 at most"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(
    database: Engine, wrong: dict[str, str], field: str, sentence: str
) -> None:
    town = CheckInTown(database)
    typed = {"reading_a": "62", "reading_b": "1,050", "changes": "A shorter letter."} | wrong
    answer = town.records(**typed)
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == [field]
    assert sentence in answer.errors[field]
    there = {each.name: each.value for each in answer.form.fields}
    kept = {name: value for name, value in typed.items() if name != "confidence" and len(value) <= 1_000}
    assert kept.items() <= there.items()
    assert town.check_in.status is CheckInStatus.PLANNED
    assert town.readings() == {}
    mended = {each.name: each.value for each in answer.form.fields} | {"confidence": "7", field: "8"}
    assert isinstance(town.riley.submits(answer.form.name, answer.form.context, **mended), Replace)


def test_a_check_in_that_was_met_for_is_read_on_that_day(database: Engine) -> None:
    town = CheckInTown(database)
    town.book()
    town.later(days=14)
    met = town.consultation()
    assert met
    town.records(reading_a="62")
    assert [each.read_on for each in town.every(Reading)] == [met.starts_at.date()]
    assert met.starts_at.date() != town.now.date()


def test_one_that_is_recorded_before_they_met_says_that_they_still_will(database: Engine) -> None:
    town = CheckInTown(database)
    town.book()
    assert "with Ada Quillan. That stays, unless it is cancelled." in said(town.records())
    town.later(days=14)
    assert "That stays" not in said(town.presses("check_in.show"))


def test_the_day_of_a_reading_is_that_of_whoever_records_it(database: Engine) -> None:
    town = CheckInTown(database)
    with unit_of_work(database) as session:
        session.get_one(Person, town.person_id(RILEY)).time_zone = "Asia/Tokyo"
    town.now = town.now.replace(hour=20)
    town.records(reading_a="62")
    assert [each.read_on for each in town.every(Reading)] == [date(2026, 11, 4)]


# ---------------------------------------------------------------------------------------------- twice


def test_the_same_form_sent_twice_records_once(database: Engine) -> None:
    town = CheckInTown(database)
    form = town.opened("check_in.record")
    values = {"reading_a": "62", "confidence": "7", "learned": LEARNED}
    town.sends(form, **values)
    first = town.check_in
    town.later(minutes=1)
    assert isinstance(town.sends(form, **values), Replace)
    assert town.check_in == first
    assert town.audited().count("check_in.record") == 1
    assert "check_in.correct" not in town.audited()


def test_whoever_is_second_reads_who_recorded_it_and_loses_nothing(database: Engine) -> None:
    town = CheckInTown(database)
    form = town.opened("check_in.record", DOV)
    town.records(reading_a="62")
    answer = town.sends(form, DOV, reading_a="70", confidence="3", learned="It does not work.")
    assert isinstance(answer, FormErrors)
    assert answer.errors["learned"] == (
        "This check-in was recorded by Riley Requester on 3 November 2026 while you wrote. "
        "Save again to put yours in its place, or cancel to leave it"
    )
    assert {each.name: each.value for each in answer.form.fields}["learned"] == "It does not work."
    assert (town.check_in.learned, town.readings()) == (LEARNED, {"Letters understood": 62})
    corrected = town.sends(answer.form, DOV)
    assert isinstance(corrected, Replace)
    assert (town.check_in.learned, town.readings()) == ("It does not work.", {"Letters understood": 70})


def test_two_people_who_record_at_once_leave_one_record(database: Engine) -> None:
    town = CheckInTown(database)
    forms = {name: town.opened("check_in.record", name) for name in (RILEY, DOV)}

    def send(name: str, reading: str) -> object:
        return town.sends(forms[name], name, reading_a=reading, confidence="5", learned=f"As {name} sees it")

    answers = in_the_middle(database, "SELECT id FROM policy", lambda: send(RILEY, "61"), lambda: send(DOV, "62"))
    [recorded] = [each for each in answers if isinstance(each, Replace)]
    [told] = [each for each in answers if isinstance(each, FormErrors)]
    first = RILEY if "61%" in said(recorded) else DOV
    assert f"was recorded by {first} on 3 November 2026" in told.errors["learned"]
    assert town.check_in.learned == f"As {first} sees it"
    assert len(town.every(Reading)) == 1
    assert town.audited().count("check_in.record") == 1


def test_two_who_correct_it_at_once_are_told_apart(database: Engine) -> None:
    town = CheckInTown(database)
    town.records(reading_a="62")
    forms = {name: town.opened("check_in.record", name) for name in (RILEY, DOV)}
    assert isinstance(town.sends(forms[RILEY], reading_a="63"), Replace)
    answer = town.sends(forms[DOV], DOV, reading_a="64")
    assert isinstance(answer, FormErrors)
    assert answer.errors["learned"].startswith("What was recorded has been corrected while you wrote.")
    assert town.readings() == {"Letters understood": 63}


# ---------------------------------------------------------------------------------------------- corrected


def test_for_four_weeks_what_was_recorded_can_be_put_right(database: Engine) -> None:
    town = CheckInTown(database)
    town.records(reading_a="62", reading_b="900")
    recorded = town.check_in
    town.now += CORRECTED_WITHIN - timedelta(minutes=1)
    form = town.opened("check_in.record", DOV)
    assert {field.name: field.value for field in form.fields} == {
        "reading_a": "62%",
        "reading_b": "900 calls a week",
        "confidence": "7",
        "learned": LEARNED,
        "changes": "",
        "next_steps": "",
    }
    answer = town.sends(form, DOV, reading_a="26", reading_b="", confidence="2")
    assert "Recorded by Riley Requester on 3 November 2026." in said(answer)
    assert town.readings() == {"Letters understood": 26}
    assert [each.read_on for each in town.every(Reading)] == [date(2026, 11, 3)]
    assert (town.check_in.confidence, town.check_in.answered_at) == (2, recorded.answered_at)
    assert "check_in.correct" in town.audited()


def test_after_four_weeks_it_stays_as_it_is(database: Engine) -> None:
    town = CheckInTown(database)
    town.records()
    form = town.opened("check_in.record")
    town.now += CORRECTED_WITHIN
    for answer in (town.presses("check_in.record"), town.sends(form, learned="Something else")):
        assert isinstance(answer, Replace)
        assert "Nothing was changed: what was recorded more than 28 days ago stays as it is." in said(answer)
        assert "Correct what was recorded" not in labels(answer.card)
    assert town.check_in.learned == LEARNED


# ---------------------------------------------------------------------------------------------- the measures change


def test_readings_follow_their_measures_when_those_are_changed_meanwhile(database: Engine) -> None:
    town = CheckInTown(database)
    form = town.opened("check_in.record")
    with unit_of_work(database) as session:
        session.get_one(Measure, "m0").position, session.get_one(Measure, "m1").position = 1, 0
    town.measure({"name": "Paid on time", "unit": "%"})
    town.sends(form, reading_a="62", reading_b="900", confidence="7", learned=LEARNED)
    assert town.readings() == {"Letters understood": 62, "Calls about letters": 900}


def test_a_reading_of_a_measure_that_was_removed_meanwhile_goes_with_it(database: Engine) -> None:
    town = CheckInTown(database)
    form = town.opened("check_in.record")
    with unit_of_work(database) as session:
        session.delete(session.get_one(Measure, "m0"))
    town.sends(form, reading_a="62", reading_b="900", confidence="7", learned=LEARNED)
    assert town.readings() == {"Calls about letters": 900}


# ---------------------------------------------------------------------------------------------- not theirs, not now


def test_nobody_else_records_it(database: Engine) -> None:
    town = CheckInTown(database)
    form = town.opened("check_in.record")
    for answer in (
        town.presses("check_in.record", ADA),
        town.sends(form, ADA, confidence="7", learned=LEARNED),
        town.presses("check_in.show", ADA),
    ):
        assert "This check-in is in no plan of yours." in said(answer)
    assert town.check_in.status is CheckInStatus.PLANNED


@pytest.mark.parametrize("context", ["", ".", "....", "nobody.0.m0", "\x00.0", "'; DROP TABLE policy;--", "x" * 150])
def test_a_made_up_form_records_nothing(database: Engine, context: str) -> None:
    town = CheckInTown(database)
    answer = town.riley.submits("check_in.record", context, confidence="7", learned=LEARNED, reading_a="1")
    assert "This check-in is in no plan of yours." in said(answer)
    assert town.readings() == {}


@pytest.mark.parametrize("status", [PolicyStatus.PAUSED, PolicyStatus.CLOSED])
def test_nothing_is_recorded_of_a_policy_that_is_not_looked_at(database: Engine, status: PolicyStatus) -> None:
    town = CheckInTown(database)
    form = town.opened("check_in.record")
    town.alter(Policy, status=status, status_at=town.now)
    answer = town.sends(form, confidence="7", learned=LEARNED)
    assert f"Nothing was changed: the policy is {status}. Reopen it first." in said(answer)
    assert labels(card_of(answer))[-1] == "Open the policy"
    assert town.check_in.status is CheckInStatus.PLANNED


def test_recording_ends_a_snooze(database: Engine) -> None:
    town = CheckInTown(database)
    town.alter(CheckIn, snoozed_until=date(2026, 11, 10))
    town.records()
    assert town.check_in.snoozed_until is None
