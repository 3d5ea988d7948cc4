"""Policies from a CSV: all of a file or nothing of it, and what is wrong said by line."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.model import Beneficiary, CoOwner, Direction, Measure, Milestone, NoticeKind, Ownership, Policy, Precision
from bot.policies_file.cells import COLUMNS
from bot.policies_file.exporting import export_policies
from bot.policies_file.importing import Import, Outcome, import_policies
from directory.database import reading, unit_of_work
from directory.model import AuditEntry
from tests.bot.policies.policies import ADA, BRAM, DOV, RILEY, TITLE, PolicyTown
from tests.bot.town import said

FULL = {
    "title": TITLE,
    "organisation": "HM Revenue and Customs",
    "owner": "Riley.Requester@example.gov.uk",
    "deputy": "dov.marrowby@example.gov.uk",
    "co_owners": "ada.quillan@example.gov.uk; bram.otterbourne@example.gov.uk",
    "outcomes": "More people pay on time; Fewer people are afraid",
    "launch": "2026-09",
    "measures": "Letters answered | % | up | 62 | 80% | citizens; Days to answer | days | down | 30",
    "milestones": "evaluation_start | 2026-03-03 | actual; interim publication | March 2027",
    "review_clause": "yes",
    "rhythm": "FREQ=MONTHLY;INTERVAL=3",
}
LEAST = {
    "title": "Shorter forms",
    "owner": "ada.quillan@example.gov.uk",
    "outcomes": "Fewer calls",
    "launch": "2026-10-01",
}


class Files:
    """A town, and files of policies for it."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.town = PolicyTown(engine)
        self._path = folder / "policies.csv"

    def imports(self, *rows: dict[str, str], dry_run: bool = False, header: list[str] | None = None) -> Outcome:
        names = header or list(dict.fromkeys(name for row in rows for name in row))
        with self._path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, names, restval="")
            writer.writeheader()
            writer.writerows(rows)
        riley = self.town.riley
        how = Import(self.town.now, "terminal", riley.conversation._new_id, dry_run)
        return import_policies(self._path, self.town.engine, riley.index, how)

    def exported(self) -> list[dict[str, str]]:
        file = StringIO(newline="")
        with reading(self.town.engine) as session:
            export_policies(session, file)
        return list(csv.DictReader(StringIO(file.getvalue())))


@pytest.fixture
def files(database: Engine, tmp_path: Path) -> Files:
    return Files(database, tmp_path)


def done(outcome: Outcome) -> tuple[int, int, int]:
    assert outcome.errors == []
    return outcome.created, outcome.updated, outcome.unchanged


def wrong(outcome: Outcome) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.problem) for each in outcome.errors]


def test_a_row_registers_a_policy_with_everything_of_it(files: Files) -> None:
    assert done(files.imports(FULL, LEAST)) == (2, 0, 0)
    town = files.town
    policy = next(each for each in town.every(Policy) if each.title == TITLE)
    assert (policy.launch_on, policy.launch_precision) == (date(2026, 9, 1), Precision.MONTH)
    assert (policy.owner_id, policy.deputy_id) == (town.person_id(RILEY), town.person_id(DOV))
    assert policy.outcomes == ["More people pay on time", "Fewer people are afraid"]
    assert (policy.has_review_clause, policy.rhythm) == (True, "FREQ=MONTHLY;INTERVAL=3")
    assert {row.person_id for row in town.every(CoOwner)} == {town.person_id(ADA), town.person_id(BRAM)}
    first, second = town.every(Measure)
    assert (first.unit, first.baseline, first.target, first.beneficiary) == ("%", 62, 80, Beneficiary.CITIZENS)
    assert (second.direction, second.baseline, second.target) == (Direction.DOWN, 30, None)
    assert {(each.happens_on, each.is_actual) for each in town.every(Milestone)} == {
        (date(2026, 3, 3), True),
        (date(2027, 3, 1), False),
    }
    assert town.check_ins(policy.id)
    assert len(town.every(Ownership)) == 2
    assert "Owner: Riley Requester" in said(town.riley.presses("policy.show", policy.id))
    assert town.told(NoticeKind.POLICY_NEWS) == []


def test_the_same_file_again_changes_nothing(files: Files) -> None:
    files.imports(FULL, LEAST)
    before = len(files.town.every(AuditEntry)), [each.id for each in files.town.check_ins()]
    assert done(files.imports(FULL, LEAST)) == (0, 0, 2)
    assert (len(files.town.every(AuditEntry)), [each.id for each in files.town.check_ins()]) == before


def test_what_is_exported_is_what_an_import_reads(files: Files) -> None:
    files.imports(FULL, LEAST)
    rows = files.exported()
    assert list(rows[0]) == list(COLUMNS)
    assert done(files.imports(*rows)) == (0, 0, 2)
    assert files.exported() == rows


def test_columns_come_in_any_order_and_an_empty_cell_leaves_what_there_is(files: Files) -> None:
    files.imports(FULL)
    outcome = files.imports({"launch": "2026-11-01", "deputy": "", "TITLE": TITLE.upper()})
    assert done(outcome) == (0, 1, 0)
    policy = files.town.policy()
    assert (policy.launch_on, policy.deputy_id) == (date(2026, 11, 1), files.town.person_id(DOV))
    assert policy.title == TITLE.upper()


def test_a_dash_clears_what_can_be_without(files: Files) -> None:
    files.imports(FULL)
    cleared = {name: "-" for name, column in COLUMNS.items() if column.can_clear and name != "organisation"}
    assert done(files.imports({"title": TITLE, **cleared})) == (0, 1, 0)
    policy = files.town.policy()
    assert (policy.deputy_id, policy.rhythm, policy.has_review_clause) == (None, "", False)
    assert not files.town.every(Measure)
    assert not files.town.every(Milestone)
    assert not files.town.every(CoOwner)


def test_a_policy_is_known_by_its_id_whatever_it_is_called(files: Files) -> None:
    files.imports(FULL)
    id_ = files.town.policy().id
    assert done(files.imports({"policy_id": id_, "title": "Plainer letters"})) == (0, 1, 0)
    assert files.town.policy(id_).title == "Plainer letters"


def test_another_owner_takes_over_and_whoever_had_it_is_told(files: Files) -> None:
    files.imports({**FULL, "co_owners": ""})
    assert done(files.imports({"title": TITLE, "owner": "ada.quillan@example.gov.uk"})) == (0, 1, 0)
    assert files.town.policy().owner_id == files.town.person_id(ADA)
    held = {row.person_id: row.until for row in files.town.every(Ownership)}
    assert held == {files.town.person_id(RILEY): files.town.now, files.town.person_id(ADA): None}
    assert RILEY in [name for name, _ in files.town.told(NoticeKind.POLICY_NEWS)]


def test_one_wrong_row_and_nothing_is_kept(files: Files) -> None:
    outcome = files.imports(FULL, {**LEAST, "launch": "31/2/2026"})
    [(line, column, problem)] = wrong(outcome)
    assert (line, column) == (3, "launch")
    assert "is not a day that exists" in problem
    assert outcome.as_json()["created"] == 0
    assert files.town.every(Policy) == []


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("title", "-", "cannot be cleared"),
        ("title", "x" * 151, "at most 150 are kept"),
        ("title", "", "is missing: a new policy needs it"),
        ("owner", "nobody@example.gov.uk", "We do not know “nobody@example.gov.uk”"),
        ("owner", "Riley", "is not an email address"),
        ("deputy", "riley.requester@example.gov.uk", "owns this policy already"),
        ("co_owners", "dov.marrowby@example.gov.uk", "names its deputy again"),
        ("outcomes", ";;", "Enter at least one thing"),
        ("launch", "9999-01", "Enter a date between 1986 and 2046"),
        ("launch", "=1+1", "We do not understand"),
        ("measures", "Letters | % | sideways", "must be down, up or empty"),
        ("measures", "Letters | % | up | many", "We do not understand “many”"),
        ("measures", "a; b; c; d; e; f; g", "6 measures at most"),
        ("measures", "a | | | | | | | more", "8 parts between bars; there are 7 at most"),
        ("measures", "a | | | | | | more", "threshold: We do not understand “more”"),
        ("measures", "a; A", "names the measure “A” twice"),
        ("milestones", "party | 2027-01", "Choose what happens"),
        ("milestones", "evaluation_end | 2027-01 | maybe", "a milestone is intended or actual"),
        ("milestones", "evaluation_end | 2040-01 | actual", "still to come"),
        ("review_clause", "perhaps", "must be yes or no"),
        ("rhythm", "FREQ=SECONDLY", ""),
        ("policy_id", "no-such-id", "there is no policy “no-such-id”"),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_column(files: Files, column: str, cell: str, sentence: str) -> None:
    found = wrong(files.imports(LEAST, {**FULL, column: cell}))
    assert [(line, name) for line, name, _ in found] == [(3, column)]
    assert sentence in found[0][2]
    assert files.town.every(Policy) == []


def test_a_measure_with_readings_is_not_lost_by_a_file_that_leaves_it_out(files: Files) -> None:
    files.town.register()
    files.town.add_measure(readings=[61])
    [(_, column, problem)] = wrong(files.imports({"title": TITLE, "measures": "Another"}))
    assert (column, "which has 1 reading:" in problem) == ("measures", True)
    assert len(files.town.every(Measure)) == 1


def test_a_measure_that_is_named_again_keeps_its_readings(files: Files) -> None:
    files.town.register()
    measure = files.town.add_measure(readings=[61])
    outcome = files.imports({"title": TITLE, "measures": "New one; LETTERS answered | % | up | 60"})
    assert done(outcome) == (0, 1, 0)
    kept = {each.id: (each.name, each.baseline, each.position) for each in files.town.every(Measure)}
    assert kept[measure] == ("LETTERS answered", 60, 2)


def test_two_rows_or_two_policies_of_one_title_are_told_apart_or_refused(files: Files) -> None:
    assert "is about the same policy as line 2" in wrong(files.imports(LEAST, LEAST))[0][2]
    files.imports(LEAST, {**LEAST, "organisation": "Other"})
    assert "2 policies are called so" in wrong(files.imports({"title": "Shorter forms", "launch": "2027-01"}))[0][2]
    assert done(files.imports({"title": "Shorter forms", "organisation": "Other", "launch": "2027-01"})) == (0, 1, 0)


def test_a_dry_run_says_what_would_be_done_and_does_nothing(files: Files) -> None:
    assert done(files.imports(FULL, LEAST, dry_run=True)) == (2, 0, 0)
    assert files.town.every(Policy) == []


def test_a_header_without_a_title_or_an_id_is_refused(files: Files) -> None:
    found = wrong(files.imports({"owner": "x"}))
    assert found == [(1, "", "the header needs a column policy_id or title, to know which policy is which")]


def test_formulas_are_defused_on_their_way_out_and_back_as_they_were(files: Files) -> None:
    files.imports({**LEAST, "title": "'=cmd|' /C calc'!A0"})
    with unit_of_work(files.town.engine) as session:
        session.exec(select(Policy)).one().title = "=2+5"
    [row] = files.exported()
    assert row["title"] == "'=2+5"
    assert done(files.imports(row)) == (0, 0, 1)
