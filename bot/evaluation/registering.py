"""Register a policy: it is kept with whoever owns it, its plan is made, and whoever it names is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.evaluation.planning import make_ahead
from bot.model import CoOwner, Ownership, Policy, Precision
from bot.turn import Work
from directory.model import AuditEntry


@dataclass(frozen=True, slots=True)
class Registration:
    """What is said of a policy when it is registered. People are named by their ids."""

    title: str
    outcomes: tuple[str, ...]
    launch_on: date
    launch_precision: Precision = Precision.DAY
    organisation: str = ""
    deputy_id: int | None = None
    co_owner_ids: tuple[int, ...] = ()


def make_policy(work: Work, wanted: Registration, owner_id: int, actor: str) -> Policy:
    """The policy with its owner and its plan. ``actor`` is who does it, as the audit names them."""
    policy = Policy(
        id=work.new_id(),
        title=wanted.title,
        organisation=wanted.organisation,
        outcomes=list(wanted.outcomes),
        launch_on=wanted.launch_on,
        launch_precision=wanted.launch_precision,
        owner_id=owner_id,
        deputy_id=wanted.deputy_id,
        registered_by=owner_id,
        registered_at=work.now,
        plan_at=work.now,
    )
    work.session.add(policy)
    work.session.flush()
    work.session.add(Ownership(policy_id=policy.id, person_id=owner_id, since=work.now))
    work.session.add_all(CoOwner(policy_id=policy.id, person_id=id_) for id_ in wanted.co_owner_ids)
    work.session.add(AuditEntry(at=work.now, actor=actor, action="policy.register", subject=f"policy:{policy.id}"))
    make_ahead(work, policy)
    work.session.flush()
    return policy
