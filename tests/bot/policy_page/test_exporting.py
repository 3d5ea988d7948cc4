"""A policy as a table and as JSON: all of it, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from sqlalchemy import Engine, update

from bot.model import Reading
from bot.policy_page.exporting import COLUMNS, as_csv, as_json
from bot.policy_page.history import History, read_history
from directory.database import reading, unit_of_work
from directory.model import Person
from tests.bot.policy_page.histories import ADA, DOV, LEARNED, NOW, RILEY, SAM, Years


def history(years: Years) -> History:
    with reading(years.engine) as session:
        found = read_history(session, years.policy_id, years.ids[RILEY], NOW)
        assert found
        session.expunge_all()
        return found


def table(years: Years) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(history(years)), newline="")))


def document(years: Years) -> Any:
    return json.loads(as_json(history(years)))


def filled(row: dict[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in row.items() if cell}


def test_the_table_has_every_reading_and_every_check_in(database: Engine) -> None:
    rows = table(Years(database))
    parts = [row["part"] for row in rows]
    assert {part: parts.count(part) for part in parts} == {
        "policy": 1,
        "organisation": 1,
        "outcome": 2,
        "person": 3,
        "owned": 2,
        "measure": 2,
        "reading": 140,
        "check_in": 11,
        "milestone": 3,
    }
    assert tuple(rows[0]) == COLUMNS


def test_a_row_says_all_of_its_part(database: Engine) -> None:
    rows = table(Years(database))
    check_in = next(row for row in rows if row["status"] == "recorded")
    assert filled(check_in) == {
        "part": "check_in",
        "id": "check-in1",
        "name": "1 month after launch",
        "status": "recorded",
        "on": "2024-06-08",
        "until": "2024-06-10",
        "confidence": "3",
        "by": DOV,
        "learned": LEARNED,
        "changes": "The sum owed now stands in the first line.",
        "next_steps": "Test the new letter with 12 people in Leeds.",
    }
    measured = next(row for row in rows if row["part"] == "reading" and row["what"] == "check_in")
    assert filled(measured) == {
        "part": "reading",
        "name": "Letters understood",
        "what": "check_in",
        "on": "2024-06-08",
        "value": "65.0",
        "unit": "%",
        "check_in": "check-in1",
    }
    assert [filled(row)["on"] for row in rows if row["part"] == "milestone"] == ["2024-02", "2026-02-12", "2027-03"]


@pytest.mark.parametrize("formula", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "'=1"])
def test_what_looks_like_a_formula_is_not_run(database: Engine, formula: str) -> None:
    years = Years(database, words=formula)
    years.close()
    rows = table(years)
    texts = [cell for row in rows for name, cell in row.items() if name not in {"value", "part"}]
    assert f"'{formula}" in texts
    assert not [cell for cell in texts if cell[:1] in {"=", "+", "-", "@"}]


def test_a_figure_below_nothing_stays_a_figure(database: Engine) -> None:
    years = Years(database)
    with unit_of_work(database) as session:
        session.execute(update(Reading).values(value=-1.5))
    assert {row["value"] for row in table(years) if row["part"] == "reading"} == {"-1.5"}


def test_the_document_has_all_of_it_too(database: Engine) -> None:
    years = Years(database)
    years.close()
    found = document(years)
    assert found["as_of"] == "2026-11-18T09:00:00+00:00"
    assert found["policy"]["launch"] == "2024-03"
    assert (found["policy"]["status"], found["policy"]["learned"]) == ("closed", LEARNED)
    assert found["people"] == {"owner": RILEY, "deputy": DOV, "co_owners": [ADA]}
    assert [each["name"] for each in found["owned_by"]] == [SAM, RILEY]
    assert [len(each["readings"]) for each in found["measures"]] == [126, 14]
    assert found["measures"][0]["for"] == "citizens"
    assert [each["status"] for each in found["check_ins"]].count("recorded") == 6
    assert found["check_ins"][0]["answered_at"] == "2024-06-10T10:00:00+00:00"
    assert [each["on"] for each in found["milestones"]] == ["2024-02", "2026-02-12", "2027-03"]


def test_a_table_and_a_document_name_nobody_who_was_erased(database: Engine) -> None:
    years = Years(database)
    years.erase(SAM)
    assert [row["name"] for row in table(years) if row["part"] == "owned"] == ["", RILEY]
    assert document(years)["owned_by"][0]["name"] is None


def test_hostile_words_are_only_words(database: Engine) -> None:
    hostile = 'a",b\n"c\r\n{"x": 1}\u2028</script>'
    years = Years(database, words=hostile)
    with unit_of_work(database) as session:
        session.get_one(Person, years.ids[DOV]).name = "D"
    assert document(years)["policy"]["title"] == hostile
    assert table(years)[0]["name"] == hostile
