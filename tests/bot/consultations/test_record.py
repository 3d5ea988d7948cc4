"""What came of consultations: what each of the two has in their record, in chat and in the terminal."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.cards.record import record as card
from bot.consultations.record import Line, Side, Sum
from bot.messages import Replace, Reply, plain
from bot.model import Consultation, ConsultationStatus
from bot.pages import Page
from directory.cell_text import clean_text
from directory.database import unit_of_work
from directory.model import Expert, Person, Status
from tests.bot.consultations.afterwards import ADA, BRAM, RILEY, TUESDAY, Afterwards
from tests.bot.crowd import BROKEN
from tests.bot.town import card_of, said
from tests.people import HERE
from tests.strategies import HOSTILE


@pytest.fixture
def town(database: Engine) -> Afterwards:
    return Afterwards(database)


def record(town: Afterwards, name: str, value: str = "") -> str:
    return said(town.people[name].presses("record.show", value))


def test_a_line_says_when_with_whom_about_what_how_long_and_what_came_of_it(town: Afterwards) -> None:
    id_ = town.meet()
    town.answers(RILEY, id_, useful="somewhat", statements="OCC0526.S13")
    town.says_what_changed(id_, "yes", "We dropped the second letter")
    town.writes(RILEY, id_, "Letters are read once")
    town.people[ADA].presses("note.agree", f"{id_}.1")
    lines = record(town, RILEY).splitlines()
    assert lines[0] == "Your learning record: 1 consultation, 30 minutes"
    assert lines[1] == (
        "12 May 2026, with Ada Quillan. “How do we test a letter with people who owe tax?”. "
        "Useful: somewhat. Changed anything: yes. What changed: “We dropped the second letter” "
        "Shared note: “Letters are read once”. 30 minutes · S13 working with specialists (OCC0526)"
    )


def test_the_expert_has_their_own_answers_and_the_shared_note(town: Afterwards) -> None:
    id_ = town.meet()
    town.answers(RILEY, id_, useful="no")
    town.says_what_changed(id_, "yes", "We dropped the second letter")
    town.answers(ADA, id_, useful="very", statements="OCC0526.S13")
    said_of_it = record(town, ADA)
    assert said_of_it.startswith("Your contribution record: 1 consultation, 30 minutes")
    assert "Worthwhile: very." in said_of_it
    assert "dropped" not in said_of_it
    assert "with Riley Requester" in said_of_it


@pytest.mark.parametrize(
    "status", [ConsultationStatus.CANCELLED, ConsultationStatus.NO_SHOW, ConsultationStatus.BOOKED]
)
def test_what_did_not_take_place_is_no_line(town: Afterwards, status: ConsultationStatus) -> None:
    town.becomes(town.meet(), status)
    for name in (RILEY, ADA):
        assert "Nothing is in your record yet" in record(town, name)


def test_the_latest_stands_first_and_the_next_page_takes_its_place(town: Afterwards) -> None:
    for week in range(7):
        town.meet(TUESDAY + timedelta(weeks=week))
    first = town.riley.presses("record.show")
    assert isinstance(first, Reply)
    assert "Your learning record: 7 consultations, 3 hours and 30 minutes" in said(first)
    assert said(first).splitlines()[1].startswith("23 June 2026")
    more = next(button for button in first.card.buttons if button.label == "Show more")
    second = town.riley.presses(more.action, more.value)
    assert isinstance(second, Replace)
    assert "Showing 6 to 7 of 7" in said(second)
    opened = next(button for button in second.card.buttons if button.label == "Open")
    assert card_of(town.riley.presses(opened.action, opened.value)).title.startswith("Consultation done: ")


def test_whoever_has_both_goes_from_one_record_to_the_other(town: Afterwards) -> None:
    town.meet()
    other = town.meet(TUESDAY + timedelta(days=1), BRAM)
    with unit_of_work(town.engine) as session:
        ada = session.exec(select(Person).where(Person.name == ADA)).one()
        session.get_one(Consultation, other).requester_id = ada.id or 0
    learning = town.people[ADA].presses("record.show")
    assert "with Bram Otterbourne" in said(learning)
    across = next(button for button in card_of(learning).buttons if "contribution" in button.label)
    assert "with Riley Requester" in said(town.people[ADA].presses(across.action, across.value))


def test_home_leads_to_it(town: Afterwards) -> None:
    assert "record.show" not in {button.action for button in card_of(town.riley.says("home")).buttons}
    town.meet()
    assert "record.show" in {button.action for button in card_of(town.riley.says("home")).buttons}


def test_a_line_about_somebody_who_has_left_says_so(town: Afterwards) -> None:
    town.meet()
    with unit_of_work(town.engine) as session:
        session.exec(select(Expert).join(Person).where(Person.name == ADA)).one().status = Status.LEFT
    assert "with Ada Quillan, who has left" in record(town, RILEY)
    with unit_of_work(town.engine) as session:
        session.exec(select(Person).where(Person.name == ADA)).one().name = ""
    assert "12 May 2026, with somebody who has left." in record(town, RILEY)


@pytest.mark.parametrize("value", ["nobody", "learning.x", "learning.-1", ".", "contribution.9999999", "learning.0.0"])
def test_a_value_that_was_made_up_is_said_so_or_shows_the_beginning(town: Afterwards, value: str) -> None:
    town.meet()
    said_of_it = record(town, RILEY, value)
    assert BROKEN not in said_of_it
    assert record(town, RILEY, "learning.900").startswith("Your learning record: 1 consultation")


@pytest.mark.parametrize("stuff", [each for each in map(clean_text, HOSTILE) if each])
def test_the_largest_page_is_within_every_limit(stuff: str) -> None:
    line = Line(
        consultation_id="c",
        starts_at=TUESDAY,
        opens=("request.show", "r" * 20),
        other=stuff * 200,
        other_has_left=True,
        question=stuff * 1_000,
        minutes=60,
        useful="somewhat",
        got_it="partly",
        difference="too_early",
        what_changed=stuff * 1_500,
        statements=tuple(f"OLD{'-' * 15}.K{number}{'-' * 15}" for number in range(40)),
        note=stuff * 1_500,
    )
    sums = dict.fromkeys(Side, Sum(1_000, 30_000))
    shown = card(Side.LEARNING, [line] * 5, sums, Page(5, 1_000), ZoneInfo("Europe/London"), HERE.statements)
    assert "Your learning record: 1,000 consultations, 500 hours" in plain(shown)
