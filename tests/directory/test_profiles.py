"""Reading experts as one plain value."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine, event

from directory.database import reading, unit_of_work
from directory.model import Expert, Level, Person, Status
from directory.profiles import BATCH, Profile, Skill, directory_revision, profiles_by_id, profiles_changed_since
from tests.people import NOW, add_expert, set_status


def test_a_profile_holds_everything_in_the_order_it_was_declared(database: Engine) -> None:
    with unit_of_work(database) as session:
        cover = add_expert(session, "Bram Otterbourne", ["history"])
        ada = add_expert(
            session,
            "Ada Quillan",
            ["user research", "archives"],
            skills=[("surveys", None), ("depth interviews", Level.EXPERT)],
            topics=["pensions", "housing"],
            pool="Duty desk",
            absences=[(date(2026, 8, 1), date(2026, 8, 9)), (date(2026, 6, 1), date(2026, 6, 1))],
            cover=cover,
            time_zone="Europe/Brussels",
            role="Researcher",
            ask_me_about="Letters",
            experience=["Windrush", "Universal Credit"],
            organisation="DWP",
            location="Leeds",
            region="Yorkshire and The Humber",
            weekly_cap=4,
            terms="free",
            confirmed_on=date(2026, 5, 1),
        )
    with reading(database) as session:
        found = profiles_by_id(session, [ada.id or 0, 12345])
    assert found == {
        ada.id: Profile(
            id=ada.id or 0,
            person_id=ada.person_id,
            name="Ada Quillan",
            role="Researcher",
            professions=("user research", "archives"),
            skills=(Skill("surveys"), Skill("depth interviews", Level.EXPERT)),
            topics=("pensions", "housing"),
            ask_me_about="Letters",
            experience=("Windrush", "Universal Credit"),
            organisation="DWP",
            location="Leeds",
            region="Yorkshire and The Humber",
            time_zone="Europe/Brussels",
            working_hours="Mon-Fri 09:00-17:00",
            weekly_cap=4,
            terms="free",
            pool="Duty desk",
            cover_id=cover.id,
            confirmed_on=date(2026, 5, 1),
            absences=((date(2026, 6, 1), date(2026, 6, 1)), (date(2026, 8, 1), date(2026, 8, 9))),
        )
    }


def test_only_what_changed_since_is_read_again(database: Engine) -> None:
    with unit_of_work(database) as session:
        ada, bram = (add_expert(session, name) for name in ("Ada Quillan", "Bram Otterbourne"))
    with reading(database) as session:
        before = directory_revision(session)
        assert [p.name for p in profiles_changed_since(session, -1)] == ["Ada Quillan", "Bram Otterbourne"]
        assert list(profiles_changed_since(session, before)) == []
    with unit_of_work(database) as session:
        set_status(session, bram, Status.HIDDEN)
    with reading(database) as session:
        [changed] = profiles_changed_since(session, before)
    assert (changed.id, changed.status) == (bram.id, Status.HIDDEN)
    assert ada.id != bram.id


def test_many_people_are_read_in_few_questions(database: Engine) -> None:
    ids = list(range(1, BATCH + 4))
    with unit_of_work(database) as session:
        session.add_all(Person(id=id_, name=f"Ada{id_} Quillan") for id_ in ids)
        session.flush()
        session.add_all(Expert(id=id_, person_id=id_, changed_at=NOW) for id_ in ids)
    asked: list[str] = []
    event.listen(database, "before_cursor_execute", lambda c, cursor, statement, *_: asked.append(statement))
    with reading(database) as session:
        assert list(profiles_by_id(session, ids)) == ids
    assert len([statement for statement in asked if statement.startswith("SELECT")]) <= 12
