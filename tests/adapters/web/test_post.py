"""What comes to a persona of its own accord: in every browser, once, replaced in place, counted until it is read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from adapters.web.inboxes import MAX_ARRIVED, Inboxes
from adapters.web.post import WebPost
from bot.messages import Card
from bot.notices import Delivered, Letter, Refused
from directory.model import Unreachable
from tests.adapters.web.example_bot import ExampleBot
from tests.adapters.web.letters import EXPERT, letter
from tests.adapters.web.serving import no_inboxes
from tests.adapters.web.visitor import Visitor, visiting

ASKED = "Juniper Quill asks for your help"


@dataclass
class Page:
    """A browser at the page, and the post that brings its personas news."""

    visitor: Visitor
    post: WebPost

    async def arrive(self, sent: Letter | None = None) -> str:
        """Deliver it. Gives the receipt."""
        outcome = await self.post.deliver(sent or letter())
        assert isinstance(outcome, Delivered)
        return outcome.receipt

    async def news(self, after: object = 0, persona: str = EXPERT) -> Any:
        """What a page that is open as a persona is told."""
        answer = await self.visitor.client.get("/news", params={"as": persona, "after": str(after)})
        assert answer.status == 200
        return await answer.json()


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    inboxes = no_inboxes()
    async with visiting(ExampleBot().handle, EXPERT, inboxes) as visitor:
        yield Page(visitor, WebPost(inboxes))


async def test_what_comes_is_on_the_page_after_what_was_said_before_and_before_what_is_said_after(page: Page) -> None:
    await page.visitor.say("history")
    await page.arrive()
    await page.visitor.say("user research")
    assert page.visitor.cards == ["Experts for “history”", ASKED, "Experts for “user research”"]
    assert page.visitor.page.index(ASKED) < page.visitor.page.index('<span class="mine-text">user research</span>')


async def test_what_came_is_also_in_a_browser_that_is_opened_later(page: Page) -> None:
    await page.arrive()
    page.visitor.client.session.cookie_jar.clear()
    await page.visitor.be(EXPERT)
    assert page.visitor.cards == [ASKED]


async def test_what_comes_to_somebody_is_not_shown_to_somebody_else(page: Page) -> None:
    await page.arrive()
    await page.visitor.be("juniper-quill")
    assert page.visitor.cards == []
    assert (await page.news())["elsewhere"]


async def test_a_card_is_replaced_in_place_by_its_receipt(page: Page) -> None:
    receipt = await page.arrive()
    await page.arrive(letter(Card(title="A line of news"), key="offer.news:7:2:1"))
    assert await page.arrive(letter(Card(title="Withdrawn"), receipt=receipt, key="offer.card:7:2:2")) == receipt
    await page.visitor.go("/")
    assert page.visitor.cards == ["Withdrawn", "A line of news"]


async def test_the_same_letter_twice_is_one_message(page: Page) -> None:
    assert await page.arrive() == await page.arrive(letter(unsure=True))
    await page.visitor.go("/")
    assert page.visitor.cards == [ASKED]


@pytest.mark.parametrize("receipt", ["1.1", "7", "{}", "x.y", ".", "²"])
async def test_a_receipt_that_is_not_ours_is_a_message_that_is_gone(page: Page, receipt: str) -> None:
    await page.arrive()
    assert await page.post.deliver(letter(receipt=receipt)) == Refused("message_gone", is_gone=True)


async def test_a_receipt_of_an_earlier_run_does_not_name_a_message_of_this_one(page: Page) -> None:
    receipt = await page.arrive()
    afterwards = WebPost(no_inboxes())
    await afterwards.deliver(letter(Card(title="Something else")))
    assert await afterwards.deliver(letter(receipt=receipt)) == Refused("message_gone", is_gone=True)


async def test_somebody_who_is_nobody_here_is_not_reached(page: Page) -> None:
    outcome = await page.post.deliver(letter(to="peregrine-mossbank"))
    assert outcome == Refused("no_such_persona", Unreachable.LEFT)


async def test_only_the_newest_messages_are_kept(page: Page) -> None:
    first = await page.arrive()
    for number in range(MAX_ARRIVED):
        await page.arrive(letter(Card(title=f"Number {number}"), key=f"k{number}"))
    await page.visitor.go("/")
    assert page.visitor.cards == [f"Number {number}" for number in range(MAX_ARRIVED)]
    assert await page.post.deliver(letter(receipt=first)) == Refused("message_gone", is_gone=True)


# ---------------------------------------------------------------------------------------------- pressing


async def test_a_press_on_what_came_is_answered_below_it(page: Page) -> None:
    await page.arrive()
    await page.visitor.go("/")
    await page.visitor.press("help.show")
    assert page.visitor.cards == [ASKED, "How to find an expert"]


async def test_a_press_may_replace_what_came_and_so_may_what_comes_after(page: Page) -> None:
    receipt = await page.arrive()
    await page.visitor.go("/")
    await page.visitor.press("search.more")
    assert page.visitor.cards == ["Experts for “more people”"]
    await page.arrive(letter(Card(title="Consultation booked"), receipt=receipt, key="offer.card:7:2:2"))
    await page.visitor.go("/")
    assert page.visitor.cards == ["Consultation booked"]


async def test_a_form_opened_from_what_came_leads_back_to_it(page: Page) -> None:
    await page.arrive()
    await page.visitor.go("/")
    await page.visitor.press("search.refine")
    assert 'href="/#message-1">' in page.visitor.page


async def test_start_again_keeps_what_came(page: Page) -> None:
    await page.arrive()
    await page.visitor.say("history")
    await page.visitor.send(page.visitor.form("/start-again"))
    assert page.visitor.cards == [ASKED]
    assert "Start again" not in page.visitor.page


# ---------------------------------------------------------------------------------------------- how one learns of it


async def test_a_page_that_is_open_is_told_what_came_and_what_changed_since(page: Page) -> None:
    receipt = await page.arrive()
    first = await page.news()
    assert [(one["id"], one["title"]) for one in first["messages"]] == [("message-1", ASKED)]
    assert 'id="message-1"' in first["messages"][0]["html"]

    await page.arrive(letter(Card(title="A line of news"), key="offer.news:7:2:1"))
    await page.arrive(letter(Card(title="Withdrawn"), receipt=receipt, key="offer.card:7:2:2"))
    second = await page.news(first["after"])
    assert [one["title"] for one in second["messages"]] == ["Withdrawn", "A line of news"]
    assert (await page.news(second["after"]))["messages"] == []


async def test_a_page_says_how_much_of_it_is_on_it(page: Page) -> None:
    await page.arrive()
    await page.visitor.go("/")
    [after] = page.visitor.page.split('data-after="')[1:]
    assert (await page.news(after.partition('"')[0]))["messages"] == []


async def test_the_buttons_of_what_comes_to_an_open_page_work(page: Page) -> None:
    await page.visitor.go("/")
    await page.arrive()
    page.visitor.page = (await page.news())["messages"][0]["html"]
    await page.visitor.press("help.show")
    assert page.visitor.cards == [ASKED, "How to find an expert"]


@pytest.mark.parametrize("after", ["", "x", "-1", "²", "9" * 5_000])
async def test_a_page_that_asks_for_nonsense_is_told_everything(page: Page, after: str) -> None:
    await page.arrive()
    assert len((await page.news(after))["messages"]) == 1


async def test_nobody_is_told_anything_before_they_chose_who_to_be(page: Page) -> None:
    page.visitor.client.session.cookie_jar.clear()
    assert await page.news() == {"elsewhere": True}


async def test_news_stays_on_this_computer_and_out_of_caches(page: Page) -> None:
    answer = await page.visitor.client.get("/news", params={"as": EXPERT})
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert (await page.visitor.client.get("/news", headers={"Host": "elsewhere.example"})).status == 421


# ---------------------------------------------------------------------------------------------- unread


async def test_who_has_unread_messages_can_be_seen_where_one_chooses_who_to_be(page: Page) -> None:
    await page.visitor.be("juniper-quill")
    await page.arrive()
    await page.arrive(letter(Card(title="A line of news"), key="offer.news:7:2:1"))
    await page.visitor.go("/personas")
    assert page.visitor.page.count("2 new messages") == 1
    await page.visitor.be(EXPERT)
    assert page.visitor.url == "/#message-1"
    await page.visitor.go("/personas")
    assert "new message" not in page.visitor.page


async def test_a_press_leads_to_somebody_else_for_whom_something_came(page: Page) -> None:
    await page.visitor.be("juniper-quill")
    await page.arrive()
    told = await page.news(persona="juniper-quill")
    assert told["waiting"] == {EXPERT: 1}
    assert "Elowen Trellisshoe has 1 new message" in told["waiting_html"]
    await page.visitor.go("/")
    assert "Elowen Trellisshoe has 1 new message" in page.visitor.page
    await page.visitor.send(page.visitor.form("/persona"), persona=EXPERT)
    assert page.visitor.cards == [ASKED]
    assert "has 1 new message" not in page.visitor.page


async def test_a_card_that_changes_in_place_is_not_unread_again(page: Page) -> None:
    receipt = await page.arrive()
    await page.visitor.go("/")
    await page.visitor.be("juniper-quill")
    await page.arrive(letter(Card(title="Withdrawn"), receipt=receipt, key="offer.card:7:2:2"))
    await page.visitor.go("/personas")
    assert "new message" not in page.visitor.page


def test_messages_of_all_personas_have_numbers_of_their_own() -> None:
    inboxes = Inboxes(["a", "b"])
    assert inboxes["a"].put("k", Card(title="A")).number != inboxes["b"].put("k", Card(title="B")).number
