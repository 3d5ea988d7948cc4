"""The page in a real Chromium: every state, by mouse, by keyboard, without scripts, on a phone, checked by axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.adapters.web.example_bot import ExampleBot
from tests.adapters.web.serving import served
from tests.clients.browser import open_browser
from tests.clients.page import DESKTOP, NARROWEST, PHONE, PageClient, open_page

pytestmark = pytest.mark.browser

Reach = Callable[[PageClient], None]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(ExampleBot().handle) as at:
        yield at


def chooser(client: PageClient) -> None:
    client.page.goto(client.address)


def chooser_again(client: PageClient) -> None:
    client.be("Juniper Quill")
    client.page.get_by_role("link", name="Change persona").click()


def empty_conversation(client: PageClient) -> None:
    client.be("Juniper Quill")


def search_results(client: PageClient) -> None:
    empty_conversation(client)
    client.find_expert("user research in Leeds")


def long_conversation(client: PageClient) -> None:
    search_results(client)
    client.press("How to search")


def profile(client: PageClient) -> None:
    search_results(client)
    client.press("Details")


def form(client: PageClient) -> None:
    search_results(client)
    client.press("Refine")


def form_with_errors(client: PageClient) -> None:
    form(client)
    client.fill("Why it matters", "x" * 501)
    client.submit("Search again")


def too_long_a_request(client: PageClient) -> None:
    empty_conversation(client)
    client.find_expert("long " * 601)


def problem(client: PageClient) -> None:
    client.page.goto(f"{client.address}/nowhere")


STATES: dict[str, Reach] = {
    state.__name__: state
    for state in (
        chooser,
        chooser_again,
        empty_conversation,
        search_results,
        long_conversation,
        profile,
        form,
        form_with_errors,
        too_long_a_request,
        problem,
    )
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_accessible_and_fits_every_screen(browser: Browser, address: str, state: str) -> None:
    with open_page(browser, address) as client:
        STATES[state](client)
        client.errors.clear()  # the browser reports an answer of 4xx as an error, and here it is meant
        assert client.page.locator("h1").count() == 1
        for width, height in (DESKTOP, PHONE, NARROWEST):
            client.page.set_viewport_size({"width": width, "height": height})
            client.screenshot(f"web-{state}-{width}")
            assert client.page.evaluate("document.documentElement.scrollWidth") <= width
            assert client.problems() == []


def test_a_long_word_breaks_rather_than_widening_the_page(browser: Browser, address: str) -> None:
    with open_page(browser, address, NARROWEST) as client:
        empty_conversation(client)
        client.find_expert("w" * 140)
        assert client.page.evaluate("document.documentElement.scrollWidth") <= NARROWEST[0]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_next_request_can_be_typed_while_a_long_answer_is_read(
    browser: Browser, address: str, size: tuple[int, int]
) -> None:
    with open_page(browser, address, size) as client:
        long_conversation(client)
        client.page.evaluate("document.querySelector('article').scrollIntoView()")
        box = client.page.get_by_label("What do you need an expert for?").bounding_box()
        assert box
        assert 0 < box["y"] < size[1] - box["height"]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_the_search_box_never_hides_what_has_the_focus(browser: Browser, address: str, size: tuple[int, int]) -> None:
    with open_page(browser, address, size) as client:
        long_conversation(client)
        client.page.locator("article button").first.focus()
        bar = "document.querySelector('.ask-next')"
        while client.page.evaluate(f"document.activeElement && !{bar}.contains(document.activeElement)"):
            low = "Math.floor(document.activeElement.getBoundingClientRect().bottom)"
            assert client.page.evaluate(f"{low} <= {bar}.getBoundingClientRect().top")
            client.page.keyboard.press("Tab")


def test_every_act_of_a_journey_works(browser: Browser, address: str) -> None:
    with open_page(browser, address) as client:
        check_journey(client)


def test_every_act_of_a_journey_works_without_scripts(browser: Browser, address: str) -> None:
    with open_page(browser, address, scripts=False) as client:
        check_journey(client)


def check_journey(client: PageClient) -> None:
    client.be("Barnaby Thistledown")
    client.find_expert("user research in Leeds")
    assert "Experts for “user research in Leeds”" in client.answer()
    client.press("Details", nth=1)
    assert "Testing letters with people who owe tax" in client.form()
    client.close_form()
    assert client.form() == ""
    client.press("Refine")
    client.fill("Town or region", "Atlantis")
    client.fill("Why it matters", "Letters\nand forms")
    client.choose("How long you need", "45 minutes")
    client.choose("When you need it", "In week 2")
    for day in ("Monday", "Tuesday", "Friday"):
        client.tick(day)
    client.untick("Tuesday")
    client.submit("Search again")
    assert "There is a problem" in client.form()
    assert client.page.get_by_label("Why it matters (optional)").input_value() == "Letters\nand forms"
    assert client.page.get_by_label("45 minutes").is_checked()
    assert client.page.get_by_label("When you need it (optional)").input_value() == "week-2"
    days = [client.page.get_by_label(day, exact=True).is_checked() for day in ("Monday", "Tuesday", "Friday")]
    assert days == [True, False, True]
    client.fill("Town or region", "Leeds")
    client.submit("Search again")
    assert "Experts for “user research in Leeds”" in client.answer()
    client.press("Show more")
    assert "Experts for “more people”" in client.answer()
    assert client.page.locator("article").count() == 1
    client.press("How to search")
    assert "How to find an expert" in client.answer()
    assert client.page.locator("article").count() == 2


def test_the_whole_journey_works_by_keyboard_alone(browser: Browser, address: str) -> None:
    with open_page(browser, address) as client:
        client.page.goto(address)
        _tab_to(client, "Juniper Quill")
        _enter(client)
        _tab_to(client, "What do you need an expert for?")
        client.page.keyboard.type("user research in Leeds")
        _enter(client)
        assert _focused(client) == "Experts for “user research in Leeds”"
        _tab_to(client, "Refine this search")
        _enter(client)
        _tab_to(client, "Search again")
        _enter(client)
        assert client.page.evaluate("document.activeElement.id") == "problem"
        _tab_to(client, "Fill in “Town or region”")
        client.page.keyboard.press("Enter")
        assert client.page.evaluate("document.activeElement.id") == "field-place"
        client.page.keyboard.type("Leeds")
        _tab_to(client, "15 minutes")
        client.page.keyboard.press("ArrowDown")
        _tab_to(client, "Wednesday")
        client.page.keyboard.press("Space")
        _tab_to(client, "Search again")
        _enter(client)
        assert _focused(client) == "Experts for “user research in Leeds”"


def test_the_first_tab_skips_to_the_main_content(browser: Browser, address: str) -> None:
    with open_page(browser, address) as client:
        client.page.goto(address)
        client.page.keyboard.press("Tab")
        assert _focused(client) == "Skip to main content"
        client.page.keyboard.press("Enter")
        assert client.page.evaluate("document.activeElement.id") == "main"


def test_a_double_click_is_one_press(browser: Browser) -> None:
    bot = ExampleBot()
    with served(bot.handle) as address, open_page(browser, address, scripts=False) as client:
        search_results(client)
        client.page.get_by_role("button", name="How to search").dblclick()
        client.page.get_by_role("article").nth(1).wait_for()
        client.page.wait_for_load_state("networkidle")
        assert client.page.locator("article").count() == 2
        assert len(bot.events) == 2


def test_words_that_look_like_a_script_stay_words(browser: Browser, address: str) -> None:
    with open_page(browser, address) as client:
        empty_conversation(client)
        hostile = "<img src=x onerror=document.title='hacked'> <script>document.title='hacked'</script> \u202eabc"
        client.find_expert(hostile)
        assert hostile in client.answer()
        assert "hacked" not in client.page.title()


def _focused(client: PageClient) -> str:
    words = client.page.evaluate(
        "(e => e.getAttribute('aria-label') || (e.labels && e.labels[0] && e.labels[0].innerText) || e.innerText)"
        "(document.activeElement)"
    )
    return str(words).strip()


def _enter(client: PageClient) -> None:
    with client.page.expect_navigation():
        client.page.keyboard.press("Enter")


def _tab_to(client: PageClient, words: str) -> None:
    for _ in range(60):
        client.page.keyboard.press("Tab")
        if _focused(client) == words:
            return
    raise AssertionError(f"Tab never reaches “{words}”")
