"""The card of live readings: where to send them, and the token, which is shown once and stopped at once."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from adapters.api.intake import TOKEN as SHAPE
from adapters.api.intake import digest
from bot.messages import plain
from bot.model import Delivery, PolicyStatus, ReadingsToken
from bot.readings.taking import UnknownTokenError
from bot.readings.token import is_token_of
from directory.database import reading
from directory.model import AuditEntry
from tests.bot.policies.policies import ADA, DOV, RILEY, PolicyTown
from tests.bot.readings.fed import ADDRESS, NAME, FedTown
from tests.bot.town import card_of, said


@pytest.fixture
def town(database: Engine) -> FedTown:
    return FedTown(database)


def works(town: FedTown, token: str) -> bool:
    with reading(town.engine) as session:
        return is_token_of(session, town.own.id, digest(token))


def test_the_policy_leads_to_it_and_it_says_where_and_how(town: FedTown) -> None:
    policy = card_of(town.people[RILEY].presses("policy.show", town.own.id))
    button = next(each for each in policy.buttons if each.label == "Live readings")
    card = card_of(town.people[RILEY].presses(button.action, button.value))
    address = f"{ADDRESS}/api/policies/{town.own.id}/readings"
    assert f"Address: {address}" in plain(card)
    assert "\n".join(
        [
            'curl -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: $(openssl rand -hex 16)" \\',
            f"""  --json '{{"readings": [{{"measure": "{NAME}", "value": 71}}]}}' \\""",
            f"  {address}",
        ]
    ) in plain(card)
    assert f"{NAME} ({town.measure_id})" in plain(card)
    assert f"{ADDRESS}/api/openapi.json" in plain(card)


def test_a_name_that_a_shell_would_misread_is_shown_by_its_id(town: FedTown) -> None:
    town.change_measure(name="Visitors' letters'; rm")
    assert f'{{"measure": "{town.measure_id}", "value": 71}}' in plain(town.feed_card())


def test_it_says_who_made_the_token_and_when_readings_last_came(town: FedTown) -> None:
    town.new_token(DOV)
    assert "Token: Made on 12 May 2026 by Dov Marrowby" in plain(town.feed_card())
    assert "Readings last came: None yet" in plain(town.feed_card())


def test_when_readings_last_came_is_by_the_clock_of_whoever_looks(town: FedTown) -> None:
    town.sends(71)
    assert "Readings last came: 12 May 2026 at 10:00" in plain(town.feed_card())


def test_a_policy_without_measures_asks_for_one_first(database: Engine) -> None:
    town = FedTown(database)
    town.own = town.register("Visits by appointment")
    card = town.feed_card()
    assert "Token: None, so nothing can be sent" in plain(card)
    assert [button.label for button in card.buttons] == ["Add a measure", "Make a token", "Back to the policy"]
    assert "Live readings" not in said(town.people[RILEY].presses("policy.show", town.own.id))


def test_a_token_is_shown_once_and_only_its_digest_is_kept(town: FedTown) -> None:
    token = town.new_token()
    assert SHAPE.fullmatch(token)
    assert works(town, token)
    with reading(town.engine) as session:
        kept = [
            str(each.model_dump())
            for kind in (ReadingsToken, Delivery, AuditEntry)
            for each in session.exec(select(kind))
        ]
    assert kept
    assert not any(token in each for each in kept)


def test_the_same_press_again_shows_no_token(town: FedTown) -> None:
    riley = town.people[RILEY]
    first = riley.presses("feed.new", town.own.id, key="k1")
    again = riley.presses("feed.new", town.own.id, key="k1")
    assert "readings_" in said(first)
    assert "readings_" not in said(again)
    assert "If you did not see it, make a new one." in said(again)


def test_a_new_token_stops_the_old_one(town: FedTown) -> None:
    old, new = town.new_token(RILEY), town.new_token(DOV)
    assert (works(town, old), works(town, new)) == (False, True)


def test_a_token_is_stopped_at_once(town: FedTown) -> None:
    token = town.new_token()
    card = card_of(town.people[DOV].presses("feed.stop", town.own.id))
    assert "The token no longer works." in plain(card)
    assert "Make a token" in [button.label for button in card.buttons]
    assert not works(town, token)
    with pytest.raises(UnknownTokenError):
        town.sends(71)
    assert "no longer works" in said(town.people[DOV].presses("feed.stop", town.own.id)), "twice is no harm"


def test_a_closed_policy_gives_out_no_token(town: FedTown) -> None:
    town.change_policy(PolicyStatus.CLOSED)
    card = town.feed_card()
    assert "This policy is closed" in plain(card)
    assert [button.label for button in card.buttons] == ["Stop the token", "Back to the policy"]
    assert "This policy is closed" in said(town.people[RILEY].presses("feed.new", town.own.id))


def test_a_deployment_without_an_address_says_so(database: Engine) -> None:
    town = PolicyTown(database)
    policy = town.register()
    for action in ("feed.show", "feed.new"):
        assert "the bot has no public address" in said(town.people[RILEY].presses(action, policy.id))


@pytest.mark.parametrize("action", ["feed.show", "feed.new", "feed.stop"])
def test_nobody_else_sees_or_changes_it(town: FedTown, action: str) -> None:
    token = town.new_token()
    answer = said(town.people[ADA].presses(action, town.own.id))
    assert "Only the people who look after this policy" in answer
    assert ADDRESS not in answer
    assert works(town, token)
