"""Years of nudges against a list made by hand: each once, to the right person, on a right day, and no other."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.bot.check_ins.decade import Decade
from tests.sizes import examples

POLICIES = examples(2, 1_000)
YEARS = examples(3, 10)
FEWEST = 4  # nudges of one policy in a year, or the story tells little


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_for_years_every_nudge_comes_once_and_none_that_should_not(database: Engine) -> None:
    decade = Decade(database, POLICIES, seed=1, years=YEARS)
    decade.live()
    assert decade.wrong == []
    nudges = decade.told.total()
    assert nudges >= FEWEST * YEARS * POLICIES
    assert {"four_weeks", "one_week", "on_the_day", "deputy_first", "deputy_third", "snoozed"} <= set(decade.told)
    print(f"\n{nudges:,} nudges for {POLICIES:,} policies in {YEARS} years: none wrong. {dict(decade.told)}")
