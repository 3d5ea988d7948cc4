"""Calls of Microsoft's connector, counted by what became of them."""

from __future__ import annotations

import pytest

from tests.adapters.teams import deliveries
from tests.adapters.teams.conftest import Running

OUTCOMES = [
    (403, "MessageWritesBlocked", "unreachable"),
    (403, "Forbidden", "not_allowed"),
    (401, "", "not_allowed"),
    (400, "BadSyntax", "refused"),
    (413, "MessageSizeTooBig", "refused"),
    (412, "", "temporary"),
    (429, "", "temporary"),
    (503, "ServiceUnavailable", "temporary"),
]


async def test_a_message_that_was_sent_is_ok(teams: Running) -> None:
    await teams.deliver(deliveries.message())
    assert len(await teams.sent()) == 1
    assert teams.counted == {"ok": 1}


@pytest.mark.parametrize(("status", "code", "outcome"), OUTCOMES)
async def test_a_message_that_was_refused_is_one_of_a_few_kinds(
    teams: Running, status: int, code: str, outcome: str
) -> None:
    teams.microsoft.refuse("POST", status, {"error": {"code": code}} if code else {})
    await teams.deliver(deliveries.message())
    await teams.sent()
    assert set(teams.counted) == {outcome}


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(PermissionError(), "not_allowed"), (ConnectionError(), "temporary"), (ValueError(), "temporary")],
)
async def test_a_secret_that_has_ended_is_told_from_a_microsoft_that_is_away(
    teams: Running, error: Exception, outcome: str
) -> None:
    teams.no_token = error
    await teams.deliver(deliveries.message())
    await teams.sent()
    assert teams.counted == {outcome: 1}
