"""Handing over to commissioning: what an expert's unit needs to know, as a text, and what is missing said so."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.blocks import Text
from bot.model import ConsultationStatus, Request
from directory.database import unit_of_work
from tests.bot.consultations.afterwards import ADA, RILEY, Afterwards
from tests.bot.town import card_of, said


@pytest.fixture
def town(database: Engine) -> Afterwards:
    return Afterwards(database)


def ready_text(town: Afterwards, id_: str) -> str:
    card = card_of(town.riley.presses("commission.show", id_))
    [text] = [block.text for block in card.blocks if isinstance(block, Text)]
    return text


def test_the_text_says_all_that_is_known(town: Afterwards) -> None:
    town.change(ADA, terms="free, 30 minutes", commissioning="A one-page brief, and a budget code", role="Researcher")
    id_ = town.meet()
    town.writes(RILEY, id_, "Letters are read once")
    town.people[ADA].presses("note.agree", f"{id_}.1")
    answer = said(town.riley.presses("commission.show", id_))
    assert "Terms: Free, 30 minutes" in answer
    assert "What their unit asks for: A one-page brief, and a budget code" in answer
    assert ready_text(town, id_).splitlines() == [
        "Request for longer work",
        "Expert: Ada Quillan, Researcher (ada.quillan@example.gov.uk)",
        "Asked by: Riley Requester (riley.requester@example.gov.uk)",
        "They met for 30 minutes on Tuesday 12 May 2026.",
        "The question: How do we test a letter with people who owe tax?",
        "What was learnt so far: Letters are read once",
        "Terms: free, 30 minutes",
        "What the unit asks for: A one-page brief, and a budget code",
        "What we need, by when, and our budget: (add it here)",
    ]


def test_what_is_missing_is_said_and_nothing_that_is_not_shared_is_in_it(town: Afterwards) -> None:
    id_ = town.meet()
    town.writes(ADA, id_, "Not for everybody")
    answer = said(town.riley.presses("commission.show", id_))
    assert "Ada Quillan has not said what their unit asks for: ask them in chat." in answer
    assert "Terms: Ada Quillan has not said: ask them in chat." in answer
    assert "(nothing that both agreed to share: add it here)" in answer
    assert "Not for everybody" not in answer


def test_it_is_there_as_soon_as_it_is_booked_and_says_that_they_have_yet_to_meet(town: Afterwards) -> None:
    id_ = town.book()
    assert "They meet for 30 minutes on Tuesday 12 May 2026." in ready_text(town, id_)
    town.becomes(id_, ConsultationStatus.CANCELLED)
    assert "did not take place" in said(town.riley.presses("commission.show", id_))


def test_it_is_for_whoever_asked(town: Afterwards) -> None:
    id_ = town.meet()
    assert "Only the person who asked" in said(town.people[ADA].presses("commission.show", id_))


def test_the_longest_profile_still_fits(town: Afterwards) -> None:
    town.change(ADA, terms="t" * 200, commissioning="c" * 1_500, role="r" * 200, organisation="o" * 200)
    id_ = town.meet()
    with unit_of_work(town.engine) as session:
        session.exec(select(Request)).one().question = "q" * 1_000
    town.writes(RILEY, id_, "n" * 1_500)
    town.people[ADA].presses("note.agree", f"{id_}.1")
    assert "What we need, by when" in ready_text(town, id_)
