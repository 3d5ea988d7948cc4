"""The page on a real port of this computer, in a thread of its own, for a browser that runs beside it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from adapters.web.gateway import web_routes
from adapters.web.personas import read_personas
from tests.small_core import Handle, SmallCore


def application(handle: Handle) -> web.Application:
    app = web.Application()
    app.add_routes(web_routes(SmallCore(handle), read_personas()))
    return app


@contextmanager
def served(handle: Handle) -> Iterator[str]:
    """The address of the page, as long as the block runs."""
    loop = asyncio.new_event_loop()
    runner = web.AppRunner(application(handle))

    async def start() -> str:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield asyncio.run_coroutine_threadsafe(start(), loop).result()
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
