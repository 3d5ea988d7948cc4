"""Delivers what there is to tell people, each by the post of its platform."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Protocol, TypeVar

from aiohttp import web
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from bot.events import Platform
from bot.notices import Letter, NotNow, Outcome, Unsure
from bot.sending.outbox import SEND_SECONDS, Outbox

AT_ONCE = 10
"""How many letters are on their way at a time: ``bot.sending.limits`` reckons with it."""
SLOW = SEND_SECONDS / 3
"""How many seconds before its lease ends an attempt is broken off."""
END_WITHIN = 3.0
"""How long letters on their way may take when the server ends."""

log = logging.getLogger(__name__)

Result = TypeVar("Result")


class Post(Protocol):
    """One platform's way to bring somebody a letter."""

    async def deliver(self, letter: Letter) -> Outcome:
        """Try it once, and say what became of it. Raises nothing that is about the platform."""


class Outgoing:
    """Brings letters from the outbox to the posts, while somebody wakes it now and then.

    Every letter is on its way once: it is claimed, tried, and settled with what became of it.
    """

    def __init__(self, outbox: Outbox, posts: Mapping[Platform, Post]) -> None:
        self._outbox = outbox
        self._posts = posts
        self._on_their_way: set[asyncio.Task[None]] = set()
        self._arrived: list[tuple[Letter, Outcome]] = []
        self._something = asyncio.Event()
        self._may_be_due = True
        self._ending = False
        self._loop: asyncio.AbstractEventLoop | None = None

    def wake(self) -> None:
        """There is something to tell. Any thread may say so, at any time; it waits for nothing."""
        loop = self._loop
        if loop is not None:
            try:
                loop.call_soon_threadsafe(self._look_again)
            except RuntimeError:
                log.debug("woken when all had ended")

    def add_to(self, app: web.Application) -> None:
        """Deliver as long as this serves: after its posts were added, so that they end later.

        When it is told to stop, nothing new is begun; what is on its way is waited for.
        """
        app.on_shutdown.append(self._stop)
        app.cleanup_ctx.append(self._running)

    async def _stop(self, _app: web.Application) -> None:
        self._ending = True
        self._something.set()

    async def _running(self, app: web.Application) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(max_workers=2, thread_name_prefix="outbox") as threads:
            work = asyncio.create_task(self._work(threads))
            yield
            await self._stop(app)
            await work

    # ------------------------------------------------------------------------------------------ working

    async def _work(self, threads: ThreadPoolExecutor) -> None:
        while not self._ending:
            await asyncio.gather(self._settle(threads), self._begin(threads))
            await self._something.wait()
            self._something.clear()
        await self._end(threads)

    async def _begin(self, threads: ThreadPoolExecutor) -> None:
        """Claim as many as may be on their way besides those that are."""
        free = AT_ONCE - len(self._on_their_way)
        if not self._may_be_due or not free:
            return
        self._may_be_due = False
        loop = asyncio.get_running_loop()
        too_late = loop.time() + self._outbox.lease.total_seconds() - SLOW
        letters = await self._in_thread(threads, lambda: self._outbox.claim(free)) or []
        for letter in letters:
            if self._ending:
                self._arrived.append((letter, NotNow("stopping", timedelta(0))))
                continue
            task = asyncio.create_task(self._deliver(letter, too_late))
            self._on_their_way.add(task)
            task.add_done_callback(self._on_their_way.discard)
        if len(letters) == free:
            self._look_again()

    async def _deliver(self, letter: Letter, too_late: float) -> None:
        """One attempt, which ends before somebody else could take it for lost."""
        outcome: Outcome = Unsure("cut_short")
        try:
            async with asyncio.timeout_at(too_late):
                outcome = await self._try(letter)
        except TimeoutError:
            log.warning("%s took too long", letter.to.platform, extra={"notice": letter.notice_id})
        finally:
            self._arrived.append((letter, outcome))
            self._something.set()

    async def _try(self, letter: Letter) -> Outcome:
        post = self._posts.get(letter.to.platform)
        if post is None:
            return NotNow("no_post")
        try:
            return await post.deliver(letter)
        except TimeoutError:
            raise
        except Exception:
            log.exception("a letter broke the post of %s", letter.to.platform, extra={"notice": letter.notice_id})
            return Unsure("broken")

    async def _settle(self, threads: ThreadPoolExecutor) -> None:
        """What cannot be settled now, since the database is away, is settled the next time."""
        arrived, self._arrived = self._arrived, []
        if arrived and not await self._in_thread(threads, lambda: self._settled(arrived)):
            self._arrived += arrived

    def _settled(self, arrived: list[tuple[Letter, Outcome]]) -> bool:
        """All at once, or each by itself where the database takes one of them not."""
        try:
            self._outbox.settle(*arrived)
        except OperationalError:
            raise
        except SQLAlchemyError:
            if len(arrived) > 1:
                return sum(self._settled([each]) for each in arrived) == len(arrived)
            log.exception("a letter cannot be settled", extra={"notice": arrived[0][0].notice_id})
        return True

    async def _end(self, threads: ThreadPoolExecutor) -> None:
        if self._on_their_way:
            _, late = await asyncio.wait(self._on_their_way, timeout=END_WITHIN)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)
        await self._settle(threads)
        if self._arrived:
            log.warning(
                "%d letters may be sent again: the database did not take what became of them", len(self._arrived)
            )

    async def _in_thread(self, threads: ThreadPoolExecutor, call: Callable[[], Result]) -> Result | None:
        """Nothing when the database is away, or by a mistake of ours: then it is tried again."""
        try:
            return await asyncio.get_running_loop().run_in_executor(threads, call)
        except OperationalError as error:
            log.warning("notices wait for the database: %s", type(error.orig).__name__)
        except Exception:
            log.exception("notices wait")
        return None

    def _look_again(self) -> None:
        self._may_be_due = True
        self._something.set()
