"""The collection's people, made once."""

from __future__ import annotations

import pytest

from tests.collection.judging import Crowd
from tests.collection.people import FictionalExpert, people


@pytest.fixture(scope="session")
def everybody() -> list[FictionalExpert]:
    return list(people())


@pytest.fixture(scope="session")
def crowd(everybody: list[FictionalExpert]) -> Crowd:
    return Crowd(everybody)
