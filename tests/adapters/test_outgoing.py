"""Letters on their way from the outbox to the posts."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import fields, replace
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from adapters.outgoing import AT_ONCE, Outgoing, Post
from bot.events import Platform
from bot.model import NoticeKind, NoticeState
from bot.notices import Delivered, Letter, Outcome
from bot.sending.outbox import Outbox
from tests.post_office import EVERYWHERE, PostOffice

LONG_ENOUGH = 30  # seconds, on a machine with other work


class Box:
    """A post that does what the test says, and remembers what it was given."""

    def __init__(self, deliver: Callable[[Letter], Awaitable[Outcome]] | None = None) -> None:
        self._deliver = deliver
        self.given: list[Letter] = []
        self.at_once = 0
        self.most_at_once = 0

    async def deliver(self, letter: Letter) -> Outcome:
        self.given.append(letter)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self._deliver(letter) if self._deliver else Delivered(f"message of {letter.subject}")
        finally:
            self.at_once -= 1


@pytest.fixture
def post(database: Engine) -> PostOffice:
    return PostOffice(database)


@asynccontextmanager
async def outgoing(post: PostOffice, posts: Mapping[Platform, Post]) -> AsyncIterator[Outgoing]:
    """At work as long as the block runs."""
    app = web.Application()
    out = Outgoing(post.outbox, posts)
    out.add_to(app)
    async with TestServer(app):
        yield out


async def expect_in_time(is_so: Callable[[], bool]) -> None:
    for _ in range(LONG_ENOUGH * 50):
        if is_so():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it does not come to that")


def is_settled(post: PostOffice) -> bool:
    return all(notice.state is NoticeState.SETTLED for notice in post.notices().values())


async def test_whoever_is_told_something_gets_it_when_somebody_wakes_it_once(post: PostOffice) -> None:
    box = Box()
    people = [post.person(f"Sample Person{n}", "web") for n in range(3 * AT_ONCE)]
    async with outgoing(post, {"web": box}) as out:
        for person in people:
            post.tell(person, f"offer{person}")
        await asyncio.to_thread(out.wake)
        await expect_in_time(lambda: is_settled(post))
    assert Counter(letter.subject for letter in box.given) == {f"offer{person}": 1 for person in people}
    assert len({letter.claim for letter in box.given}) == len(people)
    assert box.most_at_once <= AT_ONCE
    assert post.notices()["offer1"].receipt == "message of offer1"


async def test_what_is_due_already_is_sent_when_the_server_begins(post: PostOffice) -> None:
    post.tell(post.person("Ada Quillan", "web"), "offer1")
    async with outgoing(post, {"web": Box()}):
        await expect_in_time(lambda: is_settled(post))


async def test_one_platform_that_hangs_does_not_hold_up_another(post: PostOffice) -> None:
    let_go = asyncio.Event()

    async def hang(_letter: Letter) -> Outcome:
        await let_go.wait()
        return Delivered()

    post.tell(post.person("Ada Quillan", "teams"), "slow")
    post.tell(post.person("Bram Otterbourne", "slack"), "quick")
    async with outgoing(post, {"teams": Box(hang), "slack": Box()}) as out:
        await expect_in_time(lambda: post.notices()["quick"].state is NoticeState.SETTLED)
        post.tell(post.person("Cleo Marchbanks", "slack"), "quick as well")
        out.wake()
        await expect_in_time(lambda: post.notices()["quick as well"].state is NoticeState.SETTLED)
        assert post.notices()["slow"].state is NoticeState.DUE
        let_go.set()
        await expect_in_time(lambda: is_settled(post))


async def test_a_conversation_gets_one_letter_at_a_time(post: PostOffice) -> None:
    async def take_a_moment(_letter: Letter) -> Outcome:
        await asyncio.sleep(0.02)
        return Delivered()

    box = Box(take_a_moment)
    ada = post.person("Ada Quillan", "web")
    for number in range(4):
        post.tell(ada, f"message{number}", NoticeKind.MESSAGE)
    async with outgoing(post, {"web": box}) as out:
        while not is_settled(post):
            post.clock.forward(timedelta(seconds=2))
            out.wake()
            await asyncio.sleep(0.05)
    assert box.most_at_once == 1
    assert [letter.subject for letter in box.given] == [f"message{number}" for number in range(4)]


async def test_a_post_that_breaks_may_have_sent_it_and_the_log_says_so(
    post: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    async def break_down(letter: Letter) -> Outcome:
        raise ValueError("a mistake of ours")

    post.tell(post.person("Ada Quillan", "slack"), "offer1")
    post.tell(post.person("Bram Otterbourne", "teams"), "offer2")
    async with outgoing(post, {"slack": Box(break_down), "teams": Box()}):
        await expect_in_time(lambda: post.notices()["offer1"].is_unsure and not post.notices()["offer1"].claim)
        await expect_in_time(lambda: post.notices()["offer2"].state is NoticeState.SETTLED)
    assert "a letter broke the post of slack" in caplog.text
    assert post.notices()["offer1"].state is NoticeState.DUE


async def test_an_attempt_ends_before_its_lease_does(post: PostOffice) -> None:
    async def hang(_letter: Letter) -> Outcome:
        await asyncio.Event().wait()
        raise AssertionError

    post.outbox = replace(post.outbox, lease=timedelta(seconds=5.5))
    post.tell(post.person("Ada Quillan", "slack"), "offer1")
    async with outgoing(post, {"slack": Box(hang)}):
        await expect_in_time(lambda: post.notice().problem == "cut_short")
    assert post.notice().is_unsure


async def test_a_platform_without_a_post_loses_nothing(post: PostOffice) -> None:
    post.outbox = post.replica(EVERYWHERE)
    post.tell(post.person("Ada Quillan", "teams"), "offer1")
    async with outgoing(post, {}):
        await expect_in_time(lambda: post.notice().problem == "no_post")
    assert (post.notice().state, post.notice().is_unsure) == (NoticeState.DUE, False)


class SometimesAway(Outbox):
    """An outbox whose database goes away when the test says so."""

    is_away = False

    def settle(self, *attempts: tuple[Letter, Outcome]) -> None:
        if SometimesAway.is_away:
            raise OperationalError("", {}, ConnectionError("the database is away"))
        super().settle(*attempts)


async def test_what_was_delivered_while_the_database_is_away_is_settled_when_it_is_back_and_not_sent_again(
    post: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    box = Box()
    post.tell(post.person("Ada Quillan", "web"), "offer1")
    post.outbox = SometimesAway(**{each.name: getattr(post.outbox, each.name) for each in fields(post.outbox)})
    SometimesAway.is_away = True
    async with outgoing(post, {"web": box}) as out:
        await expect_in_time(lambda: "notices wait for the database" in caplog.text)
        assert not is_settled(post)
        SometimesAway.is_away = False
        out.wake()
        await expect_in_time(lambda: is_settled(post))
    assert len(box.given) == 1


async def test_one_letter_that_cannot_be_settled_keeps_back_no_other(post: PostOffice) -> None:
    """PostgreSQL takes no NUL in a text."""

    async def deliver(letter: Letter) -> Outcome:
        return Delivered("\0" if letter.subject == "broken" else "message")

    post.tell(post.person("Ada Quillan", "web"), "broken")
    post.tell(post.person("Bram Otterbourne", "web"), "whole")
    async with outgoing(post, {"web": Box(deliver)}):
        await expect_in_time(lambda: post.notices()["whole"].state is NoticeState.SETTLED)


async def test_what_is_on_its_way_when_the_server_ends_is_waited_for(post: PostOffice) -> None:
    async def take_a_moment(_letter: Letter) -> Outcome:
        await asyncio.sleep(0.3)
        return Delivered()

    box = Box(take_a_moment)
    post.tell(post.person("Ada Quillan", "slack"), "offer1")
    async with outgoing(post, {"slack": box}):
        await expect_in_time(lambda: box.at_once == 1)
    assert is_settled(post)


async def test_what_takes_too_long_when_the_server_ends_may_have_arrived(post: PostOffice) -> None:
    async def hang(_letter: Letter) -> Outcome:
        await asyncio.Event().wait()
        raise AssertionError

    box = Box(hang)
    post.tell(post.person("Ada Quillan", "slack"), "offer1")
    async with outgoing(post, {"slack": box}):
        await expect_in_time(lambda: box.at_once == 1)
    notice = post.notice()
    assert (notice.is_unsure, notice.claim, notice.state) == (True, "", NoticeState.DUE)


async def test_waking_it_before_it_begins_or_after_it_ended_is_no_trouble(post: PostOffice) -> None:
    out = Outgoing(post.outbox, {})
    out.wake()
    async with outgoing(post, {}) as out:
        pass
    await asyncio.to_thread(out.wake)
    assert is_settled(post)
