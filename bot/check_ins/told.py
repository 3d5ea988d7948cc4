"""Whom a nudge would go to: the owner, else whoever stands in for them; and the deputy when nobody answers."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.check_ins.stages import Stage
from bot.model import Policy
from bot.policies.able import able_ones
from bot.policies.whose import co_owners_of
from bot.times.diaries import hours, pattern_of
from bot.times.working_time import WorkingPattern
from directory.model import DEFAULT_TIME_ZONE, DEFAULT_WORKING_HOURS

SOMEBODY = WorkingPattern(hours(DEFAULT_WORKING_HOURS), ZoneInfo(DEFAULT_TIME_ZONE))
"""By whose clock it is looked again where there is nobody to tell."""


@dataclass(frozen=True, slots=True)
class Whom:
    person_id: int | None
    pattern: WorkingPattern


NOBODY = Whom(None, SOMEBODY)


@dataclass(frozen=True, slots=True)
class Told:
    """Who is nudged for the check-ins of one policy, as things are now."""

    first: Whom
    """The owner; when they cannot be told the deputy, else the first co-owner who can."""
    deputy: Whom
    """The deputy, else the first co-owner who can be told; never the owner again."""

    def of(self, what: str) -> Whom:
        """For one of the stages, or what else a nudge is told for."""
        return self.deputy if what in set(Stage) and Stage(what).is_for_deputy else self.first


def told_of(session: Session, policy: Policy) -> Told:
    """Who it is now. Again a moment later it may be somebody else."""
    co_owners = co_owners_of(session, policy)
    can_be = able_ones(session, (policy.owner_id, policy.deputy_id, *co_owners))
    beside = [id_ for id_ in (policy.deputy_id, *co_owners) if id_ in can_be and id_ != policy.owner_id]
    first = policy.owner_id if policy.owner_id in can_be else next(iter(beside), None)
    deputy = next(iter(beside), None)
    whom = {id_: Whom(id_, pattern_of(session, id_)) for id_ in {first, deputy} if id_ is not None}
    return Told(whom.get(first or 0, NOBODY), whom.get(deputy or 0, NOBODY))
