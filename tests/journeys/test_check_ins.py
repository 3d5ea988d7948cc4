"""A policy is registered, its check-in is asked for in its time, recorded in one form, and kept in its plan."""

from __future__ import annotations

import pytest

from tests.journeys.people import People, Where

TITLES: dict[Where, str] = {
    "slack": "Plain letters about tax debt",
    "teams": "Barn repair grants",
    "page": "Warm homes in winter",
}
WHEN_ASKED = "2026-07-07T09:00:30Z"
"""A Tuesday, ten o'clock in the United Kingdom: four weeks before the first check-in, which is four before launch."""


@pytest.mark.parametrize("where", ["slack", "teams", "page"])
def test_a_check_in_is_asked_for_recorded_and_kept(people: People, where: Where) -> None:
    somebody, title = people.who_asks(where), TITLES[where]
    client = somebody.client
    people.at("2026-06-02T09:00:00Z")
    client.say("evaluation")
    client.press("Register a policy")
    client.fill("Policy or service", title)
    client.fill("What it is to achieve", "More people understand it")
    client.fill("Launch", "1 September 2026")
    client.submit("Register policy")
    somebody.sees(f"Registered: {title}", "Before launch, Tuesday 4 August 2026")
    client.press("Add a measure", on=f"Registered: {title}")
    client.fill("What is measured", "Letters understood")
    client.fill("Unit", "%")
    client.fill("Baseline", "55")
    client.fill("Target", "80")
    client.submit("Add measure")

    people.at(WHEN_ASKED)
    asked = f"Check-in due in 4 weeks: {title}"
    somebody.sees(asked, "Before launch, due on Tuesday 4 August 2026.", "Letters understood")
    client.screenshot("check-in-nudge")
    client.press("Record it now", on=asked)
    client.fill("Letters understood (%), baseline 55%, target 80%", "many")
    client.choose("How confident are you that the policy works?", "7")
    client.fill("What we learned", "The first line is what people read.")
    client.screenshot("check-in-form")
    client.submit("Save check-in")
    assert "We do not understand “many”" in client.form()
    client.screenshot("check-in-wrong")
    client.fill("Letters understood (%), baseline 55%, target 80%", "62")
    client.submit("Save check-in")
    recorded = f"Check-in recorded: {title}"
    somebody.sees(recorded, "62% (baseline 55%, target 80%)", "7 out of 10", "The first line is what people read.")
    client.screenshot("check-in-recorded")
    client.check_accessible()

    client.press("See the plan", on=recorded)
    plan = f"Check-ins of {title}"
    somebody.sees(plan, "1 month after launch", "Recorded on 7 July 2026 by you · Confidence 7 out of 10")
    client.screenshot("check-in-plan")
    client.press("Open", on=plan)
    coming = f"Check-in due on 1 October 2026: {title}"
    somebody.sees(coming, "62% on 7 July 2026")
    client.press("Move", on=coming)
    client.screenshot("check-in-move")
    client.fill("New day", "20 October 2026")
    client.submit("Move check-in")
    somebody.sees(f"Check-in due on 20 October 2026: {title}")
    client.screenshot("check-in-open")
