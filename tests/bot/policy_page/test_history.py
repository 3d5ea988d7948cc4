"""Who may read a policy with all that became of it, at this moment, and what that is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, delete, event

from bot.model import CheckInStatus, CoOwner, PolicyStatus
from bot.policy_page.history import History, read_history
from directory.database import reading, unit_of_work
from directory.model import Account, Expert, RoleGrant, Status, Unreachable
from tests.bot.policy_page.histories import ADA, DOV, MORGAN, NOW, RILEY, SAM, TODAY, Years

MOST_QUERIES = 12
"""Whatever there is to read: one for each kind of it, and those that say whether somebody may."""


def history(years: Years, name: str = RILEY) -> History | None:
    with reading(years.engine) as session:
        found = read_history(session, years.policy_id, years.ids[name], NOW)
        session.expunge_all()
        return found


def there(years: Years, name: str = RILEY) -> History:
    found = history(years, name)
    assert found
    return found


@pytest.mark.parametrize("name", [RILEY, DOV, ADA, MORGAN])
def test_whoever_looks_after_it_reads_it_and_a_head_of_its_organisation(database: Engine, name: str) -> None:
    assert there(Years(database), name).policy.title == "Plain letters about tax debt"


def test_nobody_else_reads_it(database: Engine) -> None:
    assert history(Years(database), SAM) is None


@pytest.mark.parametrize("organisation", ["", "Department for Education"])
def test_a_head_of_another_organisation_does_not_read_it(database: Engine, organisation: str) -> None:
    years = Years(database)
    years.alter(organisation=organisation)
    assert history(years, MORGAN) is None


def test_a_policy_that_there_is_not_is_read_by_nobody(database: Engine) -> None:
    years = Years(database)
    years.policy_id = "another"
    assert history(years) is None


def test_whoever_stops_looking_after_it_no_longer_reads_it(database: Engine) -> None:
    years = Years(database)
    years.alter(owner_id=years.ids[SAM], deputy_id=None)
    with unit_of_work(database) as session:
        session.execute(delete(CoOwner))
        session.execute(delete(RoleGrant))
    assert [name for name in years.ids if history(years, name)] == [SAM]


def test_somebody_who_was_erased_does_not_read_it(database: Engine) -> None:
    years = Years(database)
    years.erase(MORGAN)
    assert history(years, MORGAN) is None


@pytest.mark.parametrize("status", [Status.LEFT, Status.PAUSED])
def test_somebody_who_has_left_does_not_read_it_though_they_still_own_it(database: Engine, status: Status) -> None:
    years = Years(database)
    with unit_of_work(database) as session:
        session.add(Expert(person_id=years.ids[RILEY], status=status, changed_at=NOW, revision=1))
    assert history(years) is None


def test_an_expert_who_takes_no_requests_by_their_own_choice_still_reads_it(database: Engine) -> None:
    years = Years(database)
    with unit_of_work(database) as session:
        expert = Expert(person_id=years.ids[RILEY], status=Status.PAUSED, changed_at=NOW, revision=1)
        expert.own_fields = ["status"]
        session.add(expert)
    assert history(years)


@pytest.mark.parametrize(
    ("accounts", "may"),
    [
        ([Unreachable.DEACTIVATED], False),
        ([Unreachable.LEFT, Unreachable.DEACTIVATED], False),
        ([Unreachable.DEACTIVATED, None], True),
        ([Unreachable.BLOCKED], True),
    ],
)
def test_somebody_who_lost_every_account_does_not_read_it(
    database: Engine, accounts: list[Unreachable | None], may: bool
) -> None:
    years = Years(database)
    with unit_of_work(database) as session:
        for number, unreachable in enumerate(accounts):
            account = Account(
                person_id=years.ids[RILEY], platform="slack", workspace=f"T{number}", user_id=f"U{number}"
            )
            account.unreachable = unreachable
            session.add(account)
    assert bool(history(years)) is may


def test_what_was_answered_and_what_is_overdue_comes_newest_first(database: Engine) -> None:
    found = there(Years(database))
    assert [each.status for each in found.past[:2]] == [CheckInStatus.PLANNED, CheckInStatus.RECORDED]
    days = [found.happened(each)[0] for each in found.past]
    assert days == sorted(days, reverse=True)
    assert [each.due_on for each in found.overdue] == [found.past[0].due_on]
    assert all(each.due_on >= TODAY for each in found.to_come)
    assert len(found.past) + len(found.to_come) == len(found.check_ins)


def test_nothing_is_overdue_of_a_policy_for_which_nobody_is_asked(database: Engine) -> None:
    years = Years(database)
    years.alter(status=PolicyStatus.PAUSED)
    assert there(years).overdue == ()


def test_readings_are_in_order_and_known_by_their_check_in(database: Engine) -> None:
    found = there(Years(database))
    [understood, calls] = found.measures
    days = [each.point.on for each in understood.readings]
    assert days == sorted(days)
    assert len(days) == 120 + len(found.recorded)
    at = found.at_check_ins[found.recorded[0].id]
    assert [(measure.id, value) for measure, value in at] == [(understood.measure.id, 68), (calls.measure.id, 1_700)]


def test_much_is_read_in_no_more_queries_than_little(database: Engine) -> None:
    years = Years(database, check_ins=20, readings=(30, 30, 5, 5, 5, 5))
    with counted_statements(database) as asked:
        there(years)
    assert len(asked) <= MOST_QUERIES


@contextmanager
def counted_statements(engine: Engine) -> Iterator[list[str]]:
    """What was asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("SELECT"):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
