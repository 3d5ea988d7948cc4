"""Who said "Not for me" comes later in searches for the same, and is hidden by it from nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.blocks import People
from bot.finding.not_for_me import TEACHES_FOR, subject_of
from bot.finding.ranking import NOT_FOR_THEM_SHARE, put_back, ranked
from bot.finding.refinement import Refinement
from bot.model import Request
from tests.bot.finding.candidates import candidate
from tests.bot.town import Town, card_of
from tests.people import INDEX, NOW

ADA, BRAM = "Ada Quillan", "Bram Otterbourne"
SAME = ("a user researcher who knows tax letters", "tax letters, user research, in Leeds next week")
OTHER = ("user research", "user research on pensions", "tax letters")


@pytest.fixture
def town(database: Engine) -> Town:
    return Town(database, experts=(ADA, BRAM), weekly_cap=9)


def found(town: Town, text: str) -> list[str]:
    """Who is found, best first; both fit equally well, and Ada is the first of equals."""
    blocks = card_of(town.riley.says(text)).blocks
    return [line.name for block in blocks if isinstance(block, People) for line in block.people if line.why]


@pytest.mark.parametrize("words", SAME)
def test_who_said_not_for_me_comes_after_equals_for_the_same_in_other_words(town: Town, words: str) -> None:
    assert found(town, words) == [ADA, BRAM]
    town.ask(ADA)
    town.press(ADA, "Not for me")
    assert found(town, words) == [BRAM, ADA]


@pytest.mark.parametrize("words", OTHER)
def test_it_teaches_nothing_about_other_requests(town: Town, words: str) -> None:
    town.ask(ADA)
    town.press(ADA, "Not for me")
    assert found(town, words)[0] == ADA


def test_to_accept_such_a_request_later_undoes_it(town: Town) -> None:
    town.ask(ADA)
    town.press(ADA, "Not for me")
    assert found(town, SAME[0]) == [BRAM, ADA]
    town.later(minutes=1)
    town.ask(ADA)
    town.press(ADA, "Accept")
    assert found(town, SAME[0]) == [ADA, BRAM]


def test_it_is_forgotten_after_a_year(town: Town) -> None:
    town.ask(ADA)
    town.press(ADA, "Not for me")
    town.now += TEACHES_FOR - timedelta(days=1)
    assert found(town, SAME[0]) == [BRAM, ADA]
    town.now += timedelta(days=2)
    assert found(town, SAME[0]) == [ADA, BRAM]


def test_a_request_keeps_what_it_is_about(town: Town) -> None:
    town.ask(ADA)
    assert town.newest(Request).subject == "profession:user research|topic:tax letters"


def test_one_press_hides_nobody_and_puts_whoever_hardly_fits_before_nobody() -> None:
    candidates = [candidate(1, 1.0), candidate(2, 0.95), candidate(3, 0.85), candidate(4, NOT_FOR_THEM_SHARE / 2)]
    order = ranked(put_back(candidates, {1}), NOW)
    assert [each.standing.expert_id for each in order] == [2, 3, 1, 4]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("user research on pensions", "pensions, UX researcher please", True),
        ("user research on pensions in Leeds", "user research on pensions at HMRC next week", True),
        ("user research on crofts", "user research", False),
        ("user research on pensions", "user research", False),
        ("pensions", "housing", False),
    ],
)
def test_requests_are_alike_when_they_name_the_same_wherever_and_whenever(one: str, other: str, is_same: bool) -> None:
    subjects = {subject_of(INDEX.understand(text, NOW.date())) for text in (one, other)}
    assert (len(subjects) == 1) is is_same


def test_what_a_search_was_refined_to_is_part_of_what_it_is_about() -> None:
    asked = INDEX.understand("pensions", NOW.date())
    refined = Refinement(profession="user research", place="Leeds").applied_to(asked)
    assert subject_of(refined) == subject_of(INDEX.understand("user research on pensions", NOW.date()))
