"""The page over HTTP: every answer in its place, once, behind every header."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator

import pytest

from adapters.layout.errors import RefusedError
from adapters.web.conversations import MAX_CONVERSATIONS, MAX_MESSAGES, Conversations
from bot.events import Event, Said, Submitted
from bot.messages import Answer, Card, OpenForm, Replace, Reply
from tests.adapters.web.example_bot import ExampleBot, profile_form
from tests.adapters.web.serving import no_inboxes
from tests.adapters.web.visitor import Visitor, visiting

FILLED = {"field-place": "Leeds", "field-reason": "", "field-minutes": "30", "field-when": "", "field-days-2": "tue"}


@pytest.fixture
def bot() -> ExampleBot:
    return ExampleBot()


@pytest.fixture
async def visitor(bot: ExampleBot) -> AsyncIterator[Visitor]:
    async with visiting(bot.handle, "juniper-quill") as at:
        yield at


async def refining(visitor: Visitor) -> None:
    await visitor.say("user research")
    await visitor.press("search.refine")


async def submit(visitor: Visitor, **fields: str) -> None:
    await visitor.send(visitor.form("/form/"), **{**FILLED, **fields})


async def test_a_visitor_first_chooses_who_to_be() -> None:
    async with visiting(ExampleBot().handle) as visitor:
        await visitor.go("/")
        assert "Who do you want to be?" in visitor.page
        assert "Juniper Quill" in visitor.page


async def test_a_persona_is_remembered(visitor: Visitor) -> None:
    await visitor.go("/")
    assert "You are Juniper Quill" in visitor.page


async def test_what_is_said_is_answered_with_a_reply(visitor: Visitor, bot: ExampleBot) -> None:
    await visitor.say("user research in Leeds")
    assert visitor.cards == ["Experts for “user research in Leeds”"]
    assert visitor.url == "/#message-1"
    [event] = bot.events
    assert isinstance(event, Said)
    assert (event.sender.platform, event.sender.workspace, event.sender.user) == ("web", "demo", "juniper-quill")


async def test_a_press_is_answered_with_a_reply_below(visitor: Visitor) -> None:
    await visitor.say("user research")
    await visitor.press("help.show")
    assert visitor.cards == ["Experts for “user research”", "How to find an expert"]


async def test_a_press_replaces_the_message_it_was_pressed_on(visitor: Visitor) -> None:
    await visitor.say("user research")
    await visitor.say("history")
    first = next(form for form in visitor.forms() if form.action == "/press")
    await visitor.send(first, press="search.more:s1")
    assert visitor.cards == ["Experts for “more people”", "Experts for “history”"]
    assert visitor.url == "/#message-1"


async def test_a_press_opens_a_page_to_read_that_leads_back_to_its_message(visitor: Visitor) -> None:
    await visitor.say("user research")
    await visitor.press("expert.details")
    assert "Expert profile" in visitor.page
    assert visitor.forms() == []
    assert 'href="/#message-1">Back</a>' in visitor.page


async def test_a_submitted_form_is_answered_with_a_reply_below(visitor: Visitor) -> None:
    await refining(visitor)
    await submit(visitor, **{"field-place": "new"})
    assert visitor.cards == ["Experts for “user research”", "Your search is kept"]


async def test_a_submitted_form_replaces_the_message_it_was_opened_from(visitor: Visitor, bot: ExampleBot) -> None:
    await refining(visitor)
    await submit(visitor)
    assert visitor.cards == ["Experts for “user research in Leeds”"]
    event = bot.events[-1]
    assert isinstance(event, Submitted)
    assert (event.form, event.context) == ("search.refine", "s1")


async def test_a_submitted_form_opens_the_next_which_takes_its_place(visitor: Visitor) -> None:
    await refining(visitor)
    first = visitor.url
    await submit(visitor, **{"field-place": "another"})
    assert "Expert profile" in visitor.page
    assert 'href="/#message-1">Back</a>' in visitor.page
    assert (await visitor.go(first)).status == 404


async def test_a_submitted_form_comes_back_with_errors_and_what_was_typed(visitor: Visitor) -> None:
    await refining(visitor)
    await submit(visitor, **{"field-place": "Atlantis", "field-reason": "kept"})
    assert "There is a problem" in visitor.page
    assert 'href="#field-place">We do not know a place called “Atlantis”' in visitor.page
    assert 'value="Atlantis"' in visitor.page
    assert "kept</textarea>" in visitor.page
    await submit(visitor)
    assert visitor.cards == ["Experts for “user research in Leeds”"]


async def test_what_a_chat_platform_would_check_never_reaches_the_bot(visitor: Visitor, bot: ExampleBot) -> None:
    await refining(visitor)
    reached = len(bot.events)
    await submit(visitor, **{"field-place": ""})
    assert "Fill in “Town or region”" in visitor.page
    assert len(bot.events) == reached


async def test_the_same_form_sent_twice_is_one_event(visitor: Visitor, bot: ExampleBot) -> None:
    form = visitor.form("/say")
    await visitor.send(form, text="user research")
    await visitor.send(form, text="user research")
    assert len(bot.events) == 1
    assert visitor.cards == ["Experts for “user research”"]
    await visitor.send(form, text="history")
    assert len(bot.events) == 2


async def test_a_submission_sent_twice_is_one_event_though_its_form_is_closed(
    visitor: Visitor, bot: ExampleBot
) -> None:
    await refining(visitor)
    form = visitor.form("/form/")
    await visitor.send(form, **FILLED)
    assert (await visitor.send(form, **FILLED)).status == 200
    assert sum(isinstance(event, Submitted) for event in bot.events) == 1


async def test_a_double_click_while_the_bot_is_thinking_is_one_event() -> None:
    released = threading.Event()
    bot = ExampleBot()

    def slow(event: Event) -> Answer:
        released.wait(10)
        return bot.handle(event)

    async with visiting(slow, "juniper-quill") as visitor:
        form = visitor.form("/say")
        clicks = [asyncio.create_task(visitor.send(form, text="history")) for _ in range(3)]
        await asyncio.sleep(0.2)
        released.set()
        await asyncio.gather(*clicks)
        assert len(bot.events) == 1
        assert visitor.cards == ["Experts for “history”"]


async def test_start_again_forgets_the_conversation_and_pages_of_the_old_one_do_nothing(
    visitor: Visitor, bot: ExampleBot
) -> None:
    await visitor.say("user research")
    old = next(form for form in visitor.forms() if form.action == "/press")
    await visitor.send(visitor.form("/start-again"))
    assert visitor.cards == []
    await visitor.say("history")
    reached = len(bot.events)
    assert (await visitor.send(old, press="search.more:s1")).status == 404
    assert len(bot.events) == reached


async def test_each_persona_has_a_conversation_of_their_own(visitor: Visitor) -> None:
    await visitor.say("user research")
    await visitor.be("elowen-trellisshoe")
    assert visitor.cards == []
    await visitor.be("juniper-quill")
    assert visitor.cards == ["Experts for “user research”"]


async def test_each_browser_has_a_conversation_of_its_own(visitor: Visitor) -> None:
    await visitor.say("user research")
    visitor.client.session.cookie_jar.clear()
    await visitor.be("juniper-quill")
    assert visitor.cards == []


async def test_words_of_the_visitor_are_shown_inert(visitor: Visitor) -> None:
    await visitor.say("<script>alert(1)</script>")
    assert "<script>alert" not in visitor.page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in visitor.page


async def test_what_nobody_foresaw_is_logged_under_the_reference_that_the_page_shows(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    await visitor.say("break")
    assert visitor.response.status == 500
    assert "Sorry, something went wrong" in visitor.page
    [record] = [record for record in caplog.records if record.name == "adapters.layout.answers"]
    [reference] = re.findall("Reference ([0-9a-f]{8})", record.getMessage())
    assert reference in visitor.page


@pytest.mark.parametrize("path", ["/", "/personas", "/static/page.css", "/nowhere", "/form/99"])
async def test_every_answer_carries_the_headers_that_keep_browsers_safe(visitor: Visitor, path: str) -> None:
    headers = (await visitor.go(path)).headers
    policy = headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


async def test_cookies_are_kept_from_scripts_and_other_sites() -> None:
    async with visiting(ExampleBot().handle) as visitor:
        await visitor.go("/")
        form = visitor.form("/persona")
        first = visitor.response.headers.getall("Set-Cookie")
        answer = await visitor.client.post(
            form.action, data={**form.fields, "persona": "juniper-quill"}, allow_redirects=False
        )
        for cookie in [*first, *answer.headers.getall("Set-Cookie")]:
            assert "HttpOnly" in cookie
            assert "SameSite=Strict" in cookie


async def test_pages_hold_no_script_or_style_of_their_own(visitor: Visitor) -> None:
    await visitor.say("user research")
    assert "style=" not in visitor.page
    assert "<style" not in visitor.page
    assert visitor.page.count("<script") == visitor.page.count('<script src="/static/page.js') == 1


async def test_pages_are_not_kept_by_browsers_and_static_files_are(visitor: Visitor) -> None:
    assert (await visitor.go("/")).headers["Cache-Control"] == "no-store"
    assert "immutable" in (await visitor.go("/static/page.css")).headers["Cache-Control"]


async def test_a_conversation_keeps_the_newest_messages_only(visitor: Visitor) -> None:
    for number in range(MAX_MESSAGES):
        await visitor.say(f"request {number}")
    assert len(visitor.cards) == MAX_MESSAGES // 2
    assert visitor.cards[-1] == f"Experts for “request {MAX_MESSAGES - 1}”"


def test_the_conversation_unused_for_longest_is_forgotten_first() -> None:
    conversations = Conversations(no_inboxes())
    for number in range(MAX_CONVERSATIONS):
        _talk(conversations, str(number))
    _talk(conversations, "0")
    _talk(conversations, "one more")
    assert conversations.look("0", "juniper-quill").entries
    assert not conversations.look("1", "juniper-quill").entries


def test_looking_at_a_page_pushes_nobody_out() -> None:
    conversations = Conversations(no_inboxes())
    _talk(conversations, "somebody")
    for number in range(2 * MAX_CONVERSATIONS):
        conversations.look(str(number), "juniper-quill")
    assert conversations.look("somebody", "juniper-quill").entries


def test_a_message_that_has_moved_on_is_answered_below_instead() -> None:
    conversation = Conversations(no_inboxes()).join("browser", "juniper-quill")
    conversation.take("k1", Replace(card=Card(title="Here")), "", 99)
    assert len(conversation.entries) == 1


def test_forms_that_were_left_open_do_not_pile_up() -> None:
    conversation = Conversations(no_inboxes()).join("browser", "juniper-quill")
    paths = [conversation.take(f"k{n}", OpenForm(form=profile_form()), "", None) for n in range(20)]
    assert conversation.form(paths[-1].rpartition("/")[2]).path == paths[-1]
    with pytest.raises(RefusedError, match="sent already"):
        conversation.form(paths[0].rpartition("/")[2])


def _talk(conversations: Conversations, browser: str) -> None:
    conversation = conversations.join(browser, "juniper-quill")
    conversation.take(f"key of {browser}", Reply(card=Card(title="Hello")), "hello", None)
