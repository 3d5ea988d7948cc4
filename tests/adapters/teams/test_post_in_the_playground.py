"""The post before Microsoft's own Agents Playground: what it sends is seen in the chat, and changes in place."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from aiohttp import web
from playwright.sync_api import Page, expect

from adapters.teams.gateway import TeamsGateway
from adapters.teams.places import Place, remembered
from adapters.teams.post import TeamsPost
from bot.blocks import Button, Buttons, Text
from bot.messages import Card, Reply
from bot.model import NoticeKind
from bot.notices import Address, Delivered, Letter, Outcome, Refused
from directory.vault import Vault
from tests.clients.browser import open_browser
from tests.clients.teams import BOT, RILEY, TENANT, chat_of, playground_running
from tests.clients.thread import served_in_a_thread
from tests.small_core import SmallCore

pytestmark = pytest.mark.browser

WITHIN = 15_000  # milliseconds until a card counts as missing
WELCOME = "Welcome to the chat"
CARD = Card(
    title="Ada asks for your help",
    blocks=(Text(text="20 minutes on letters"), Buttons(buttons=(Button(label="Accept", action="offer.accept"),))),
)


def gateway() -> TeamsGateway:
    core = SmallCore(lambda _event: Reply(card=Card(title=WELCOME)))
    return TeamsGateway(core, Vault("a key of thirty-two characters or more"), lambda: datetime.now(UTC))


async def delivered(letter: Letter) -> Outcome:
    sender = gateway()
    running = sender.running(web.Application())
    await anext(running)
    try:
        return await TeamsPost(sender).deliver(letter)
    finally:
        await anext(running, None)


@dataclass
class Chat:
    """Riley's chat with the bot, on their screen, and letters to it."""

    page: Page
    letter: Letter

    def deliver(self, letter: Letter) -> Outcome:
        with ThreadPoolExecutor(1) as thread:  # in this one runs the loop of the browser's driver
            return thread.submit(asyncio.run, delivered(letter)).result()


@pytest.fixture(scope="module")
def chat() -> Iterator[Chat]:
    app, bot = web.Application(), gateway()
    app.add_routes(bot.routes())
    app.cleanup_ctx.append(bot.running)
    with served_in_a_thread(app) as address, open_browser() as browser, playground_running(address) as playground:
        page = browser.new_page()
        page.goto(playground.url)
        expect(page.get_by_text(WELCOME)).to_be_visible(timeout=WITHIN)
        place = Place(f"{playground.url}/_connector", chat_of(RILEY), "personal", BOT["id"], TENANT)
        to = Address("teams", workspace=TENANT, user="entra-riley", conversation=remembered(place), account_id=1)
        yield Chat(page, Letter(1, "c1", "offer.card:7:2:1", NoticeKind.OFFER_CARD, "7", 2, 1, to, CARD))


def test_a_card_arrives_of_its_own_accord_and_changes_in_place(chat: Chat) -> None:
    sent = chat.deliver(chat.letter)
    assert isinstance(sent, Delivered)
    assert sent.receipt
    newest = chat.page.locator(".ac-adaptiveCard").last
    expect(newest).to_contain_text("Ada asks for your help", timeout=WITHIN)
    cards = chat.page.locator(".ac-adaptiveCard").count()

    edited = chat.deliver(replace(chat.letter, receipt=sent.receipt, card=Card(title="Withdrawn")))
    assert edited == sent
    expect(newest).to_contain_text("Withdrawn", timeout=WITHIN)
    expect(newest).not_to_contain_text("Ada asks for your help")
    assert chat.page.locator(".ac-adaptiveCard").count() == cards


def test_a_chat_that_is_not_there_is_refused(chat: Chat) -> None:
    place = Place("http://127.0.0.1:1/_connector", "x", "personal", BOT["id"], TENANT)
    nowhere = replace(chat.letter.to, conversation=remembered(replace(place, service_url=_service(chat))))
    outcome = chat.deliver(replace(chat.letter, to=nowhere))
    assert isinstance(outcome, Refused)


def _service(chat: Chat) -> str:
    return f"{chat.page.url.rstrip('/')}/_connector"
