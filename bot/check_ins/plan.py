"""The plan of a policy: which check-ins it has, and on what days. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.check_ins.rhythm import days_of
from bot.model import CheckIn, Milestone, MilestoneCategory, Policy, Precision

AHEAD = relativedelta(months=18)
"""How far ahead check-ins are made: there is always one to look forward to."""
WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)
BEFORE_LAUNCH = timedelta(weeks=4)
AFTER_LAUNCH = (1, 3, 6)
"""Months (product rule); then every six."""
EVERY = 6
REVIEW_YEARS = 5
"""Small Business, Enterprise and Employment Act 2015, sections 28 to 30: within five years, then every five."""
PUBLISH_WITHIN = timedelta(weeks=12)
"""From sign-off (Government Social Research publication protocol)."""
CROWDED = timedelta(weeks=1)
"""No regular check-in so close to one that the law or a milestone names: that one serves for both."""

BEFORE, RHYTHM = "before_launch", "rhythm"
AFTER, REVIEW, MILESTONE = "after_", "review_", "milestone_"
"""Rules, or what their names begin with. Any other rule is one that somebody added by hand."""

AT_MILESTONES = {
    MilestoneCategory.PLAN_SIGNED_OFF: "Evaluation plan signed off",
    MilestoneCategory.INTERVENTION_END: "Intervention ends",
    MilestoneCategory.INTERIM_PUBLICATION: "Interim findings published",
    MilestoneCategory.FINAL_PUBLICATION: "Final report published",
}
"""Milestones on which a check-in is due: something can be decided then about the policy.

Recruitment, extraction and analysis are the work of whoever evaluates: there is nothing yet to learn from.
"""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One check-in as a rule of the plan names it. One on any day of ``serves_on`` is as good, where that is given."""

    rule: str
    on: date
    name: str
    serves_on: tuple[date, date] | None = None

    def is_made_by(self, check_in: CheckIn) -> bool:
        """Whether this check-in is the one."""
        first, last = self.serves_on or (self.on, self.on)
        return self.rule == check_in.rule and first <= check_in.occurs_on <= last


def occurrences(policy: Policy, milestones: Sequence[Milestone], first: date, last: date) -> list[Occurrence]:
    """What the plan has between two days, both included, in order."""
    named = [*_reviews(policy, last + CROWDED), *_of_milestones(milestones)]
    regular = _of_rhythm(policy, last) if policy.rhythm else _after_launch(policy, last)
    apart = [each for each in regular if not any(abs(each.on - other.on) < CROWDED for other in named)]
    found = [*_before_launch(policy, first), *apart, *named]
    return sorted((each for each in found if first <= each.on <= last), key=lambda each: (each.on, each.rule))


def is_of_plan(rule: str) -> bool:
    """Whether the plan makes such check-ins; else somebody added it."""
    return rule in {BEFORE, RHYTHM} or rule.startswith((AFTER, REVIEW, MILESTONE))


def _before_launch(policy: Policy, first: date) -> Iterator[Occurrence]:
    """Four weeks before; where that is over by ``first``, a week from then, and before launch all the same."""
    usual, eve = policy.launch_on - BEFORE_LAUNCH, policy.launch_on - DAY
    on = usual if first <= usual else min(first + WEEK, eve)
    if on > first or on == usual:
        yield Occurrence(BEFORE, on, "Before launch", (usual, eve))


def _after_launch(policy: Policy, last: date) -> Iterator[Occurrence]:
    launch, regular = _launched_by(policy), AFTER_LAUNCH
    for months in regular:
        yield Occurrence(f"{AFTER}{months}_months", launch + relativedelta(months=months), _after(months))
    months = AFTER_LAUNCH[-1] + EVERY
    while (on := launch + relativedelta(months=months)) <= last:
        yield Occurrence(f"{AFTER}{months}_months", on, _after(months))
        months += EVERY


def _of_rhythm(policy: Policy, last: date) -> Iterator[Occurrence]:
    for on in days_of(policy.rhythm, _launched_by(policy), last):
        yield Occurrence(RHYTHM, on, "Regular check-in")


def _reviews(policy: Policy, last: date) -> Iterator[Occurrence]:
    """By the last day that the law allows, of the earliest launch there may be."""
    years = REVIEW_YEARS
    while policy.has_review_clause and (on := policy.launch_on + relativedelta(years=years)) <= last:
        yield Occurrence(f"{REVIEW}{years}_years", on, f"Post-implementation review, {years} years after launch")
        years += REVIEW_YEARS


def _of_milestones(milestones: Sequence[Milestone]) -> Iterator[Occurrence]:
    for each in milestones:
        rule, on = f"{MILESTONE}{each.id}", last_day(each.happens_on, each.precision)
        if name := AT_MILESTONES.get(each.category):
            yield Occurrence(rule, on, name)
        elif each.category is MilestoneCategory.REPORT_SIGNED_OFF:
            yield Occurrence(rule, on + PUBLISH_WITHIN, "Report published within 12 weeks of sign-off")


def _after(months: int) -> str:
    return f"{months} month{'s' if months > 1 else ''} after launch"


def _launched_by(policy: Policy) -> date:
    """When it has launched at the latest: what is counted from a month is counted from its end."""
    return last_day(policy.launch_on, policy.launch_precision)


def last_day(day: date, precision: Precision) -> date:
    """The day; of a month its last from Monday to Friday, when it has happened whichever day it was."""
    if precision is Precision.DAY:
        return day
    end = day.replace(day=monthrange(day.year, day.month)[1])
    return end - max(end.weekday() - 4, 0) * DAY
