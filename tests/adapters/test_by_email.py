"""The whole way of somebody without chat: an email arrives, its link is opened, and a button answers."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from adapters.email.post import EmailPost
from adapters.email.smtp import MailServer
from adapters.links import Links
from bot.events import Pressed, Submitted
from bot.messages import Card
from bot.model import NoticeKind
from bot.notices import Address, Delivered, Letter
from config.mail import read_mail
from tests.adapters.email.letters import CARD
from tests.adapters.web import linking
from tests.adapters.web.offered import OneOffer
from tests.clients.browser import open_browser
from tests.clients.mail import Mailbox, link_in, mail_server
from tests.clients.mail_reader import MailReader, reading_mail
from tests.clients.page import DESKTOP, NARROWEST, PHONE
from tests.clients.thread import served_in_a_thread

pytestmark = pytest.mark.browser

PUBLIC_URL = "https://find-expert.example.gov.uk"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def box() -> Iterator[Mailbox]:
    with mail_server() as opened:
        yield opened


class Bot:
    """What sends the emails and serves the pages."""

    def __init__(self, box: Mailbox, address: str, offer: OneOffer) -> None:
        self.address = address
        self.offer = offer
        mail = read_mail(box.url, "Find an expert <bot@example.gov.uk>")
        links = Links(linking.SECRET, PUBLIC_URL, lambda: linking.NOW)
        self._post = EmailPost(MailServer(mail, PUBLIC_URL), mail, links, lambda: linking.NOW)

    def send(self, card: Card) -> None:
        """To Ada, in a thread of its own: Playwright's loop runs in this one."""
        to = Address("email", user=str(linking.ADA), email="ada.quillan@example.gov.uk")
        kind, subject = NoticeKind.OFFER_CARD, linking.OFFER
        letter = Letter(1, "claim", f"{card.title}:1", kind, subject, linking.ADA, 1, to, card)
        outcomes = []
        thread = threading.Thread(target=lambda: outcomes.append(asyncio.run(self._post.deliver(letter))))
        thread.start()
        thread.join()
        assert isinstance(outcomes[0], Delivered)


@pytest.fixture
def bot(box: Mailbox) -> Iterator[Bot]:
    offer = OneOffer()
    with served_in_a_thread(linking.application(offer.handle)) as address:
        yield Bot(box, address, offer)


def offered(reader: MailReader) -> None:
    reader.follow_link()


def form(reader: MailReader) -> None:
    offered(reader)
    reader.press("Suggest other times")


def form_with_errors(reader: MailReader) -> None:
    form(reader)
    reader.fill("A word to Riley", "x" * 501)
    reader.submit("Suggest")


def booked(reader: MailReader) -> None:
    offered(reader)
    reader.press("Accept")


def stale(reader: MailReader) -> None:
    offered(reader)
    reader.press("Decline")


def wrong_link(reader: MailReader) -> None:
    reader.page.goto(f"{reader.address}/letter/wrong")


STATES: dict[str, Callable[[MailReader], None]] = {
    "email": lambda _reader: None,
    **{state.__name__: state for state in (offered, form, form_with_errors, booked, stale, wrong_link)},
}


@pytest.mark.parametrize("state", STATES)
def test_what_is_read_is_accessible_and_fits_every_screen(browser: Browser, bot: Bot, box: Mailbox, state: str) -> None:
    bot.send(CARD)
    with reading_mail(browser, bot.address, box) as reader:
        reader.read_next()
        STATES[state](reader)
        reader.errors.clear()  # the browser reports an answer of 4xx as an error, and here it is meant
        assert reader.page.locator("h1").count() == 1
        for width, height in (DESKTOP, PHONE, NARROWEST):
            reader.page.set_viewport_size({"width": width, "height": height})
            reader.screenshot(f"email-{state}-{width}")
            assert reader.page.evaluate("document.documentElement.scrollWidth") <= width
            assert reader.problems() == []
        if state == "email":
            offered(reader)  # so that there was a request to look at


@pytest.mark.parametrize("scripts", [True, False])
def test_an_offer_is_accepted_by_email(browser: Browser, bot: Bot, box: Mailbox, scripts: bool) -> None:
    bot.send(CARD)
    with reading_mail(browser, bot.address, box, scripts=scripts) as reader:
        assert reader.read_next() == CARD.title
        reader.follow_link()
        assert "Riley Marsh asks you for 30 minutes" in reader.answer()
        assert bot.offer.changes == []
        reader.press("Accept")
        assert "Consultation booked" in reader.answer()
        reader.page.reload()  # the browser sends the same again
        assert "Consultation booked" in reader.answer()
        reader.go_back()
        assert "Consultation booked" in reader.answer()
    [event] = bot.offer.changes
    assert isinstance(event, Pressed)
    assert event.sender.user == str(linking.ADA)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_double_click_is_one_press(browser: Browser, bot: Bot, box: Mailbox, scripts: bool) -> None:
    bot.send(CARD)
    with reading_mail(browser, bot.address, box, scripts=scripts) as reader:
        reader.read_next()
        reader.follow_link()
        reader.page.get_by_role("button", name="Accept").dblclick()
        reader.page.get_by_role("heading", name="Consultation booked").wait_for()
        reader.page.wait_for_load_state("networkidle")
    assert len(bot.offer.changes) == 1


def test_other_times_are_suggested_and_what_was_typed_is_kept(browser: Browser, bot: Bot, box: Mailbox) -> None:
    bot.send(CARD)
    with reading_mail(browser, bot.address, box) as reader:
        reader.read_next()
        form(reader)
        assert "Suggest other times" in reader.form()
        reader.fill("First choice", "yesterday")
        reader.fill("A word to Riley", "Two lines\nof it")
        reader.choose("Where you meet", "In person")
        reader.submit("Suggest")
        assert "Choose a time to come." in reader.form()
        assert reader.page.evaluate("document.activeElement.id") == "problem"
        assert reader.page.get_by_label("A word to Riley (optional)").input_value() == "Two lines\nof it"
        reader.fill("First choice", "20 May at 10:00")
        reader.submit("Suggest")
        assert "You suggested other times" in reader.answer()
    [event] = bot.offer.changes
    assert isinstance(event, Submitted)
    assert event.values == {"first": "20 May at 10:00", "why": "Two lines\nof it", "where": "in person"}


def test_a_form_is_left_without_sending_it(browser: Browser, bot: Bot, box: Mailbox) -> None:
    bot.send(CARD)
    with reading_mail(browser, bot.address, box) as reader:
        reader.read_next()
        form(reader)
        reader.close_form()
        assert "Riley Marsh asks you for 30 minutes" in reader.answer()
    assert bot.offer.changes == []


def test_the_address_of_the_page_is_told_to_nobody(browser: Browser, bot: Bot, box: Mailbox) -> None:
    bot.send(CARD)
    with reading_mail(browser, bot.address, box) as reader:
        reader.read_next()
        token = link_in(reader.email).rpartition("/")[2]
        told = []
        reader.page.on("request", lambda request: told.append(request.headers.get("referer", "")))
        booked(reader)
        assert len(told) > 3
        assert not any(token in referer for referer in told)
