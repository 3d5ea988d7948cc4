"""The databases of those benchmarks that measure us beside procrastinate, on one PostgreSQL server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import procrastinate
import psycopg
from sqlalchemy import Engine

from adapters.schema import upgrade
from directory.database import connected
from tests.clients import postgresql


@contextmanager
def databases(fill: Callable[[Engine], None]) -> Iterator[tuple[str, str, str]]:
    """The addresses of PostgreSQL for us, PostgreSQL for jobs (on the same server), and SQLite: ours are filled."""
    with TemporaryDirectory() as folder, postgresql.cluster() as server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE ours")
            connection.execute("CREATE DATABASE jobs")
        place = server.rpartition("/")[0]
        ours, jobs, sqlite = f"{place}/ours", f"{place}/jobs", f"sqlite:///{folder}/bench.db"
        for address in (ours, sqlite):
            with connected(address) as engine:
                upgrade(engine)
                fill(engine)
        with psycopg.connect(ours, autocommit=True) as connection:
            connection.execute("ANALYZE")
        asyncio.run(_prepare_jobs(jobs))
        yield ours, jobs, sqlite


async def _prepare_jobs(address: str) -> None:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=address))
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
