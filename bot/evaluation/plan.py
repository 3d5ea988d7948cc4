"""The plan of a policy: which check-ins it has, and on what days. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.model import Milestone, Policy

AHEAD = relativedelta(months=18)
"""How far ahead check-ins are made: there is always one to look forward to."""
BEFORE_LAUNCH = timedelta(weeks=4)
AFTER_LAUNCH = (1, 3, 6)
"""Months (product rule); then every six."""
EVERY = 6


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One check-in as a rule of the plan names it."""

    rule: str
    on: date
    name: str


def occurrences(policy: Policy, milestones: Sequence[Milestone], first: date, last: date) -> list[Occurrence]:
    """What the plan has between two days, both included, in order."""
    found = [each for each in _proposed(policy, last) if first <= each.on <= last]
    return sorted(found, key=lambda each: (each.on, each.rule))


def _proposed(policy: Policy, last: date) -> Iterator[Occurrence]:
    launch = policy.launch_on
    yield Occurrence("before_launch", launch - BEFORE_LAUNCH, "Before launch")
    for months in AFTER_LAUNCH:
        name = f"{months} month{'s' if months > 1 else ''} after launch"
        yield Occurrence(f"after_{months}_months", launch + relativedelta(months=months), name)
    months = AFTER_LAUNCH[-1] + EVERY
    while (on := launch + relativedelta(months=months)) <= last:
        yield Occurrence(f"after_{months}_months", on, f"{months} months after launch")
        months += EVERY
