"""What a person does with the bot, whatever they use: the journeys are written against this."""

from __future__ import annotations

import time
from typing import Protocol

from tests.clients.waiting import TOLD_WITHIN

LOOK_AGAIN_AFTER = 0.1  # seconds


class Client(Protocol):
    """A real client with a person at it. Every act waits until the bot has answered."""

    def find_expert(self, text: str) -> None:
        """Type ``/find-expert text`` (or into the box of the web page) and send it."""

    def evaluation(self, text: str = "") -> None:
        """Type ``/evaluation text``, or say it where that is no command, and send it."""

    def say(self, text: str) -> None:
        """Write it in one's own conversation with the bot, and go there where one is elsewhere."""

    def press(self, label: str, nth: int = 0, on: str = "") -> None:
        """Press the nth button of this label on the newest message of the bot.

        With ``on``: on the newest that says this and has such a button.
        """

    def answer(self) -> str:
        """The visible text of the newest message of the bot."""

    def see(self) -> list[str]:
        """The visible text of every message of the bot that is in front of them, oldest first."""

    def wait_for(self, *texts: str) -> str:
        """Wait in one's own conversation with the bot until a message there says all this, though nobody asked it now.

        Gives the visible text of the newest that does. It may have been there before, or have become so.
        """

    def address_of(self, link: str, on: str) -> str:
        """Where a link leads that is on the newest message that says ``on``."""

    def is_drawn(self, on: str) -> bool:
        """Whether the picture on the newest message that says this was fetched and can be seen."""

    def form(self) -> str:
        """The visible text of the open form, or an empty string when none is open: see ``expect_form``."""

    def fill(self, label: str, value: str) -> None:
        """Type into the field of the open form."""

    def choose(self, label: str, option: str) -> None:
        """Choose an option of a field of the open form."""

    def tick(self, label: str) -> None:
        """Tick a checkbox of the open form, when it is not."""

    def untick(self, label: str) -> None:
        """Take the tick away from a checkbox of the open form, when it has one."""

    def submit(self, label: str) -> None:
        """Press the form's own button."""

    def close_form(self) -> None:
        """Leave the form without sending it."""

    def check_accessible(self) -> None:
        """Fail when what is on the screen keeps anybody out, as far as the screen is ours."""

    def screenshot(self, name: str) -> None:
        """Keep a picture of what is on the screen, when the run was asked to keep pictures."""


def expect_form(client: Client, *texts: str) -> str:
    """Wait until the open form says all this; its visible text.

    A message that comes while the bot has not answered yet looks like its answer, so a form may open a moment later.
    """
    deadline = time.monotonic() + TOLD_WITHIN / 1_000
    while not all(text in (form := client.form()) for text in texts):
        assert time.monotonic() < deadline, f"no form says {texts} but: {form}"
        time.sleep(LOOK_AGAIN_AFTER)
    return form
