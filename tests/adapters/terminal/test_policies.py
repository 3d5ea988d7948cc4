"""``find-expert policy import`` and ``export``, for people and for scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from directory.database import connected, unit_of_work
from tests.adapters.terminal.conftest import Terminal
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
