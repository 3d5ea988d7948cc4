"""A policy is registered, its check-in nudged for, booked with an analyst, held and recorded; and it changes hands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser

from tests.clients.bot import find_expert
from tests.clients.mail import mail_server
from tests.clients.page import PageClient, open_page
from tests.clients.waiting import IS_DRAWN
from tests.journeys.client import expect_form
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
ORGANISATION = "Department for Sample Policies"
HEAD_OF = ("--organisation", ORGANISATION, "--profession", "policy")
TOKEN = re.compile(r"^[\w-]{30,}$", re.MULTILINE)
FEED = re.compile(r"http\S+/api/policies/\S+/readings")
SENT = {"2026-03-02": 55, "2026-04-01": 61.5, "2026-05-01": 72, "2026-06-01": 81}
"""Readings of the measure, the last of which reaches its target."""
BEFORE, NUDGED, AFTER = "2026-06-02T09:00:00Z", "2026-07-07T09:00:30Z", "2026-08-12T09:05:00Z"
"""Four weeks before the first check-in, which is four before launch; and a Wednesday when it is over."""


@pytest.fixture(scope="module")
def people(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    folder = tmp_path_factory.mktemp("bot")
    settings = with_directory(folder, EVALUATORS)
    made = find_expert(
        "person",
        "role",
        "riley.requester@example.gov.uk",
        "head-of-profession",
        *HEAD_OF,
        folder=folder,
        environment=settings,
    )
    assert made.returncode == 0, made.stderr
    with mail_server() as box, people_at(browser, folder, settings, box, serves_pages=True) as people:
        yield people


def register(somebody: Somebody, title: str) -> None:
    client = somebody.client
    client.evaluation("new")
    if somebody.where != "slack":  # only Slack opens a form for a command
        client.screenshot("evaluation-new")
        client.press("Register a policy")
    client.fill("Policy or service", title)
    client.fill("What it is to achieve", "More people understand it")
    client.fill("Organisation", ORGANISATION)
    client.fill("Launch", "31 September 2026")
    client.submit("Register policy")
    expect_form(client, "is not a day that exists")
    client.screenshot("policy-form")
    client.check_accessible()
    client.fill("Launch", "1 September 2026")
    client.submit("Register policy")
    somebody.sees(f"Registered: {title}", "Before launch, ", "1 month after launch, Thursday 1 October 2026")
    client.screenshot("policy-registered")


def test_policies_are_registered_and_their_check_ins_booked_with_analysts_held_and_recorded(people: People) -> None:
    """On each platform by somebody of their own, at the same time: the clock is moved for all at once."""
    theirs = [(people.who_asks(where), people.expert(there), title) for where, (title, there) in POLICIES.items()]
    people.at(BEFORE)
    for somebody, _, title in theirs:
        register(somebody, title)
        _measures(somebody, title)
        _sends_readings(somebody, title)
        _opens_the_page(people, somebody, title)
    _sees_the_portfolio(people)
    people.at(NUDGED)
    for somebody, analyst, title in theirs:
        _books_with(analyst, somebody, title)
    people.at(AFTER)
    for somebody, analyst, title in theirs:
        record = f"Record your check-in: {title}"
        assert analyst.name in somebody.sees(record, "with ")
        somebody.client.screenshot("book-held")
        _records(somebody, record, title)
        _looks_at_the_plan(somebody, title)


def _sends_readings(somebody: Somebody, title: str) -> None:
    """Another system sends what their measure shows, and they are told when it reaches its target."""
    client, feed = somebody.client, f"Live readings of {title}"
    client.press("Live readings", on=title)
    shown = somebody.sees(feed, "None, so nothing can be sent")
    client.screenshot("live-readings")
    [address] = set(FEED.findall(shown))
    client.press("Make a token", on=feed)
    [token] = TOKEN.findall(expect_form(client, "we show it only once"))
    client.screenshot("live-readings-token")
    client.close_form()
    kept = [{"measure": "Letters understood", "value": value, "read_on": on} for on, value in SENT.items()]
    said = {"Authorization": f"Bearer {token}", "Idempotency-Key": "spring", "Content-Type": "application/json"}
    body = json.dumps({"readings": kept}).encode()
    for _ in range(2):  # the second time it is known, and adds nothing
        with urlopen(Request(address, body, said)) as answer:
            assert answer.status == HTTPStatus.CREATED
    reached = "“Letters understood” has reached its target, 80%"
    somebody.sees(reached, "81% on 1 June 2026")
    assert client.is_drawn(reached)
    client.screenshot("reading-news")
    client.press("Open the policy", on=reached)
    client.press("See pictures", on=title)
    somebody.sees(f"Pictures of {title}")
    assert client.is_drawn(f"Pictures of {title}")
    client.screenshot("pictures")


def _opens_the_page(people: People, somebody: Somebody, title: str) -> None:
    """The policy is on a page of its own, with each of the readings once."""
    client = somebody.client
    client.press("Back to the policy", on=f"Pictures of {title}")
    with opened(people, client.address_of("Open the policy’s page", on=title)) as page:
        page.page.locator("summary").first.click()
        said = page.page.locator("main").inner_text()
        assert title in said
        assert [said.count(value) for value in ("61.5%", "72%")] == [1, 1]
        assert page.page.locator("img").first.evaluate(IS_DRAWN)
        page.check_accessible()
        page.screenshot(f"policy-page-{somebody.where}")


def _sees_the_portfolio(people: People) -> None:
    """The head of profession of the organisation sees all three, though they own one."""
    riley, portfolio = people.who_asks("slack"), f"Policies: {ORGANISATION}"
    riley.client.say("evaluation portfolio")
    riley.sees(portfolio, "Due within 4 weeks")
    riley.client.screenshot("portfolio")
    with opened(people, riley.client.address_of("Open all as a table", on=portfolio)) as page:
        said = page.page.locator("main").inner_text()
        assert all(title in said for title, _ in POLICIES.values())
        page.check_accessible()
        page.screenshot("portfolio-page")


@contextmanager
def opened(people: People, address: str) -> Iterator[PageClient]:
    """What a link leads to, in a browser that knows nobody."""
    with open_page(people.browser, people.bot.address) as page:
        page.page.goto(address)
        yield page


def _books_with(analyst: Somebody, somebody: Somebody, title: str) -> None:
    """They are nudged, and the analyst accepts on another platform."""
    asked, question = f"Check-in due in 4 weeks: {title}", f"Check-in on “{title}”: Before launch."
    somebody.sees(asked, "Before launch, due on Tuesday 4 August 2026.", "Letters understood")
    somebody.client.screenshot("check-in-nudge")
    somebody.client.press("Book the check-in", on=asked)
    form = expect_form(somebody.client, analyst.name)
    # Local Slack neither shows nor sends what we chose and wrote already.
    somebody.client.choose("Whom do you want to ask?", EVALUATOR[analyst.where])
    somebody.client.fill("What do you need to know?", f"{question} Does it work?")
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


def _measures(somebody: Somebody, title: str) -> None:
    """They say what shows whether it works, and find the policy among theirs."""
    client = somebody.client
    client.press("Add a measure", on=f"Registered: {title}")
    client.fill("What is measured", "Letters understood")
    client.fill("Unit", "%")
    client.fill("Baseline", "55")
    client.fill("Target", "80")
    client.screenshot("measure-form")
    client.submit("Add measure")
    somebody.sees(title, "Letters understood: not read yet (baseline 55%, target 80%)")
    client.screenshot("policy")
    client.say("evaluation")
    somebody.sees("Your policies", title, "Next check-in: Before launch, Tuesday 4 August 2026")
    client.screenshot("policies")
    client.say("home")
    somebody.sees(f"“{title}”: next check-in: Before launch, ")
    client.screenshot("home-with-policies")


def _records(somebody: Somebody, record: str, title: str) -> None:
    """They record it at the second try: a reading of the wrong kind loses nothing."""
    client, reading = somebody.client, "Letters understood (%), baseline 55%, target 80%"
    client.press("Record it now", on=record)
    client.fill(reading, "many")
    client.choose("How confident are you that the policy works?", "7")
    client.fill("What we learned", "People read the first line.")
    client.submit("Save check-in")
    expect_form(client, "We do not understand “many”")
    client.screenshot("check-in-wrong")
    client.fill(reading, "62")
    client.submit("Save check-in")
    recorded = f"Check-in recorded: {title}"
    somebody.sees(recorded, "62% (baseline 55%, target 80%)", "7 out of 10", "People read the first line.")
    client.screenshot("check-in-recorded")
    client.check_accessible()
    client.press("See the plan", on=recorded)


def _looks_at_the_plan(somebody: Somebody, title: str) -> None:
    """They see what was recorded, and move the next check-in."""
    client, plan = somebody.client, f"Check-ins of {title}"
    somebody.sees(plan, "1 month after launch", "Recorded on 12 August 2026 by you · Confidence 7 out of 10")
    client.screenshot("check-in-plan")
    client.press("Open", on=plan)
    coming = f"Check-in due on 1 October 2026: {title}"
    somebody.sees(coming, "62% on 8 July 2026")
    client.press("Move", on=coming)
    client.screenshot("check-in-move")
    client.fill("New day", "20 October 2026")
    client.submit("Move check-in")
    somebody.sees(f"Check-in due on 20 October 2026: {title}")


def test_a_policy_is_handed_over_from_slack_to_teams(people: People) -> None:
    riley, bram, title = people.who_asks("slack"), people.expert("teams"), "Clear forms for visitors"
    register(riley, title)
    riley.client.press("See the plan", on=f"Registered: {title}")
    riley.client.press("Open the policy", on=f"Check-ins of {title}")
    riley.client.press("Hand over", on=title)
    riley.client.fill("Work email of who is to own it", "nobody.there@example.gov.uk")
    riley.client.submit("Ask them")
    expect_form(riley.client, "ask them to say hello to the bot first")
    riley.client.screenshot("hand-over-wrong")
    riley.client.fill("Work email of who is to own it", "bram.otterbourne@example.gov.uk")
    riley.client.fill("A note for them", "You know the forms best.")
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
