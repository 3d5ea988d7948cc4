"""One HTTP server for Slack, the web page, health and metrics."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractContextManager, nullcontext

from aiohttp import web
from aiohttp.typedefs import Handler
from filelock import FileLock, Timeout
from sqlalchemy import Engine

from adapters.health import Health
from adapters.http_limits import MAX_BODY
from adapters.metrics import Metrics
from adapters.request_ids import give_ids
from bot.events import Platform
from directory.errors import SettingError

INDEX_ENDS_WITHIN = 2  # seconds: a directory of ordinary size is read in less


def make_app(health: Health, metrics: Metrics, gates: Mapping[str, Platform]) -> web.Application:
    """A server that answers for its health and its numbers.

    The index is built while it already answers; /readyz says when it is. ``gates`` says which routes are a platform's
    way in, such as ``{"/slack/events": "slack"}``: what is turned away there is counted.
    """
    app = web.Application(client_max_size=MAX_BODY)
    give_ids(app)
    metrics.count_requests(app, gates)

    async def build_index(_app: web.Application) -> AsyncIterator[None]:
        building = threading.Thread(target=health.index.build_patiently, name="index the directory", daemon=True)
        building.start()
        yield
        # Until the thread ends it has a connection, which whoever closes the database next must not cut.
        health.index.stop()
        await asyncio.to_thread(building.join, INDEX_ENDS_WITHIN)

    app.add_routes([*health.routes(), web.get("/metrics", _numbers(health, metrics))])
    app.cleanup_ctx.append(build_index)
    return app


def _numbers(health: Health, metrics: Metrics) -> Handler:
    page = metrics.page()

    async def numbers(request: web.Request) -> web.StreamResponse:
        seen, index = await health.look(), health.index
        metrics.saw(
            database_up=seen.database,
            directory_revision=seen.revision,
            index_revision=index.revision,
            people=index.people,
            notices=seen.notices,
        )
        return await page(request)

    return numbers


def only_server(engine: Engine) -> AbstractContextManager[object]:
    """SQLite takes one serving process: hold the lock file beside the database as long as we serve.

    Raises SettingError when another process serves this database.
    """
    if engine.url.get_backend_name() != "sqlite" or not engine.url.database or engine.url.database == ":memory:":
        return nullcontext()
    lock = FileLock(f"{engine.url.database}.serving")
    try:
        return lock.acquire(blocking=False)
    except Timeout:
        raise SettingError(
            "Another find-expert is serving this SQLite database. Stop it first, or use PostgreSQL."
        ) from None
