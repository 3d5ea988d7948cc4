"""A person at a real Teams client: Microsoft's Agents Playground in Chromium, with the bot behind it over HTTP.

The Playground opens no dialogs from cards. There this client sends the invoke itself, as Teams would, and shows the
card that comes back with Adaptive Cards' own renderer.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import Request, urlopen

import yaml
from playwright.sync_api import Browser, Locator, Page, WebSocket

from tests.clients.adaptive_cards import CardView
from tests.clients.have import need_npm
from tests.clients.ports import free_port
from tests.clients.waiting import IS_DRAWN, TOLD_WITHIN, wait_until_up

PACKAGE = "@microsoft/m365agentsplayground"
ANSWER_WITHIN = 15_000  # milliseconds until the bot counts as silent; generous, for machines with other work
START_WITHIN = 60  # seconds
TENANT = "6f5b1e0a-0000-4000-8000-000000000001"
BOT = {"id": "28:find-expert", "name": "Find an expert"}
RILEY = ("riley", "Riley", "Requester")
ADA = ("ada", "Ada", "Quillan")
PEOPLE = (
    RILEY,
    ADA,
    ("bram", "Bram", "Otterbourne"),
    ("cleo", "Cleo", "Marlowby"),
    ("dara", "Dara", "Fernlea"),
    ("edda", "Edda", "Thornapple"),
)
# The words of every card: what else is in it changes as soon as a button is pressed.
LOOK = "() => [...document.querySelectorAll('.ac-adaptiveCard')].map(card => card.innerText)"

Json = dict[str, Any]


@dataclass(frozen=True)
class Playground:
    """A running Playground, where the bot is that it speaks to, and who sits at it (id, given and family name)."""

    url: str
    bot_url: str
    who: tuple[str, str, str]


@contextmanager
def playground_running(bot_url: str, who: tuple[str, str, str] = RILEY) -> Iterator[Playground]:
    """Start the Playground for a bot that listens at ``bot_url``, and end it. Each is for one person.

    It listens on every interface and knows no passwords: run it where nobody else reaches the machine's ports, for
    instance in a network namespace that has loopback only, with the bot in the same.
    """
    program = need_npm(PACKAGE) / "cli.js"
    port = free_port()
    with TemporaryDirectory() as folder:
        config = Path(folder) / "people.yml"
        config.write_text(yaml.safe_dump(_people(who)))
        command = ["node", str(program), "start", "-e", f"{bot_url}/api/messages", "-c", "msteams", "-p", str(port)]
        with (Path(folder) / "log").open("w+") as output:
            process = subprocess.Popen(
                [*command, "--disable-telemetry"],
                cwd=folder,
                stdout=output,
                stderr=output,
                env={
                    "PATH": os.environ["PATH"],
                    "HOME": folder,
                    "TZ": "Europe/London",  # what it says is the time zone of whoever sits there
                    "TEAMSAPPTESTER_BROWSER": "none",
                    "APPLICATION_INSIGHTS_NO_STATSBEAT": "1",
                    "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(config),
                    "M365_AGENTS_PLAYGROUND_LOGFILE": str(Path(folder) / "playground.log"),
                },
            )
            try:
                playground = Playground(f"http://127.0.0.1:{port}", bot_url, who)
                wait_until_up(f"{playground.url}/_debug/ping", process, Path(output.name), START_WITHIN)
                yield playground
            finally:
                process.terminate()
                process.wait(START_WITHIN)


class TeamsClient:
    """Somebody in a chat with the bot. Implements tests.journeys.client.Client."""

    def __init__(self, browser: Browser, playground: Playground, cards: CardView, pictures: Path | None = None) -> None:
        """``cards`` shows dialogs; ``pictures`` is the folder for screenshots, without which none are kept."""
        self.page: Page = browser.new_page(viewport={"width": 1400, "height": 1100})
        self.page.set_default_timeout(ANSWER_WITHIN)
        self.playground = playground
        self._dialogs = cards
        self._dialog: Json | None = None
        self._pictures = pictures
        self._cards: dict[str, Json] = {}
        self._at: dict[str, str] = {}
        self._chat: Json = {"conversationType": "personal", "tenantId": TENANT, "id": chat_of(playground.who)}
        self._numbers = count(1)
        self.page.on("websocket", self._listen)
        self.page.goto(playground.url)
        self._answered(lambda: None, since=[])  # whoever comes is welcomed
        self.welcome = self.answer()
        self.page.get_by_title("Toggle Log Panel").click()

    # ------------------------------------------------------------------------------------------ what a person does

    def find_expert(self, text: str) -> None:
        self.say(f"find-expert {text}")

    def evaluation(self, text: str = "") -> None:
        self.say(f"evaluation {text}".strip())

    def say(self, text: str) -> None:
        """Type it into the chat that is open, and send it."""
        self._dialog = None
        self._type(text)
        self._answered(self._send)

    def mention(self, text: str) -> None:
        """Name the bot with an @, type the text, and send it."""
        self._go_to_the_box()
        self.page.keyboard.type("@")
        self.page.locator("#typeahead-menu").get_by_role("menuitem", name=BOT["name"]).click()
        self.page.keyboard.insert_text(f" {text}")
        self._answered(self._send)

    def say_to_nobody(self, text: str) -> list[str]:
        """Say it without naming the bot. Gives what is to be seen when it was delivered."""
        self._type(text)
        with self.page.expect_response(lambda response: response.url.endswith("/messages")):
            self._send()
        return self._look()

    def open_chat(self, name: str, id_: str, kind: str) -> None:
        """Go to another chat or channel, where the bot is installed the first time somebody does."""
        self._chat = {"conversationType": kind, "tenantId": TENANT, "id": id_}
        self.page.get_by_role("treeitem", name=name).click()
        self._until(lambda: self._at.get(id_) is not None)

    def use_search_box(self, text: str, button: str) -> None:
        """Type into the box of the newest card and press its button."""
        self._newest().get_by_role("textbox").fill(text)
        self.press(button)

    def press(self, label: str, nth: int = 0, on: str = "") -> None:
        message, buttons = self._newest_buttons(label, on)
        pressed = buttons[nth]
        if pressed.get("data", {}).get("msteams", {}).get("type") == "task/fetch":
            self._show(self._invoke("task/fetch", {"data": pressed["data"]}, replyToId=message))
        else:
            button = self.page.get_by_role("button", name=label, exact=True)
            card = self._saying(on).filter(has=button).last if on else self._newest()
            self._answered(card.get_by_role("button", name=label, exact=True).nth(nth).click)

    def answer(self) -> str:
        return self._newest().inner_text()

    def see(self) -> list[str]:
        return self._look()

    def wait_for(self, *texts: str) -> str:
        if self._chat["id"] != chat_of(self.playground.who):
            self.open_chat("Personal Chat", chat_of(self.playground.who), "personal")
        card = self._saying(*texts).last
        card.wait_for(timeout=TOLD_WITHIN)
        return card.inner_text()

    def address_of(self, link: str, on: str) -> str:
        with self.page.expect_popup() as opened:
            self._saying(on).last.get_by_role("link", name=link, exact=True).click()
        opened.value.close()
        return opened.value.url

    def is_drawn(self, on: str) -> bool:
        return bool(self._saying(on).last.locator("img").last.evaluate(IS_DRAWN))

    def form(self) -> str:
        return f"{self._dialog['title']}\n{self._dialogs.text()}" if self._dialog else ""

    def fill(self, label: str, value: str) -> None:
        self._dialogs.page.get_by_label(_labelled(label)).fill(value)

    def choose(self, label: str, option: str) -> None:
        field = self._dialogs.page.get_by_label(_labelled(label))
        radio = self._dialogs.page.locator(f'input[type="radio"][aria-label="{option}"]')
        if radio.count():
            radio.check()
        else:
            field.select_option(label=option)

    def tick(self, label: str) -> None:
        self._checkbox(label).check()

    def untick(self, label: str) -> None:
        self._checkbox(label).uncheck()

    def submit(self, label: str) -> None:
        self._dialogs.page.get_by_role("button", name=label, exact=True).click()
        data = self._dialogs.pressed()
        before = self._look()
        body = self._invoke("task/submit", {"data": data})
        self._show(body)
        if self._dialog is None:
            self._answered(lambda: None, since=before)

    def close_form(self) -> None:
        self._dialog = None

    def check_accessible(self) -> None:
        """Nothing to check: the screen is Microsoft's own, and what we send it holds no markup."""

    def screenshot(self, name: str) -> None:
        if not self._pictures:
            return
        if self._dialog:
            self._dialogs.screenshot(f"teams-{name}")
        else:
            self.page.screenshot(path=self._pictures / f"teams-{name}.png")

    def close(self) -> None:
        """Shut the page."""
        self.page.close()

    # ------------------------------------------------------------------------------------------ message extension

    def search_while_writing(self, text: str) -> Locator:
        """Type into the search of the message extension. Gives the list of what it finds."""
        self.page.get_by_label("Trigger Message Extension App").last.click()
        self.page.get_by_role("menuitem", name="Search Command").click()
        self.page.keyboard.type(text)
        return self.page.locator(".fui-PopoverSurface").last

    def find_for_newest_message(self) -> Locator:
        """The action on the newest message that somebody wrote. Gives its dialog."""
        mine = self.page.locator("[aria-label='Message header']").filter(
            has_not=self.page.get_by_label("Message author")
        )
        mine.last.get_by_label("Show more information").click()
        self.page.get_by_role("menuitem", name="Action Command").click()
        self.page.get_by_role("dialog").get_by_role("button", name="Create").click()
        dialog = self.page.get_by_role("dialog").last
        dialog.locator(".ac-adaptiveCard").wait_for()
        return dialog

    # ------------------------------------------------------------------------------------------ what goes on

    def _invoke(self, name: str, value: Json, **more: str) -> Json:
        """As Teams does it. Gives the body of the answer."""
        activity = {
            "type": "invoke",
            "name": name,
            "id": f"f:{id(self)}-{next(self._numbers)}",
            "channelId": "msteams",
            "serviceUrl": f"{self.playground.url}/_connector",
            "from": {"id": f"29:{self.playground.who[0]}", "aadObjectId": f"entra-{self.playground.who[0]}"},
            "recipient": BOT,
            "conversation": self._chat,
            "channelData": {"tenant": {"id": TENANT}},
            "value": value,
            **more,
        }
        request = Request(
            f"{self.playground.bot_url}/api/messages",
            data=json.dumps(activity).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urlopen(request, timeout=ANSWER_WITHIN / 1000) as answer:
            return dict(json.loads(answer.read() or b"{}"))

    def _show(self, body: Json) -> None:
        self._dialog = body["task"]["value"] if body else None
        if self._dialog:
            self._dialogs.show(self._dialog["card"]["content"])

    def _checkbox(self, label: str) -> Locator:
        # The first of several is also named by what they all have in common, so names do not tell them apart.
        return self._dialogs.page.locator(f'input[type="checkbox"][aria-label="{label}"]')

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._heard)

    def _heard(self, frame: str | bytes) -> None:
        """The Playground tells its page of every message: from there come the ids and what is behind buttons."""
        told = json.loads(frame)
        message = told.get("message") or {}
        for attachment in message.get("attachments") or []:
            self._cards[message["messageId"]] = attachment["content"]
            self._at[told["actionConversationId"]] = message["messageId"]

    def _newest(self) -> Locator:
        return self.page.locator(".ac-adaptiveCard").last

    def _saying(self, *texts: str) -> Locator:
        found = self.page.locator(".ac-adaptiveCard")
        for text in texts:
            found = found.filter(has_text=text)
        return found

    def _newest_buttons(self, label: str, on: str) -> tuple[str, list[Json]]:
        """The id of the newest message of the bot, or of the newest that says this, and its buttons of this label."""
        found = [(message, _buttons(card, label)) for message, card in self._cards.items() if on in _words(card)]
        return [each for each in found if each[1]][-1] if on else found[-1]

    def _type(self, text: str) -> None:
        """All at once: the Playground draws everything anew for each key."""
        self._go_to_the_box()
        self.page.keyboard.insert_text(text)

    def _go_to_the_box(self) -> None:
        self.page.locator("[contenteditable=true][role=textbox]").last.click()

    def _send(self) -> None:
        self.page.get_by_label("Send Message").last.click()

    def _look(self) -> list[str]:
        return list(self.page.evaluate(LOOK))

    def _answered(self, act: Callable[[], None], since: list[str] | None = None) -> None:
        """Do it and wait until something else is to be seen."""
        before = self._look() if since is None else since
        act()
        self.page.wait_for_function(f"before => JSON.stringify(({LOOK})()) !== JSON.stringify(before)", arg=before)

    def _until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + ANSWER_WITHIN / 1000
        while not holds():
            assert time.monotonic() < deadline, "the bot was silent"
            self.page.wait_for_timeout(50)


def _buttons(part: Any, label: str) -> list[Json]:
    """Every button of this label in a card, in the order they stand."""
    match part:
        case dict() if part.get("type") in {"Action.Execute", "Action.Submit"}:
            return [part] if part["title"] == label else []
        case dict():
            return [found for value in part.values() for found in _buttons(value, label)]
        case list():
            return [found for value in part for found in _buttons(value, label)]
    return []


def _words(part: Any) -> str:
    """All that a card says."""
    match part:
        case dict():
            return "\n".join(_words(value) for name, value in part.items() if name != "data")
        case list():
            return "\n".join(_words(value) for value in part)
    return str(part)


def _labelled(label: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(label)}( \*)?$")


def chat_of(who: tuple[str, str, str]) -> str:
    """The id of somebody's own chat with the bot."""
    return f"chat-of-{who[0]}"


def _people(who: tuple[str, str, str]) -> Json:
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": BOT,
        "currentUser": _person(*who),
        "users": [_person(*each) for each in PEOPLE if each != who],
        "personalChat": {"id": chat_of(who)},
        "groupChat": {"id": "group-chat", "name": "Letters project"},
        "team": {
            "id": "general",
            "name": "Pensions policy",
            "aadGroupId": "6f5b1e0a-0000-4000-8000-000000000031",
            "channels": [{"id": "announcements", "name": "Announcements"}],
        },
    }


def _person(id_: str, given: str, family: str) -> Json:
    address = f"{given}.{family}@example.gov.uk".lower()
    return {
        "id": f"29:{id_}",
        "aadObjectId": f"entra-{id_}",
        "name": f"{given} {family}",
        "givenName": given,
        "surname": family,
        "email": address,
        "userPrincipleName": address,
    }
