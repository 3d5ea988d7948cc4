"""What comes while a page is open, in a real Chromium: it shows by itself, disturbs nobody, and needs no scripts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Locator, expect

from adapters.web.post import WebPost
from bot.blocks import SearchBox
from bot.messages import Card
from bot.notices import Delivered, Letter
from tests.adapters.web.example_bot import ExampleBot
from tests.adapters.web.letters import letter, request_card
from tests.adapters.web.serving import no_inboxes, served
from tests.clients.browser import open_browser
from tests.clients.page import DESKTOP, NARROWEST, PHONE, PageClient, open_page

pytestmark = pytest.mark.browser

ASKED = "Juniper Quill asks for your help"
BOX = "What do you need an expert for?"
WITHIN = 20_000  # milliseconds until what came counts as missing; generous, for machines with other work


@dataclass
class Running:
    """A page, and the post that brings its personas news."""

    address: str
    post: WebPost

    def arrive(self, sent: Letter | None = None) -> str:
        """Deliver it. Gives the receipt."""
        with ThreadPoolExecutor(1) as thread:  # in this one runs the loop of the browser's driver
            outcome = thread.submit(asyncio.run, self.post.deliver(sent or letter())).result()
        assert isinstance(outcome, Delivered)
        return outcome.receipt


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=WITHIN)
    with open_browser() as opened:
        yield opened
    expect.set_options(timeout=None)


@pytest.fixture
def running() -> Iterator[Running]:
    inboxes = no_inboxes()
    with served(ExampleBot().handle, inboxes) as address:
        yield Running(address, WebPost(inboxes))


@pytest.fixture
def client(browser: Browser, running: Running) -> Iterator[PageClient]:
    """Elowen, an expert, at the page."""
    with open_page(browser, running.address) as client:
        client.be("Elowen Trellisshoe")
        yield client


def stay(client: PageClient) -> None:
    """From here on the page is not to be loaded again."""
    client.page.evaluate("window.neverLoadedAgain = true")


def stayed(client: PageClient) -> bool:
    return bool(client.page.evaluate("window.neverLoadedAgain === true"))


def titles(client: PageClient) -> Locator:
    return client.page.locator(".card-title")


def test_what_comes_is_seen_and_heard_while_the_page_stays_open(running: Running, client: PageClient) -> None:
    client.find_expert("history")
    stay(client)
    receipt = running.arrive()
    expect(titles(client)).to_have_text(["Experts for “history”", ASKED])
    expect(client.page.locator("[data-news]")).to_have_text(f"New message: {ASKED}")

    running.arrive(letter(Card(title="Withdrawn"), receipt=receipt, key="offer.card:7:2:2"))
    expect(titles(client)).to_have_text(["Experts for “history”", "Withdrawn"])
    expect(client.page.locator("[data-news]")).to_have_text("Changed: Withdrawn")
    assert stayed(client)
    assert client.problems() == []


def test_the_first_message_leaves_what_is_being_typed_alone(running: Running, client: PageClient) -> None:
    stay(client)
    box = client.page.get_by_label(BOX)
    box.fill("somebody who has")
    running.arrive()
    expect(titles(client)).to_have_text([ASKED])
    expect(box).to_be_focused()
    client.page.keyboard.type(" tested letters")
    assert box.input_value() == "somebody who has tested letters"
    assert client.page.get_by_role("heading", level=1).all_inner_texts() == ["Your conversation"]
    assert stayed(client)
    assert client.problems() == []
    client.page.get_by_role("button", name="Find an expert", exact=True).click()
    expect(titles(client)).to_have_text([ASKED, "Experts for “somebody who has tested letters”"])


@pytest.mark.parametrize("focused", ["How it works", ""])
def test_a_card_that_changes_keeps_the_focus_in_it(running: Running, client: PageClient, focused: str) -> None:
    receipt = running.arrive()
    client.page.goto(f"{running.address}/#message-1")
    if focused:
        client.page.get_by_role("button", name=focused).focus()
    else:
        titles(client).focus()
    running.arrive(letter(request_card("Another question"), receipt=receipt, key="offer.card:7:2:2"))
    expect(titles(client)).to_have_text(["Another question"])
    assert client.page.evaluate("document.activeElement.innerText") == (focused or "Another question")


def test_a_card_in_whose_box_somebody_types_waits(running: Running, client: PageClient) -> None:
    card = Card(title="Find an expert", blocks=(SearchBox(label="Your search", submit="Search"),))
    receipt = running.arrive(letter(card))
    box = client.page.get_by_label("Your search")
    box.fill("user research")
    running.arrive(letter(Card(title="Changed"), receipt=receipt, key="offer.card:7:2:2"))
    expect(client.page.locator("[data-news]")).to_have_text("Changed: Changed")
    assert box.input_value() == "user research"
    box.fill("")
    expect(titles(client)).to_have_text(["Changed"])


def test_the_buttons_of_what_came_work(running: Running, client: PageClient) -> None:
    stay(client)
    running.arrive()
    expect(titles(client)).to_have_text([ASKED])
    assert stayed(client)
    client.press("How it works")
    expect(titles(client)).to_have_text([ASKED, "How to find an expert"])


def test_without_scripts_it_is_there_on_the_next_load(browser: Browser, running: Running) -> None:
    with open_page(browser, running.address, scripts=False) as client:
        client.be("Elowen Trellisshoe")
        running.arrive()
        client.page.reload()
        expect(titles(client)).to_have_text([ASKED])


def test_whoever_asked_sees_for_whom_something_came_and_is_them_with_one_press(
    browser: Browser, running: Running
) -> None:
    with open_page(browser, running.address) as client:
        client.be("Juniper Quill")
        running.arrive()
        client.page.get_by_role("button", name="Elowen Trellisshoe has 1 new message").click()
        expect(titles(client)).to_have_text([ASKED])
        expect(titles(client)).to_be_focused()
        assert client.page.get_by_text("has 1 new message").count() == 0


def test_a_page_of_somebody_whom_one_is_no_more_shows_nothing_of_the_other(
    running: Running, client: PageClient
) -> None:
    other = client.page.context.new_page()
    other.goto(f"{running.address}/personas")
    other.get_by_role("button", name="Juniper Quill").click()
    running.arrive(letter(to="juniper-quill"))
    expect(client.page.locator("[data-news]")).to_contain_text("You are somebody else in another window")
    assert titles(client).count() == 0
    other.close()


def opened_by_a_message(running: Running, client: PageClient) -> None:
    running.arrive()
    expect(titles(client)).to_have_text([ASKED])


def with_news_for_others(running: Running, client: PageClient) -> None:
    running.arrive(letter(to="juniper-quill"))
    running.arrive(letter(to="barnaby-thistledown"))
    expect(client.page.get_by_text("has 1 new message")).to_have_count(2)


def choosing_with_news(running: Running, client: PageClient) -> None:
    running.arrive(letter(to="juniper-quill"))
    client.page.goto(f"{running.address}/personas")


STATES = {state.__name__: state for state in (opened_by_a_message, with_news_for_others, choosing_with_news)}


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_accessible_and_fits_every_screen(running: Running, client: PageClient, state: str) -> None:
    STATES[state](running, client)
    assert client.page.locator("h1").count() == 1
    for width, height in (DESKTOP, PHONE, NARROWEST):
        client.page.set_viewport_size({"width": width, "height": height})
        client.screenshot(f"web-{state}-{width}")
        assert client.page.evaluate("document.documentElement.scrollWidth") <= width
        assert client.problems() == []
