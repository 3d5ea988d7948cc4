"""What people say of evaluation, the list of their policies, and their home."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.admission import PERSONAL
from bot.blocks import Block, Buttons, Fact, Facts, Heading
from bot.cards.home import home, told_buttons
from bot.cards.mine import all_consultations, all_offers, all_requests, section
from bot.cards.mine import see_all as see_all_of
from bot.cards.policy_list import new_button, see_all
from bot.cards.record import see_record
from bot.events import Said
from bot.messages import Answer, Card
from bot.model import Policy, PolicyStatus
from bot.names import FORMS, PRESSES
from directory.database import unit_of_work
from directory.profiles import Profile
from tests.bot.policies.policies import BRAM, CLEO, DOV, PolicyTown
from tests.bot.town import card_of, said
from tests.people import RILEY


@pytest.fixture
def town(database: Engine) -> PolicyTown:
    return PolicyTown(database)


def says(town: PolicyTown, text: str, **where: bool) -> Answer:
    return town.riley.conversation.handle(Said(key=f"said:{text}:{where}", sender=RILEY, text=text, **where))


def labels(card: Card) -> list[str]:
    return [button.label for button in card.buttons]


@pytest.mark.parametrize(
    "text", ["evaluation", "Evaluation", " EVALUATION. ", "/evaluation", "evaluation list", "evaluation mine"]
)
def test_evaluation_means_ones_own_policies(town: PolicyTown, text: str) -> None:
    town.register()
    card = card_of(says(town, text))
    assert card.title == "Your policies"
    assert "Plain letters about tax debt" in said(says(town, text))
    assert "Register a policy" in labels(card)


def test_whoever_has_none_finds_the_way_to_the_first(town: PolicyTown) -> None:
    card = card_of(says(town, "evaluation"))
    assert "You look after no policy yet" in said(says(town, "evaluation"))
    assert labels(card) == ["Register a policy", "Back to home"]


@pytest.mark.parametrize("text", ["evaluation new", "Evaluation register", "evaluation add!"])
def test_evaluation_new_leads_to_the_form(town: PolicyTown, text: str) -> None:
    [new, *_] = card_of(says(town, text)).buttons
    assert (new.action, new.opens_form) == ("policy.new", True)


@pytest.mark.parametrize("text", ["evaluation help", "evaluation ?"])
def test_evaluation_help_says_what_can_be_said(town: PolicyTown, text: str) -> None:
    assert "evaluation new: Register a policy" in said(says(town, text))


@pytest.mark.parametrize(
    "text", ["evaluation of housing policy", "evaluation in Leeds", "evaluations", "help with evaluation", "evaluator"]
)
def test_other_words_with_evaluation_are_a_search(town: PolicyTown, text: str) -> None:
    assert card_of(says(town, text)).title not in {"Your policies", "Register a policy"}


def test_said_to_the_command_that_searches_it_is_a_search(town: PolicyTown) -> None:
    town.register()
    for text in ("evaluation", "evaluation new", "evaluation help"):
        assert "Ada Quillan" in said(says(town, text, is_search=True)), text
    assert "Ada Quillan" not in said(says(town, "evaluation"))


@pytest.mark.parametrize("text", ["evaluation", "evaluation new", "evaluation help"])
def test_where_others_see_it_nothing_personal_is_shown(town: PolicyTown, text: str) -> None:
    town.register()
    answer = says(town, text, is_shared=True)
    assert "Say evaluation in your own chat with the bot." in said(answer)
    assert card_of(answer).buttons == []
    assert "Plain letters" not in said(answer)


def test_every_button_and_form_of_a_policy_is_for_one_person_alone() -> None:
    about = {name for name in {*PRESSES, *FORMS} if name.partition(".")[0] in {"policy", "measure", "milestone"}}
    assert len(about) > 20
    assert about <= PERSONAL


# ---------------------------------------------------------------------------------------------- the list


def test_what_is_to_be_done_first_comes_first(town: PolicyTown) -> None:
    town.register("Later", date(2027, 1, 1))
    town.register("Paused", date(2026, 6, 1))
    town.register("Sooner", date(2026, 7, 1), owner=DOV, deputy="", co_owners=["Riley Requester"])
    town.register("Closed", date(2026, 6, 1))
    town.register("Of others", date(2026, 6, 1), owner=CLEO, deputy=BRAM)
    with unit_of_work(town.engine) as session:
        for policy in session.exec(select(Policy)).all():
            if policy.title in {"Paused", "Closed"}:
                policy.status, policy.status_at = PolicyStatus(policy.title.lower()), town.now
    words = said(town.riley.presses("policy.list", "0"))
    found = [line.partition(". ")[0] for line in words.splitlines() if "You are" in line]
    assert found == ["Sooner", "Later", "Paused", "Closed"]
    assert "You are a co-owner" in words
    assert "Paused on 12 May 2026" in words
    assert "Of others" not in words


def test_an_overdue_check_in_is_named_as_such(town: PolicyTown) -> None:
    town.register()
    town.now += timedelta(days=90)
    assert "Overdue: Before launch, Tuesday 4 August 2026" in said(town.riley.presses("policy.list", "0"))


def test_more_policies_than_fit_come_on_the_next_page(town: PolicyTown) -> None:
    for number in range(7):
        town.register(f"Policy {number}", date(2026, 9, number + 1))
    first = card_of(town.riley.presses("policy.list", "0"))
    more = next(each for each in first.buttons if each.label == "Show more")
    second = town.riley.presses(more.action, more.value)
    assert second.kind == "replace"
    assert "Showing 6 to 7 of 7" in said(second)


@pytest.mark.parametrize("value", ["-1", "x", "9999999999", "1; DROP TABLE policy"])
def test_a_list_from_nowhere_is_refused_in_words(town: PolicyTown, value: str) -> None:
    town.register()
    assert "no longer works" in said(town.riley.presses("policy.list", value))


# ---------------------------------------------------------------------------------------------- at home


def test_home_shows_what_is_next_of_ones_policies(town: PolicyTown) -> None:
    for number in range(3):
        town.register(f"Policy {number}", date(2026, 9, number + 1))
    card = card_of(says(town, "home"))
    words = said(says(town, "home"))
    assert "Your policies\n“Policy 0”: next check-in: Before launch, Tuesday 4 August 2026" in words
    assert "And 1 more" in words
    assert {"See all your policies", "Register a policy"} <= set(labels(card))


def test_home_without_policies_has_one_button_more_and_no_section(town: PolicyTown) -> None:
    card = card_of(says(town, "home"))
    assert labels(card).count("Register a policy") == 1
    assert "Your policies" not in said(says(town, "home"))


def test_a_shared_home_shows_no_policies(town: PolicyTown) -> None:
    town.register()
    answer = says(town, "home", is_shared=True)
    assert "Plain letters" not in said(answer)
    assert "Register a policy" not in labels(card_of(answer))


def test_the_fullest_home_can_be_sent() -> None:
    """Of an expert on every platform, who looks after policies and the directory, and has something of everything."""
    sections = [block for title in "abcd" for block in section(title, ["W" * 300] * 2, 9, "")]
    ways = [all_offers(), all_requests(), all_consultations(), see_record(), see_all(), new_button()]
    told = Facts(facts=(Fact(label="Told", value="On Slack"),) * 4)
    told_on = told_buttons("", ["slack", "teams", "web"])
    settings: list[Block] = [Heading(text="Your settings"), told]
    settings.append(Buttons(buttons=(all_offers(), all_offers(), *told_on)))
    profile = Profile(id=1, person_id=1, name="Ada Quillan")
    assert home(profile, [*sections, *see_all_of(ways)], settings, unreachable=3, unowned=2).buttons
