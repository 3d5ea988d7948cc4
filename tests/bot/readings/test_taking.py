"""Readings are kept once, as long as whoever sends them may send them again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from adapters.api.intake import digest
from bot.housekeeping import READINGS_KEYS_KEPT, forget_old
from bot.model import Reading, ReadingsDelivery
from bot.readings.sent import Sent
from bot.readings.taking import Delivery, OtherReadingsError, Taken, take
from directory.database import reading, unit_of_work
from tests.bot.policies.policies import RILEY
from tests.bot.readings.fed import NAME, TOKEN, FedTown
from tests.bot.town import card_of, said


@pytest.fixture
def town(database: Engine) -> FedTown:
    return FedTown(database)


def sends(town: FedTown, key: str, *values: float) -> Taken:
    sent = [Sent(NAME, value) for value in values]
    with unit_of_work(town.engine) as session:
        return take(session, Delivery(town.own.id, key, sent), digest(TOKEN), town.now)


def figures(town: FedTown) -> list[float]:
    with reading(town.engine) as session:
        return list(session.exec(select(Reading.value).order_by(col(Reading.id))))


def test_a_key_is_known_for_thirty_days_and_forgotten_then(town: FedTown) -> None:
    first = sends(town, "k1", 71)
    town.now += READINGS_KEYS_KEPT
    forget(town)
    again = sends(town, "k1", 71)
    assert (again.is_new, again.answer) == (False, first.answer)
    with pytest.raises(OtherReadingsError):
        sends(town, "k1", 72)
    town.now += timedelta(microseconds=1)
    forget(town)
    with reading(town.engine) as session:
        assert not session.exec(select(ReadingsDelivery)).all()
    assert figures(town) == [71], "what was sent stays"


def forget(town: FedTown) -> None:
    with unit_of_work(town.engine) as session:
        forget_old(session, town.now, timedelta(days=90))


def test_the_cards_show_the_newest_and_how_many_there_are(town: FedTown) -> None:
    sends(town, "k1", 71, 72, 70.5)
    listed = town.people[RILEY].presses("measure.list", town.own.id)
    assert "70.5% on 12 May 2026" in said(listed)
    assert town.button(RILEY, "Remove", card_of(listed)).label == "Remove with 3 readings"
    assert "70.5%" in said(town.people[RILEY].presses("check_in.record", town.check_ins()[0].id))
