"""The index follows the directory, and nothing old is remembered."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from directory.database import connected, reading, unit_of_work
from directory.errors import NotReadyError
from directory.live import TAKEN_IN_AT_ONCE, LiveIndex
from directory.model import Expert, ExpertProfession, Person, Status
from directory.profiles import directory_revision
from directory.revision import next_revision
from directory.view import Memory
from tests.people import INDEX, NOW, add_expert, set_status


@pytest.fixture
def elsewhere(database_url: str) -> Iterator[Engine]:
    """The same database over connections of its own, as another process has them."""
    with connected(database_url) as engine:
        yield engine


@pytest.fixture
def live(database: Engine) -> LiveIndex:
    """An index of one historian, built."""
    with unit_of_work(database) as session:
        add_expert(session, "Ada Quillan", ["history"])
    live = LiveIndex(database, INDEX)
    live.build()
    return live


def found(database: Engine, live: LiveIndex, text: str = "history") -> set[str]:
    with reading(database) as session:
        view = live.view(session)
        hits = view.index.search(view.index.understand(text, date(2026, 5, 12)), 5_000)
        return {profile.name for profile in view.profiles([hit.id for hit in hits]).values()}


def test_an_index_that_was_never_built_says_that_it_is_not_ready(database: Engine) -> None:
    live = LiveIndex(database, INDEX)
    assert not live.is_ready
    with reading(database) as session, pytest.raises(NotReadyError, match="Try again in a minute"):
        live.view(session)
    live.build()
    assert live.is_ready
    assert found(database, live) == set()


def test_somebody_added_elsewhere_is_found_by_the_next_search(
    database: Engine, elsewhere: Engine, live: LiveIndex
) -> None:
    assert found(database, live) == {"Ada Quillan"}
    with unit_of_work(elsewhere) as session:
        add_expert(session, "Bram Otterbourne", ["history"])
    assert found(database, live) == {"Ada Quillan", "Bram Otterbourne"}


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.LEFT])
def test_somebody_hidden_or_gone_elsewhere_is_no_longer_found(
    database: Engine, elsewhere: Engine, live: LiveIndex, status: Status
) -> None:
    with unit_of_work(elsewhere) as session:
        set_status(session, session.exec(select(Expert)).one(), status)
    assert found(database, live) == set()
    assert found(database, live, "Ada Quillan") == set()
    with unit_of_work(elsewhere) as session:
        set_status(session, session.exec(select(Expert)).one(), Status.ACTIVE)
    assert found(database, live) == {"Ada Quillan"}


def test_a_transaction_that_began_before_a_change_still_gets_an_answer(
    database: Engine, elsewhere: Engine, live: LiveIndex
) -> None:
    with reading(database) as session:
        assert directory_revision(session) == 1
        with unit_of_work(elsewhere) as other:
            add_expert(other, "Bram Otterbourne", ["history"])
        view = live.view(session)
        assert 1 in {hit.id for hit in view.index.search(view.index.understand("history", NOW.date()), 9)}
    assert found(database, live) == {"Ada Quillan", "Bram Otterbourne"}


def add_many(session: Session, count: int) -> None:
    """So many historians at once."""
    revision = next_revision(session)
    session.add_all(Person(id=100 + n, name=f"Cato{n} Marlowby") for n in range(count))
    session.flush()
    session.add_all(Expert(id=100 + n, person_id=100 + n, changed_at=NOW, revision=revision) for n in range(count))
    session.flush()
    session.add_all(ExpertProfession(expert_id=100 + n, name="history") for n in range(count))


def caught_up(database: Engine, live: LiveIndex) -> set[str]:
    """Who is found once all who wait have been taken in."""
    for thread in threading.enumerate():
        if thread.name == "follow the directory":
            thread.join()
    return found(database, live)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_large_import_is_taken_in_beside_the_searches(database: Engine, elsewhere: Engine, live: LiveIndex) -> None:
    with unit_of_work(elsewhere) as session:
        add_many(session, TAKEN_IN_AT_ONCE + 1)
    at_once = found(database, live)
    assert "Ada Quillan" in at_once
    assert len(at_once) < TAKEN_IN_AT_ONCE + 2
    assert len(caught_up(database, live)) == TAKEN_IN_AT_ONCE + 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_change_while_a_large_import_is_taken_in_is_seen_by_the_next_search_and_stays(
    database: Engine, elsewhere: Engine, live: LiveIndex
) -> None:
    with unit_of_work(elsewhere) as session:
        add_many(session, TAKEN_IN_AT_ONCE + 1)
    found(database, live)
    with unit_of_work(elsewhere) as session:
        add_expert(session, "Bram Otterbourne", ["history"])
        for name in ("Ada Quillan", f"Cato{TAKEN_IN_AT_ONCE} Marlowby"):  # taken in before the import, and by it, last
            person = session.exec(select(Person).where(Person.name == name)).one()
            set_status(session, session.exec(select(Expert).where(Expert.person_id == person.id)).one(), Status.HIDDEN)
    at_once = found(database, live)
    assert "Bram Otterbourne" in at_once
    assert "Ada Quillan" not in at_once
    everybody = caught_up(database, live)
    assert len(everybody) == TAKEN_IN_AT_ONCE + 1
    assert f"Cato{TAKEN_IN_AT_ONCE} Marlowby" not in everybody


def test_no_view_shows_an_older_standing_than_its_own_transaction(database: Engine, live: LiveIndex) -> None:
    """Four readers look while a writer pauses and brings back: each must see what the database says, or newer."""
    with unit_of_work(database) as session:
        expert = session.exec(select(Expert)).one()
        id_ = expert.id or 0
    memory = Memory()
    done = threading.Event()
    seen: set[tuple[int, int]] = set()

    def read() -> None:
        while not done.is_set():
            with reading(database) as session:
                revision = directory_revision(session)
                for _ in range(2):
                    seen.add((revision, memory.standings(session, revision, [id_])[id_].weekly_cap))

    with ThreadPoolExecutor(4) as threads:
        readers = [threads.submit(read) for _ in range(4)]
        for _ in range(60):
            with unit_of_work(database) as session:
                revision = next_revision(session)
                session.execute(
                    update(Expert).where(col(Expert.id) == id_).values(weekly_cap=revision, revision=revision)
                )
        done.set()
        for reader in readers:
            reader.result()
    assert len(seen) > 1
    assert [pair for pair in seen if pair[1] < pair[0] and pair != (1, 2)] == []


def test_what_was_read_is_remembered_until_the_directory_changes(database: Engine, live: LiveIndex) -> None:
    memory = Memory()
    with reading(database) as session:
        [id_] = session.exec(select(Expert.id)).all()
        assert id_ is not None
        kept = memory.standings(session, 1, [id_])[id_]
        assert memory.standings(session, 1, [id_, 999]) == {id_: kept}
        assert memory.standings(session, 1, [id_])[id_] is kept
        assert memory.profiles(session, 1, [id_])[id_].name == "Ada Quillan"
        assert memory.standings(session, 2, [id_])[id_] is not kept


class Overtaken(list[int]):
    """Ids that are looked through twice before people are read: between the two, somebody else is quicker."""

    def __init__(self, ids: list[int], meanwhile: Callable[[], object]) -> None:
        super().__init__(ids)
        self._steps = iter([lambda: None, meanwhile])

    def __iter__(self) -> Iterator[int]:
        next(self._steps, lambda: None)()
        return super().__iter__()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_an_overtaken_reader_saw_is_not_remembered(database: Engine, live: LiveIndex) -> None:
    memory = Memory()

    def cap_now() -> int:
        with reading(database) as session:
            return memory.standings(session, directory_revision(session), [1])[1].weekly_cap

    def change_and_look() -> None:
        with unit_of_work(database) as session:
            revision = next_revision(session)
            session.execute(update(Expert).values(weekly_cap=9, revision=revision))
        assert cap_now() == 9

    with reading(database) as session:
        before = memory.standings(session, directory_revision(session), Overtaken([1, 2], change_and_look))
    assert before[1].weekly_cap == 2
    assert cap_now() == 9
