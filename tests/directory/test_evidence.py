"""What experts were consulted on is searched as long as it is kept, in every process."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from directory.database import reading, unit_of_work
from directory.evidence import LONGEST, forget_evidence, keep_evidence
from directory.live import LiveIndex
from directory.model import Expert, ExpertEvidence, Person
from directory.profiles import MOST_EVIDENCE, Evidence, directory_revision, profiles_by_id
from directory.roster.exporting import export_directory
from directory.search import Match, MatchKind
from tests.people import INDEX, NOW, add_expert

DAY = date(2026, 5, 12)
BATS = "Counting bats in churches.\nTwo visits are enough."


class Directory:
    """Ada and Bram; another process has indexed them already."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with unit_of_work(engine) as session:
            self.ada = add_expert(session, "Ada Quillan", ["history"]).id or 0
            self.bram = add_expert(session, "Bram Otterbourne", ["history"]).id or 0
        self._live = LiveIndex(engine, INDEX)
        self._live.build()

    def keeps(self, source: str = "one", text: str = BATS, held_on: date = DAY, expert: int = 0) -> None:
        with unit_of_work(self.engine) as session:
            keep_evidence(session, expert or self.ada, source, text, held_on)

    def forgets(self, *sources: str) -> None:
        with unit_of_work(self.engine) as session:
            forget_evidence(session, sources)

    def found(self, text: str) -> dict[int, tuple[Match, ...]]:
        """Who is found, and why."""
        with reading(self.engine) as session:
            index = self._live.view(session).index
            asked = index.understand(text, NOW.date())
            return index.explain(asked, [hit.id for hit in index.search(asked, 10)])

    def evidence(self, expert: int = 0) -> tuple[Evidence, ...]:
        with reading(self.engine) as session:
            id_ = expert or self.ada
            return profiles_by_id(session, [id_])[id_].evidence

    def revision(self) -> int:
        with reading(self.engine) as session:
            return directory_revision(session)


@pytest.fixture
def directory(database: Engine) -> Directory:
    return Directory(database)


def test_an_expert_is_found_by_what_they_were_consulted_on_and_it_says_so(directory: Directory) -> None:
    assert directory.found("bats") == {}
    directory.keeps()
    found = directory.found("bats")
    assert found == {directory.ada: (Match(MatchKind.CONSULTED, "Counting bats in churches", "bats", entry=BATS),)}
    assert directory.evidence() == (Evidence(BATS, DAY),)


def test_what_the_same_source_says_now_takes_the_place_of_what_it_said(directory: Directory) -> None:
    directory.keeps()
    directory.keeps(text="Asking trumpeters", held_on=DAY + timedelta(days=1))
    assert directory.found("bats") == {}
    assert [*directory.found("trumpeters")] == [directory.ada]
    assert directory.evidence() == (Evidence("Asking trumpeters", DAY + timedelta(days=1)),)


def test_what_is_forgotten_finds_nobody_and_leaves_the_rest(directory: Directory) -> None:
    directory.keeps()
    directory.keeps("two", "Bats again", expert=directory.bram)
    directory.forgets("one")
    assert [*directory.found("bats")] == [directory.bram]
    directory.forgets("two", "three")
    assert directory.found("bats") == {}


def test_forgetting_what_was_never_kept_is_no_change_of_the_directory(directory: Directory) -> None:
    before = directory.revision()
    directory.forgets("one")
    directory.forgets()
    assert directory.revision() == before


def test_only_the_latest_consultations_are_searched(directory: Directory) -> None:
    for number in range(MOST_EVIDENCE + 1):
        directory.keeps(f"source{number}", f"Subject {'abcdefghijklmnop'[number] * 5}", DAY - timedelta(days=number))
    assert [each.held_on for each in directory.evidence()] == [DAY - timedelta(days=n) for n in range(MOST_EVIDENCE)]
    assert [*directory.found("lllll")] == [directory.ada]
    assert directory.found("mmmmm") == {}


def test_no_more_is_kept_than_can_be_read(directory: Directory) -> None:
    directory.keeps(text="b" * (LONGEST + 1))
    assert len(directory.evidence()[0].text) == LONGEST


def test_who_was_consulted_on_a_thing_comes_before_who_mentions_it_and_after_who_can_be_asked_about_it(
    database: Engine,
) -> None:
    with unit_of_work(database) as session:
        worked = add_expert(session, "Ada Quillan", experience=["Counting bats in churches"]).id or 0
        consulted = add_expert(session, "Bram Otterbourne").id or 0
        asked = add_expert(session, "Cleo Wintersmith", ask_me_about="Counting bats in churches").id or 0
        keep_evidence(session, consulted, "one", "Counting bats in churches", DAY)
    LiveIndex(database, INDEX).build()
    hits = INDEX.search(INDEX.understand("counting bats", NOW.date()), 10)
    assert [hit.id for hit in hits] == [asked, consulted, worked]


def test_whoever_is_erased_takes_it_along(directory: Directory) -> None:
    directory.keeps()
    with unit_of_work(directory.engine) as session:
        session.execute(delete(Person).where(col(Person.name) == "Ada Quillan"))
    with reading(directory.engine) as session:
        assert session.exec(select(ExpertEvidence)).all() == []


def test_it_is_not_in_the_export_of_the_directory(directory: Directory) -> None:
    def exported(session: Session) -> str:
        file = io.StringIO()
        export_directory(session, file)
        return file.getvalue()

    with reading(directory.engine) as session:
        before = exported(session)
    directory.keeps()
    with reading(directory.engine) as session:
        assert exported(session) == before
        assert session.exec(select(Expert)).all()
