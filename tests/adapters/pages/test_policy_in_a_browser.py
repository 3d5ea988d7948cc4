"""The page of a policy in a real Chromium: accessible, on every screen and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from adapters.page_addresses import PAGES_LAST
from directory.database import connected
from tests.adapters.pages.policies import application, path
from tests.bot.policy_page.histories import NOW, SAM, Years
from tests.clients.browser import open_browser
from tests.clients.page import DESKTOP, NARROWEST, open_page
from tests.clients.thread import served_in_a_thread

pytestmark = pytest.mark.browser

SMALL_PHONE = (360, 740)
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) &amp; \u202egnp.exe " + "w" * 120
STATES = ("usual", "closed", "hostile", "refused", "expired")
NOT_ON_PAPER = (".header", ".contents", ".files", ".footer")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where the page is in each state."""
    folder = tmp_path_factory.mktemp("pages")
    with ExitStack() as stack:
        served = {}
        for name in ("usual", "closed", "hostile"):
            file = shutil.copy(sqlite_template, folder / f"{name}.db")
            engine = stack.enter_context(connected(f"sqlite:///{file}"))
            years = Years(engine, words=HOSTILE if name == "hostile" else "")
            if name == "closed":
                years.close()
            address = stack.enter_context(served_in_a_thread(application(years)))
            served[name] = f"{address}{path(years)}"
            served["refused"] = f"{address}{path(years, SAM)}"
            served["expired"] = f"{address}{path(years, now=NOW - PAGES_LAST)}"
        yield served


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_accessible_and_fits_every_screen(browser: Browser, pages: dict[str, str], state: str) -> None:
    with open_page(browser, pages[state]) as client:
        client.page.goto(client.address)
        client.errors.clear()  # the browser reports an answer of 4xx as an error, and here it is meant
        assert client.page.locator("h1").count() == 1
        for (width, height), is_open in ((DESKTOP, False), (SMALL_PHONE, True), (NARROWEST, True)):
            client.page.set_viewport_size({"width": width, "height": height})
            client.page.evaluate(f"document.querySelectorAll('details').forEach(each => each.open = {is_open:d})")
            client.screenshot(f"policy-{state}-{width}")
            assert client.page.evaluate("document.documentElement.scrollWidth") <= width
            assert client.problems() == []


def test_pictures_are_shown(browser: Browser, pages: dict[str, str]) -> None:
    with open_page(browser, pages["usual"]) as client:
        client.page.goto(client.address)
        assert client.page.evaluate("[...document.images].map(each => each.naturalWidth > 0)") == [True, True]


def test_what_is_folded_in_opens_by_keyboard_without_scripts(browser: Browser, pages: dict[str, str]) -> None:
    with open_page(browser, pages["usual"], scripts=False) as client:
        client.page.goto(client.address)
        readings = client.page.locator(".readings").first
        assert not readings.is_visible()
        client.page.locator("summary").first.press("Enter")
        assert readings.is_visible()


def test_links_within_the_page_lead_to_its_parts(browser: Browser, pages: dict[str, str]) -> None:
    with open_page(browser, pages["closed"]) as client:
        client.page.goto(client.address)
        links = client.page.locator(".contents a").all()
        parts = client.page.locator("h2.part").all_inner_texts()
        assert [link.inner_text() for link in links] == parts
        for link in links:
            assert client.page.locator(link.get_attribute("href") or "none").count() == 1


def test_the_files_are_downloaded(browser: Browser, pages: dict[str, str]) -> None:
    with open_page(browser, pages["usual"]) as client:
        client.page.goto(client.address)
        for kind in ("CSV", "JSON"):
            with client.page.expect_download() as saved:
                client.page.get_by_role("link", name=kind).click()
            assert saved.value.suggested_filename == f"plain-letters-about-tax-debt.{kind.lower()}"


def test_on_paper_all_of_it_is_there_and_nothing_that_paper_cannot_do(browser: Browser, pages: dict[str, str]) -> None:
    with open_page(browser, pages["usual"]) as client:
        client.page.goto(client.address)
        client.page.emulate_media(media="print")
        assert [one for one in NOT_ON_PAPER if client.page.locator(one).is_visible()] == []
        assert client.page.locator(".readings").first.is_visible()
        check_ins = client.page.locator(".check-in")
        assert check_ins.count() == 9
        assert [each for each in check_ins.all() if not each.is_visible()] == []
        assert client.page.pdf(format="A4").startswith(b"%PDF-")
