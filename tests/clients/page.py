"""A person at the demonstration page, in a real Chromium."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request

from adapters.http_limits import LOOPBACK
from tests.clients.have import need_npm, pictures
from tests.clients.waiting import IS_DRAWN, TOLD_WITHIN

DESKTOP = (1280, 900)
PHONE = (375, 812)
NARROWEST = (320, 640)  # 1280 pixels at 400 %: WCAG 2.2, 1.4.10 Reflow
AGAIN_AFTER = 500  # milliseconds until the page is loaded again


class PageClient:
    """Implements tests.journeys.client.Client. ``requests`` are the addresses the browser asked for."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.requests: list[str] = []
        self.errors: list[str] = []
        page.on("request", self._count)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)

    def be(self, name: str) -> None:
        """Choose who to be."""
        self.page.goto(f"{self.address}/personas")
        self._leave_by(self.page.get_by_role("button", name=name))

    def leave(self) -> None:
        """Be nowhere, as long as nobody answers at the page's address."""
        self.page.goto("about:blank")

    def come_back(self) -> None:
        self.page.goto(self.address)

    def say(self, text: str) -> None:
        self._go_to_conversation()
        self.find_expert(text)

    def find_expert(self, text: str) -> None:
        # A card may hold such a box too, above the page's own.
        self.page.get_by_label("What do you need an expert for?").last.fill(text)
        self._leave_by(self.page.get_by_role("button", name="Find an expert", exact=True).last)

    def evaluation(self, text: str = "") -> None:
        self.find_expert(f"evaluation {text}".strip())

    def press(self, label: str, nth: int = 0, on: str = "") -> None:
        button = self.page.locator(f'button:text-is("{label}")')
        message = self._saying(on).filter(has=button).last if on else self._newest()
        self._leave_by(message.locator(button).nth(nth))

    def answer(self) -> str:
        return self._newest().inner_text()

    def see(self) -> list[str]:
        return self._messages().all_inner_texts()

    def wait_for(self, *texts: str) -> str:
        """As often as it takes, the page is loaded again."""
        self._go_to_conversation()
        deadline = time.monotonic() + TOLD_WITHIN / 1_000
        while not self._saying(*texts).count():
            assert time.monotonic() < deadline, f"no message says {texts}"
            self.page.wait_for_timeout(AGAIN_AFTER)
            self.page.reload()
        return self._saying(*texts).last.inner_text()

    def address_of(self, link: str, on: str) -> str:
        return self._saying(on).last.get_by_role("link", name=link, exact=True).get_attribute("href") or ""

    def is_drawn(self, on: str) -> bool:
        return bool(self._saying(on).last.locator("img").last.evaluate(IS_DRAWN))

    def form(self) -> str:
        return self.page.locator("main").inner_text() if self._on_a_form() else ""

    def fill(self, label: str, value: str) -> None:
        self._field(label).fill(value)

    def choose(self, label: str, option: str) -> None:
        group = self.page.get_by_role("group", name=_labelled(label))
        if group.count():
            group.get_by_label(option, exact=True).check(force=True)
        else:
            self._field(label).select_option(label=option)

    def tick(self, label: str) -> None:
        self._checkbox(label).check(force=True)

    def untick(self, label: str) -> None:
        self._checkbox(label).uncheck(force=True)

    def submit(self, label: str) -> None:
        self._leave_by(self.page.get_by_role("button", name=label, exact=True))

    def close_form(self) -> None:
        self._leave_by(self.page.locator("a.back, main form a.link").first)

    def screenshot(self, name: str) -> None:
        if folder := pictures():
            self.page.screenshot(path=folder / f"{name}.png", full_page=True)

    def check_accessible(self) -> None:
        assert self.problems() == []

    def problems(self) -> list[str]:
        """What axe-core finds wrong with the page as it is: one line a problem."""
        source = (need_npm("axe-core") / "axe.min.js").read_text("utf-8")
        # evaluated rather than added as a script: the page's own policy forbids scripts that are not its own
        self.page.evaluate(source)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]

    def check_requests(self) -> None:
        """Fail when the browser asked for anything beyond this computer, or reported an error."""
        beyond = [url for url in self.requests if urlsplit(url).hostname not in LOOPBACK]
        assert self.requests
        assert not beyond
        assert not self.errors, self.errors

    def _leave_by(self, way: Locator) -> None:
        with self.page.expect_navigation():
            way.click()

    def _newest(self) -> Locator:
        return self._messages().last

    def _saying(self, *texts: str) -> Locator:
        found = self._messages()
        for text in texts:
            found = found.filter(has_text=text)
        return found

    def _messages(self) -> Locator:
        return self.page.locator("article")

    def _go_to_conversation(self) -> None:
        if self._on_a_form():
            self.page.goto(self.address)

    def _on_a_form(self) -> bool:
        return urlsplit(self.page.url).path.startswith("/form/")

    def _field(self, label: str) -> Locator:
        return self.page.get_by_label(_labelled(label))

    def _checkbox(self, label: str) -> Locator:
        return self.page.get_by_role("checkbox", name=label, exact=True)

    def _count(self, request: Request) -> None:
        self.requests.append(request.url)


@contextmanager
def open_page(
    browser: Browser, address: str, size: tuple[int, int] = DESKTOP, scripts: bool = True
) -> Iterator[PageClient]:
    """A person at the page. Fails at the end when a request left this computer."""
    with open_window(browser, size, scripts) as page:
        client = PageClient(page, address)
        yield client
        client.check_requests()


@contextmanager
def open_window(browser: Browser, size: tuple[int, int] = DESKTOP, scripts: bool = True) -> Iterator[Page]:
    """A browser window of its own, with nothing remembered."""
    context: BrowserContext = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, java_script_enabled=scripts
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def _labelled(label: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(label)}( \(optional\))?$")
