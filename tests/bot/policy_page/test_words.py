"""The page of a policy in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete

from bot.cards.policy_page import NOT_KNOWN, SHOWN_READINGS, PolicyPage, policy_page
from bot.model import CheckIn, PolicyStatus
from bot.policy_page.history import read_history
from directory.database import reading, unit_of_work
from tests.bot.policy_page.histories import ADA, LEARNED, NOW, RILEY, SAM, TODAY, Years


def page(years: Years, name: str = RILEY) -> PolicyPage:
    with reading(years.engine) as session:
        history = read_history(session, years.policy_id, years.ids[name], NOW)
        assert history
        return policy_page(history)


def test_it_begins_with_what_is_to_be_done_and_whose_it_is(database: Engine) -> None:
    shown = page(Years(database))
    assert (shown.title, shown.organisation) == ("Plain letters about tax debt", "HM Revenue and Customs")
    assert (shown.tag.word, shown.as_of, shown.state) == ("Active", "As it stands on 18 November 2026", "")
    assert dict(shown.facts) == {
        "Overdue": "10 August 2026, 1 month after launch",
        "Next check-in": "18 December 2026, Yearly look",
        "Confidence": "4 out of 10 on 5 May 2026, up from 3",
        "Owner": RILEY,
        "Deputy": "Dov Marrowby",
        "Co-owners": ADA,
        "Launch": "March 2024",
    }


@pytest.mark.parametrize(("was", "said"), [(9, "down from 9"), (4, "as before"), (0, "up from 0")])
def test_confidence_is_told_against_that_before_it(database: Engine, was: int, said: str) -> None:
    years = Years(database)
    with unit_of_work(database) as session:
        session.get_one(CheckIn, "check-in7").confidence = was
    assert dict(page(years).facts)["Confidence"] == f"4 out of 10 on 5 May 2026, {said}"


def test_a_first_check_in_has_nothing_before_it(database: Engine) -> None:
    said = dict(page(Years(database, check_ins=2)).facts)["Confidence"]
    assert said.startswith("3 out of 10 on ")
    assert "," not in said


def test_a_policy_without_anything_says_so_and_shows_nothing_else(database: Engine) -> None:
    years = Years(database, check_ins=1, readings=(0,))
    with unit_of_work(database) as session:
        session.execute(delete(CheckIn))
    years.alter(deputy_id=None)
    shown = page(years)
    assert dict(shown.facts)["Next check-in"] == "None is planned"
    assert "Confidence" not in dict(shown.facts)
    assert (shown.past, shown.to_come) == ((), ())
    [measure] = shown.measures
    assert measure.picture is None
    assert measure.said.startswith("No reading yet.")


def test_each_measure_says_which_way_it_should_go_and_all_that_its_picture_shows(database: Engine) -> None:
    [understood, calls] = page(Years(database)).measures
    assert (understood.name, understood.about) == ("Letters understood", "Should go up, for citizens")
    assert calls.about == "Should go down"
    assert understood.said.startswith("The latest reading is 82% on 9 November 2026. The target of 80% is reached.")
    assert understood.picture
    assert (understood.picture.of, understood.picture.text) == ("measure.measure0", understood.said)


def test_the_newest_readings_are_listed_and_how_many_more_the_file_has(database: Engine) -> None:
    [understood, calls] = page(Years(database)).measures
    assert (understood.how_many, len(understood.readings)) == ("126 readings", SHOWN_READINGS)
    assert understood.earlier == "And 76 earlier readings: download the file for all of them."
    assert (understood.readings[0].value, understood.readings[0].how) == ("82%", "Live")
    assert (len(calls.readings), calls.earlier) == (14, "")


def test_what_came_of_each_check_in_is_said_with_what_was_found_and_decided(database: Engine) -> None:
    past = page(Years(database)).past
    told = [(each.tag.word, each.about) for each in past[:6]]
    assert told[0] == ("Overdue", "Due on 10 August 2026, and not recorded yet")
    assert told[1] == ("Recorded", "Due on 3 May 2026, recorded on 5 May 2026 by Dov Marrowby")
    assert told[3] == ("Removed", "Due on 17 October 2025, taken out of the plan on 19 October 2025 by Dov Marrowby")
    assert told[5] == ("Not needed", "Due on 1 April 2025, said not to be needed on 3 April 2025 by Dov Marrowby")
    assert dict(past[1].lines) == {
        "Confidence": "4 out of 10",
        "Letters understood": "68%",
        "Calls about letters": "1,700 calls a week",
        "What we learned": LEARNED,
        "What changes": "The sum owed now stands in the first line.",
        "What is next": "Test the new letter with 12 people in Leeds.",
    }
    assert dict(past[5].lines) == {"Why": "The pilot was paused."}


def test_what_is_snoozed_says_until_when(database: Engine) -> None:
    years = Years(database)
    with unit_of_work(database) as session:
        session.get_one(CheckIn, "check-in10").snoozed_until = TODAY + timedelta(days=7)
    assert dict(page(years).to_come)["Yearly look"] == "Friday 18 December 2026. Snoozed until 25 November 2026"


def test_a_closed_policy_says_what_was_learned_and_has_nothing_to_come(database: Engine) -> None:
    years = Years(database)
    years.close()
    shown = page(years)
    assert (shown.tag.word, shown.learned) == ("Closed", LEARNED)
    assert shown.state == "The policy was closed on 19 October 2026: what was recorded stays."
    assert (shown.to_come, shown.rhythm) == ((), "")
    assert not {"Overdue", "Next check-in"} & dict(shown.facts).keys()
    assert (shown.past[0].tag.word, shown.past[0].about) == ("Missed", "Due on 10 August 2026, and never recorded")


def test_what_was_learned_of_a_policy_that_was_reopened_is_not_its_end(database: Engine) -> None:
    years = Years(database)
    years.close()
    years.alter(status=PolicyStatus.ACTIVE)
    assert page(years).learned == ""


def test_owners_are_named_with_the_time_they_owned_it_the_newest_first(database: Engine) -> None:
    assert page(Years(database)).owners == (
        (RILEY, "14 October 2025", "Now"),
        (SAM, "1 March 2024", "14 October 2025"),
    )


def test_somebody_who_was_erased_keeps_their_time_and_not_their_name(database: Engine) -> None:
    years = Years(database)
    years.erase(SAM)
    assert page(years).owners[1] == (NOT_KNOWN, "1 March 2024", "14 October 2025")


def test_whoever_is_asked_to_take_it_over_is_named(database: Engine) -> None:
    years = Years(database)
    years.alter(handing_to_id=years.ids[SAM])
    assert dict(page(years).facts)["Owner"] == "Riley Requester. Sam Okafor is asked to take it over"


def test_milestones_say_whether_they_have_happened(database: Engine) -> None:
    assert page(Years(database)).milestones == (
        ("February 2024", "Evaluation plan signed off"),
        ("12 February 2026", "Interim results published"),
        ("March 2027, intended", "Spending review"),
    )
