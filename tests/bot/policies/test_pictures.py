"""The measures of a policy as pictures, in chat: where they are offered, and what is said in their place."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlalchemy import Engine

from adapters.page_addresses import PageAddresses, addressed
from adapters.slack import render as slack
from adapters.teams import render as teams
from bot.blocks import Block, Heading, Picture
from bot.cards import check_in_forms as forms
from bot.cards.measure import MAX_NAME, MAX_UNIT, MOST
from bot.cards.picture import MOST_PICTURES
from bot.cards.refused import not_your_policy
from bot.charts import picture_name
from bot.messages import Card, Reply, plain
from bot.model import Measure, Reading, ReadingSource
from directory.database import unit_of_work
from tests.bot.check_ins.check_ins import CheckInTown, labels
from tests.bot.policies.policies import PolicyTown
from tests.bot.town import card_of, said

MAX_SLACK = 13_200  # characters over all blocks; slackapi/bolt-js #2509
MAX_TEAMS = 28 * 1024  # bytes of a message


@pytest.fixture
def town(database: Engine) -> PolicyTown:
    town = PolicyTown(database)
    town.register()
    return town


def pictures(card: Card) -> list[tuple[Block, Picture]]:
    """Each with what stands above it."""
    return [(card.blocks[place - 1], block) for place, block in enumerate(card.blocks) if isinstance(block, Picture)]


def test_pictures_are_offered_once_a_measure_was_read(town: PolicyTown) -> None:
    town.add_measure("Letters opened")
    assert "See pictures" not in labels(card_of(town.riley.presses("policy.show", town.policy().id)))
    town.add_measure("Letters answered", readings=[61])
    assert "See pictures" in labels(card_of(town.riley.presses("policy.show", town.policy().id)))


def test_each_measure_that_was_read_has_a_picture_and_its_words(town: PolicyTown) -> None:
    id_ = town.add_measure("Letters answered", readings=[61, 71])
    town.add_measure("Letters opened")
    answer = town.press("Riley Requester", "See pictures", card_of(town.riley.presses("policy.show", town.policy().id)))
    assert isinstance(answer, Reply)
    [(above, picture)] = pictures(answer.card)
    assert above == Heading(text="Letters answered")
    assert picture.of == picture_name(id_)
    assert picture.text.startswith("The latest reading is 71% on 2 May 2026. The target of 80% is not reached.")
    assert "Not read yet: “Letters opened”." in plain(answer.card)
    assert labels(answer.card) == ["Back to the policy"]


def test_a_button_for_what_is_no_longer_read_says_so(town: PolicyTown) -> None:
    id_ = town.add_measure(readings=[61])
    town.riley.presses("measure.remove", f"{town.policy().id}.{id_}")
    words = said(town.riley.presses("measure.pictures", town.policy().id))
    assert "There is nothing to draw yet: no measure of this policy has been read." in words


def test_nobody_else_sees_them(town: PolicyTown) -> None:
    town.add_measure(readings=[61])
    words = said(town.people["Ada Quillan"].presses("measure.pictures", town.policy().id))
    assert not_your_policy() in words
    assert "61" not in words


def test_a_check_in_shows_what_was_read_in_it(database: Engine) -> None:
    town = CheckInTown(database)
    card = card_of(town.records(reading_a="62.5%", reading_b=""))
    [(above, picture)] = pictures(card)
    assert above == Heading(text="Letters understood")
    assert picture.text.startswith("The only reading is 62.5% on 3 November 2026.")
    assert pictures(card_of(town.riley.presses("check_in.show", town.id))) == [(above, picture)]
    assert "See all pictures" not in labels(card)


def test_a_check_in_that_waits_shows_none(database: Engine) -> None:
    town = CheckInTown(database)
    with unit_of_work(database) as session:
        session.add(Reading(measure_id="m0", value=61, read_on=date(2026, 5, 1), noted_at=town.now))
    assert pictures(card_of(town.riley.presses("check_in.show", town.id))) == []


@pytest.mark.parametrize("stuff", ["x", "ж", "字", "😀", '"', "&<\n"])
def test_the_largest_cards_are_within_every_limit(database: Engine, stuff: str) -> None:
    def much(length: int) -> str:
        return (stuff * length)[:length]

    measures = [
        {
            "name": f"{number}{much(MAX_NAME - 1)}",
            "unit": much(MAX_UNIT),
            "baseline": 123_456.789123,
            "target": -223_456_789.123456,
            "threshold": 323_456_789.123456,
        }
        for number in range(MOST)
    ]
    town = CheckInTown(database, measures, title=much(200))
    with unit_of_work(database) as session:
        session.add_all(
            Reading(
                measure_id=f"m{number}",
                value=value,
                read_on=date(2026, 9, day),
                noted_at=town.now,
                source=ReadingSource.LIVE,
            )
            for number in range(MOST)
            for day, value in enumerate((-987_654_321.123456, 987_654_321.123456, 5.123456), 20)
        )
    readings = dict.fromkeys(forms.READINGS, "-123,456,789.123456")
    texts = {"learned": much(forms.MAX_LEARNED), "changes": much(forms.MAX_CHANGES), "next_steps": much(forms.MAX_NEXT)}
    recorded = card_of(town.records(**readings, **{name: text.strip() or "x" for name, text in texts.items()}))
    assert len(pictures(recorded)) == MOST_PICTURES
    assert "See all pictures" in labels(recorded)
    shown = card_of(town.riley.presses("measure.pictures", town.policy_id))
    assert len(pictures(shown)) == MOST == len(town.every(Measure))
    addresses = PageAddresses(
        "a key for tests that protects nothing", "https://find-expert.example.gov.uk", lambda: town.now
    )
    for card in (recorded, shown):
        sent = addressed(card, addresses)
        assert len(json.dumps(teams.message(sent))) <= MAX_TEAMS
        assert _characters(slack.message(sent)["blocks"]) <= MAX_SLACK


def _characters(value: object) -> int:
    """Of all that is shown."""
    if isinstance(value, list):
        return sum(_characters(part) for part in value)
    if isinstance(value, dict):
        return sum(
            len(part) if name in {"text", "alt_text"} and isinstance(part, str) else _characters(part)
            for name, part in value.items()
        )
    return 0
