"""A person at a real Slack client: local-slack's page in Chromium, with the bot behind it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from playwright.sync_api import Browser, Locator, Page

from tests.clients.have import need_npm
from tests.clients.ports import free_port
from tests.clients.waiting import IS_DRAWN, TOLD_WITHIN, wait_until_up

PACKAGE = "local-slack-linux-x64"
BOT_TOKEN = "xoxb-test-token"
APP_TOKEN = "xapp-test-token"
SIGNING_SECRET = "test-signing-secret"
TEAM = "T01ACME"
ANSWER_WITHIN = 15_000  # milliseconds until the bot counts as silent; generous, for machines with other work
START_WITHIN = 30  # seconds


def _person(id_: str, name: str) -> dict[str, str]:
    email = f"{'.'.join(name.lower().split())}@example.gov.uk"
    return {"id": id_, "name": name.split()[0].lower(), "real_name": name, "email": email, "tz": "Europe/London"}


WORKSPACE: dict[str, Any] = {
    "workspace": {"name": "Acme", "domain": "acme", "teamId": TEAM},
    "users": [_person("U01RILEY", "Riley Requester"), _person("U02ADA", "Ada Quillan")],
    "channels": [{"id": "C01GEN", "name": "general", "members": ["U01RILEY", "U02ADA", "U0BOT"]}],
}

# The page itself, and in Socket Mode the bot: what there is to deliver before is lost.
ALL_CONNECTED = """() => {
    const all = [...document.querySelectorAll('.status')];
    return all.length > 0 && all.every(it => it.classList.contains('ok'));
}"""

# What there is to see: the messages, and the form with its complaints but without what is being typed into it.
FORM = "(document.querySelector('.modal')?.innerText ?? '')"
LOOK = f"""() => [
    (document.querySelector('.messages') ?? document.querySelector('.home'))?.innerHTML ?? '',
    {FORM},
]"""
ANSWERS = "document.querySelectorAll('.msg .badge-app').length"


@dataclass(frozen=True)
class LocalSlack:
    """A running Slack. ``environment`` is what the bot needs to reach it and to believe it."""

    url: str
    environment: dict[str, str]

    @property
    def state(self) -> str:
        """Where its state is read as JSON."""
        return f"{self.url}/_control/state"


@contextmanager
def slack_running(bot_port: int, *, by_socket: bool = False) -> Iterator[LocalSlack]:
    """Start Slack for a bot that listens (or will) on 127.0.0.1:``bot_port``, and end it.

    ``by_socket``: it is reached by Socket Mode alone, over the connection that the bot opens.

    It listens on every interface, and its tokens are published here: run it where nobody else reaches the machine's
    ports, for instance in a network namespace that has loopback only, with the bot in the same.
    """
    program = need_npm(PACKAGE) / "bin" / "local-slack"
    port = free_port()
    with TemporaryDirectory() as folder:
        config = Path(folder) / "slack.yml"
        config.write_text(yaml.safe_dump({**WORKSPACE, "app": _app(bot_port, by_socket=by_socket)}))
        command = [str(program), "--config", str(config), "--port", str(port), "--base-host", "127.0.0.1"]
        with (Path(folder) / "log").open("w+") as output:
            process = subprocess.Popen(
                [*command, "--files-dir", folder], stdout=output, stderr=output, env={"PATH": os.environ["PATH"]}
            )
            try:
                slack = LocalSlack(
                    f"http://127.0.0.1:{port}",
                    {
                        "SLACK_BOT_TOKEN": BOT_TOKEN,
                        **({"SLACK_APP_TOKEN": APP_TOKEN} if by_socket else {"SLACK_SIGNING_SECRET": SIGNING_SECRET}),
                        "SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
                    },
                )
                wait_until_up(slack.state, process, Path(output.name), START_WITHIN)
                yield slack
            finally:
                process.terminate()
                process.wait(START_WITHIN)


class SlackClient:
    """Somebody in #general, with the bot's messages in front of them. Implements tests.journeys.client.Client.

    Several people may be at one local Slack, each at a page of their own. It shows everybody what is for one person
    alone, and the form that one has open: let them open forms in turn, and read what the bot says to them in their own
    conversations with it. It also shows forms without what is chosen and ticked in them beforehand.
    """

    def __init__(
        self, browser: Browser, slack: LocalSlack, pictures: Path | None = None, who: str = "Riley Requester"
    ) -> None:
        """``pictures`` is the folder for screenshots; without it none are kept."""
        self._who = who
        self._page: Page = browser.new_page(viewport={"width": 1200, "height": 1100})
        self._page.set_default_timeout(ANSWER_WITHIN)
        self._page.goto(slack.url)
        self._page.wait_for_function(ALL_CONNECTED)
        self._page.locator(".actas select").select_option(label=who)
        self._pictures = pictures

    def find_expert(self, text: str) -> None:
        self._page.locator(".composer-input").fill(f"/find-expert {text}")
        self._answered(self._page.locator(".composer-send").click)

    def evaluation(self, text: str = "") -> None:
        self._page.locator(".composer-input").fill(f"/evaluation {text}")
        self._answered(self._page.locator(".composer-send").click)

    def open_home(self) -> None:
        """Open the bot's App Home, which local Slack draws as soon as the bot has answered."""
        self._page.locator(".sidebar-item", has_text="find-expert").click()
        self._page.locator(".home .blocks").wait_for()

    def home(self) -> str:
        """The visible text of the App Home."""
        return self._page.locator(".home").inner_text()

    def redrawn(self, act: Callable[[], None]) -> str:
        """Do something that changes the App Home; its text then."""
        self._answered(act)
        return self.home()

    def write_to_the_bot(self, text: str) -> None:
        """Write in the conversation with the bot, which is there once its home was opened."""
        self._own().click()
        self._say(text)

    def say(self, text: str) -> None:
        if not self._own().count():
            self.open_home()
        self.write_to_the_bot(text)

    def write_in_the_channel(self, text: str) -> None:
        self._page.locator(".sidebar-item", has_text="general").click()
        self._say(text)

    def shown_in_the_channel(self, act: Callable[[], None]) -> str:
        """Do something that the bot answers there; the answer."""
        self._page.locator(".sidebar-item", has_text="general").click()
        self._waited_for_answer(act)
        return self.answer()

    def reload(self) -> None:
        """Slack shows again what it keeps."""
        self._page.reload()
        self._page.wait_for_function(ALL_CONNECTED)

    def is_for_one_alone(self) -> bool:
        """Whether Slack marks the newest message of the bot as seen by nobody else."""
        return self._newest().locator(".badge-eph").count() == 1

    def press(self, label: str, nth: int = 0, on: str = "") -> None:
        button = self._page.locator(".bk-button", has_text=_exactly(label))
        message = self._saying(on).filter(has=button).last if on else self._newest()
        self._answered(message.locator(button).nth(nth).click)

    def answer(self) -> str:
        return self._newest().locator(".blocks").inner_text()

    def see(self) -> list[str]:
        return [message.inner_text() for message in self._of_the_bot().locator(".blocks").all()]

    def wait_for(self, *texts: str) -> str:
        self._own().click(timeout=TOLD_WITHIN)
        message = self._saying(*texts).last
        message.wait_for(timeout=TOLD_WITHIN)
        return message.locator(".blocks").inner_text()

    def address_of(self, link: str, on: str) -> str:
        return self._saying(on).last.locator("a", has_text=_exactly(link)).get_attribute("href") or ""

    def is_drawn(self, on: str) -> bool:
        return bool(self._saying(on).last.locator("img").last.evaluate(IS_DRAWN))

    def form(self) -> str:
        return str(self._page.evaluate(FORM))

    def fill(self, label: str, value: str) -> None:
        self._field(label).locator(".bk-plain-input").fill(value)

    def choose(self, label: str, option: str) -> None:
        self._field(label).locator("select").select_option(label=option)

    def tick(self, label: str) -> None:
        self._checkbox(label).check()

    def untick(self, label: str) -> None:
        self._checkbox(label).uncheck()

    def submit(self, label: str) -> None:
        button = self._page.locator(".modal-foot").get_by_role("button", name=label, exact=True)
        self._answered(button.click, closing_is_no_answer=True)

    def close_form(self) -> None:
        self._page.locator(".modal-x").click()
        self._page.locator(".modal").wait_for(state="detached")

    def check_accessible(self) -> None:
        """Nothing to check: the screen is Slack's own, and what we send it holds no markup."""

    def screenshot(self, name: str) -> None:
        if self._pictures:
            self._pictures.mkdir(parents=True, exist_ok=True)
            self._page.screenshot(path=self._pictures / f"slack-{name}.png")

    def close(self) -> None:
        """Shut the page."""
        self._page.close()

    def _say(self, text: str) -> None:
        """Say it and wait for the bot's answer: one's own words are to be seen before."""
        self._page.locator(".composer-input").fill(text)
        self._waited_for_answer(self._page.locator(".composer-send").click)

    def _waited_for_answer(self, act: Callable[[], None]) -> None:
        before = self._page.evaluate(ANSWERS)
        act()
        self._page.wait_for_function(f"before => {ANSWERS} > before", arg=before)

    def _own(self) -> Locator:
        """The conversation with the bot, in the list of all."""
        return self._page.locator(".sidebar-item", has_text=self._who)

    def _of_the_bot(self) -> Locator:
        return self._page.locator(".msg").filter(has=self._page.locator(".badge-app"))

    def _newest(self) -> Locator:
        return self._of_the_bot().last

    def _saying(self, *texts: str) -> Locator:
        found = self._of_the_bot()
        for text in texts:
            found = found.filter(has_text=text)
        return found

    def _field(self, label: str) -> Locator:
        named = self._page.locator(".bk-label", has_text=_exactly(label))
        return self._page.locator(".modal .bk-input").filter(has=named)

    def _checkbox(self, label: str) -> Locator:
        return self._page.locator(".modal .bk-options").get_by_label(label, exact=True)

    def _answered(self, act: Callable[[], None], *, closing_is_no_answer: bool = False) -> None:
        """Do it and wait until something else is to be seen.

        A form that was sent is closed first and answered a moment later, so there the messages have to change too.
        """
        before = self._page.evaluate(LOOK)
        act()
        self._page.wait_for_function(
            f"""([messages, form, closing]) => {{
                const now = ({LOOK})();
                if (closing && now[1] === '') return now[0] !== messages;
                return now[0] !== messages || now[1] !== form;
            }}""",
            arg=[*before, closing_is_no_answer],
        )


def _exactly(label: str) -> re.Pattern[str]:
    return re.compile(f"^{re.escape(label)}$")


def _app(bot_port: int, *, by_socket: bool) -> dict[str, str]:
    return {
        "appId": "A01APP",
        "botUserId": "U0BOT",
        "botName": "find-expert",
        "botToken": BOT_TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": SIGNING_SECRET,
        "mode": "socket" if by_socket else "events",
        "requestUrl": f"http://127.0.0.1:{bot_port}/slack/events",
    }
