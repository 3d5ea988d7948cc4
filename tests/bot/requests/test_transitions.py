"""Whatever two do to one request at the same moment, it comes out as if one had done it before the other."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import combinations_with_replacement
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import select

from bot.model import Consultation, Offer, Request
from directory.database import unit_of_work
from tests.bot.requests.histories import record, wrongs
from tests.bot.requests.scenes import ACTS, EXPERT_ACTS, Stage, Start, starts
from tests.bot.sending.pileup import in_the_middle
from tests.sizes import FULL, examples

AGAIN = examples(1)
SHARE = 1 if FULL else 20
"""Of so many pairs one is tried on each database, another one on the other; in a full run all of them on both."""


class Pair(NamedTuple):
    """What is done at once: the first about Ada, the second about Ada or about Ben."""

    start: Start
    first: str
    second: str
    who: int = 0


def pairs() -> Iterator[Pair]:
    """All pairs, from everywhere where either makes sense; an expert's also by both of the two."""
    for first, second in combinations_with_replacement(ACTS, 2):
        for start in starts(first, second):
            yield Pair(start, first, second)
            if first in EXPERT_ACTS and second in EXPERT_ACTS:
                yield Pair(start, first, second, 1)


PAIRS = list(pairs())
Outcome = tuple[object, ...]


@pytest.fixture
def stage(database: Engine) -> Stage:
    record(database)
    return Stage(database)


def begun(stage: Stage, pair: Pair) -> tuple[partial[str], partial[str]]:
    stage.begin(pair.start)
    with unit_of_work(stage.engine) as session:
        session.execute(text("DELETE FROM step"))
    first, second = ACTS[pair.first](stage, 0), ACTS[pair.second](stage, pair.who)
    return partial(first), partial(second)


_serial: dict[Pair, list[Outcome]] = {}


def one_after_the_other(stage: Stage, pair: Pair) -> list[Outcome]:
    """What comes of it when the first is done first, and when the second is: the same on every database."""
    if pair not in _serial:
        _serial[pair] = []
        for is_second_first in (False, True):
            acts = begun(stage, pair)
            told = [act() for act in (acts[::-1] if is_second_first else acts)]
            assert wrongs(stage.engine) == [], pair
            _serial[pair].append((told[::-1] if is_second_first else told, stage.outcome()))
    return _serial[pair]


def test_all_pairs_of_what_can_be_done_at_once_make_only_legal_histories(stage: Stage) -> None:
    first = 0 if stage.engine.dialect.name == "sqlite" else SHARE // 2
    for pair in PAIRS[first::SHARE] * AGAIN:
        acts = begun(stage, pair)
        told = in_the_middle(stage.engine, "SELECT id FROM notice", *acts)
        assert wrongs(stage.engine) == [], pair
        outcome = (told, stage.outcome())
        assert outcome in one_after_the_other(stage, pair), pair


# ---------------------------------------------------------------------------------------------- whatever the core does


@pytest.mark.parametrize("kind", [Request, Offer, Consultation])
def test_whoever_changes_what_was_changed_since_they_looked_is_refused(stage: Stage, kind: Any) -> None:
    """By the version of the row, where no lock was taken."""
    stage.begin(Start.BOOKED)
    with unit_of_work(stage.engine) as session:
        looked_at = session.exec(select(kind).limit(1)).one()
    with unit_of_work(stage.engine) as session:
        session.get_one(kind, looked_at.id).version += 1

    def change() -> None:
        with unit_of_work(stage.engine) as session:
            session.add(looked_at)
            flag_modified(looked_at, "status")

    with pytest.raises(StaleDataError):
        change()


def test_the_database_itself_refuses_a_second_acceptance(stage: Stage) -> None:
    stage.begin(Start.BOOKED)
    with pytest.raises(IntegrityError), unit_of_work(stage.engine) as session:
        session.execute(text("UPDATE offer SET status = 'accepted'"))
