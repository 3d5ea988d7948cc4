"""The way to the database: nothing is lost, times stay aware, addresses stay secret."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import col, select

from directory.database import connected, open_database, reading, unit_of_work
from directory.errors import SettingError
from directory.model import AuditEntry, DirectoryRevision, Person, RoleGrant
from directory.profiles import directory_revision
from directory.revision import next_revision
from tests.sizes import examples

THREADS = 8
INCREMENTS = examples(400)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_increment_is_lost_on_sqlite(database: Engine) -> None:
    def increment(_: int) -> None:
        with unit_of_work(database) as session:
            row = session.get_one(DirectoryRevision, 1)
            row.value += 1

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(increment, range(INCREMENTS)))
    with reading(database) as session:
        assert directory_revision(session) == INCREMENTS


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_unit_of_work_holds_the_write_lock_from_its_start(database: Engine) -> None:
    begun: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(("BEGIN", "SELECT")):
            begun.append(statement[:15])

    event.listen(database, "before_cursor_execute", note)
    with unit_of_work(database) as session:
        session.exec(select(Person)).all()
    with reading(database) as session:
        session.exec(select(Person)).all()
    assert [each for each in begun if each.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]
    assert begun[0] == "BEGIN IMMEDIATE"


def test_no_change_of_the_directory_is_counted_twice(database: Engine) -> None:
    with unit_of_work(database) as session:
        next_revision(session)

    def change(_: int) -> int:
        with unit_of_work(database) as session:
            return next_revision(session)

    with ThreadPoolExecutor(THREADS) as threads:
        assert sorted(threads.map(change, range(100))) == list(range(2, 102))


def test_a_unit_of_work_that_fails_leaves_nothing(database: Engine) -> None:
    def fail() -> None:
        with unit_of_work(database) as session:
            session.add(Person(name="Ada Quillan"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with reading(database) as session:
        assert session.exec(select(Person)).all() == []


def test_a_reader_waits_for_no_writer_and_does_not_see_what_is_not_kept_yet(database: Engine) -> None:
    with unit_of_work(database) as writing:
        writing.add(Person(name="Ada Quillan"))
        writing.flush()
        with reading(database) as session:
            assert session.exec(select(Person)).all() == []


def test_foreign_keys_are_kept_on_every_database(database: Engine) -> None:
    with pytest.raises(IntegrityError), unit_of_work(database) as session:
        session.execute(
            text("INSERT INTO role_grant (person_id, role, organisation, profession) VALUES (999, 'expert', '', '')")
        )
    with reading(database) as session:
        assert session.exec(select(RoleGrant)).all() == []


@settings(max_examples=examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_an_instant_comes_back_as_the_same_instant_in_utc(database: Engine, wall: datetime, minutes: int) -> None:
    instant = wall.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    with unit_of_work(database) as session:
        entry = AuditEntry(at=instant, actor="tests", action="a.b", subject="")
        session.add(entry)
        session.flush()
        id_ = entry.id
    with reading(database) as session:
        found = session.exec(select(AuditEntry.at).where(col(AuditEntry.id) == id_)).one()
    assert found == instant
    assert found.tzinfo is UTC or found.utcoffset() == timedelta(0)


def test_instants_sort_by_when_they_were_and_not_by_their_zone(database: Engine) -> None:
    noon = datetime(2026, 5, 12, 12, tzinfo=UTC)
    with unit_of_work(database) as session:
        for number, hours in enumerate((-11, 0, 11)):
            at = (noon + timedelta(minutes=number)).astimezone(timezone(timedelta(hours=hours)))
            session.add(AuditEntry(at=at, actor="tests", action="a.b", subject=str(number)))
    with reading(database) as session:
        in_order = session.exec(select(AuditEntry.subject).order_by(col(AuditEntry.at))).all()
        later = select(AuditEntry.subject).where(col(AuditEntry.at) > noon.astimezone(timezone(timedelta(hours=5))))
        assert (in_order, sorted(session.exec(later).all())) == (["0", "1", "2"], ["1", "2"])


def test_a_time_without_a_zone_is_refused(database: Engine) -> None:
    with pytest.raises(StatementError, match="an instant needs a time zone"), unit_of_work(database) as session:
        session.add(AuditEntry(at=datetime(2026, 5, 12, 12), actor="tests", action="a.b", subject=""))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hunter2",
        "mysql://riley:hunter2@db/experts",
        "riley:hunter2@db/experts",
        "postgresql://riley:hunter2@db:port/experts",
        "postgresql+unheard://riley:hunter2@db/experts",
        "unheard://riley:hunter2@db/experts",
    ],
)
def test_a_wrong_address_says_so_without_repeating_it(url: str) -> None:
    with pytest.raises(SettingError, match="DATABASE_URL") as refused:
        open_database(url)
    assert "hunter2" not in str(refused.value)


def test_what_is_saved_is_not_in_the_words_of_an_error(database: Engine) -> None:
    with unit_of_work(database) as session:
        session.add(Person(name="Ada Quillan", email="ada.quillan@example.gov.uk"))
    with pytest.raises(IntegrityError) as refused, unit_of_work(database) as session:
        session.add(Person(name="a name nobody may read in a log", email="ada.quillan@example.gov.uk"))
    assert "a name nobody may read in a log" not in str(refused.value)


def test_the_short_name_of_an_address_works_too(database_url: str) -> None:
    with connected(database_url.replace("postgresql:", "postgres:")) as engine, reading(engine) as session:
        assert directory_revision(session) == 0
