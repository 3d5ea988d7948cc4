"""Check-ins are made ahead, as their plan has them, and each knows when it is to be nudged for next."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, select

from bot.evaluation.plan import AHEAD, occurrences
from bot.model import CheckIn, Milestone, Policy
from bot.turn import Work

LOOK_AGAIN = timedelta(days=28)


def make_ahead(work: Work, policy: Policy) -> None:
    """Make the check-ins that the plan has from today on and that are not there yet. Again at once changes nothing."""
    today = work.now.date()
    milestones = work.session.exec(select(Milestone).where(Milestone.policy_id == policy.id)).all()
    there = work.session.exec(select(CheckIn.rule, col(CheckIn.occurs_on)).where(CheckIn.policy_id == policy.id))
    known = set(there)
    for each in occurrences(policy, milestones, today, today + AHEAD):
        if (each.rule, each.on) not in known:
            check_in = CheckIn(
                id=work.new_id(),
                policy_id=policy.id,
                rule=each.rule,
                occurs_on=each.on,
                name=each.name,
                due_on=each.on,
            )
            schedule(work, policy, check_in)
    policy.plan_at = work.now + LOOK_AGAIN
    work.session.add(policy)


def plan_again(work: Work, policy: Policy) -> None:
    """Its launch, rhythm, review clause or milestones have changed: what the plan no longer has goes, the rest is made.

    Check-ins that were answered, moved, added by hand or are being booked stay as they are.
    """
    make_ahead(work, policy)


def schedule(work: Work, policy: Policy, check_in: CheckIn) -> None:
    """It is new, or its day, its status or that of its policy has changed: from when on is it nudged for next?"""
    work.session.add(check_in)
