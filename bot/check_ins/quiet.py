"""When a nudge is left out: a check-in of the policy was recorded lately, or the one before it is still to come."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.check_ins.stages import Stage, day_of
from bot.model import CheckIn, CheckInStatus

LATELY = timedelta(days=28)


def recorded_lately(session: Session, check_in: CheckIn, now: datetime) -> bool:
    """Whether another check-in of its policy was recorded within four weeks.

    Where check-ins follow each other faster, it is half the time between this one and the one before it in the plan.
    """
    others = (CheckIn.policy_id == check_in.policy_id, CheckIn.id != check_in.id)
    recorded = select(CheckIn.answered_at).where(*others, CheckIn.status == CheckInStatus.RECORDED)
    newest = session.exec(recorded.order_by(col(CheckIn.answered_at).desc()).limit(1)).first()
    return newest is not None and now - newest < _window(session, check_in)


def _window(session: Session, check_in: CheckIn) -> timedelta:
    others = (CheckIn.policy_id == check_in.policy_id, CheckIn.due_on < check_in.due_on)
    before = select(col(CheckIn.due_on)).where(*others, CheckIn.status != CheckInStatus.REMOVED)
    last = session.exec(before.order_by(col(CheckIn.due_on).desc()).limit(1)).first()
    return LATELY if last is None else min(LATELY, (check_in.due_on - last) / 2)


def is_too_early(session: Session, check_in: CheckIn, stage: Stage) -> bool:
    """Whether it would be nudged for before, or with, an open check-in of the policy that is due earlier.

    So that somebody who looks every week is not told of four weeks at once.
    """
    earlier = select(CheckIn.id).where(
        CheckIn.policy_id == check_in.policy_id,
        CheckIn.status == CheckInStatus.PLANNED,
        col(CheckIn.due_on) >= day_of(stage, check_in.due_on),
        CheckIn.due_on < check_in.due_on,
    )
    return not stage.is_for_deputy and session.exec(earlier.limit(1)).first() is not None
