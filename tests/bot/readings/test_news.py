"""Who is told when a live reading passes the target or a threshold, how often, and only while it is true."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.blocks import Picture
from bot.charts import picture_name
from bot.messages import plain
from bot.model import Measure, NoticeKind, PolicyStatus, Reading
from directory.database import unit_of_work
from directory.model import Account, Person, Unreachable
from tests.bot.policies.policies import ADA, DOV, RILEY
from tests.bot.readings.fed import DOWN, NAME, FedTown
from tests.bot.town import card_of, said

REACHED = f"“{NAME}” has reached its target, 80%"
SHORT = f"“{NAME}” no longer reaches its target, 80%"
WEEK = timedelta(days=7)


@pytest.fixture
def town(database: Engine) -> FedTown:
    return FedTown(database)


# ---------------------------------------------------------------------------------------------- what is news


def test_whoever_owns_it_is_told_when_a_reading_passes_the_target(town: FedTown) -> None:
    town.sends(71)
    assert town.news() == []
    town.sends(80)
    assert town.news() == [(RILEY, REACHED)]


def test_a_reading_that_stays_on_its_side_is_no_news(town: FedTown) -> None:
    for value in (80, 81, 85, 80):
        town.sends(value)
    assert town.titles() == [REACHED]


def test_falling_short_again_is_news_a_week_later(town: FedTown) -> None:
    town.sends(85)
    town.now += WEEK
    town.sends(75)
    assert town.titles() == [SHORT], "what was told before is no longer true"


@pytest.mark.parametrize(
    ("columns", "before", "after", "title"),
    [
        ({"target": None, "threshold": 70.0}, 65, 70, f"“{NAME}” has risen to its threshold, 70%"),
        ({"target": None, "threshold": 70.0}, 75, 69, f"“{NAME}” has fallen below its threshold, 70%"),
        ({**DOWN, "target": None, "threshold": 20.0}, 25, 20, f"“{NAME}” has fallen to its threshold, 20 days"),
        ({**DOWN, "target": None, "threshold": 20.0}, 15, 21, f"“{NAME}” has risen above its threshold, 20 days"),
        (DOWN, 12, 10, f"“{NAME}” has reached its target, 10 days"),
    ],
)
def test_the_words_say_which_line_and_which_way(
    database: Engine, columns: dict[str, Any], before: float, after: float, title: str
) -> None:
    town = FedTown(database, **columns)
    town.sends(before)
    town.now += WEEK
    town.sends(after)
    assert town.titles() == [title]


def test_a_reading_that_passes_both_lines_is_told_once(database: Engine) -> None:
    town = FedTown(database, threshold=70.0)
    town.sends(90)
    assert town.titles() == [REACHED]


def test_only_the_newest_reading_is_news_and_a_backfill_tells_nobody(town: FedTown) -> None:
    town.sends(71, on=date(2026, 5, 10))
    town.sends_of(*((90.0, date(2026, 4, day)) for day in range(1, 20)))
    assert town.news() == []
    town.sends_of((82.0, date(2026, 5, 11)), (75.0, date(2026, 5, 12)), (84.0, date(2026, 5, 3)))
    assert town.news() == [], "it passed, and came back before anybody knew"
    town.sends_of((81.0, date(2026, 5, 12)), (70.0, date(2026, 5, 11)))
    assert town.titles() == [REACHED], "of one day, what came last is the newest"


def test_the_card_shows_the_measure_and_leads_to_its_policy(town: FedTown) -> None:
    town.sends(82.5, on=date(2026, 5, 11))
    [card] = town.drawn(RILEY, NoticeKind.READING_NEWS)
    [picture] = [block for block in card.blocks if isinstance(block, Picture)]
    assert picture.of == picture_name(town.measure_id)
    assert "82.5% on 11 May 2026" in picture.text
    assert town.own.title in plain(card)
    assert [button.label for button in card.buttons] == [
        "Open the policy", "Change the measures", "Stop these messages"
    ]  # fmt: skip
    opened = town.people[RILEY].presses(card.buttons[0].action, card.buttons[0].value)
    assert card_of(opened).title == town.own.title


# ---------------------------------------------------------------------------------------------- to and fro


def test_one_line_is_told_once_in_a_week_however_it_goes_to_and_fro(town: FedTown) -> None:
    for value in (80, 79, 80, 79, 80):
        town.sends(value)
    assert town.news() == [(RILEY, REACHED)]
    town.now += WEEK - timedelta(seconds=1)
    town.sends(79)
    assert town.news() == [], "what they were told is no longer true, and that is not told yet"
    town.now += timedelta(seconds=1)
    town.sends(80)
    assert len(town.news()) == 2


def test_the_other_line_may_be_told_meanwhile(database: Engine) -> None:
    town = FedTown(database, threshold=70.0)
    town.sends(85)
    town.sends(65)
    assert town.titles() == [f"“{NAME}” has fallen below its threshold, 70%"]


# ---------------------------------------------------------------------------------------------- only while true


def test_what_is_no_longer_true_is_not_told(town: FedTown) -> None:
    town.sends(85)
    town.sends(75)
    assert town.news() == []
    town.sends(86)
    assert town.titles() == [REACHED]
    town.change_measure(target=90.0)
    assert town.news() == []
    town.change_measure(target=None)
    assert town.news() == []


@pytest.mark.parametrize("status", [PolicyStatus.PAUSED, PolicyStatus.CLOSED])
def test_nobody_is_told_of_a_policy_that_is_not_looked_at(town: FedTown, status: PolicyStatus) -> None:
    town.sends(85)
    town.change_policy(status)
    assert town.news() == []


def test_a_measure_that_was_removed_is_told_of_no_more(town: FedTown) -> None:
    town.sends(85)
    with unit_of_work(town.engine) as session:
        for each in session.exec(select(Reading)):
            session.delete(each)
        session.flush()
        session.delete(session.get_one(Measure, town.measure_id))
    assert town.news() == []


def test_a_check_in_that_is_recorded_tells_nobody(town: FedTown) -> None:
    check_in = town.check_ins()[0]
    answer = town.fill_form("check_in.record", check_in.id, reading_a="85", learned="It works", confidence="7")
    assert "85%" in said(answer)
    assert town.news() == []
    town.sends(86)
    assert town.news() == [], "what they recorded was past the target already"


# ---------------------------------------------------------------------------------------------- whom


def test_co_owners_are_told_and_the_deputy_only_when_nobody_else_can_be(database: Engine) -> None:
    town = FedTown(database)
    town.fill_form("policy.people", town.own.id, co_owners="ada.quillan@example.gov.uk")
    town.sends(85)
    assert sorted(name for name, _ in town.news()) == [ADA, RILEY]
    cannot_be_reached(town, ADA)
    cannot_be_reached(town, RILEY)
    town.now += WEEK
    town.sends(70)
    assert (DOV, SHORT) in town.news()


def cannot_be_reached(town: FedTown, name: str) -> None:
    with unit_of_work(town.engine) as session:
        accounts = session.exec(select(Account).join(Person).where(Person.name == name)).all()
        assert accounts
        for account in accounts:
            account.unreachable = Unreachable.BLOCKED
            session.add(account)


def test_whoever_no_longer_looks_after_it_is_told_nothing(town: FedTown) -> None:
    town.sends(85)
    with unit_of_work(town.engine) as session:
        policy = session.merge(town.own)
        policy.owner_id = town.person_id(ADA)
    assert town.news() == []


# ---------------------------------------------------------------------------------------------- looked at again


def test_the_news_can_be_looked_at_and_later_how_the_measure_stands(town: FedTown) -> None:
    town.sends(85)
    assert card_of(town.people[RILEY].presses("reading.show", town.measure_id)).title == REACHED
    town.sends(75)
    card = card_of(town.people[DOV].presses("reading.show", town.measure_id))
    assert card.title == NAME
    assert "75%" in plain(card)


@pytest.mark.parametrize("measure_id", ["", "nothing"])
def test_nobody_else_sees_it_whether_it_is_there_or_not(town: FedTown, measure_id: str) -> None:
    town.sends(85)
    refused = said(town.people[ADA].presses("reading.show", town.measure_id))
    assert "Only the people who look after this policy" in refused
    assert said(town.people[ADA].presses("reading.show", measure_id)) == refused
    assert said(town.people[RILEY].presses("reading.show", measure_id)) == refused
