"""The directory written as CSV, and read back."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, update

from directory.cell_text import clean_line, clean_text, defused, without_fuse
from directory.database import open_database, unit_of_work
from directory.model import Expert, Status
from directory.roster.columns import COLUMNS
from tests.directory.roster.rosters import counts, exported, import_bytes, import_people, profiles
from tests.sizes import examples

HOSTILE = (
    "=HYPERLINK(A1)",
    "+44 113 496 0000",
    "@SUM(1)",
    "-",
    "--",
    "-5",
    "'=1",
    "''-",
    "'plain",
    "\t=1",
    "\r\n=1",
    "a\x07b\x1b[31m",
    "\u202egpj.exe",
    "\u200b=1",
    "\ufeffAda",
    "<!channel>",
    "[x](javascript:1)",
    'say "hello", twice',
    "Zoë Zoe\u0308",
    "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f 👩‍🔬",
    "שלום",
    "a:b",
    "ISO 9001:2015",
    ":",
    "a:expert:novice",
    "\x85",
    "\u2028x",
    "a;b",
)
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")  # a file with NUL is refused
TEXT = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(LETTERS, max_size=12),
    st.tuples(st.sampled_from(HOSTILE), st.text(LETTERS, max_size=6)).map("".join),
)
LISTS = st.lists(TEXT, max_size=4).map(";".join)
SKILL = st.one_of(
    st.tuples(TEXT.map(lambda text: text.replace(":", "")), st.sampled_from(["", ":expert", ":working"])),
    st.tuples(TEXT.map(lambda text: text.replace(";", "")), st.just(":")),
).map("".join)
SKILLS = st.lists(SKILL, max_size=4).map(";".join)
PERSON = st.fixed_dictionaries(
    {"name": TEXT.filter(lambda text: clean_line(text) not in {"", "-"})},
    optional={
        **dict.fromkeys(
            ("pronouns", "role", "ask_me_about", "organisation", "team", "terms", "commissioning", "pool"), TEXT
        ),
        **dict.fromkeys(("professions", "topics", "experience"), LISTS),
        "skills": SKILLS,
        "location": st.one_of(st.sampled_from(["Leeds", "Cardiff", "-"]), TEXT),
        "region": st.one_of(st.just("-"), TEXT),
        "weekly_cap": st.sampled_from(["0", "50", "-", ""]),
        "working_hours": st.sampled_from(["Mon 9-12, 13-17; Wed 10-16", "-"]),
        "status": st.sampled_from(["active", "paused", "hidden"]),
        "absence": st.sampled_from(["2026-12-21 to 2027-01-04;2026-06-01", ""]),
        "confirmed_on": st.sampled_from(["2026-01-05", "-"]),
        "cover": st.sampled_from(["s0", "person1@example.gov.uk", "-"]),
        "time_zone": st.sampled_from(["Europe/Paris", ""]),
        "join_link": st.sampled_from(["https://meet.example.gov.uk/a?b=c", ""]),
    },
)


@pytest.fixture
def two_databases(sqlite_template: Path) -> Iterator[Path]:
    """A folder in which every example makes databases of its own."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "template.db").write_bytes(sqlite_template.read_bytes())
        yield Path(folder)


@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PERSON, min_size=2, max_size=20))
def test_an_export_read_into_an_empty_directory_gives_the_same_directory(
    two_databases: Path, people: list[dict[str, str]]
) -> None:
    rows = [
        person | {"staff_id": f"s{number}", "email": f"person{number}@example.gov.uk"}
        for number, person in enumerate(people)
    ]
    for number, cover in ((0, "s0"), (1, "person1@example.gov.uk")):
        if rows[number].get("cover") == cover:
            rows[number]["cover"] = "-"
    databases = []
    for name in ("first.db", "second.db"):
        (two_databases / name).write_bytes((two_databases / "template.db").read_bytes())
        databases.append(open_database(f"sqlite:///{two_databases / name}"))
    first, second = databases
    try:
        assert counts(import_people(first, two_databases, *rows)) == (len(rows), 0, 0, 0)
        text = exported(first)
        assert counts(import_bytes(second, two_databases, text.encode())) == (len(rows), 0, 0, 0)
        assert profiles(second) == profiles(first)
        assert exported(second) == text
        assert counts(import_bytes(first, two_databases, text.encode())) == (0, 0, len(rows), 0)
        assert not any(
            cell.startswith(("=", "+", "@", "\t", "\r")) for row in csv.reader(io.StringIO(text)) for cell in row
        )
    finally:
        for database in databases:
            database.dispose()
            for suffix in ("", "-wal", "-shm"):
                Path(f"{database.url.database}{suffix}").unlink(missing_ok=True)


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_text(clean_text(text)) == clean_text(text)


@given(TEXT)
def test_what_was_defused_comes_back_and_cannot_run(text: str) -> None:
    assert without_fuse(defused(text)) == text
    assert not defused(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("\u202egpj.exe", "gpj.exe"),
        ("a\x00b\x07c", "abc"),
        ("  two \t words\u00a0here ", "two words here"),
        ("Zoe\u0308", "Zoë"),
        ("👩\u200d🔬", "👩\u200d🔬"),
    ],
)
def test_hidden_characters_are_taken_out(cell: str, kept: str) -> None:
    assert clean_line(cell) == kept


def test_formulas_are_accepted_and_written_so_that_none_runs(database: Engine, tmp_path: Path) -> None:
    ada = {"staff_id": "q1", "name": "Ada Quillan", "role": "=1+1", "team": "'-", "terms": "'=2"}
    import_people(database, tmp_path, ada)
    profile = profiles(database)["Ada Quillan"]
    assert (profile.role, profile.team, profile.terms) == ("=1+1", "-", "=2")
    (row,) = csv.DictReader(io.StringIO(exported(database)))
    assert (row["role"], row["team"], row["terms"]) == ("'=1+1", "'-", "'=2")


def test_the_calendar_and_those_who_left_are_not_written(database: Engine, tmp_path: Path) -> None:
    feed = "https://calendar.example.gov.uk/private-token/busy.ics"
    import_people(
        database,
        tmp_path,
        {"staff_id": "q1", "name": "Ada Quillan", "calendar_url": feed},
        {"staff_id": "q2", "name": "Bram Otterbourne", "calendar_url": ""},
    )
    with unit_of_work(database) as session:
        session.execute(update(Expert).where(Expert.id == 2).values(status=Status.LEFT))  # type: ignore[arg-type]
    text = exported(database)
    assert "Ada Quillan" in text
    assert "Otterbourne" not in text
    assert "token" not in text
    assert "calendar_url" not in text.splitlines()[0]
    assert text.splitlines()[0].split(",") == [name for name in COLUMNS if name != "calendar_url"]
