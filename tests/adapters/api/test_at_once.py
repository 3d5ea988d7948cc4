"""Many deliveries at once, and the same ones again: none is lost, and none is kept twice."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from sqlalchemy import Engine

from adapters.api.rate import Rate
from adapters.api.routes import Tell, api_routes
from directory.database import connected
from tests.adapters.api.sending import INTAKE, MEASURE, Sending
from tests.bot.crowd import THREADS, together
from tests.clients.thread import served_in_a_thread
from tests.sizes import examples

DELIVERIES = examples(25, full=500)
IN_EACH = 4


class Replicas:
    """On SQLite one server, since it takes one; on PostgreSQL two, each with connections of its own."""

    def __init__(self, sending: Sending, urls: list[str]) -> None:
        self.sending = sending
        self.urls = urls

    def sends_all(self, seed: int) -> Counter[tuple[int, str]]:
        """Every delivery, in an order of one's own, to any server. Gives the answers by status and whether replayed."""
        chance, answers = random.Random(seed), Counter[tuple[int, str]]()
        connections = [HTTPConnection(urlsplit(url).netloc, timeout=60) for url in self.urls]
        for number in chance.sample(range(DELIVERIES), DELIVERIES):
            connection = chance.choice(connections)
            readings = [{"measure": MEASURE, "value": number + part / IN_EACH} for part in range(IN_EACH)]
            body = json.dumps({"readings": readings})
            connection.request("POST", self.sending.path(), body, self.sending.headers(f"delivery-{number}"))
            response = connection.getresponse()
            said = json.loads(response.read())
            assert [each["value"] for each in said["readings"]] == [each["value"] for each in readings]
            answers[response.status, response.headers.get("Idempotency-Replayed", "")] += 1
        for connection in connections:
            connection.close()
        return answers


@pytest.fixture
def replicas(database: Engine, database_url: str) -> Iterator[Replicas]:
    sending = Sending(database)
    with ExitStack() as stack:
        engines = [database]
        if database.dialect.name == "postgresql":
            engines.append(stack.enter_context(connected(database_url)))
        urls = []
        for engine in engines:
            app = web.Application()
            rate = Rate(a_minute=1_000_000)
            app.add_routes(api_routes(engine, INTAKE, lambda: sending.town.now, Tell(), rate))
            urls.append(stack.enter_context(served_in_a_thread(app)))
        yield Replicas(sending, urls)


def test_eight_senders_of_the_same_deliveries_lose_none_and_double_none(replicas: Replicas) -> None:
    answers = sum(together(*(lambda seed=seed: replicas.sends_all(seed) for seed in range(THREADS))), Counter())
    assert answers == {(201, ""): DELIVERIES, (201, "true"): DELIVERIES * (THREADS - 1)}
    kept = [value for value, _ in replicas.sending.kept()]
    assert sorted(kept) == [number / IN_EACH for number in range(DELIVERIES * IN_EACH)]
    in_order = [tuple(kept[start : start + IN_EACH]) for start in range(0, len(kept), IN_EACH)]
    assert all(part == tuple(sorted(part)) for part in in_order), "a delivery is kept in one piece, in its order"


def test_of_two_that_say_otherwise_under_one_key_one_is_kept(replicas: Replicas) -> None:
    def send(number: int) -> int:
        connection = HTTPConnection(urlsplit(replicas.urls[number % len(replicas.urls)]).netloc, timeout=60)
        body = json.dumps({"readings": [{"measure": MEASURE, "value": number}]})
        connection.request("POST", replicas.sending.path(), body, replicas.sending.headers("the-same"))
        status = connection.getresponse().status
        connection.close()
        return status

    statuses = together(*(lambda number=number: send(number) for number in range(THREADS)))
    assert sorted(statuses) == [201] + [422] * (THREADS - 1)
    [(kept, _)] = replicas.sending.kept()
    assert statuses[int(kept)] == 201
