"""What is kept, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import select

from bot.housekeeping import DELIVERIES_KEPT, forget_old
from bot.model import Delivery, Search, UnmetNeed
from directory.database import reading, unit_of_work
from tests.people import NOW

RETENTION = timedelta(days=90)
MOMENT = timedelta(microseconds=1)


def remember(database: Engine, name: str, at: datetime) -> None:
    """A search, a delivery and an unmet need of this moment."""
    with unit_of_work(database) as session:
        session.add(Search(id=name, text="history", created_at=at))
        session.add(Delivery(key=name, answer="{}", received_at=at))
        session.add(UnmetNeed(text=name, noticed_at=at))


def kept(database: Engine) -> tuple[set[str], set[str], set[str]]:
    with reading(database) as session:
        return (
            set(session.exec(select(Search.id))),
            set(session.exec(select(Delivery.key))),
            set(session.exec(select(UnmetNeed.text))),
        )


def test_each_thing_is_forgotten_after_its_own_time_and_not_before(database: Engine) -> None:
    for name, age in {
        "now": timedelta(0),
        "a day": DELIVERIES_KEPT,
        "more than a day": DELIVERIES_KEPT + MOMENT,
        "ninety days": RETENTION,
        "more than ninety days": RETENTION + MOMENT,
    }.items():
        remember(database, name, NOW - age)
    for _ in range(2):
        with unit_of_work(database) as session:
            forget_old(session, NOW, RETENTION)
        searches, deliveries, needs = kept(database)
        assert searches == needs == {"now", "a day", "more than a day", "ninety days"}
        assert deliveries == {"now", "a day"}
