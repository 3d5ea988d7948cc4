"""How much /find-expert costs through the whole HTTP stack, beside a bare Bolt app that only acknowledges.

Run it with ``python -m tests.benchmarks.slack_throughput``. The servers run side by side, each in a process of its own,
and take turns with the same requests, so that other work on the machine hits all alike.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import aiohttp
from aiohttp import web
from rich.console import Console
from rich.table import Table
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from adapters.main import put_together, serve_bot
from adapters.schema import upgrade
from adapters.slack.calls import WebApi
from adapters.slack.gateway import SlackGateway
from adapters.slack.one_workspace import OneWorkspace
from bot.blocks import People, PersonLine
from bot.messages import Card, Reply
from config.settings import read_settings
from directory.database import open_database, unit_of_work
from directory.vault import Vault
from tests.adapters.slack import deliveries
from tests.adapters.slack.slack_api import SlackApi
from tests.benchmarks.promises import at_least, machine
from tests.clients.ports import free_port
from tests.people import NOW, add_expert
from tests.small_core import SmallCore

ROUNDS = 3
REQUESTS = 200
AT_ONCE = (1, 16)
AIMED_RATIO = 0.4  # of the requests a second that bare Bolt acknowledges
QUERIES = ("user research", "content design near Leeds", "statistics on pensions", "operational research in Wales")
EXPERTS = 300
PROFESSIONS = ("User research", "Content design", "Statistics", "Operational research", "Social research")
PLACES = ("Leeds", "Cardiff", "Glasgow", "Belfast", "London")
START_WITHIN = 60  # seconds
BOT_TOKEN = "xoxb-test-token"
KEY = "a key of thirty-two characters or more"


def bare_bolt(port: int) -> None:
    """The smallest Bolt app: it verifies the signature and acknowledges."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=BOT_TOKEN)

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    app = AsyncApp(signing_secret=deliveries.SECRET, authorize=authorize)
    app.command("/find-expert")(acknowledge)
    served = app.web_app()
    served.router.add_get("/readyz", _ready)
    web.run_app(served, host="127.0.0.1", port=port, print=None, access_log=None)


def gateway_alone(port: int, api_url: str) -> None:
    """Our gateway with a core that says the same thing at once: what is left is not the gateway's."""
    people = tuple(PersonLine(name=f"Ada {n}", about="User researcher", why="Matches user research") for n in range(5))
    answer = Reply(card=Card(title="Experts", blocks=(People(people=people),)))
    gateway = SlackGateway(
        SmallCore(lambda _event: answer),
        OneWorkspace(BOT_TOKEN, WebApi(api_url)),
        Vault(KEY),
        lambda: datetime.now(UTC),
        signing_secret=deliveries.SECRET,
        api_url=api_url,
    )
    app = web.Application()
    app.add_routes([*gateway.routes(), web.get("/readyz", _ready)])
    app.cleanup_ctx.append(gateway.running)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


async def _ready(_request: web.Request) -> web.Response:
    return web.Response()


def slack_itself(port: int) -> None:
    """A stand-in for Slack's API, which the bot asks once whose token it has and who is asking."""
    app = web.Application()
    app.add_routes([web.get("/readyz", _ready), *SlackApi().routes()])
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None)


def whole_bot(port: int, database: str, api_url: str) -> None:
    """The bot as it is deployed, on SQLite."""
    os.environ.update(
        DATABASE_URL=database,
        SLACK_BOT_TOKEN=BOT_TOKEN,
        SLACK_SIGNING_SECRET=deliveries.SECRET,
        SLACK_API_URL=api_url,
        FIND_EXPERT_SECRET_KEY=KEY,
    )
    with put_together(read_settings()) as bot:
        serve_bot(bot, "127.0.0.1", port, demo=False)


@contextmanager
def serving(run: Callable[..., None], *arguments: str) -> Iterator[str]:
    """The address of a server in a process of its own."""
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(target=run, args=(port, *arguments))
    process.start()
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(f"{address}/readyz")
        yield address
    finally:
        process.terminate()
        process.join()


def _wait_until_ready(address: str) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=2):
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise RuntimeError(f"{address} does not answer")


async def requests_per_second(address: str, first: int, at_once: int) -> float:
    """Every request is an event of its own, signed beforehand so that signing costs nothing here."""
    now = datetime.now(UTC)
    bodies = [
        urlencode(deliveries.command(QUERIES[n % len(QUERIES)], trigger_id=f"{first}.{n}")).encode()
        for n in range(REQUESTS)
    ]
    waiting = [(body, deliveries.headers(body, now)) for body in bodies]

    async with aiohttp.ClientSession() as session:

        async def work() -> None:
            while waiting:
                body, headers = waiting.pop()
                async with session.post(f"{address}/slack/events", data=body, headers=headers) as response:
                    await response.read()
                    response.raise_for_status()

        started = time.perf_counter()
        await asyncio.gather(*(work() for _ in range(at_once)))
        return REQUESTS / (time.perf_counter() - started)


async def compare(servers: dict[str, str], at_once: int) -> dict[str, float]:
    """Medians over the rounds, by the servers' names; the servers take turns."""
    measured: dict[str, list[float]] = {name: [] for name in servers}
    for turn in range(ROUNDS):
        for name, address in servers.items():
            measured[name].append(await requests_per_second(address, turn * 1_000 + at_once, at_once))
    return {name: round(statistics.median(figures), 1) for name, figures in measured.items()}


def fill(address: str) -> None:
    """A few hundred experts, so that every request finds a full page of them."""
    engine = open_database(address)
    upgrade(engine)
    with unit_of_work(engine) as session:
        for number in range(EXPERTS):
            profession = PROFESSIONS[number % len(PROFESSIONS)]
            add_expert(
                session,
                f"Sample Person{number}",
                [profession],
                role=f"Senior {profession}",
                organisation="Department of Samples",
                location=PLACES[number % len(PLACES)],
                ask_me_about=f"How {profession} helps with pensions",
                confirmed_on=NOW.date(),
            )
    engine.dispose()


def measure() -> list[dict[str, float]]:
    """Requests a second of each server, and the ratio of the whole bot to bare Bolt, one row for each crowd."""
    rows = []
    with TemporaryDirectory() as folder:
        database = f"sqlite:///{folder}/bench.db"
        fill(database)
        with ExitStack() as stack:
            api_url = stack.enter_context(serving(slack_itself)) + "/api/"
            bot = stack.enter_context(serving(whole_bot, database, api_url))
            gateway = stack.enter_context(serving(gateway_alone, api_url))
            bare = stack.enter_context(serving(bare_bolt))
            servers = {"find_expert": bot, "gateway_alone": gateway, "bare_bolt": bare}
            for at_once in AT_ONCE:
                figures = asyncio.run(compare(servers, at_once))
                ratio = round(figures["find_expert"] / figures["bare_bolt"], 2)
                rows.append({"at_once": at_once, **figures, "ratio": ratio})
    return rows


def show(rows: list[dict[str, float]]) -> None:
    """One row for each crowd, with what was promised."""
    table = Table(title="/find-expert through the whole HTTP stack, requests a second")
    for heading in ("at once", "find-expert", "its gateway alone", "bare Bolt", "ratio to bare Bolt", "aimed at"):
        table.add_column(heading, justify="right")
    for row in rows:
        figures = (f"{figure:g}" for figure in row.values())
        table.add_row(*figures, at_least(row["ratio"], AIMED_RATIO))
    Console().print(table, machine())


if __name__ == "__main__":
    show(measure())
