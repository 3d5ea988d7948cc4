"""A policy is registered in one form, and its plan comes back."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from bot.model import Ownership
from directory.model import AuditEntry
from tests.bot.evaluation.policies import PolicyTown


def test_a_policy_that_is_registered_has_its_plan_and_its_owner(database: Engine) -> None:
    town = PolicyTown(database)
    policy = town.register(launch_on=date(2026, 9, 1))
    due = [each.due_on for each in town.check_ins()]
    assert due[:3] == [date(2026, 8, 4), date(2026, 10, 1), date(2026, 12, 1)]
    [ownership] = town.every(Ownership)
    assert (ownership.policy_id, ownership.person_id) == (policy.id, town.person_id("Riley Requester"))
    assert "policy.register" in {entry.action for entry in town.every(AuditEntry)}
