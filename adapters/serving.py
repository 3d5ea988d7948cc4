"""Serving until told to stop, and then ending well: what was asked is answered first."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import time
from types import FrameType

from aiohttp import web

from adapters.health import Health
from adapters.http_limits import LOOPBACK

DRAIN_SECONDS = 3
"""How long /readyz says "no" to whoever balances load before we stop listening: requests meanwhile are answered."""
FINISH_SECONDS = 6
"""How long answers under way may take after that. Docker waits ten seconds in all before it kills."""
ONE_ORDER_SECONDS = 1
"""Signals so close together are one order: `make` passes on what its whole group was told as well."""

KEEP_ALIVE_SECONDS = 75
"""How long an idle connection is kept: longer than the 60 seconds that proxies usually keep theirs."""

ORDERS = (signal.SIGTERM, signal.SIGINT)

log = logging.getLogger(__name__)


def serve_until_told(app: web.Application, listener: socket.socket, health: Health) -> None:
    """Serve on ``listener`` until SIGTERM or SIGINT. A second one ends the process at once, with 128 + its number."""
    asyncio.run(_serve(app, listener, health))


async def _serve(app: web.Application, listener: socket.socket, health: Health) -> None:
    told = _orders()
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=KEEP_ALIVE_SECONDS, shutdown_timeout=FINISH_SECONDS)
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        order = await told
        _from_now_on_an_order_ends_it()
        health.stopping = True
        log.info("told to stop (%s): finishing what was asked", order.name)
        if order is signal.SIGTERM and listener.getsockname()[0] not in LOOPBACK:
            await asyncio.sleep(DRAIN_SECONDS)
    finally:
        await runner.cleanup()


def _orders() -> asyncio.Future[signal.Signals]:
    """The first order to stop, when it comes."""
    loop = asyncio.get_running_loop()
    told: asyncio.Future[signal.Signals] = loop.create_future()

    def stop(order: signal.Signals) -> None:
        if not told.done():
            told.set_result(order)

    for order in ORDERS:
        loop.add_signal_handler(order, stop, order)
    return told


def _from_now_on_an_order_ends_it() -> None:
    at = time.monotonic()

    def end(number: int, _frame: FrameType | None) -> None:
        if time.monotonic() - at > ONE_ORDER_SECONDS:
            os._exit(128 + number)

    # Not with the loop: this holds until the last thread has ended, and for process 1 as well.
    signal.pthread_sigmask(signal.SIG_BLOCK, ORDERS)
    for order in ORDERS:
        asyncio.get_running_loop().remove_signal_handler(order)
        signal.signal(order, end)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ORDERS)
