"""A policy with all that became of it, as files: a table for a spreadsheet, and JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from bot.cards.milestone import ACTUAL, INTENDED
from bot.model import CheckIn, Milestone, Ownership, Precision
from bot.policy_page.history import History, MeasureHistory
from directory.cell_text import defused

Row = Mapping[str, str | int | float | None]

COLUMNS = (
    "part",
    "id",
    "name",
    "what",
    "status",
    "on",
    "until",
    "value",
    "unit",
    "baseline",
    "target",
    "threshold",
    "for",
    "check_in",
    "confidence",
    "by",
    "learned",
    "changes",
    "next_steps",
    "reason",
)
"""Of every row. ``part`` says what it is of: policy, organisation, outcome, person, owned, measure, reading, check_in
or milestone.

``what`` is the part of a person, the direction of a measure, how a reading came, or the category of a milestone.
``on`` is the day of launch, that from which somebody owned it, that of a reading, that on which a check-in is due, or
that of a milestone; ``until`` that on which ownership ended, or a check-in was answered. A day is by the clock of
whoever reads it; of a date known to the month, the month is written.
"""


def as_csv(history: History) -> str:
    """One table of all of it. What looks like a formula is written so that none runs it."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS, restval="")
    writer.writeheader()
    for row in _rows(history):
        writer.writerow({name: defused(cell) if isinstance(cell, str) else cell for name, cell in row.items()})
    return file.getvalue()


def as_json(history: History) -> str:
    """The same, with days as ISO 8601 writes them, and moments in UTC."""
    return json.dumps(_document(history), ensure_ascii=False, indent=2)


# ---------------------------------------------------------------------------------------------- the table


def _rows(history: History) -> Iterator[Row]:
    policy, owned = history.policy, history.owned
    launch = _written(policy.launch_on, policy.launch_precision)
    about = {"what": policy.rhythm, "status": policy.status.value, "on": launch, "learned": policy.learned}
    yield {"part": "policy", "id": policy.id, "name": policy.title} | about
    if policy.organisation:
        yield {"part": "organisation", "name": policy.organisation}
    yield from ({"part": "outcome", "name": outcome} for outcome in policy.outcomes)
    people = [("owner", owned.owner), ("deputy", owned.deputy), *(("co_owner", each) for each in owned.co_owners)]
    yield from ({"part": "person", "what": role, "name": person.name} for role, person in people if person)
    yield from (_owned(history, each) for each in history.ownerships)
    for each in history.measures:
        yield from _measured(each)
    yield from (_check_in(history, each) for each in history.check_ins)
    yield from (_milestone(each) for each in history.milestones)


def _owned(history: History, each: Ownership) -> Row:
    name, since = history.name(each.person_id), history.day(each.since).isoformat()
    return {"part": "owned", "name": name, "on": since, "until": _day(history, each.until)}


def _measured(each: MeasureHistory) -> Iterator[Row]:
    measure = each.measure
    yield {
        "part": "measure",
        "id": measure.id,
        "name": measure.name,
        "what": measure.direction.value,
        "unit": measure.unit,
        "baseline": measure.baseline,
        "target": measure.target,
        "threshold": measure.threshold,
        "for": measure.beneficiary.value if measure.beneficiary else "",
    }
    for reading in each.readings:
        yield {
            "part": "reading",
            "name": measure.name,
            "what": reading.point.source.value,
            "on": reading.point.on.isoformat(),
            "value": reading.point.value,
            "unit": measure.unit,
            "check_in": reading.check_in_id,
        }


def _check_in(history: History, each: CheckIn) -> Row:
    return {
        "part": "check_in",
        "id": each.id,
        "name": each.name,
        "status": each.status.value,
        "on": each.due_on.isoformat(),
        "until": _day(history, each.answered_at),
        "confidence": each.confidence,
        "by": history.name(each.answered_by),
        "learned": each.learned,
        "changes": each.changes,
        "next_steps": each.next_steps,
        "reason": each.reason,
    }


def _milestone(each: Milestone) -> Row:
    certainty, on = _certainty(each), _written(each.happens_on, each.precision)
    about = {"name": each.description, "what": each.category.value, "status": certainty, "on": on}
    return {"part": "milestone", "id": each.id} | about


# ---------------------------------------------------------------------------------------------- the document


def _document(history: History) -> dict[str, Any]:
    policy, owned = history.policy, history.owned
    return {
        "as_of": _moment(history.now),
        "policy": {
            "id": policy.id,
            "title": policy.title,
            "organisation": policy.organisation,
            "status": policy.status.value,
            "status_since": _moment(policy.status_at),
            "launch": _written(policy.launch_on, policy.launch_precision),
            "outcomes": policy.outcomes,
            "rhythm": policy.rhythm,
            "review_clause": policy.has_review_clause,
            "learned": policy.learned,
            "registered_at": _moment(policy.registered_at),
        },
        "people": {
            "owner": owned.owner.name if owned.owner else None,
            "deputy": owned.deputy.name if owned.deputy else None,
            "co_owners": [person.name for person in owned.co_owners],
        },
        "owned_by": [
            {"name": history.name(each.person_id) or None, "since": _moment(each.since), "until": _moment(each.until)}
            for each in history.ownerships
        ],
        "measures": [_measure_of(each) for each in history.measures],
        "check_ins": [_check_in_of(history, each) for each in history.check_ins],
        "milestones": [
            {
                "id": each.id,
                "category": each.category.value,
                "description": each.description,
                "on": _written(each.happens_on, each.precision),
                "certainty": _certainty(each),
            }
            for each in history.milestones
        ],
    }


def _measure_of(each: MeasureHistory) -> dict[str, Any]:
    measure = each.measure
    return {
        "id": measure.id,
        "name": measure.name,
        "unit": measure.unit,
        "direction": measure.direction.value,
        "baseline": measure.baseline,
        "target": measure.target,
        "threshold": measure.threshold,
        "for": measure.beneficiary.value if measure.beneficiary else None,
        "readings": [
            {
                "on": reading.point.on.isoformat(),
                "value": reading.point.value,
                "source": reading.point.source.value,
                "check_in": reading.check_in_id,
            }
            for reading in each.readings
        ],
    }


def _check_in_of(history: History, each: CheckIn) -> dict[str, Any]:
    return {
        "id": each.id,
        "name": each.name,
        "due_on": each.due_on.isoformat(),
        "status": each.status.value,
        "snoozed_until": each.snoozed_until.isoformat() if each.snoozed_until else None,
        "confidence": each.confidence,
        "learned": each.learned,
        "changes": each.changes,
        "next_steps": each.next_steps,
        "reason": each.reason,
        "answered_at": _moment(each.answered_at),
        "answered_by": history.name(each.answered_by) or None,
    }


# ---------------------------------------------------------------------------------------------- words of both


def _certainty(milestone: Milestone) -> str:
    return ACTUAL if milestone.is_actual else INTENDED


def _day(history: History, when: datetime | None) -> str:
    return history.day(when).isoformat() if when else ""


def _moment(when: datetime | None) -> str | None:
    return when.astimezone(UTC).isoformat(timespec="seconds") if when else None


def _written(day: date, precision: Precision) -> str:
    return f"{day:%Y-%m}" if precision is Precision.MONTH else day.isoformat()
