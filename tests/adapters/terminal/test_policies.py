"""``find-expert policy import`` and ``export``, for people and for scripts."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.model import Measure, Notice, Policy, Reading, ReadingSource
from directory.database import connected, reading, unit_of_work
from tests.adapters.terminal.conftest import Terminal
from tests.people import NOW
from tests.requests import add_person

ROWS = "title,owner,outcomes,launch\nPlain letters,riley.requester@example.gov.uk,More people pay on time,2026-09\n"


@pytest.fixture
def known(at_home: Terminal, database_url: str) -> Terminal:
    """The bot knows Riley."""
    with connected(database_url) as engine, unit_of_work(engine) as session:
        add_person(session, "Riley Requester")
    return at_home


def test_policies_come_from_a_file_and_go_into_one(known: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "policies.csv"
    file.write_text(ROWS)
    assert "This was a dry run" in known("policy", "import", file, "--dry-run").out
    assert "1 added, 0 updated, 0 unchanged." in known("policy", "import", file).out
    assert known("policy", "import", file, "--json").json == {
        "created": 0,
        "updated": 0,
        "unchanged": 1,
        "errors": [],
        "warnings": [],
    }
    assert "1 policy written" in known("policy", "export", tmp_path / "out.csv").err
    assert "Plain letters,,riley.requester@example.gov.uk" in (tmp_path / "out.csv").read_text()


def test_policies_go_into_the_fields_of_the_evaluation_registry(known: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "policies.csv"
    file.write_text(ROWS)
    known("policy", "import", file)
    assert "1 policy written" in known("policy", "export", "--registry", tmp_path / "out.csv").err
    header, row = (tmp_path / "out.csv").read_text().splitlines()
    assert header.startswith("title,lead_department,")
    assert row.startswith("Plain letters,,,planned,,More people pay on time,")


def test_what_is_wrong_is_shown_by_line_and_ends_with_status_one(known: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "policies.csv"
    file.write_text(ROWS + "[red]Other[/red],nobody@example.gov.uk,x,2026-09\n")
    done = known("policy", "import", file)
    assert done.status == 1
    assert "1 problem: nothing was changed." in done.err
    assert "We do not know “nobody@example.gov.uk”" in done.err
    assert known("policy", "import", file, "--json").json["created"] == 0


POLICY = "-h7ZUobLcKeq"
"""An id as they come: one in 64 begins so."""
READINGS = 'measure,value,read_on\nLetters answered,62.5,2026-03-01\nLetters answered,"1,071",2026-04-01\n'


@pytest.fixture
def measured(known: Terminal, database_url: str, tmp_path: Path) -> Terminal:
    """There is a policy with a measure."""
    with connected(database_url) as engine, unit_of_work(engine) as session:
        plan_at = NOW + timedelta(days=28)
        session.add(Policy(id=POLICY, title="Letters", launch_on=NOW.date(), registered_at=NOW, plan_at=plan_at))
        session.flush()
        session.add(Measure(id="m1", policy_id=POLICY, position=1, name="Letters answered", target=70))
    (tmp_path / "readings.csv").write_text(READINGS)
    return known


def kept(database_url: str) -> list[tuple[float, str, ReadingSource]]:
    with connected(database_url) as engine, reading(engine) as session:
        found = session.exec(select(Reading).order_by(col(Reading.id))).all()
        assert not session.exec(select(Notice)).all(), "a file of the past tells nobody"
        return [(each.value, each.read_on.isoformat(), each.source) for each in found]


def test_readings_of_a_file_are_kept_once(measured: Terminal, database_url: str, tmp_path: Path) -> None:
    file = tmp_path / "readings.csv"
    done = measured("policy", "readings", POLICY, file, "--dry-run")
    assert "2 readings would be kept." in done.out
    assert "This was a dry run" in done.out
    assert kept(database_url) == []
    assert "2 readings kept." in measured("policy", "readings", POLICY, file).out
    both = [(62.5, "2026-03-01", ReadingSource.FILE), (1071, "2026-04-01", ReadingSource.FILE)]
    assert kept(database_url) == both
    assert "This file was kept before: nothing was added." in measured("policy", "readings", POLICY, file).out
    said = measured("policy", "readings", POLICY, file, "--json").json
    assert said == {"kept": 0, "there_already": 2, "errors": [], "warnings": []}
    assert kept(database_url) == both


def test_a_wrong_reading_of_a_file_is_shown_by_line_and_nothing_is_kept(
    measured: Terminal, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "readings.csv"
    for row, problem in (
        ("Letters answered,many,2026-03-01", "Write a figure alone"),
        ("Letters,71,2026-03-01", "This policy has no such measure. It has “Letters answered”."),
        ("Letters answered,71,3 March 2026", "Write the day like 2026-07-08."),
    ):
        file.write_text(f"{READINGS}{row}\n")
        done = measured("policy", "readings", POLICY, file)
        assert done.status == 1
        assert "1 problem: nothing was changed." in done.err
        [error] = measured("policy", "readings", POLICY, file, "--json").json["errors"]
        assert (error["line"], problem in error["problem"]) == (4, True)
    assert kept(database_url) == []


def test_readings_of_no_policy_are_refused(measured: Terminal, tmp_path: Path) -> None:
    done = measured("policy", "readings", "p2", tmp_path / "readings.csv")
    assert (done.status, "There is no policy “p2”." in done.err) == (1, True)
