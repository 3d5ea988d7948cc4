"""Groups that answer together: which to turn to, and how many of them can answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from directory.database import reading, unit_of_work
from directory.model import Status
from directory.pools import pool_sizes, pools_of_profession
from tests.people import NOW, add_expert

TODAY = date(2026, 5, 12)


@pytest.fixture
def pools(database: Engine) -> Engine:
    """A large desk of all sorts, and a small one of historians."""
    with unit_of_work(database) as session:
        for number in range(4):
            add_expert(session, f"Ada{number} Quillan", ["user research", "history"][: 1 + number // 3], pool="Desk")
        for number in range(2):
            add_expert(session, f"Bram{number} Otterbourne", ["history"], pool="Archive")
        add_expert(session, "Cato Marlowby", ["economics"])
        for number, status in enumerate((Status.HIDDEN, Status.LEFT, Status.PAUSED) * 3):
            add_expert(session, f"Dilys{number} Fenwright", ["history"], pool="Shadows", status=status)
    return database


def nearest(database: Engine, *professions: str, limit: int = 3) -> list[str]:
    with reading(database) as session:
        return [name for _, name in pools_of_profession(session, professions, limit)]


def test_the_pool_with_most_people_of_the_profession_comes_first(pools: Engine) -> None:
    assert nearest(pools, "history") == ["Archive", "Desk"]
    assert nearest(pools, "user research") == ["Desk"]
    assert nearest(pools, "history", limit=1) == ["Archive"]


def test_somebody_of_two_professions_counts_once(pools: Engine) -> None:
    with unit_of_work(pools) as session:
        add_expert(session, "Euan Fenwright", ["history", "archives"], pool="Desk")
    assert nearest(pools, "history", "archives") == ["Archive", "Desk"]


def test_without_such_a_profession_the_largest_pools_are_nearest(pools: Engine) -> None:
    assert nearest(pools) == nearest(pools, "alchemy") == ["Desk", "Archive"]


def test_a_pool_counts_only_those_who_can_be_asked_today(pools: Engine) -> None:
    with unit_of_work(pools) as session:
        away = [(TODAY, TODAY)]
        tomorrow = [(TODAY + timedelta(days=1), TODAY + timedelta(days=9))]
        add_expert(session, "Gus Fenwright", pool="Archive", absences=away)
        add_expert(session, "Hetty Fenwright", pool="Archive", weekly_cap=0)
        add_expert(session, "Ivo Fenwright", pool="Archive", absences=tomorrow)
    with reading(pools) as session:
        ids = {name: id_ for id_, name in pools_of_profession(session, [], 9)}
        sizes = pool_sizes(session, [ids["Archive"], ids["Desk"], 999], NOW)
    assert (sizes[ids["Archive"]], sizes[ids["Desk"]], sizes[999]) == (3, 4, 0)
    assert sizes.total() == 7
