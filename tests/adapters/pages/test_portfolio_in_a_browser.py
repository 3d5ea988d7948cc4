"""The page of a portfolio in a real Chromium: accessible, on every screen, without scripts and on paper."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from adapters.page_addresses import PAGES_LAST
from directory.database import connected
from tests.adapters.pages.portfolios import application, path
from tests.bot.policies.policies import ADA, CLEO, DOV
from tests.bot.portfolio.portfolios import PortfolioTown
from tests.clients.browser import open_browser
from tests.clients.page import DESKTOP, NARROWEST, PHONE, open_page
from tests.clients.thread import served_in_a_thread

pytestmark = pytest.mark.browser

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) &amp; \u202egnp.exe " + "w" * 120
STATES = ("usual", "hostile", "nothing", "sifted", "refused", "expired")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def pages(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where the page is in each state."""
    folder = tmp_path_factory.mktemp("portfolios")
    with ExitStack() as stack:
        file = shutil.copy(sqlite_template, folder / "portfolio.db")
        town = PortfolioTown(stack.enter_context(connected(f"sqlite:///{file}")))
        town.add_every_kind()
        for number in range(6):
            ago = tuple((30 + 40 * back, (number + back) % 11) for back in range(number))
            town.add(f"Plain letters about tax, part {number}", due=(number * 70 - 200,), recorded=ago, owner=ADA)
        town.make_head(CLEO, HOSTILE)
        town.make_head(DOV, "Home Office")
        for number in range(101):
            town.add(f"Policy {number}", organisation="Home Office", due=(number,))
        town.make_head(ADA, "Cabinet Office")
        town.add(HOSTILE, organisation=HOSTILE, due=(-3,), recorded=((10, 10), (20, 9), (30, 9)), owner=ADA)
        address = stack.enter_context(served_in_a_thread(application(town)))
        yield {
            "usual": f"{address}{path(town)}",
            "many": f"{address}{path(town, DOV, organisation='Home Office')}",
            "hostile": f"{address}{path(town, CLEO, organisation=HOSTILE)}",
            "nothing": f"{address}{path(town, ADA, organisation='Cabinet Office')}",
            "sifted": f"{address}{path(town)}?state=never_started&words=letters",
            "refused": f"{address}{path(town, ADA)}",
            "expired": f"{address}{path(town, made_at=town.now - PAGES_LAST)}",
        }


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_accessible_and_fits_every_screen(browser: Browser, pages: dict[str, str], state: str) -> None:
    with open_page(browser, pages[state]) as client:
        client.page.goto(client.address)
        client.errors.clear()  # the browser reports an answer of 4xx as an error, and here it is meant
        assert client.page.locator("h1").count() == 1
        for width, height in (DESKTOP, PHONE, NARROWEST):
            client.page.set_viewport_size({"width": width, "height": height})
            client.screenshot(f"portfolio-{state}-{width}")
            assert client.page.evaluate("document.documentElement.scrollWidth") <= width
            assert client.problems() == []


def test_a_policy_is_found_without_scripts_and_opened(browser: Browser, pages: dict[str, str]) -> None:
    with open_page(browser, pages["usual"], scripts=False) as client:
        client.page.goto(client.address)
        client.page.get_by_label("How they stand").select_option(label="Overdue")
        client.page.get_by_label("Words in the title").fill("quillan late")
        client.page.get_by_role("button", name="Show").click()
        found = client.page.locator(".table-folds tbody tr")
        assert found.count() == 1
        client.page.get_by_role("link", name="Late letters").click()
        assert client.page.locator("h1").inner_text() == "Late letters"
        client.page.go_back()
        client.page.get_by_role("link", name="Show all").click()
        assert found.count() == 12


def test_more_than_a_hundred_come_on_the_next_page(browser: Browser, pages: dict[str, str]) -> None:
    with open_page(browser, pages["many"]) as client:
        client.page.goto(client.address)
        client.page.get_by_role("link", name="Next page").click()
        assert "Page 2 of 2" in client.page.locator(".pages").inner_text()
        client.page.get_by_role("link", name="Previous page").click()
        assert "1 to 100 of 102 policies" in client.page.locator("p[role=status]").inner_text()


def test_its_numbers_lead_to_what_they_count(browser: Browser, pages: dict[str, str]) -> None:
    with open_page(browser, pages["usual"]) as client:
        client.page.goto(client.address)
        for link in [each.inner_text() for each in client.page.locator(".numbers a").all()]:
            client.page.goto(client.address)
            client.page.get_by_role("link", name=link, exact=True).click()
            assert f"of {link.partition(' ')[0]} polic" in client.page.locator("p[role=status]").inner_text()


def test_its_files_are_downloaded(browser: Browser, pages: dict[str, str]) -> None:
    with open_page(browser, pages["usual"]) as client:
        client.page.goto(client.address)
        for link, name in (("how they stand", "portfolio.csv"), ("fields of the", "evaluation-registry.csv")):
            with client.page.expect_download() as saved:
                client.page.get_by_role("link", name=link).click()
            assert saved.value.suggested_filename == name


def test_on_paper_there_is_nothing_that_paper_cannot_do(browser: Browser, pages: dict[str, str]) -> None:
    with open_page(browser, pages["usual"]) as client:
        client.page.goto(client.address)
        client.page.emulate_media(media="print")
        unwanted = (".header", ".sift", ".files", ".pages", ".footer")
        assert [one for one in unwanted if client.page.locator(one).is_visible()] == []
        assert client.page.locator("thead").last.is_visible()
        assert client.page.pdf(format="A4").startswith(b"%PDF-")
