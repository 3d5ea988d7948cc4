"""Cards lead whoever reads them to the page of their policy, by a way that is theirs."""

from __future__ import annotations

from sqlalchemy import Engine

from bot.blocks import Link, Links, PageKind
from bot.messages import Card
from tests.bot.check_ins.check_ins import CheckInTown
from tests.bot.policies.policies import DOV, RILEY
from tests.bot.town import card_of


def ways(card: Card | None) -> list[Link]:
    assert card
    return [link for block in card.blocks if isinstance(block, Links) for link in block.links]


def test_the_card_of_a_policy_leads_to_its_page_for_whoever_looks(database: Engine) -> None:
    town = CheckInTown(database)
    for name in (RILEY, DOV):
        [way] = ways(card_of(town.presses("policy.show", name, town.policy_id)))
        assert (way.page, way.subject, way.person_id) == (PageKind.POLICY, town.policy_id, town.person_id(name))
        assert way.label == "Open the policy’s page"


def test_a_nudge_leads_to_it_for_whoever_is_nudged(database: Engine) -> None:
    town = CheckInTown(database)
    for name in (RILEY, DOV):
        [way] = ways(town.nudged(name))
        assert (way.subject, way.person_id) == (town.policy_id, town.person_id(name))


def test_a_check_in_leads_to_it_once_it_is_recorded(database: Engine) -> None:
    town = CheckInTown(database)
    assert ways(card_of(town.presses("check_in.show"))) == []
    [way] = ways(card_of(town.records()))
    assert (way.subject, way.person_id) == (town.policy_id, town.person_id(RILEY))
