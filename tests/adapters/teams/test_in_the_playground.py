"""What people typed, in the renderer of the Agents Playground, the nearest to that of Teams: nothing comes alive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Page

from adapters.teams import render
from adapters.teams.text import WORD_JOINER, clean
from tests.adapters.teams.test_in_a_browser import LIVELY, card_of
from tests.clients.browser import open_browser
from tests.clients.teams import playground_running
from tests.sizes import FULL

pytestmark = pytest.mark.browser

ALIVE = "card => [...card.querySelectorAll('a, img, em, strong, ul, ol, code, svg, iframe')].map(one => one.outerHTML)"
RUNS = "card => [...card.querySelectorAll('.ac-textRun')].map(one => one.innerText)"
MOST = 15_000  # milliseconds until a card counts as missing


class BotOfCards(BaseHTTPRequestHandler):
    """Answers the number of a text with the card that says it everywhere."""

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()
        if said["type"] == "message":
            card = render.message(card_of(LIVELY[int(said["text"])]))
            where = f"{said['serviceUrl'].rstrip('/')}/v3/conversations/{said['conversation']['id']}/activities"
            reply = {"type": "message", "from": said["recipient"], "recipient": said["from"]}
            reply |= {"conversation": said["conversation"], "attachments": [render.attachment(card)]}
            body = json.dumps(reply).encode()
            urlopen(Request(where, body, {"Content-Type": "application/json"}), timeout=MOST / 1_000).close()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def bot_of_cards() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BotOfCards)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


EVERY = 3
"""Of so many hostile words one is sent here by default; on a page of their own all are shown."""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with open_browser() as browser, bot_of_cards() as bot, playground_running(bot) as playground:
        page = browser.new_page()
        page.set_default_timeout(MOST)
        page.goto(playground.url)
        yield page


@pytest.mark.parametrize("number", range(0, len(LIVELY), 1 if FULL else EVERY))
def test_hostile_words_are_seen_as_they_were_typed_and_stay_dead(page: Page, number: int) -> None:
    cards = page.locator(".ac-adaptiveCard")
    before = cards.count()
    page.locator("[contenteditable=true]").first.click()
    page.keyboard.type(str(number))
    page.keyboard.press("Enter")
    page.wait_for_function("before => document.querySelectorAll('.ac-adaptiveCard').length > before", arg=before)
    card = cards.last

    assert card.evaluate(ALIVE) == []
    seen = [run.replace(WORD_JOINER, "") for run in card.evaluate(RUNS)]
    assert seen.count(clean(LIVELY[number]).replace(WORD_JOINER, "")) >= (7 if LIVELY[number].strip() else 4)
