"""Policies in the fields of the Evaluation Registry: which of ours fills each, and that no cell does anything."""

from __future__ import annotations

import csv
from datetime import date
from io import StringIO

import pytest
from sqlalchemy import Engine, update
from sqlmodel import col

from bot.model import Milestone, MilestoneCategory, Policy, PolicyStatus
from bot.portfolio.registry import COLUMNS, EVENTS, export_registry
from directory.database import reading, unit_of_work
from tests.bot.policies.policies import ADA
from tests.bot.portfolio.portfolios import HMRC, TODAY, PortfolioTown

Category = MilestoneCategory
EMPTY = set(COLUMNS) - {
    *EVENTS.values(), "title", "lead_department", "status", "brief_description", "is_final_report_published",
    "created_by", "find_expert_policy_id",
}  # fmt: skip
"""What we know nothing of."""


@pytest.fixture
def town(database: Engine) -> PortfolioTown:
    return PortfolioTown(database)


def exported(town: PortfolioTown, organisation: str | None = None) -> list[dict[str, str]]:
    file = StringIO(newline="")
    with reading(town.engine) as session:
        count = export_registry(session, file, today=TODAY, organisation=organisation)
    found = list(csv.DictReader(StringIO(file.getvalue())))
    assert len(found) == count
    return found


def milestone(
    town: PortfolioTown, policy_id: str, category: Category, day: date, words: str = "", is_actual: bool = False
) -> None:
    with unit_of_work(town.engine) as session:
        id_ = f"{policy_id}{category}{day}{words}"
        session.add(
            Milestone(
                id=id_, policy_id=policy_id, category=category, happens_on=day, description=words, is_actual=is_actual
            )
        )


def test_every_field_has_what_we_know_and_nothing_else(town: PortfolioTown) -> None:
    id_ = town.add("Plain letters", owner=ADA, launched=100)
    milestone(town, id_, Category.EVALUATION_START, date(2026, 3, 3), is_actual=True)
    milestone(town, id_, Category.INTERIM_PUBLICATION, date(2027, 3, 1), "with the ETF")
    milestone(town, id_, Category.INTERIM_PUBLICATION, date(2027, 9, 30))
    milestone(town, id_, Category.PLAN_SIGNED_OFF, date(2026, 2, 1), is_actual=True)
    milestone(town, id_, Category.OTHER, date(2028, 1, 1), "Minister decides")
    [row] = exported(town)
    assert tuple(row) == COLUMNS
    assert {name for name, cell in row.items() if not cell} >= EMPTY
    assert {name: cell for name, cell in row.items() if cell} == {
        "title": "Plain letters",
        "lead_department": HMRC,
        "status": "ongoing",
        "brief_description": "More people pay on time",
        "eval_start": "2026-03 actual",
        "pub_interim": "2027-03 intended: with the ETF; 2027-09 intended",
        "other": "2026-02 actual: Evaluation plan signed off; 2028-01 intended: Minister decides",
        "intervention_start": "2026-02 actual",
        "created_by": "ada.quillan@example.gov.uk",
        "find_expert_policy_id": id_,
    }


def test_a_milestone_says_better_than_the_launch_when_the_intervention_starts(town: PortfolioTown) -> None:
    id_ = town.add(launched=-100)
    assert exported(town)[0]["intervention_start"] == "2026-08 intended"
    milestone(town, id_, Category.INTERVENTION_START, date(2026, 10, 1))
    assert exported(town)[0]["intervention_start"] == "2026-10 intended"


@pytest.mark.parametrize(
    ("category", "is_actual", "recorded", "status"),
    [
        (Category.EVALUATION_START, False, (), "planned"),
        (Category.EVALUATION_START, True, (), "ongoing"),
        (Category.EVALUATION_START, False, ((3, 5),), "ongoing"),
        (Category.REPORT_SIGNED_OFF, True, ((3, 5),), "complete"),
        (Category.FINAL_PUBLICATION, False, (), "planned"),
        (Category.FINAL_PUBLICATION, True, (), "complete"),
    ],
)
def test_its_status_is_one_of_the_registrys(
    town: PortfolioTown, category: Category, is_actual: bool, recorded: tuple[tuple[int, int | None], ...], status: str
) -> None:
    id_ = town.add(recorded=recorded)
    milestone(town, id_, category, date(2026, 5, 1), is_actual=is_actual)
    [row] = exported(town)
    assert row["status"] == status
    published = category is Category.FINAL_PUBLICATION and is_actual
    assert row["is_final_report_published"] == ("True" if published else "")


def test_what_was_learned_is_told_with_what_it_was_for(town: PortfolioTown) -> None:
    town.add(status=PolicyStatus.CLOSED, status_at=town.now)
    with unit_of_work(town.engine) as session:
        session.execute(update(Policy).values(learned="Shorter is better"))
    assert exported(town)[0]["brief_description"] == "More people pay on time; Shorter is better"


def test_no_cell_is_a_formula(town: PortfolioTown) -> None:
    id_ = town.add("=cmd()", organisation="+1")
    with unit_of_work(town.engine) as session:
        session.execute(update(Policy).where(col(Policy.id) == id_).values(outcomes=["@SUM(A1)", "-2"]))
    [row] = exported(town)
    assert (row["title"], row["lead_department"], row["brief_description"]) == ("'=cmd()", "'+1", "'@SUM(A1); -2")


def test_every_category_of_ours_has_its_place(town: PortfolioTown) -> None:
    id_ = town.add()
    for category in Category:
        milestone(town, id_, category, date(2027, 1, 1))
    [row] = exported(town)
    assert [name for name in EVENTS.values() if "2027-01" not in row[name]] == []
    assert row["other"].count("2027-01") == len(Category) - len(EVENTS) + 1


def test_one_organisation_can_be_exported_alone(town: PortfolioTown) -> None:
    town.add_every_kind()
    assert len(exported(town)) == 7
    assert {row["lead_department"] for row in exported(town, "hm revenue and customs")} == {HMRC}
    assert exported(town, "Nowhere") == []
