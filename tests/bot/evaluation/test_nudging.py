"""Nudges: whom they go to, when, and what silences them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from tests.bot.evaluation.nudged import NudgedTown
from tests.bot.evaluation.policies import DOV, RILEY


@pytest.fixture
def town(database: Engine) -> NudgedTown:
    return NudgedTown(database)


def test_the_owner_is_nudged_three_times_and_then_the_deputy_three_times(town: NudgedTown) -> None:
    town.register_one()
    assert town.told_until(date(2027, 3, 1)) == [
        ("2026-09-03 10:00", RILEY, "four_weeks"),  # a Thursday
        ("2026-09-24 10:00", RILEY, "one_week"),
        ("2026-10-01 10:00", RILEY, "on_the_day"),
        ("2026-11-03 10:00", DOV, "deputy_first"),  # 1 November is a Sunday
        ("2026-12-01 10:00", DOV, "deputy_second"),
        ("2027-01-05 10:00", DOV, "deputy_third"),  # 1 January is a holiday, and a Friday
    ]
