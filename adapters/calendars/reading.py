"""Reads calendars in the background, several at a time, while somebody wakes it now and then."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from adapters.calendars.sources import Source, WorkOut
from adapters.calendars.troubles import UnreadableError
from adapters.calendars.working_out import Busy, work_out
from bot.model import CalendarTrouble
from bot.times.rounds import Rounds, ToRead
from directory.errors import SettingError, WrongValueError
from directory.vault import Vault

AT_ONCE = 8
"""Calendars that are read at a time."""
WORKED_OUT_AT_ONCE = 2
"""Of those, how many have a process that works them out: each may take 256 MB."""

log = logging.getLogger(__name__)

Result = TypeVar("Result")


CountRead = Callable[[str], None]
"""What is told of every calendar that was "read", or could not be: then the ``CalendarTrouble``."""


def uncounted(outcome: str) -> None:
    """For a reading that nobody measures."""


OpenSource = Callable[[str, WorkOut], Source]
"""How the calendar at an address is read. Raises WrongValueError for what is no address of a calendar."""


class Reading:
    """Every calendar that is due is claimed, read, and settled with what came of it."""

    def __init__(self, rounds: Rounds, vault: Vault, open_source: OpenSource, count: CountRead = uncounted) -> None:
        self._rounds = rounds
        self._vault = vault
        self._open_source = open_source
        self._count = count
        self._something = asyncio.Event()
        self._ending = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._working_out = asyncio.Semaphore(WORKED_OUT_AT_ONCE)
        self._underway: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Something may be due. Any thread may say so, at any time; it waits for nothing."""
        loop = self._loop
        if loop is not None:
            try:
                loop.call_soon_threadsafe(self._something.set)
            except RuntimeError:
                log.debug("woken when all had ended")

    def add_to(self, app: web.Application) -> None:
        """Read as long as this serves. What is underway when it stops is read again later, here or elsewhere."""
        app.cleanup_ctx.append(self._running)

    async def _running(self, _app: web.Application) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        self._something.set()
        with ThreadPoolExecutor(max_workers=2, thread_name_prefix="calendars") as threads:
            work = asyncio.create_task(self._work(threads))
            yield
            self._ending = True
            self._something.set()
            for task in self._underway:
                task.cancel()
            await asyncio.gather(work, *self._underway, return_exceptions=True)

    async def _work(self, threads: ThreadPoolExecutor) -> None:
        while not self._ending:
            await self._something.wait()
            self._something.clear()
            free = AT_ONCE - len(self._underway)
            if not free:
                continue  # whichever is done first looks again
            for one in await self._in_thread(threads, partial(self._rounds.claim, free)) or []:
                task = asyncio.create_task(self._read(threads, one))
                self._underway.add(task)
                task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._underway.discard(task)
        self._something.set()

    async def _read(self, threads: ThreadPoolExecutor, one: ToRead) -> None:
        try:
            busy = await self._busy(one)
        except UnreadableError as error:
            trouble = error.trouble
            log.info("a calendar cannot be read: %s", trouble.value, extra={"expert": one.expert_id})
            await self._in_thread(threads, lambda: self._rounds.was_not_read(one, trouble))
            self._count(trouble.value)
            return
        await self._in_thread(threads, lambda: self._rounds.was_read(one, busy))
        self._count("read")

    async def _busy(self, one: ToRead) -> Busy:
        """Raises UnreadableError for whatever keeps this calendar from being read."""
        try:
            source = self._open_source(self._vault.open(one.sealed), self._work_out)
        except SettingError:
            raise UnreadableError(CalendarTrouble.SEALED) from None
        except WrongValueError:
            raise UnreadableError(CalendarTrouble.WRONG_ADDRESS) from None
        try:
            return await source.busy(one.since, one.until, one.zone)
        except UnreadableError:
            raise
        except Exception as error:
            log.exception("a calendar broke its reading", extra={"expert": one.expert_id})
            raise UnreadableError(CalendarTrouble.BROKEN) from error

    async def _work_out(self, content: bytes, since: datetime, until: datetime, zone: ZoneInfo) -> Busy:
        async with self._working_out:
            return await work_out(content, since, until, zone)

    async def _in_thread(self, threads: ThreadPoolExecutor, call: Callable[[], Result]) -> Result | None:
        """Nothing when the database is away: what was claimed is due again when its lease is over."""
        try:
            return await asyncio.get_running_loop().run_in_executor(threads, call)
        except SQLAlchemyError:
            log.warning("calendars wait for the database", exc_info=True)
        return None
