"""Somebody who is reached by email alone: reads it in a real Chromium, and answers on the page its link leads to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from urllib.parse import urlsplit, urlunsplit

from playwright.sync_api import Browser, Locator, Page

from tests.clients.mail import Mailbox, html_of, link_in
from tests.clients.page import DESKTOP, PageClient, open_window


class MailReader(PageClient):
    """A person at their emails. ``address`` is where the bot answers, whatever PUBLIC_URL says."""

    email: EmailMessage

    def __init__(self, page: Page, address: str, box: Mailbox) -> None:
        super().__init__(page, address)
        self.box = box

    def read_next(self) -> str:
        """Wait for the next email, read it as HTML, and say its subject."""
        self.email = self.box.next()
        self.page.goto("about:blank")  # what stands there otherwise may allow no styles but its own
        self.page.set_content(html_of(self.email))
        return str(self.email["Subject"])

    def follow_link(self) -> None:
        """Open what the email leads to."""
        at = urlsplit(self.address)
        self.page.goto(urlunsplit(urlsplit(link_in(self.email))._replace(scheme=at.scheme, netloc=at.netloc)))

    def form(self) -> str:
        return self.page.locator("main").inner_text() if self.page.locator("#form-title").count() else ""

    def go_back(self) -> None:
        self._leave_by(self.page.locator("a.back"))

    def _messages(self) -> Locator:
        return self.page.locator("main")


@contextmanager
def reading_mail(
    browser: Browser, address: str, box: Mailbox, size: tuple[int, int] = DESKTOP, scripts: bool = True
) -> Iterator[MailReader]:
    """A person at their emails. Fails at the end when a request left this computer."""
    with open_window(browser, size, scripts) as page:
        reader = MailReader(page, address, box)
        yield reader
        reader.check_requests()
