"""What is to be done about a check-in now: nudge somebody, leave a nudge out, or look again later. It only reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot.check_ins.hours import BEGINS, day_to_come, first_look, may_go_out
from bot.check_ins.quiet import is_too_early, recorded_lately
from bot.check_ins.stages import HELD, SNOOZED, Stage, day_of, from_on, occasion
from bot.check_ins.standing import Standing, standing
from bot.check_ins.told import Told, Whom
from bot.model import CheckIn, Policy, PolicyStatus
from bot.times.working_time import instant

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Look:
    """Nothing is to be done before then; nothing at all without a time."""

    at: datetime | None


@dataclass(frozen=True, slots=True)
class Nudge:
    """The time of one has come. ``person_id`` is told of it; nobody, where it is left out."""

    what: str
    """A stage, SNOOZED or HELD."""
    occasion: str
    person_id: int | None


def decide(session: Session, policy: Policy, check_in: CheckIn, told: Told, now: datetime) -> Nudge | Look:
    """What is to be done about a check-in that was scheduled."""
    if not is_nudged_for(policy, check_in):
        return Look(None)
    stands = standing(session, check_in, now)
    if stands.is_asking or stands.is_booked:
        return Look(tomorrow(told.first, now))
    found = _come_of(check_in, stands, told, now)
    if found is None:
        return Look(time_of_next(check_in, told))
    what, day = found
    whom = told.of(what)
    if not may_go_out(whom.pattern, now) or day > _today(whom, now):
        return Look(_again(whom, day, now))
    counted = check_in.due_on if what in set(Stage) else day
    is_left_out = recorded_lately(session, check_in, now) or (
        what in set(Stage) and is_too_early(session, check_in, Stage(what))
    )
    return Nudge(what, occasion(what, counted), None if is_left_out else whom.person_id)


def is_nudged_for(policy: Policy, check_in: CheckIn) -> bool:
    """Whether it still waits to be done, of a policy that is looked at."""
    return policy.status is PolicyStatus.ACTIVE and check_in.is_open


def _come_of(check_in: CheckIn, stands: Standing, told: Told, now: datetime) -> tuple[str, date] | None:
    """What it is nudged for next, with the day of it, once that has come; of several stages the latest."""
    if (held := stands.consultation if stands.is_held else None) and not _was_nudged_since(check_in, held.ends_at):
        return HELD, held.ends_at.astimezone(told.first.pattern.zone).date() + DAY
    if check_in.snoozed_until:
        return SNOOZED, check_in.snoozed_until
    come = [stage for stage in from_on(check_in.stage) if moment_of(stage, check_in.due_on, told) <= now]
    return (come[-1], day_of(come[-1], check_in.due_on)) if come else None


def _was_nudged_since(check_in: CheckIn, when: datetime) -> bool:
    return check_in.nudged_at is not None and check_in.nudged_at > when


def time_of_next(check_in: CheckIn, told: Told) -> datetime | None:
    """When the time of its next nudge comes; nothing when there is none."""
    if check_in.snoozed_until:
        return first_look(told.first.pattern.zone, check_in.snoozed_until)
    return moment_of(Stage(check_in.stage), check_in.due_on, told) if check_in.stage else None


def moment_of(stage: Stage, due_on: date, told: Told) -> datetime:
    """When its time comes for whoever is told, wherever they are: who is away is looked for again each day."""
    return first_look(told.of(stage).pattern.zone, day_of(stage, due_on))


def stage_after(check_in: CheckIn, told: Told, now: datetime) -> str:
    """The first stage from that of the check-in on whose time has not come; empty: none."""
    to_come = (stage for stage in from_on(check_in.stage) if moment_of(stage, check_in.due_on, told) > now)
    return next(to_come, "")


def stage_from_today(check_in: CheckIn, told: Told, now: datetime) -> str:
    """As ``stage_after``, for one that is new by now: nor may the day that the rule names be over."""
    days = ((stage, day_of(stage, check_in.due_on)) for stage in from_on(stage_after(check_in, told, now)))
    return next((stage for stage, day in days if day >= _today(told.of(stage), now)), "")


def tomorrow(whom: Whom, now: datetime) -> datetime:
    """When to look again at what changes from day to day, whichever day it is."""
    return instant(datetime.combine(_today(whom, now) + DAY, BEGINS), whom.pattern.zone)


def _again(whom: Whom, day: date, now: datetime) -> datetime:
    """When to look again for somebody who cannot be nudged now."""
    return first_look(whom.pattern.zone, max(day, day_to_come(whom.pattern, now)))


def _today(whom: Whom, now: datetime) -> date:
    return now.astimezone(whom.pattern.zone).date()
