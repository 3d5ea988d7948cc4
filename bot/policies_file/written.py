"""Keep what a row of an import says of a policy, known or new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.check_ins.planning import plan_again, schedule
from bot.model import CoOwner, Measure, Milestone
from bot.policies.owning import change_owner
from bot.policies.registering import Registration, keep_policy
from bot.policies.sheet import open_check_ins
from bot.policies_file.known import DETAILS, Known
from bot.turn import Work
from directory.model import AuditEntry

PLANNED_BY = frozenset({"launch", "milestones", "review_clause", "rhythm"})


def keep_row(work: Work, known: Known | None, values: Mapping[str, Any], actor: str) -> None:
    """Nobody is told but whom another owner concerns. The policy is locked."""
    if known is None:
        known = _new(work, values, actor)
        _keep_measures(work, known, values.get("measures", []))
        _keep_milestones(work, known, values.get("milestones", []))
        plan_again(work, known.policy)
        return
    changed = known.changed(values)
    if not changed:
        return
    policy = known.policy
    for column in changed & DETAILS.keys():
        setattr(policy, DETAILS[column], values[column])
    if "launch" in changed:
        policy.launch_on, policy.launch_precision = values["launch"]
    if "measures" in changed:
        _keep_measures(work, known, values["measures"])
    if "milestones" in changed:
        _keep_milestones(work, known, values["milestones"])
    work.session.add(policy)
    _keep_people(work, known, values, changed)
    for column in sorted(changed):
        entry = AuditEntry(at=work.now, actor=actor, action="policy.edit", subject=f"policy:{policy.id}")
        entry.detail = {"what": column}
        work.session.add(entry)
    if changed & PLANNED_BY:
        plan_again(work, policy)


def _new(work: Work, values: Mapping[str, Any], actor: str) -> Known:
    launch_on, precision = values["launch"]
    wanted = Registration(
        values["title"],
        tuple(values["outcomes"]),
        launch_on,
        precision,
        values.get("organisation", ""),
        values.get("deputy"),
        tuple(sorted(values.get("co_owners", ()))),
        values.get("rhythm", ""),
        values.get("review_clause", False),
    )
    return Known(keep_policy(work, wanted, values["owner"], actor))


def _keep_people(work: Work, known: Known, values: Mapping[str, Any], changed: set[str]) -> None:
    policy = known.policy
    if "owner" in changed:
        change_owner(work, policy, values["owner"], by=None, stays=False)
    if "deputy" in changed:
        policy.deputy_id = values["deputy"]
    if "co_owners" in changed:
        wanted = values["co_owners"]
        for gone in known.co_owner_ids - wanted:
            if row := work.session.get(CoOwner, (policy.id, gone)):
                work.session.delete(row)
        work.session.add_all(CoOwner(policy_id=policy.id, person_id=id_) for id_ in wanted - known.co_owner_ids)
    if changed & {"deputy", "co_owners"}:
        for check_in in open_check_ins(work.session, policy.id):
            schedule(work, policy, check_in)


def _keep_measures(work: Work, known: Known, wanted: list[dict[str, Any]]) -> None:
    """Those of the same name stay, with what they showed."""
    there = {measure.name.casefold(): measure for measure in known.measures}
    for position, values in enumerate(wanted, 1):
        measure = there.pop(values["name"].casefold(), None)
        if measure is None:
            measure = Measure(id=work.new_id(), policy_id=known.policy.id, position=position, **values)
        for name, value in {**values, "position": position}.items():
            setattr(measure, name, value)
        work.session.add(measure)
    for gone in there.values():
        work.session.delete(gone)


def _keep_milestones(work: Work, known: Known, wanted: list[dict[str, Any]]) -> None:
    for gone in known.milestones:
        work.session.delete(gone)
    work.session.add_all(Milestone(id=work.new_id(), policy_id=known.policy.id, **values) for values in wanted)
    work.session.flush()
