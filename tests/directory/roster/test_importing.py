"""Importing the directory: what a file adds, changes, keeps and pauses."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from sqlmodel import col, select

from directory.database import reading, unit_of_work
from directory.errors import FindExpertError
from directory.model import Account, AuditEntry, Expert, Level, Person, Pool, Status
from directory.profiles import Skill, directory_revision
from directory.revision import next_revision
from directory.roster.check import plan_import
from directory.roster.file import RosterFile
from directory.roster.importing import import_rows
from directory.roster.plan import Import
from tests.directory.roster.rosters import NOW, VAULT, VOCABULARY, counts, csv_text, import_people, profiles, wrong

ADA = {"staff_id": "q1", "email": "Ada.Quillan@example.gov.uk", "name": "Ada Quillan"}
BRAM = {"staff_id": "q2", "email": "bram.otterbourne@example.gov.uk", "name": "Bram Otterbourne"}
FEED = "https://calendar.example.gov.uk/private-token/busy.ics"


def test_every_column_is_kept(database: Engine, tmp_path: Path) -> None:
    plan = import_people(
        database,
        tmp_path,
        ADA
        | {
            "pronouns": "she/her",
            "role": "Senior user researcher",
            "professions": "UX Research; service design; bell ringing",
            "skills": "depth interviews:expert; accessibility:Working; ISO 9001:2015:; sketching",
            "topics": "pensions; housing; Pensions",
            "ask_me_about": "Testing letters with people who owe tax",
            "experience": "Universal Credit letters (2019); Windrush scheme (2021)",
            "organisation": "HM Revenue and Customs",
            "team": "Debt policy",
            "location": "Leeds",
            "time_zone": "europe/london",
            "working_hours": "Monday to Thursday 9-17; Fri 09:00-12:30",
            "weekly_cap": "3",
            "terms": "free, 30 minutes",
            "commissioning": "A one-page brief",
            "pool": "Policy Lab duty desk",
            "cover": "bram.otterbourne@example.gov.uk",
            "absence": "2026-12-21 to 2027-01-04; 2026-06-01",
            "confirmed_on": "2026-02-01",
            "join_link": "https://meet.example.gov.uk/ada",
            "calendar_url": FEED,
            "slack_user": "U02ADA",
            "teams_user": "6f0c1b7e-0000-4000-8000-000000000001",
        },
        BRAM,
    )
    assert counts(plan) == (2, 0, 0, 0)
    assert [(each.line, each.column) for each in plan.warnings] == [(2, "professions")]
    ada = profiles(database)["Ada Quillan"]
    assert (ada.staff_id, ada.pronouns, ada.role) == ("q1", "she/her", "Senior user researcher")
    assert ada.professions == ("user research", "service design", "bell ringing")
    assert ada.skills == (
        Skill("depth interviews", Level.EXPERT),
        Skill("accessibility", Level.COMPETENT),
        Skill("ISO 9001:2015"),
        Skill("sketching"),
    )
    assert ada.topics == ("pensions", "housing")
    assert ada.experience == ("Universal Credit letters (2019)", "Windrush scheme (2021)")
    assert (ada.location, ada.region, ada.time_zone) == ("Leeds", "Yorkshire and The Humber", "Europe/London")
    assert (ada.working_hours, ada.weekly_cap) == ("Mon-Thu 09:00-17:00; Fri 09:00-12:30", 3)
    assert (ada.terms, ada.commissioning, ada.pool) == ("free, 30 minutes", "A one-page brief", "Policy Lab duty desk")
    assert ada.absences == (
        (date(2026, 6, 1), date(2026, 6, 1)),
        (date(2026, 12, 21), date(2027, 1, 4)),
    )
    assert ada.confirmed_on == date(2026, 2, 1)
    assert ada.cover_id == profiles(database)["Bram Otterbourne"].id
    with reading(database) as session:
        expert = session.get_one(Expert, ada.id)
        assert expert.calendar_url_sealed is not None
        assert b"token" not in expert.calendar_url_sealed
        assert VAULT.open(expert.calendar_url_sealed) == FEED
        assert expert.join_link == "https://meet.example.gov.uk/ada"
        assert expert.changed_at == NOW
        assert session.get_one(Person, ada.person_id).email == "ada.quillan@example.gov.uk"
        accounts = session.exec(select(Account.platform, Account.user_id).order_by(col(Account.platform))).all()
        assert accounts == [("slack", "U02ADA"), ("teams", "6f0c1b7e-0000-4000-8000-000000000001")]


def test_somebody_of_whom_little_is_known_has_the_usual_hours(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA)
    ada = profiles(database)["Ada Quillan"]
    assert (ada.time_zone, ada.working_hours, ada.weekly_cap) == ("Europe/London", "Mon-Fri 09:00-17:00", 2)
    assert ada.status is Status.ACTIVE


FULL = ADA | {
    "skills": "interviews:expert",
    "topics": "pensions",
    "pool": "Duty desk",
    "cover": "q2",
    "absence": "2026-06-01",
    "calendar_url": FEED,
    "slack_user": "U02ADA",
    "location": "Leeds",
    "weekly_cap": "0",
}


def test_importing_the_same_file_again_changes_nothing(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, FULL, BRAM)
    before = profiles(database)
    assert counts(import_people(database, tmp_path, FULL, BRAM, now=NOW + timedelta(days=1))) == (0, 0, 2, 0)
    assert profiles(database) == before
    with reading(database) as session:
        assert directory_revision(session) == 1
        assert {expert.changed_at for expert in session.exec(select(Expert))} == {NOW}
        assert len(session.exec(select(AuditEntry)).all()) == 2


def test_an_empty_cell_keeps_and_a_dash_clears(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, FULL, BRAM)
    before = profiles(database)
    empty = dict.fromkeys(FULL, "") | ADA
    assert counts(import_people(database, tmp_path, empty)) == (0, 0, 1, 0)
    assert counts(import_people(database, tmp_path, ADA)) == (0, 0, 1, 0)
    assert profiles(database) == before
    cleared = dict.fromkeys(FULL, "-") | ADA
    assert counts(import_people(database, tmp_path, cleared)) == (0, 1, 0, 0)
    ada = profiles(database)["Ada Quillan"]
    assert (ada.skills, ada.topics, ada.pool, ada.cover_id, ada.absences) == ((), (), "", None, ())
    assert (ada.location, ada.region, ada.weekly_cap) == ("", "", 2)
    with reading(database) as session:
        assert session.get_one(Expert, ada.id).calendar_url_sealed is None
        assert session.exec(select(Account)).all() == []
    assert counts(import_people(database, tmp_path, cleared)) == (0, 0, 1, 0)


def test_only_those_who_change_get_a_new_revision(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA, BRAM)
    later = NOW + timedelta(days=1)
    plan = import_people(database, tmp_path, ADA | {"role": "Head of research"}, BRAM, now=later)
    assert counts(plan) == (0, 1, 1, 0)
    with reading(database) as session:
        changed = {expert.revision: expert.changed_at for expert in session.exec(select(Expert))}
        assert changed == {1: NOW, 2: later}


def test_people_are_joined_by_email_when_there_is_no_staff_number(database: Engine, tmp_path: Path) -> None:
    email = {"email": "ada.quillan@example.gov.uk"}
    import_people(database, tmp_path, email | {"name": "Ada Quillan"})
    assert counts(import_people(database, tmp_path, ADA | {"email": "ADA.quillan@example.gov.uk"})) == (0, 1, 0, 0)
    assert counts(import_people(database, tmp_path, email | {"role": "Historian"})) == (0, 1, 0, 0)
    moved = {"staff_id": "q1", "email": "ada.hollis@example.gov.uk", "name": "Ada Hollis"}
    assert counts(import_people(database, tmp_path, moved)) == (0, 1, 0, 0)
    assert list(profiles(database)) == ["Ada Hollis"]


def test_somebody_the_bot_met_before_becomes_an_expert(database: Engine, tmp_path: Path) -> None:
    with unit_of_work(database) as session:
        session.add(Person(name="A. Quillan", email="ada.quillan@example.gov.uk"))
    assert counts(import_people(database, tmp_path, ADA)) == (1, 0, 0, 0)
    with reading(database) as session:
        assert session.exec(select(Person.name)).all() == ["Ada Quillan"]


@pytest.mark.parametrize(
    ("second", "line", "column", "problem"),
    [
        ({"name": "Nobody"}, 3, "", "needs a staff_id or an email"),
        ({"staff_id": "q1", "name": "Ada Again"}, 3, "staff_id", "“q1” is on line 2 already"),
        ({"email": "ada.quillan@EXAMPLE.gov.uk", "name": "A"}, 3, "email", "is on line 2 already"),
        ({"staff_id": "q9", "slack_user": "U02ADA", "name": "A"}, 3, "slack_user", "is on line 2 already"),
        ({"staff_id": "q9"}, 3, "name", "somebody new needs a name"),
        ({"staff_id": "q9", "name": "-"}, 3, "name", "cannot be cleared"),
        ({"email": "not an address", "name": "A"}, 3, "email", "is not an email address"),
        ({"staff_id": "q9", "name": "A", "weekly_cap": "51"}, 3, "weekly_cap", "from 0 to 50"),
        ({"staff_id": "q9", "name": "A", "weekly_cap": "-1"}, 3, "weekly_cap", "from 0 to 50"),
        ({"staff_id": "q9", "name": "A", "weekly_cap": "²"}, 3, "weekly_cap", "from 0 to 50"),
        ({"staff_id": "q9", "name": "A", "time_zone": "London"}, 3, "time_zone", "is not a time zone"),
        ({"staff_id": "q9", "name": "A", "working_hours": "Mon-Fri"}, 3, "working_hours", "not understood"),
        ({"staff_id": "q9", "name": "A", "skills": "maps:master"}, 3, "skills", "“master” is not a level"),
        ({"staff_id": "q9", "name": "A", "absence": "21/12/2026"}, 3, "absence", "is not a date"),
        ({"staff_id": "q9", "name": "A", "absence": "2026-12-21 to 2026-12-20"}, 3, "absence", "before it starts"),
        ({"staff_id": "q9", "name": "A", "confirmed_on": "2026-03-03"}, 3, "confirmed_on", "in the future"),
        ({"staff_id": "q9", "name": "A", "status": "left"}, 3, "status", "must be active, paused or hidden"),
        ({"staff_id": "q9", "name": "A", "join_link": "http://x.example"}, 3, "join_link", "begins with https://"),
        ({"staff_id": "q9", "name": "A", "slack_user": "@ada"}, 3, "slack_user", "is not a user id"),
        ({"staff_id": "q9", "name": "A", "cover": "q9"}, 3, "cover", "names the person themselves"),
        ({"staff_id": "q9", "name": "A", "cover": "q404"}, 3, "cover", "neither in the file nor"),
        ({"staff_id": "q9", "name": "A" * 121}, 3, "name", "is 121 characters long; at most 120"),
        ({"staff_id": "q9", "name": "A", "ask_me_about": "x" * 10_000}, 3, "ask_me_about", "10,000 characters"),
        ({"staff_id": "q9", "name": "A", "topics": "a;" * 800 + "b" * 201}, 3, "topics", "characters long"),
        ({"staff_id": "q9", "name": "A", "topics": ";".join(map(str, range(61)))}, 3, "topics", "lists 61 things"),
        # 1,799 characters as typed, but an export writes a space after each semicolon.
        ({"staff_id": "q9", "name": "A", "topics": ";".join(f"{n:029}" for n in range(60))}, 3, "topics", "is 1,858"),
    ],
)
def test_a_wrong_row_is_explained_and_nothing_changes(
    database: Engine, tmp_path: Path, second: dict[str, str], line: int, column: str, problem: str
) -> None:
    plan = import_people(database, tmp_path, ADA | {"slack_user": "U02ADA"}, second)
    found = wrong(plan)
    assert found[:2] == (line, column)
    assert problem in found[2]
    assert profiles(database) == {}
    assert plan.as_json()["created"] == 0
    with reading(database) as session:
        assert session.exec(select(AuditEntry)).all() == []
        assert directory_revision(session) == 0


def test_every_wrong_row_is_listed_by_line(database: Engine, tmp_path: Path) -> None:
    rows = [ADA | {"weekly_cap": "many", "status": "gone"}, BRAM, {"staff_id": "q3", "cover": "q404", "name": "C"}]
    plan = import_people(database, tmp_path, *rows)
    assert [(each.line, each.column) for each in plan.errors] == [(2, "weekly_cap"), (2, "status"), (4, "cover")]


def test_an_email_address_of_somebody_else_is_refused(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA, BRAM)
    thief = {"staff_id": "q3", "email": "ada.quillan@example.gov.uk", "name": "Cy"}
    line, column, problem = wrong(import_people(database, tmp_path, thief))
    assert (line, column) == (2, "email")
    assert "belongs to the staff number q1" in problem
    assert "write q1 here; if not, give q1 another address" in problem
    swapped = {"staff_id": "q2", "email": "ada.quillan@example.gov.uk"}
    assert wrong(import_people(database, tmp_path, swapped))[:2] == (2, "email")
    assert wrong(import_people(database, tmp_path, thief, {"staff_id": "q1", "role": "Historian"}))[:2] == (2, "email")


def test_an_email_address_of_somebody_without_a_staff_number_is_refused(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, BRAM)
    import_people(database, tmp_path, {"email": "cy@example.gov.uk", "name": "Cy Fenwright"})
    found = wrong(import_people(database, tmp_path, BRAM | {"email": "cy@example.gov.uk"}))
    assert found[:2] == (2, "email")
    assert "has no staff number" in found[2]


def emails(database: Engine) -> dict[str | None, str | None]:
    with reading(database) as session:
        return {person.staff_id: person.email for person in session.exec(select(Person))}


def test_two_people_may_swap_their_email_addresses(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA, BRAM)
    swapped = (ADA | {"email": BRAM["email"]}, BRAM | {"email": ADA["email"]})
    assert counts(import_people(database, tmp_path, *swapped)) == (0, 2, 0, 0)
    assert emails(database) == {"q1": "bram.otterbourne@example.gov.uk", "q2": "ada.quillan@example.gov.uk"}
    assert counts(import_people(database, tmp_path, *swapped)) == (0, 0, 2, 0)


@pytest.mark.parametrize("between", [0, 1_000])
def test_an_email_address_that_somebody_gives_up_is_free_wherever_they_stand_in_the_file(
    database: Engine, tmp_path: Path, between: int
) -> None:
    import_people(database, tmp_path, ADA)
    rows = [{"staff_id": "q9", "email": ADA["email"], "name": "Ada Quillan the younger"}, *_staff(between, "s")]
    plan = import_people(database, tmp_path, *rows, {"staff_id": "q1", "email": "ada.hollis@example.gov.uk"})
    assert counts(plan) == (1 + between, 1, 0, 0)
    found = emails(database)
    assert (found["q9"], found["q1"]) == ("ada.quillan@example.gov.uk", "ada.hollis@example.gov.uk")


def test_the_email_address_of_somebody_who_left_can_be_used_again(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA | {"role": "Historian"})
    with unit_of_work(database) as session:
        session.execute(update(Expert).values(status=Status.LEFT))
    gone = {"staff_id": "q1", "email": "q1.left@example.gov.uk", "role": "Archivist"}
    new = {"staff_id": "q9", "email": ADA["email"], "name": "Ada Quillan the younger"}
    assert counts(import_people(database, tmp_path, new, gone)) == (1, 1, 0, 0)
    assert emails(database) == {"q1": "q1.left@example.gov.uk", "q9": "ada.quillan@example.gov.uk"}
    with reading(database) as session:
        left = session.exec(select(Expert).where(Expert.status == Status.LEFT)).one()
    assert left.role == "Historian"


def test_an_email_address_that_its_owner_edited_themselves_is_not_given_away(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA, BRAM)
    with unit_of_work(database) as session:
        session.execute(update(Expert).values(own_fields=["email"]))
    found = wrong(
        import_people(database, tmp_path, ADA | {"email": "ada.hollis@example.gov.uk"}, BRAM | {"email": ADA["email"]})
    )
    assert found[:2] == (3, "email")


def test_two_rows_about_one_person_are_refused(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA)
    plan = import_people(database, tmp_path, {"staff_id": "q1"}, {"email": "ada.quillan@example.gov.uk"})
    assert wrong(plan) == (3, "", "is about the same person as line 2")


def test_a_slack_user_of_somebody_else_is_refused(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA | {"slack_user": "U02ADA"})
    assert wrong(import_people(database, tmp_path, BRAM | {"slack_user": "U02ADA"}))[1] == "slack_user"


def test_a_calendar_address_needs_a_key_and_is_never_shown(database: Engine, tmp_path: Path) -> None:
    found = wrong(import_people(database, tmp_path, ADA | {"calendar_url": FEED}, vault=None))
    assert found[:2] == (2, "calendar_url")
    assert "FIND_EXPERT_SECRET_KEY" in found[2]
    plan = import_people(database, tmp_path, ADA | {"calendar_url": FEED.replace("https", "http")})
    assert "token" not in str(plan.errors)
    assert wrong(plan)[1] == "calendar_url"


def test_what_people_edited_themselves_is_left_alone(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA | {"role": "Historian", "topics": "ships"})
    with unit_of_work(database) as session:
        session.exec(select(Expert)).one().own_fields = ["role", "skills"]
    changed = ADA | {"role": "Archivist", "topics": "canals"}
    plan = import_people(database, tmp_path, changed)
    assert counts(plan) == (0, 1, 0, 0)
    ada = profiles(database)["Ada Quillan"]
    assert (ada.role, ada.topics) == ("Historian", ("canals",))
    assert [(each.line, each.column) for each in plan.warnings] == [(0, "role")]
    assert "1 person edited this" in plan.warnings[0].problem


def test_a_region_follows_the_location_unless_it_was_given(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA | {"location": "Leeds"})
    import_people(database, tmp_path, ADA | {"location": "Cardiff"})
    assert profiles(database)["Ada Quillan"].region == "Wales"
    import_people(database, tmp_path, ADA | {"location": "Cardiff", "region": "South Wales"})
    assert counts(import_people(database, tmp_path, ADA | {"location": "Cardiff"})) == (0, 0, 1, 0)
    assert profiles(database)["Ada Quillan"].region == "South Wales"
    import_people(database, tmp_path, ADA | {"location": "Atlantis"})
    assert profiles(database)["Ada Quillan"].region == ""


def test_an_older_confirmation_does_not_undo_a_newer_one(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA | {"confirmed_on": "2026-02-01"})
    assert counts(import_people(database, tmp_path, ADA | {"confirmed_on": "2026-01-01"})) == (0, 0, 1, 0)


def test_a_pool_is_one_pool_however_its_name_is_typed(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA | {"pool": "Duty desk"}, BRAM | {"pool": "duty  DESK"})
    with reading(database) as session:
        assert session.exec(select(Pool.name)).all() == ["Duty desk"]


def test_a_cover_may_stand_further_down_or_be_known_already(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA | {"cover": "q2"}, BRAM)
    import_people(database, tmp_path, BRAM | {"cover": "Ada.Quillan@example.gov.uk"})
    people = profiles(database)
    assert people["Ada Quillan"].cover_id == people["Bram Otterbourne"].id
    assert people["Bram Otterbourne"].cover_id == people["Ada Quillan"].id
    assert counts(import_people(database, tmp_path, BRAM | {"cover": "q1"})) == (0, 0, 1, 0)


def test_a_dry_run_says_everything_and_changes_nothing(database: Engine, tmp_path: Path) -> None:
    plan = import_people(database, tmp_path, ADA, BRAM, dry_run=True)
    assert plan.as_json() == {
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "paused": 0,
        "errors": [],
        "warnings": [],
    }
    assert profiles(database) == {}


def test_an_import_is_audited_without_saying_what_profiles_hold(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA, source="hr", actor="riley@example.gov.uk")
    with reading(database) as session:
        entry = session.exec(select(AuditEntry)).one()
    assert (entry.at, entry.actor) == (NOW, "riley@example.gov.uk")
    assert (entry.action, entry.subject) == ("directory.import", "hr")
    assert entry.detail == {"created": 1, "updated": 0, "unchanged": 0, "paused": 0}


def _staff(count: int, letter: str = "q") -> list[dict[str, str]]:
    return [{"staff_id": f"{letter}{number}", "name": f"Person {number}"} for number in range(count)]


def test_a_source_pauses_those_it_no_longer_names_and_brings_them_back(database: Engine, tmp_path: Path) -> None:
    staff = _staff(10)
    import_people(database, tmp_path, *staff, source="hr")
    import_people(database, tmp_path, ADA | {"staff_id": "other"})
    assert counts(import_people(database, tmp_path, *staff[1:], source="hr")) == (0, 0, 9, 1)
    people = profiles(database)
    assert people["Person 0"].status is Status.PAUSED
    assert people["Ada Quillan"].status is Status.ACTIVE
    assert counts(import_people(database, tmp_path, *staff[1:], source="hr")) == (0, 0, 9, 0)
    assert counts(import_people(database, tmp_path, *staff, source="hr")) == (0, 1, 9, 0)
    assert profiles(database)["Person 0"].status is Status.ACTIVE


@pytest.mark.parametrize("source", ["", "labs"])
def test_whom_their_own_source_paused_no_other_import_brings_back(
    database: Engine, tmp_path: Path, source: str
) -> None:
    staff = _staff(10)
    import_people(database, tmp_path, *staff, source="hr")
    import_people(database, tmp_path, *staff[2:], source="hr")
    plan = import_people(database, tmp_path, staff[0] | {"role": "Historian"}, staff[1] | {"role": ""}, source=source)
    assert counts(plan) == (0, 1, 1, 0)
    told = [each for each in plan.warnings if each.column == "status"]
    assert [each.line for each in told] == [2]
    assert "2 people of the file stay paused" in told[0].problem
    people = profiles(database)
    assert (people["Person 0"].status, people["Person 0"].role) == (Status.PAUSED, "Historian")
    assert people["Person 1"].status is Status.PAUSED
    back = import_people(database, tmp_path, *staff, source="hr")
    assert counts(back) == (0, 2, 8, 0)
    assert back.warnings == []
    assert {person.status for person in profiles(database).values()} == {Status.ACTIVE}


def test_whom_their_own_source_paused_the_status_active_brings_back(database: Engine, tmp_path: Path) -> None:
    staff = _staff(10)
    import_people(database, tmp_path, *staff, source="hr")
    import_people(database, tmp_path, *staff[1:], source="hr")
    plan = import_people(database, tmp_path, staff[0] | {"status": "active"})
    assert (counts(plan), plan.warnings) == ((0, 1, 0, 0), [])
    assert profiles(database)["Person 0"].status is Status.ACTIVE
    # Paused by hand afterwards: that their source names them is no reason to offer them again.
    import_people(database, tmp_path, staff[0] | {"status": "paused"})
    assert counts(import_people(database, tmp_path, *staff, source="hr")) == (0, 0, 10, 0)


def test_somebody_paused_for_another_reason_stays_paused(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, *_staff(10), source="hr")
    with unit_of_work(database) as session:
        session.execute(update(Expert).values(status=Status.PAUSED))
    assert counts(import_people(database, tmp_path, *_staff(10), source="hr")) == (0, 0, 10, 0)
    assert profiles(database)["Person 0"].status is Status.PAUSED


def test_somebody_who_paused_or_came_back_themselves_is_left_so(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA | {"status": "paused"})
    with unit_of_work(database) as session:
        ada = session.exec(select(Expert)).one()
        ada.status, ada.own_fields = Status.ACTIVE, ["status"]
    import_people(database, tmp_path, ADA | {"status": "paused"})
    assert profiles(database)["Ada Quillan"].status is Status.ACTIVE


def test_whoever_set_their_status_themselves_can_be_hidden_all_the_same(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA)
    with unit_of_work(database) as session:
        session.exec(select(Expert)).one().own_fields = ["status"]
    import_people(database, tmp_path, ADA | {"status": "hidden"})
    assert profiles(database)["Ada Quillan"].status is Status.HIDDEN


def test_whoever_set_their_status_themselves_comes_back_when_their_source_names_them_again(
    database: Engine, tmp_path: Path
) -> None:
    people = _staff(10)
    import_people(database, tmp_path, *people, source="hr")
    with unit_of_work(database) as session:
        for expert in session.exec(select(Expert)):
            expert.own_fields = ["status"]
    import_people(database, tmp_path, *people[:-1], source="hr")
    import_people(database, tmp_path, *people, source="hr")
    assert {profile.status for profile in profiles(database).values()} == {Status.ACTIVE}


def test_a_source_that_would_pause_too_many_is_refused(database: Engine, tmp_path: Path) -> None:
    staff = _staff(10)
    import_people(database, tmp_path, *staff, source="hr")
    found = wrong(import_people(database, tmp_path, *staff[3:], source="hr"))
    assert found[0] == 0
    assert "--allow-removals" in found[2]
    assert {person.status for person in profiles(database).values()} == {Status.ACTIVE}
    assert counts(import_people(database, tmp_path, *staff[2:], source="hr")) == (0, 0, 8, 2)
    assert counts(import_people(database, tmp_path, *staff[5:], source="hr", allow_removals=True)) == (0, 0, 5, 3)


def test_somebody_of_another_source_is_updated_and_stays_there(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA, source="hr")
    import_people(database, tmp_path, BRAM)
    plan = import_people(database, tmp_path, ADA | {"role": "Historian"}, BRAM, source="labs")
    assert counts(plan) == (0, 2, 0, 0)
    assert "source “hr”" in plan.warnings[0].problem
    with reading(database) as session:
        assert set(session.exec(select(Expert.source))) == {"hr", "labs"}


def test_somebody_who_left_comes_back_only_when_the_file_says_so(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA)
    with unit_of_work(database) as session:
        session.execute(update(Expert).values(status=Status.LEFT))
    plan = import_people(database, tmp_path, ADA | {"role": "Historian"})
    assert counts(plan) == (0, 0, 1, 0)
    assert plan.warnings[0].column == "status"
    assert counts(import_people(database, tmp_path, ADA | {"status": "active"})) == (0, 1, 0, 0)


def test_a_directory_that_changed_after_the_check_is_checked_again(database: Engine, tmp_path: Path) -> None:
    import_people(database, tmp_path, ADA | {"role": "Historian"})
    path = tmp_path / "people.csv"
    path.write_text(csv_text(ADA | {"role": "Archivist"}))
    opened = 0

    def open_rows() -> RosterFile:
        nonlocal opened
        opened += 1
        return RosterFile(path)

    def edited_meanwhile(doing: str, done: int, total: int) -> None:
        if opened == 1:
            with unit_of_work(database) as session:
                expert = session.exec(select(Expert)).one()
                expert.own_fields, expert.revision = ["role"], next_revision(session)

    how = Import(VOCABULARY, NOW, "tests", on_progress=edited_meanwhile)
    assert counts(import_rows(open_rows, database, how)) == (0, 0, 1, 0)
    assert opened == 2
    assert profiles(database)["Ada Quillan"].role == "Historian"


def test_planning_alone_writes_nothing(database: Engine, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(csv_text(ADA))
    with (
        reading(database) as session,
        RosterFile(path) as rows,
        plan_import(rows, session, Import(VOCABULARY, NOW, "tests")) as plan,
    ):
        assert plan.created == 1
        assert [change.values["name"] for change in plan.changes()] == ["Ada Quillan"]
    assert profiles(database) == {}


def test_progress_is_told_in_bytes_and_then_in_people(database: Engine, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    import_people(database, tmp_path, *_staff(1_200), on_progress=lambda *progress: told.append(progress))
    size = (tmp_path / "people.csv").stat().st_size
    assert ("Checking", size, size) in told
    assert ("Saving", 1_200, 1_200) in told


def test_the_name_of_a_source_is_short(database: Engine, tmp_path: Path) -> None:
    with pytest.raises(FindExpertError, match="at most 100 characters"):
        import_people(database, tmp_path, ADA, source="x" * 101)
