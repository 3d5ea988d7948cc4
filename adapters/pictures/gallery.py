"""Pictures by their names: read as they are now, drawn one at a time, and kept as long as they are asked for."""

from __future__ import annotations

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from sqlalchemy import Engine
from sqlmodel import Session

from bot.charts import OF_MEASURE, Chart, chart_of, stamp_of
from bot.model import Measure
from bot.portfolio.picture import OF_PORTFOLIO, read_portfolio
from directory.database import reading

KEPT = 128
"""Pictures, of some 60 KB each."""
READ_AT_ONCE = 4
"""How many are read from the database at a time: whoever talks to the bot is answered all the same."""

Read = Callable[[Session, str, datetime], Chart | None]
"""What a picture shows, by what follows its kind in its name; nothing where that is gone."""


def read_measure(session: Session, measure_id: str, _now: datetime) -> Chart | None:
    """A measure over time."""
    measure = session.get(Measure, measure_id)
    return chart_of(session, measure) if measure else None


KINDS: Mapping[str, Read] = {OF_MEASURE: read_measure, OF_PORTFOLIO: read_portfolio}
"""By what the name of a picture begins with."""

Key = tuple[str, str]
"""The name of a picture, and the stamp of what it shows."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture as it is sent: PNG, and what tells it from any other."""

    content: bytes
    tag: str


class Gallery:
    """Draws pictures. Add ``running`` to the server's ``cleanup_ctx``."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime], kept: int = KEPT) -> None:
        """``kept`` pictures at most stay in memory."""
        self._engine = engine
        self._clock = clock
        self._most = kept
        self._kept: OrderedDict[Key, Drawn] = OrderedDict()
        self._being_drawn: dict[Key, asyncio.Future[Drawn]] = {}
        self._places = asyncio.Semaphore(READ_AT_ONCE)
        # One thread, since what draws is not safe in several and is best not given more than one processor.
        self._pencil = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")

    async def running(self, _app: web.Application) -> AsyncIterator[None]:
        yield
        self._pencil.shutdown(wait=False, cancel_futures=True)

    async def picture(self, of: str) -> Drawn | None:
        """It as it is now; nothing where there is nothing to draw any more. Raises OperationalError of SQLAlchemy."""
        async with self._places:
            chart = await asyncio.to_thread(self._read, of)
        if chart is None:
            return None
        key = of, stamp_of(chart)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._being_drawn:
            drawing = asyncio.get_running_loop().run_in_executor(self._pencil, _draw, chart)
            self._being_drawn[key] = drawing
            drawing.add_done_callback(lambda done: self._keep(key, done))
        # Whoever goes away does not take it from the others who wait for it.
        return await asyncio.shield(self._being_drawn[key])

    def _read(self, of: str) -> Chart | None:
        kind = next((kind for kind in KINDS if of.startswith(kind)), None)
        if kind is None:
            return None
        with reading(self._engine) as session:
            return KINDS[kind](session, of.removeprefix(kind), self._clock())

    def _keep(self, key: Key, done: asyncio.Future[Drawn]) -> None:
        del self._being_drawn[key]
        if done.cancelled() or done.exception():
            return
        self._kept[key] = done.result()
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


def _draw(chart: Chart) -> Drawn:
    # Here, since the library that draws takes a second and much memory, which many deployments never need.
    from adapters.pictures.drawing import draw

    content = draw(chart)
    return Drawn(content, hashlib.sha256(content).hexdigest()[:32])
