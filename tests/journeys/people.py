"""Everybody at one bot, each at a client of their own: those who ask, and the experts who are asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from tests.clients.adaptive_cards import open_cards
from tests.clients.bot import Bot
from tests.clients.have import pictures
from tests.clients.mail import Mailbox
from tests.clients.mail_reader import MailReader, reading_mail
from tests.clients.page import PageClient, open_page
from tests.clients.ports import free_port
from tests.clients.slack import LocalSlack, SlackClient, slack_running
from tests.clients.teams import TeamsClient, playground_running
from tests.journeys.client import Client, expect_form

Where = Literal["slack", "teams", "page"]

ASKING: dict[Where, str] = {"slack": "Riley Requester", "teams": "Dara Fernlea", "page": "Juniper Quill"}
EXPERTS: dict[Where, str] = {"slack": "Ada Quillan", "teams": "Bram Otterbourne", "page": "Elowen Trellisshoe"}
"""Who asks, and who is in the directory, on each platform."""

WHEN = re.compile(r"[A-Z][a-z]+day \d{1,2} [A-Z][a-z]+ \d{4}, \d\d:\d\d UK time")
"""A time as people read it."""
QUESTION, MESSAGE = "What do you need to know?", "Your message to"


@dataclass(frozen=True)
class Somebody:
    """One of them, and what they do there."""

    name: str
    where: Where
    client: Client

    def asks(self, need: str, question: str, nth: int = 0, times: int = 1, **choices: str) -> str:
        """Search, ask the nth who is found, and send the form. Gives what it said before.

        So many of the first times are ticked; ``choices`` are options to choose, by the names of ``LABELS``.
        """
        self.client.say(need)
        self.client.press("Ask", nth, on=need)
        form = expect_form(self.client, QUESTION)
        self.client.fill(QUESTION, question)
        for when in WHEN.findall(form)[:times]:
            self.client.tick(when)
        for name, option in {"minutes": "30 minutes", **choices}.items():
            self.client.choose(LABELS[name], option)
        self.client.screenshot("ask")
        self.client.submit("Send request")
        self._closes("Request sent")
        return form

    def sees(self, *texts: str) -> str:
        """Wait for a card that says all this."""
        return self.client.wait_for(*texts)

    def presses(self, label: str, question: str, nth: int = 0) -> None:
        """Press the nth button that begins so, of the newest card about this question that has such a button."""
        found = [line for line in self.sees(question, label).splitlines() if line.startswith(label)]
        self.client.press(found[nth], on=question)

    def writes(self, text: str, about: str, label: str) -> None:
        """Press the button of this label on the newest card that says ``about``, and send a message."""
        self.client.press(label, on=about)
        written = expect_form(self.client, MESSAGE)
        [field] = [line for line in written.splitlines() if line.startswith(MESSAGE)]
        self.client.fill(field.removesuffix(" *"), text)
        self.client.submit("Send message")
        self._closes("Message sent")

    def _closes(self, saying: str) -> None:
        """Close the form that follows on one that was sent."""
        expect_form(self.client, saying)
        self.client.close_form()


LABELS = {"minutes": "For how long?", "by_when": "By when do you need it?", "sensitive": "Who can see the details?"}


@dataclass
class People:
    """Those of them who are there: everybody comes when they are first asked for, and is then known to the bot."""

    bot: Bot
    browser: Browser
    slack: LocalSlack
    box: Mailbox
    _stack: ExitStack
    _there: dict[str, Somebody] = field(default_factory=dict)

    def who_asks(self, where: Where) -> Somebody:
        return self._somebody(ASKING[where], where)

    def expert(self, where: Where) -> Somebody:
        return self._somebody(EXPERTS[where], where)

    def at_their_emails(self) -> AbstractContextManager[MailReader]:
        """Whoever is reached by email alone."""
        return reading_mail(self.browser, self.bot.address, self.box)

    def at(self, now: str) -> None:
        """Let it be another time (ISO 8601): the bot is ended and started again, and what is due by then comes."""
        pages = [each.client for each in self._there.values() if isinstance(each.client, PageClient)]
        for page in pages:
            page.leave()
        self.bot.stop()
        self.bot.start(now)
        for page in pages:
            page.come_back()

    def _somebody(self, name: str, where: Where) -> Somebody:
        if name not in self._there:
            self._there[name] = Somebody(name, where, self._client(name, where))
        return self._there[name]

    def _client(self, name: str, where: Where) -> Client:
        match where:
            case "slack":
                at_slack = SlackClient(self.browser, self.slack, pictures(), name)
                self._stack.callback(at_slack.close)
                at_slack.say("home")
                return at_slack
            case "teams":
                given, family = name.split()
                who = (given.lower(), given, family)
                playground = self._stack.enter_context(playground_running(self.bot.address, who))
                cards = self._stack.enter_context(open_cards(self.browser))
                in_teams = TeamsClient(self.browser, playground, cards, pictures())
                self._stack.callback(in_teams.close)
                return in_teams
            case "page":
                on_the_page = self._stack.enter_context(open_page(self.browser, self.bot.address))
                on_the_page.be(name)
                on_the_page.say("home")
                return on_the_page


def booked(start: str, minutes: int) -> str:
    """The time of a consultation as people read it, from its start as they do."""
    day, _, clock = start.removesuffix(" UK time").rpartition(", ")
    ends = datetime.strptime(clock, "%H:%M").replace(tzinfo=UTC) + timedelta(minutes=minutes)
    return f"{day}, {clock} to {ends:%H:%M} UK time"


@contextmanager
def people_at(
    browser: Browser, folder: Path, settings: dict[str, str], box: Mailbox, *, serves_pages: bool = False
) -> Iterator[People]:
    """The bot with these ``settings``, Slack and a mail server; it keeps its log in ``folder``.

    ``serves_pages``: what its links lead to can be opened here.
    """
    port = free_port()
    with ExitStack() as stack:
        slack = stack.enter_context(slack_running(port))
        mail = {
            "SMTP_URL": box.url,
            "MAIL_FROM": "Find an expert <bot@example.gov.uk>",
            "PUBLIC_URL": f"http://127.0.0.1:{port}" if serves_pages else "https://find-expert.example.gov.uk",
        }
        bot = Bot(port, folder, settings | slack.environment | mail, "--demo")
        stack.callback(bot.stop)
        bot.start()
        yield People(bot, browser, slack, box, stack)
