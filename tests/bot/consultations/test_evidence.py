"""A note that both agree to share helps others find the expert: from then on, and no longer than both agree."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, update
from sqlmodel import col

from bot.blocks import People
from bot.housekeeping import forget_old
from bot.messages import plain
from bot.model import Note
from directory.database import unit_of_work
from directory.model import ExpertEvidence, Person
from tests.bot.consultations.afterwards import ADA, BRAM, RILEY, Afterwards
from tests.bot.town import card_of, said

BATS, TRUMPETERS = "Counting bats needs two visits.", "Asking trumpeters needs one."
WHY = "Why: was consulted in May 2026 on “Counting bats needs two visits”"
FOUND_BY = "anybody who searches may be shown them as a reason to ask"


@pytest.fixture
def town(database: Engine) -> Afterwards:
    return Afterwards(database)


def agrees(town: Afterwards, name: str, id_: str) -> None:
    town.press(name, "Agree", card_of(town.people[name].presses("note.show", id_)))


def share(town: Afterwards, text: str = BATS) -> str:
    """Riley writes it, and Ada agrees."""
    id_ = town.meet()
    town.writes(RILEY, id_, text)
    agrees(town, ADA, id_)
    return id_


def found(town: Afterwards, text: str) -> dict[str, str]:
    """Who is found by Bram, and why."""
    blocks = card_of(town.people[BRAM].says(text)).blocks
    return {line.name: line.why for block in blocks if isinstance(block, People) for line in block.people if line.why}


def test_nobody_is_found_by_a_note_until_both_agree_to_it(town: Afterwards) -> None:
    id_ = town.meet()
    town.writes(RILEY, id_, BATS)
    assert found(town, "bats") == {}
    agrees(town, ADA, id_)
    assert found(town, "bats") == {ADA: WHY}


@pytest.mark.parametrize("withdrawer", [RILEY, ADA])
def test_whoever_takes_their_agreement_back_takes_it_away_at_once(town: Afterwards, withdrawer: str) -> None:
    id_ = share(town)
    town.press(withdrawer, "Take back", card_of(town.people[withdrawer].presses("note.show", id_)))
    assert found(town, "bats") == {}
    agrees(town, withdrawer, id_)
    assert found(town, "bats") == {ADA: WHY}


def test_words_that_were_changed_are_searched_once_both_agree_to_them_and_the_old_no_more(town: Afterwards) -> None:
    id_ = share(town)
    town.writes(ADA, id_, TRUMPETERS)
    assert found(town, "bats") | found(town, "trumpeters") == {}
    agrees(town, RILEY, id_)
    assert found(town, "bats") == {}
    assert [*found(town, "trumpeters")] == [ADA]


def test_a_consultation_that_did_not_take_place_after_all_is_no_evidence(town: Afterwards) -> None:
    id_ = share(town)
    town.riley.presses("consultation.no_show", id_)
    assert found(town, "bats") == {}


@pytest.mark.parametrize("erased", [RILEY, ADA])
def test_whoever_is_erased_takes_it_along_within_the_hour(town: Afterwards, erased: str) -> None:
    share(town)
    with unit_of_work(town.engine) as session:
        session.execute(delete(Person).where(col(Person.name) == erased))
    with unit_of_work(town.engine) as session:
        forget_old(session, town.now, timedelta(days=90))
    assert town.every(ExpertEvidence) == []
    assert found(town, "bats") == {}


def test_housekeeping_leaves_what_both_agree_to(town: Afterwards) -> None:
    share(town)
    for _ in range(2):
        with unit_of_work(town.engine) as session:
            forget_old(session, town.now + timedelta(days=4_000), timedelta(days=90))
    assert found(town, "bats") == {ADA: WHY}


def test_both_are_told_what_they_agree_to_before_they_do(town: Afterwards) -> None:
    id_ = town.meet()
    assert f"{FOUND_BY} {ADA}" in said(town.riley.presses("note.open", id_))
    town.writes(RILEY, id_, BATS)
    assert f"{FOUND_BY} you" in said(town.people[ADA].presses("note.show", id_))


def test_who_agreed_before_that_was_said_is_asked_again_by_words_that_are_new(town: Afterwards) -> None:
    id_ = town.meet()
    town.writes(RILEY, id_, BATS)
    with unit_of_work(town.engine) as session:
        session.execute(update(Note).values(helps_finding=False))
    assert FOUND_BY not in said(town.people[ADA].presses("note.show", id_))
    agrees(town, ADA, id_)
    assert found(town, "bats") == {}
    town.writes(RILEY, id_, TRUMPETERS)
    assert FOUND_BY in said(town.people[ADA].presses("note.show", id_))
    agrees(town, ADA, id_)
    assert [*found(town, "trumpeters")] == [ADA]


def test_the_expert_sees_it_in_their_profile_and_takes_it_out_from_home(town: Afterwards) -> None:
    ada = town.people[ADA]
    assert "help others find you" not in said(ada.says("home"))
    share(town)
    home = card_of(ada.says("home"))
    assert "help others find you" in plain(home)
    assert "Counting bats needs two visits.” (May 2026)" in said(town.press(ADA, "See your profile", home))
    record = card_of(town.press(ADA, "See your shared notes", home))
    assert record.title.startswith("Your contribution record")
    note = card_of(town.press(ADA, "Shared note", record))
    town.press(ADA, "Take back", note)
    assert "help others find you" not in said(ada.says("home"))
    assert found(town, "bats") == {}
