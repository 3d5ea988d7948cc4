"""Check-ins are made ahead, as their plan has them, and each knows when it is to be nudged for next."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import Session, col, select

from bot.check_ins.deciding import is_nudged_for, stage_after, stage_from_today, time_of_next, tomorrow
from bot.check_ins.plan import AHEAD, is_of_plan, occurrences
from bot.check_ins.stages import STAGES
from bot.check_ins.told import Told, told_of
from bot.model import CheckIn, CheckInStatus, Milestone, Policy, PolicyStatus
from bot.turn import Work

LOOK_AGAIN = timedelta(days=28)
MOST_AHEAD = 30
"""Check-ins of one policy that are made ahead: more than a year of a weekly rhythm's is not looked at."""


def make_ahead(work: Work, policy: Policy) -> None:
    """Make the check-ins that the plan has from today on and that are not there yet. Again at once changes nothing."""
    if policy.status is PolicyStatus.ACTIVE:
        _make(work, policy, told_of(work.session, policy))
    policy.plan_at = work.now + LOOK_AGAIN
    work.session.add(policy)


def plan_again(work: Work, policy: Policy) -> None:
    """Its launch, rhythm, review clause, milestones or status have changed: what the plan no longer has goes, the rest
    is made.

    Check-ins that were answered, moved, added by hand or are being booked stay as they are.
    """
    work.session.flush()
    there = _of(work.session, policy)
    first = min((each.occurs_on for each in there), default=work.now.date())
    wanted = occurrences(policy, _milestones(work.session, policy), min(first, work.now.date()), _last(work))
    told = told_of(work.session, policy)
    for check_in in there:
        if _follows_the_plan(check_in) and not any(each.is_made_by(check_in) for each in wanted):
            work.session.delete(check_in)
        else:
            _schedule(work, policy, check_in, told)
    work.session.flush()
    make_ahead(work, policy)


def schedule(work: Work, policy: Policy, check_in: CheckIn) -> None:
    """It is new, or its day, its status or that of its policy has changed: from when on is it nudged for next?"""
    _schedule(work, policy, check_in, told_of(work.session, policy))


def advance(work: Work, check_in: CheckIn, told: Told) -> None:
    """Its nudge has had its time: what comes next?"""
    check_in.snoozed_until = None
    check_in.stage = stage_after(check_in, told, work.now)
    check_in.nudged_at = work.now
    work.session.add(check_in)
    _wait(work, check_in, told)


def _schedule(work: Work, policy: Policy, check_in: CheckIn, told: Told) -> None:
    work.session.add(check_in)
    if not is_nudged_for(policy, check_in):
        check_in.next_at = None
        return
    is_new = check_in.next_at is None or check_in.stage_of != check_in.due_on
    if check_in.stage_of != check_in.due_on:
        check_in.stage, check_in.stage_of = STAGES[0], check_in.due_on
    if check_in.snoozed_until:
        # What falls into the time for which somebody wants quiet is not made up for.
        check_in.stage = stage_from_today(check_in, told, max(time_of_next(check_in, told) or work.now, work.now))
    elif is_new:
        check_in.stage = stage_from_today(check_in, told, work.now)
    _wait(work, check_in, told)


def _wait(work: Work, check_in: CheckIn, told: Told) -> None:
    """When to look at it next: each day at what is being booked, since a request ends without a word to us."""
    look = time_of_next(check_in, told)
    if check_in.request_id:
        daily = tomorrow(told.first, work.now)
        look = min(look, daily) if look else daily
    check_in.next_at = look


# ---------------------------------------------------------------------------------------------- what the plan has


def _make(work: Work, policy: Policy, told: Told) -> None:
    session, today = work.session, work.now.date()
    there = _of(session, policy)
    room = MOST_AHEAD - sum(each.is_open and each.due_on >= today for each in there)
    wanted = occurrences(policy, _milestones(session, policy), today, _last(work))
    missing = [each for each in wanted if not any(each.is_made_by(check_in) for check_in in there)]
    for each in missing[: max(room, 0)]:
        check_in = CheckIn(
            id=work.new_id(), policy_id=policy.id, rule=each.rule, occurs_on=each.on, name=each.name, due_on=each.on
        )
        _schedule(work, policy, check_in, told)


def _follows_the_plan(check_in: CheckIn) -> bool:
    """Whether nobody did anything with it."""
    is_as_made = check_in.status is CheckInStatus.PLANNED and check_in.due_on == check_in.occurs_on
    return is_as_made and check_in.request_id is None and is_of_plan(check_in.rule)


def _of(session: Session, policy: Policy) -> list[CheckIn]:
    return list(session.exec(select(CheckIn).where(CheckIn.policy_id == policy.id).order_by(col(CheckIn.due_on))))


def _milestones(session: Session, policy: Policy) -> list[Milestone]:
    return list(session.exec(select(Milestone).where(Milestone.policy_id == policy.id)))


def _last(work: Work) -> date:
    return work.now.date() + AHEAD
