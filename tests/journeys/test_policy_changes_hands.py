"""A check-in is booked with an analyst in one press, held and recorded; then the policy is handed to somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.clients.mail import mail_server
from tests.journeys.conftest import with_directory
from tests.journeys.people import WHEN, People, Somebody, Where, people_at

EVALUATORS = Path(__file__).parent / "evaluators.csv"
"""Two of whom can be asked how a policy does: one on Slack, one in Teams."""

POLICIES: dict[Where, tuple[str, Where]] = {
    "slack": ("Grants for farming", "teams"),
    "teams": ("Letters about pensions", "slack"),
    "page": ("Insurance for farming", "teams"),
}
"""What each of them registers, and where the evaluator is who fits it best."""
EVALUATOR: dict[Where, str] = {
    "slack": "Ada Quillan, Evaluation lead, HM Treasury",
    "teams": "Bram Otterbourne, Senior evaluator, Home Office",
}
BEFORE, NUDGED, AFTER = "2026-06-02T09:00:00Z", "2026-07-07T09:00:30Z", "2026-08-12T09:05:00Z"
"""Four weeks before the first check-in, which is four before launch; and a Wednesday when it is over."""


@pytest.fixture(scope="module")
def people(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    folder = tmp_path_factory.mktemp("bot")
    with mail_server() as box, people_at(browser, folder, with_directory(folder, EVALUATORS), box) as people:
        yield people


def register(somebody: Somebody, title: str) -> None:
    client = somebody.client
    client.say("evaluation")
    client.press("Register a policy")
    client.fill("Policy or service", title)
    client.fill("What it is to achieve", "More people understand it")
    client.fill("Launch", "1 September 2026")
    client.submit("Register policy")
    somebody.sees(f"Registered: {title}")


@pytest.mark.parametrize("where", ["slack", "teams", "page"])
def test_a_check_in_is_booked_with_an_analyst_held_and_recorded(people: People, where: Where) -> None:
    title, there = POLICIES[where]
    somebody, analyst = people.who_asks(where), people.expert(there)
    people.at(BEFORE)
    register(somebody, title)

    people.at(NUDGED)
    asked, question = f"Check-in due in 4 weeks: {title}", f"Check-in on “{title}”: Before launch."
    somebody.sees(asked)
    somebody.client.press("Book the check-in", on=asked)
    form = somebody.client.form()
    assert analyst.name in form
    # Local Slack shows nothing as chosen that we chose already.
    somebody.client.choose("Whom do you want to ask?", EVALUATOR[there])
    somebody.client.choose("For how long?", "30 minutes")
    for when in WHEN.findall(form)[:3]:
        somebody.client.tick(when)
    somebody.client.screenshot("book-form")
    somebody.client.check_accessible()
    somebody.client.submit("Send request")
    somebody.sees(title, f"Waiting for {analyst.name}")
    somebody.client.screenshot("book-waiting")
    analyst.presses("Accept", question)
    somebody.sees(question, "Consultation booked")
    somebody.client.screenshot("book-booked")

    people.at(AFTER)
    record = f"Record your check-in: {title}"
    somebody.sees(record, f"with {analyst.name}")
    somebody.client.screenshot("book-held")
    somebody.client.press("Record it now", on=record)
    somebody.client.choose("How confident are you that the policy works?", "7")
    somebody.client.fill("What we learned", "People read the first line.")
    somebody.client.submit("Save check-in")
    somebody.sees(f"Check-in recorded: {title}", "People read the first line.")


def test_a_policy_is_handed_over_from_slack_to_teams(people: People) -> None:
    riley, bram, title = people.who_asks("slack"), people.expert("teams"), "Clear forms for visitors"
    register(riley, title)
    riley.client.press("See the plan", on=f"Registered: {title}")
    riley.client.press("Open the policy", on=f"Check-ins of {title}")
    riley.client.press("Hand over", on=title)
    riley.client.fill("Work email of who is to own it", "nobody.there@example.gov.uk")
    riley.client.submit("Ask them")
    assert "ask them to say hello to the bot first" in riley.client.form()
    riley.client.screenshot("hand-over-wrong")
    riley.client.fill("Work email of who is to own it", "bram.otterbourne@example.gov.uk")
    riley.client.fill("A note for them (optional)", "You know the forms best.")
    riley.client.choose("Stay on as co-owner?", "No")
    riley.client.screenshot("hand-over-form")
    riley.client.submit("Ask them")
    riley.sees(f"You asked {bram.name} to own “{title}”")
    riley.client.screenshot("hand-over-asked")

    offer = f"{riley.name} asks you to own “{title}”"
    bram.sees(offer, "You know the forms best.", "Before launch")
    bram.client.screenshot("hand-over-offer")
    bram.client.press("Take it over", on=offer)
    bram.sees(f"You own “{title}”")
    riley.sees(f"{bram.name} now owns “{title}”", "You no longer look after it.")
    riley.client.screenshot("hand-over-news")
    bram.client.press("See the policy", on=f"You own “{title}”")
    bram.sees(title, "Next check-in")
    bram.client.screenshot("hand-over-yours")
