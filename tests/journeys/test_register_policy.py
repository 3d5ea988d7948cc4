"""Register a policy: in one form, on every client alike, and the plan of check-ins comes back as a message."""

from __future__ import annotations

import pytest

from tests.journeys.client import Client


@pytest.fixture
def registered(client: Client) -> str:
    """What is said of a policy that was just registered, at the second try."""
    client.evaluation("new")
    if not client.form():
        client.screenshot("evaluation-new")
        client.press("Register a policy")
    client.fill("Policy or service", "Plain letters about tax debt")
    client.fill("What it is to achieve", "More people pay on time\nFewer people are afraid to open a letter")
    client.fill("Launch", "31 September 2026")
    client.check_accessible()
    client.submit("Register policy")
    assert "is not a day that exists" in client.form()
    client.screenshot("policy-form")
    client.fill("Launch", "September 2026")
    client.submit("Register policy")
    return client.answer()


def test_a_policy_is_registered_and_its_plan_comes_back(client: Client, registered: str) -> None:
    assert "Registered: Plain letters about tax debt" in registered
    assert "Before launch, " in registered
    assert "1 month after launch, " in registered
    assert "You can still add measures, milestones, a deputy and co-owners." in registered
    client.check_accessible()
    client.screenshot("policy-registered")

    client.press("Add a measure")
    client.fill("What is measured", "Letters answered within 30 days")
    client.fill("Unit", "%")
    client.fill("Baseline", "62%")
    client.screenshot("measure-form")
    client.submit("Add measure")
    assert "Letters answered within 30 days: not read yet (baseline 62%)" in client.answer()
    client.screenshot("policy")

    client.evaluation()
    listed = client.answer()
    assert "Your policies" in listed
    assert "Next check-in: Before launch, " in listed
    client.check_accessible()
    client.screenshot("policies")

    client.find_expert("home")
    assert "“Plain letters about tax debt”: next check-in: Before launch, " in client.answer()
    client.screenshot("home-with-policies")
