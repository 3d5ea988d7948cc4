"""Everywhere in Teams where somebody would look for an expert."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.clients.adaptive_cards import open_cards
from tests.clients.have import pictures
from tests.clients.teams import ADA, RILEY, TeamsClient, chat_of, playground_running
from tests.journeys.client import expect_form


@pytest.fixture(scope="module")
def ada(browser: Browser, teams: TeamsClient) -> Iterator[TeamsClient]:
    """An expert of the directory, at a computer of her own, with the same bot."""
    with playground_running(teams.playground.bot_url, ADA) as playground, open_cards(browser) as cards:
        client = TeamsClient(browser, playground, cards, pictures())
        yield client
        client.close()


@pytest.fixture(autouse=True)
def in_the_personal_chat(teams: TeamsClient) -> Iterator[None]:
    yield
    teams.open_chat("Personal Chat", chat_of(RILEY), "personal")


def test_whoever_installs_it_is_told_what_to_do(teams: TeamsClient) -> None:
    assert "Find an expert in government" in teams.welcome
    assert "User research in Leeds" in teams.welcome
    teams.screenshot("welcome")


@pytest.mark.parametrize("words", ["Hi", "hello", "Help", "find-expert", "/FIND-EXPERT help"])
def test_hello_and_help_lead_somewhere(teams: TeamsClient, words: str) -> None:
    teams.say(words)
    assert "expert" in teams.answer()
    assert "Historian on pensions" in teams.answer()


def test_plain_words_are_enough_in_the_chat_with_the_bot(teams: TeamsClient) -> None:
    teams.say("historian on pensions")
    assert "Bram Otterbourne" in teams.answer()


def test_home_has_a_box_to_search_in(teams: TeamsClient) -> None:
    teams.say("home")
    teams.screenshot("home")
    teams.use_search_box("user research on Universal Credit", "Find an expert")
    assert "Ada Quillan" in teams.answer()


@pytest.mark.parametrize(
    ("name", "id_", "kind"), [("Letters project", "group-chat", "groupChat"), ("General", "general", "channel")]
)
def test_a_mention_is_answered_where_it_was_made(teams: TeamsClient, name: str, id_: str, kind: str) -> None:
    teams.open_chat(name, id_, kind)
    assert "Find an expert in government" in teams.answer()
    before = teams.say_to_nobody("I had nobody in mind")
    teams.mention("historian on pensions")
    assert "Bram Otterbourne" in teams.answer()
    assert len(before) == 1
    teams.press("Details")
    expect_form(teams, "Bram Otterbourne")
    teams.close_form()
    teams.screenshot(f"in-{kind}")


def test_an_expert_is_found_while_writing_a_message_and_put_into_it(teams: TeamsClient) -> None:
    found = teams.search_while_writing("user research on Universal Credit")
    expect(found.get_by_text("Ada Quillan")).to_be_visible()
    teams.screenshot("extension-search")
    found.get_by_text("Ada Quillan").click()
    card = teams.page.locator("[contenteditable=true][role=textbox] .ac-adaptiveCard")
    expect(card).to_contain_text("Senior user researcher")
    expect(card.get_by_role("button")).to_have_count(0)
    teams.screenshot("extension-card")
    teams.page.reload()


def test_an_expert_is_known_by_the_email_address_that_teams_reports(teams: TeamsClient, ada: TeamsClient) -> None:
    teams.say("home")
    assert "See your profile" not in teams.answer()
    ada.say("home")
    assert "See your profile" in ada.answer()
    ada.screenshot("home-of-an-expert")
    ada.press("See your profile")
    expect_form(ada, "Testing letters with people who owe money")


def test_an_expert_is_found_for_a_message(teams: TeamsClient) -> None:
    teams.say("We need a historian who knows pensions")
    dialog = teams.find_for_newest_message()
    expect(dialog).to_contain_text("Bram Otterbourne")
    teams.screenshot("extension-action")
    teams.page.reload()
