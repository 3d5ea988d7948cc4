"""When a check-in is nudged for, and whom: four weeks before, a week before, on the day, then the deputy. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta

WEEK = timedelta(weeks=1)
MONTH = relativedelta(months=1)


class Stage(StrEnum):
    """One nudge of a check-in, in the order that they come (product rule)."""

    FOUR_WEEKS = "four_weeks"
    ONE_WEEK = "one_week"
    ON_THE_DAY = "on_the_day"
    DEPUTY_FIRST = "deputy_first"
    DEPUTY_SECOND = "deputy_second"
    DEPUTY_THIRD = "deputy_third"

    @property
    def is_for_deputy(self) -> bool:
        """Whether the owner did not answer, so that their deputy is asked."""
        return self in FOR_DEPUTY


STAGES = tuple(Stage)
FOR_DEPUTY = (Stage.DEPUTY_FIRST, Stage.DEPUTY_SECOND, Stage.DEPUTY_THIRD)
BEFORE = {Stage.FOUR_WEEKS: 4 * WEEK, Stage.ONE_WEEK: WEEK, Stage.ON_THE_DAY: timedelta(0)}

SNOOZED, HELD = "snoozed", "held"
"""What else a nudge is told for: somebody wanted to be told again on a day, or the consultation about it is over."""


def day_of(stage: Stage, due_on: date) -> date:
    """The day that the rule names, whether or not anybody is nudged on such a day."""
    if stage.is_for_deputy:
        return due_on + (FOR_DEPUTY.index(stage) + 1) * MONTH
    return due_on - BEFORE[stage]


def from_on(stage: str) -> tuple[Stage, ...]:
    """This stage and those that come after it; none for the empty text, which stands after the last."""
    return STAGES[STAGES.index(Stage(stage)) :] if stage else ()


def occasion(what: str, day: date) -> str:
    """On what occasion a nudge is told: once for each of these, whatever happens."""
    return f"{what}-{day:%Y%m%d}"
