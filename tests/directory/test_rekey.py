"""Changing the key, with people whose calendar addresses the old one sealed."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine, update
from sqlmodel import Session, SQLModel, col, select

from adapters.main import SEALED
from directory.database import reading, unit_of_work
from directory.model import Expert
from directory.profiles import directory_revision
from directory.rekey import CALENDAR_ADDRESSES, Secrets, count_secrets, reseal_secrets
from directory.vault import Vault
from tests.people import add_expert

OLD = "an old key that is long enough to be one"
NEW = "a new key that is long enough to be one!"
LOST = "a key that nobody remembers any longer"
BOTH = Vault(f"{NEW},{OLD}")
FEED = "https://calendar.example.gov.uk/{}/busy.ics"


def seal_one_with_each_key(database: Engine) -> None:
    """Four experts: three with an address, sealed with the new, the old and a lost key, and one without."""
    with unit_of_work(database) as session:
        for name, key in (("Ada New", NEW), ("Bram Old", OLD), ("Cy Lost", LOST)):
            add_expert(session, name, calendar_url_sealed=Vault(key).seal(FEED.format(name)))
        add_expert(session, "Dee None")


def sealed(database: Engine) -> list[bytes | None]:
    with reading(database) as session:
        return list(session.exec(select(Expert.calendar_url_sealed).order_by(col(Expert.id))))


def test_every_secret_is_counted_by_the_key_that_opens_it(database: Engine) -> None:
    seal_one_with_each_key(database)
    with reading(database) as session:
        assert count_secrets(session, BOTH) == Secrets(newest=1, older=1, lost=1)
        assert count_secrets(session, Vault(NEW)) == Secrets(newest=1, older=0, lost=2)
        assert count_secrets(session, None) == Secrets(newest=0, older=0, lost=3)


def test_after_sealing_again_the_newest_key_alone_opens_what_the_old_one_sealed(database: Engine) -> None:
    seal_one_with_each_key(database)
    before = sealed(database)
    with unit_of_work(database) as session:
        assert reseal_secrets(session, BOTH) == Secrets(newest=1, older=1, lost=1)
    after = sealed(database)
    assert after[1] is not None
    assert Vault(NEW).open(after[1]) == FEED.format("Bram Old")
    assert (after[0], *after[2:]) == (before[0], *before[2:])


def test_sealing_again_is_a_change_of_the_directory_only_when_something_changed(database: Engine) -> None:
    seal_one_with_each_key(database)
    revisions = []
    for _ in range(2):
        with unit_of_work(database) as session:
            reseal_secrets(session, BOTH)
            revisions.append(directory_revision(session))
    assert revisions == [5, 5]


def test_an_empty_directory_has_nothing_to_seal(database: Engine) -> None:
    with unit_of_work(database) as session:
        assert reseal_secrets(session, BOTH) == Secrets()


def test_a_secret_that_changes_while_it_is_sealed_again_keeps_what_is_new(database: Engine) -> None:
    seal_one_with_each_key(database)
    moved = Vault(OLD).seal(FEED.format("moved"))

    def somebody_moves(session: Session) -> None:
        feed = update(Expert).where(col(Expert.calendar_url_sealed).is_not(None)).values(calendar_url_sealed=moved)
        session.connection().execute(feed)

    with unit_of_work(database) as session:
        reseal_secrets(session, BOTH, replace(CALENDAR_ADDRESSES, before_change=somebody_moves))
    assert sealed(database)[:3] == [moved] * 3


def test_every_column_that_holds_a_secret_is_sealed_again_with_a_new_key() -> None:
    kinds = [(kind.table.__tablename__, column) for kind in SEALED for column in kind.columns]
    columns = [(table.name, column.name) for table in SQLModel.metadata.tables.values() for column in table.columns]
    assert sorted(kinds) == sorted(one for one in columns if one[1].endswith("_sealed"))
