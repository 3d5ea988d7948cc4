"""Policies as CSV in the shape of the Evaluation Registry of the Evaluation Task Force."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TextIO

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, true

from bot.cards.milestone import ACTUAL, CATEGORIES, INTENDED
from bot.model import CheckIn, CheckInStatus, Milestone, MilestoneCategory, Policy
from bot.portfolio.standing import names_of
from directory.cell_text import defused
from directory.model import Person

BETWEEN = "; "
PLANNED, ONGOING, COMPLETE = "planned", "ongoing", "complete"
EVENTS = {
    MilestoneCategory.EVALUATION_START: "eval_start",
    MilestoneCategory.EVALUATION_END: "eval_end",
    MilestoneCategory.FIRST_RECRUITED: "first_recruit",
    MilestoneCategory.LAST_RECRUITED: "last_recruit",
    MilestoneCategory.INTERVENTION_START: "intervention_start",
    MilestoneCategory.INTERVENTION_END: "intervention_end",
    MilestoneCategory.INTERIM_EXTRACTION: "interim_extract",
    MilestoneCategory.INTERIM_ANALYSIS_START: "interim_analysis_start",
    MilestoneCategory.INTERIM_ANALYSIS_END: "interim_analysis_end",
    MilestoneCategory.INTERIM_PUBLICATION: "pub_interim",
    MilestoneCategory.FINAL_EXTRACTION: "final_extract",
    MilestoneCategory.FINAL_ANALYSIS_START: "final_analysis_start",
    MilestoneCategory.FINAL_ANALYSIS_END: "final_analysis_end",
    MilestoneCategory.FINAL_PUBLICATION: "pub_final",
    MilestoneCategory.OTHER: "other",
}
"""Our categories by their codes there. The two that it does not have are written as "other" with their names."""
COLUMNS = (
    "title",
    "lead_department",
    "other_departments",
    "status",
    "evaluation_design_types",
    "brief_description",
    "grant_number",
    "major_project_number",
    "policies",
    "visibility",
    "is_final_report_published",
    "link_to_published_evaluation",
    "plan_link",
    "reasons_unpublished",
    "reasons_unpublished_details",
    *EVENTS.values(),
    "created_by",
    "find_expert_policy_id",
)
"""The fields of an evaluation in the Registry, by their names in its published source (github.com/i-dot-ai/
evaluation-registry, evaluations/models.py: Evaluation, EvaluationDepartmentAssociation, EventDate), in their order
there. There is no published format for uploads: this is for copying into it, or for asking its people to load.

======================== ============================================================================================
title                    the title of the policy
lead_department          its organisation
status                   complete: a report was signed off or published, by an actual milestone; ongoing: the evaluation
                         has started, by an actual milestone, or a check-in was recorded; else planned
brief_description        what it is to achieve, and what was learned where it is closed
is_final_report_published  "True" where a milestone says that it was; else empty, since we do not know
eval_start … other       milestones by category: month and whether it is intended or actual, as there ("2027-03
                         intended"); of "other" with its words. Without a milestone, intervention_start is the launch
created_by               the work email of its owner, whom the entry there would be of
find_expert_policy_id    ours, so that a row is found again; the Registry has no such field
======================== ============================================================================================

All others are empty: we do not ask for them.
"""


def export_registry(session: Session, file: TextIO, *, today: date, organisation: str | None = None) -> int:
    """Write every policy, or those of one organisation; gives how many. Open ``file`` with ``newline=""`` and UTF-8.

    It takes as many queries for many policies as for few. What looks like a formula is written so that none runs it.
    """
    theirs = true() if organisation is None else col(Policy.organisation).in_(names_of(session, organisation))
    writer = csv.DictWriter(file, COLUMNS, restval="")
    writer.writeheader()
    milestones, recorded, emails = _milestones(session, theirs), _recorded(session, theirs), _emails(session)
    policies = session.exec(select(Policy).where(theirs).order_by(col(Policy.title), col(Policy.id))).all()
    for policy in policies:
        row = _row(policy, milestones[policy.id], is_recorded=policy.id in recorded, today=today)
        row["created_by"] = emails.get(policy.owner_id or 0, "")
        writer.writerow({name: defused(cell) for name, cell in row.items()})
    return len(policies)


def _row(policy: Policy, milestones: Sequence[Milestone], *, is_recorded: bool, today: date) -> dict[str, str]:
    happened = {each.category for each in milestones if each.is_actual}
    return {
        "title": policy.title,
        "lead_department": policy.organisation,
        "status": _status(happened, is_recorded=is_recorded),
        "brief_description": BETWEEN.join(filter(None, [*policy.outcomes, policy.learned])),
        "is_final_report_published": "True" if MilestoneCategory.FINAL_PUBLICATION in happened else "",
        **_events(policy, milestones, today),
        "find_expert_policy_id": policy.id,
    }


def _status(happened: set[MilestoneCategory], *, is_recorded: bool) -> str:
    if happened & {MilestoneCategory.REPORT_SIGNED_OFF, MilestoneCategory.FINAL_PUBLICATION}:
        return COMPLETE
    return ONGOING if is_recorded or MilestoneCategory.EVALUATION_START in happened else PLANNED


def _events(policy: Policy, milestones: Sequence[Milestone], today: date) -> dict[str, str]:
    """The Registry knows months, not days."""
    cells: defaultdict[str, list[str]] = defaultdict(list)
    for each in milestones:
        code = EVENTS.get(each.category, EVENTS[MilestoneCategory.OTHER])
        words = each.description if each.category in EVENTS else CATEGORIES[each.category]
        cells[code].append(_event(each.happens_on, words, is_actual=each.is_actual))
    launched = [_event(policy.launch_on, "", is_actual=policy.launch_on <= today)]
    cells.setdefault(EVENTS[MilestoneCategory.INTERVENTION_START], launched)
    return {code: BETWEEN.join(events) for code, events in cells.items()}


def _event(day: date, words: str, *, is_actual: bool) -> str:
    return f"{day:%Y-%m} {ACTUAL if is_actual else INTENDED}" + (f": {words}" if words else "")


def _milestones(session: Session, theirs: ColumnElement[bool]) -> Mapping[str, list[Milestone]]:
    found: defaultdict[str, list[Milestone]] = defaultdict(list)
    query = select(Milestone).join(Policy, col(Policy.id) == col(Milestone.policy_id)).where(theirs)
    for each in session.exec(query.order_by(col(Milestone.happens_on), col(Milestone.id))):
        found[each.policy_id].append(each)
    return found


def _recorded(session: Session, theirs: ColumnElement[bool]) -> set[str]:
    """The ids of policies with a recorded check-in."""
    query = select(CheckIn.policy_id).join(Policy, col(Policy.id) == col(CheckIn.policy_id)).where(theirs)
    return set(session.exec(query.where(CheckIn.status == CheckInStatus.RECORDED).distinct()))


def _emails(session: Session) -> dict[int, str]:
    known = select(col(Person.id), col(Person.email)).join(Policy, col(Policy.owner_id) == col(Person.id)).distinct()
    return {id_ or 0: email or "" for id_, email in session.exec(known)}
