"""One HTTP server for Slack, the web page and health."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, nullcontext

from aiohttp import web
from filelock import FileLock, Timeout
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from adapters.schema import is_current
from directory.database import reading
from directory.errors import SettingError
from directory.live import LiveIndex

MAX_BODY_BYTES = 1_000_000
LOOPBACK = {"127.0.0.1", "::1", "localhost"}

log = logging.getLogger(__name__)


def make_app(engine: Engine, index: LiveIndex) -> web.Application:
    """A server that answers for its health. The index is built while it already answers; /readyz says when it is."""
    app = web.Application(client_max_size=MAX_BODY_BYTES)

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readyz(_request: web.Request) -> web.Response:
        checks = {"index": index.is_ready, **await asyncio.to_thread(_database_checks, engine)}
        return web.json_response(checks, status=200 if all(checks.values()) else 503)

    async def build_index(_app: web.Application) -> AsyncIterator[None]:
        threading.Thread(target=index.build_patiently, name="index the directory", daemon=True).start()
        yield
        index.stop()

    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz)])
    app.cleanup_ctx.append(build_index)
    return app


def _database_checks(engine: Engine) -> dict[str, bool]:
    try:
        with reading(engine) as session:
            session.connection().execute(text("SELECT 1"))
        return {"database": True, "schema": is_current(engine)}
    except DBAPIError:
        log.warning("the database does not answer")
        return {"database": False, "schema": False}


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
