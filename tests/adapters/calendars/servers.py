"""Real servers of calendars for tests, on this computer: the one kind of address that only tests may connect to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from ipaddress import ip_address

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.typedefs import Handler

from adapters.calendars.fetching import Asked, Fetcher
from adapters.calendars.reach import Reach

HERE = Reach(lambda address: ip_address(address).is_loopback, ("http", "https"))
"""For tests: this computer, and nothing else."""


@asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[str]:
    """The address of a server that answers everything by ``handler``, as long as the block runs."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class Names(AbstractResolver):
    """Finds addresses by name in a list; of several lists the next each time, as a name that is rebound does."""

    def __init__(self, addresses: Mapping[str, list[list[str]]]) -> None:
        self._addresses = addresses
        self.asked: list[str] = []

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        turns = self._addresses[host]
        found = turns[min(self.asked.count(host), len(turns) - 1)]
        self.asked.append(host)
        kinds = {4: 2, 6: 10}  # AF_INET and AF_INET6
        return [
            ResolveResult(hostname=host, host=each, port=port, family=kinds[ip_address(each).version], proto=6, flags=0)
            for each in found
        ]

    async def close(self) -> None:
        """Nothing is open."""


async def get(fetcher: Fetcher, url: str) -> bytes:
    return await fetcher.fetch(Asked("GET", url))
