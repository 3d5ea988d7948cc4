"""The columns of the CSV of policies: how each cell is read, and how it is written. Pure.

Several things in one cell stand between semicolons, and the parts of a measure or a milestone between bars.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.cards import measure as measure_cards
from bot.cards import milestone as milestone_cards
from bot.cards import policy_forms as forms
from bot.check_ins.rhythm import read_rhythm
from bot.model import Beneficiary, Direction, Measure, Milestone, Policy, Precision
from bot.policies.dates import read_date
from bot.policies.figures import write_figure
from bot.policies.measures import read_measure
from bot.policies.milestones import read_milestone
from bot.policies.registering import read_outcomes
from directory.cell_text import clean_line, defused, without_fuse
from directory.email_address import is_email
from directory.errors import WrongValueError
from directory.roster.columns import CLEAR
from directory.roster.file import Header

BETWEEN, WITHIN = ";", "|"
MEASURE = ("name", "unit", "direction", "baseline", "target", "beneficiary", "threshold")
MILESTONE = ("category", "date", "certainty", "description")
KNOWN = {"direction": set(map(str, Direction)), "beneficiary": set(map(str, Beneficiary))}
CERTAINTIES = {milestone_cards.INTENDED, milestone_cards.ACTUAL}
YES, NO = "yes", "no"
MAX_CELL = 20_000


@dataclass(frozen=True, slots=True)
class Column:
    """``cleared`` is the value of a cell that says ``-``; where there is none, it cannot be cleared."""

    read: Callable[[str, date], Any]
    cleared: Any = None
    can_clear: bool = False


def read_cells(cells: Mapping[str, str], today: date) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The values that a row gives, and what is wrong with it as pairs of column and sentence."""
    values: dict[str, Any] = {}
    problems: list[tuple[str, str]] = []
    for name, cell in cells.items():
        if not (text := clean_line(cell)):
            continue
        try:
            values[name] = _read(COLUMNS[name], text, today)
        except WrongValueError as wrong:
            problems.append((name, str(wrong)))
    return values, problems


def _read(column: Column, text: str, today: date) -> Any:
    if len(text) > MAX_CELL:
        raise WrongValueError(f"is {len(text):,} characters long; at most {MAX_CELL:,} are read")
    if text != CLEAR:
        return column.read(without_fuse(text), today)
    if not column.can_clear:
        raise WrongValueError("cannot be cleared")
    return column.cleared


def _text(limit: int) -> Callable[[str, date], str]:
    def read(text: str, _: date) -> str:
        if len(text) > limit:
            raise WrongValueError(f"is {len(text):,} characters long; at most {limit:,} are kept")
        return text

    return read


def _email(text: str, _: date) -> str:
    if not is_email(text):
        raise WrongValueError(forms.no_email(text))
    return text.lower()


def _emails(text: str, today: date) -> list[str]:
    emails = list(dict.fromkeys(_email(each, today) for each in _items(text)))
    if len(emails) > forms.MAX_CO_OWNERS:
        raise WrongValueError(forms.too_many_co_owners())
    return emails


def _outcomes(text: str, _: date) -> list[str]:
    errors: dict[str, str] = {}
    outcomes = read_outcomes(_items(text), errors)
    _raise_first(errors, "")
    return list(outcomes)


def _measures(text: str, _: date) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for item in _items(text):
        values, errors = _parts(item, MEASURE), dict[str, str]()
        for name, known in KNOWN.items():
            values[name] = values[name].casefold()
            if values[name] not in known | {""}:
                errors[name] = f"must be {', '.join(sorted(known))} or empty"
        wanted = read_measure(values, (), None, errors)
        _raise_first(errors, item)
        if found.setdefault(wanted["name"].casefold(), wanted) is not wanted:
            raise WrongValueError(f"names the measure “{wanted['name']}” twice")
    if len(found) > measure_cards.MOST:
        raise WrongValueError(measure_cards.too_many())
    return list(found.values())


def _milestones(text: str, today: date) -> list[dict[str, Any]]:
    found = []
    for item in _items(text):
        values, errors = _parts(item, MILESTONE), dict[str, str]()
        values["category"] = values["category"].casefold().replace(" ", "_")
        values["certainty"] = values["certainty"].casefold() or milestone_cards.INTENDED
        if values["certainty"] not in CERTAINTIES:
            errors["certainty"] = f"a milestone is {milestone_cards.INTENDED} or {milestone_cards.ACTUAL}"
        wanted = read_milestone(values, today, errors)
        _raise_first(errors, item)
        found.append(wanted)
    if len(found) > milestone_cards.MOST:
        raise WrongValueError(milestone_cards.too_many())
    return found


def _review_clause(text: str, _: date) -> bool:
    if text.casefold() not in {YES, NO}:
        raise WrongValueError(f"must be {YES} or {NO}")
    return text.casefold() == YES


def _items(text: str) -> list[str]:
    return [item.strip() for item in text.split(BETWEEN) if item.strip()]


def _parts(item: str, names: tuple[str, ...]) -> dict[str, str]:
    parts = [part.strip() for part in item.split(WITHIN)]
    if len(parts) > len(names):
        raise WrongValueError(f"“{item[:60]}” has {len(parts)} parts between bars; there are {len(names)} at most")
    return dict(zip(names, parts + [""] * (len(names) - len(parts)), strict=True))


def _raise_first(errors: Mapping[str, str], item: str) -> None:
    for name, sentence in errors.items():
        raise WrongValueError(f"“{item[:60]}”, {name}: {sentence}" if item else sentence)


COLUMNS: dict[str, Column] = {
    "policy_id": Column(_text(64)),
    "title": Column(_text(forms.MAX_POLICY_TITLE)),
    "organisation": Column(_text(forms.MAX_ORGANISATION), "", can_clear=True),
    "owner": Column(_email),
    "deputy": Column(_email, "", can_clear=True),
    "co_owners": Column(_emails, [], can_clear=True),
    "outcomes": Column(_outcomes),
    "launch": Column(read_date),
    "measures": Column(_measures, [], can_clear=True),
    "milestones": Column(_milestones, [], can_clear=True),
    "review_clause": Column(_review_clause, False, can_clear=True),
    "rhythm": Column(lambda text, _: read_rhythm(text), "", can_clear=True),
}
POLICIES = Header(
    COLUMNS.keys(),
    frozenset({"policy_id", "title"}),
    "the header needs a column policy_id or title, to know which policy is which",
    "policy",
)


# ---------------------------------------------------------------------------------------------- written


def write_row(
    policy: Policy,
    emails: Mapping[int, str],
    co_owner_ids: list[int],
    measures: list[Measure],
    milestones: list[Milestone],
) -> dict[str, str]:
    """The cells that say a policy. What looks like a formula is written so that none runs it."""
    cells = {
        "policy_id": policy.id,
        "title": policy.title,
        "organisation": policy.organisation,
        "owner": emails.get(policy.owner_id or 0, ""),
        "deputy": emails.get(policy.deputy_id or 0, ""),
        "co_owners": f"{BETWEEN} ".join(filter(None, (emails.get(id_, "") for id_ in co_owner_ids))),
        "outcomes": f"{BETWEEN} ".join(outcome.replace(BETWEEN, ",") for outcome in policy.outcomes),
        "launch": _written(policy.launch_on, policy.launch_precision),
        "measures": f"{BETWEEN} ".join(_written_measure(each) for each in measures),
        "milestones": f"{BETWEEN} ".join(_written_milestone(each) for each in milestones),
        "review_clause": YES if policy.has_review_clause else NO,
        "rhythm": policy.rhythm,
    }
    return {name: defused(cell) for name, cell in cells.items()}


def _written(day: date, precision: Precision) -> str:
    return f"{day:%Y-%m}" if precision is Precision.MONTH else day.isoformat()


def _written_measure(measure: Measure) -> str:
    known = (measure.baseline, measure.target, measure.threshold)
    baseline, target, threshold = ("" if value is None else write_figure(value) for value in known)
    whom = measure.beneficiary.value if measure.beneficiary else ""
    return _joined(measure.name, measure.unit, measure.direction.value, baseline, target, whom, threshold)


def _written_milestone(milestone: Milestone) -> str:
    certainty = milestone_cards.ACTUAL if milestone.is_actual else milestone_cards.INTENDED
    day = _written(milestone.happens_on, milestone.precision)
    return _joined(milestone.category.value, day, certainty, milestone.description)


def _joined(*parts: str) -> str:
    """Without what separates, and without the empty parts at its end."""
    return " | ".join(part.replace(BETWEEN, ",").replace(WITHIN, "/") for part in parts).rstrip(" |")
