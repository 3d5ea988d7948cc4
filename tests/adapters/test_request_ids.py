"""Every request has an id, which every line about it carries."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.request_ids import HEADER, give_ids, in_thread, request_id, request_id_for

Client = TestClient[web.Request, web.Application]

OF_A_PROXY = ["4f1c9d3e8a7b6502f1e0d9c8b7a69584", "3f8a1c9e-7b2d-4e60-9f51-0c2d8e7a6b43", "a" * 63 + "1"]
NO_IDS = ["", "riley", "riley-smith-of-hmrc", "riley@example.gov.uk", "a" * 64 + "1", "user research 2026", "4f1c9d3e"]


async def say_id(_request: web.Request) -> web.Response:
    async def later() -> str:
        return request_id()

    with ThreadPoolExecutor(1) as threads:
        told = {request_id(), await in_thread(None, request_id), await in_thread(threads, request_id)}
    told |= {await asyncio.to_thread(request_id), await asyncio.create_task(later())}
    return web.json_response(sorted(told))


async def break_down(_request: web.Request) -> web.Response:
    raise RuntimeError("no such loop")


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    app = web.Application()
    give_ids(app)
    app.add_routes([web.get("/", say_id), web.get("/broken", break_down)])
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest.mark.parametrize("offered", OF_A_PROXY)
async def test_the_id_of_the_proxy_in_front_is_kept_in_every_thread_and_task_and_said_in_the_answer(
    client: Client, offered: str
) -> None:
    answer = await client.get("/", headers={HEADER: offered})
    assert await answer.json() == [offered]
    assert answer.headers[HEADER] == offered


@pytest.mark.parametrize("offered", NO_IDS)
async def test_what_does_not_look_like_an_id_is_not_taken_for_one(client: Client, offered: str) -> None:
    answers = [await client.get("/", headers={HEADER: offered}) for _ in range(2)]
    given = [answer.headers[HEADER] for answer in answers]
    assert [await answer.json() for answer in answers] == [[id_] for id_ in given]
    assert given[0] != given[1]
    assert all(re.fullmatch("[0-9a-f]{24}", id_) for id_ in given)


async def test_an_answer_that_is_no_page_of_ours_has_an_id_too(client: Client) -> None:
    answer = await client.get("/nowhere", headers={HEADER: OF_A_PROXY[0]})
    assert (answer.status, answer.headers[HEADER]) == (404, OF_A_PROXY[0])


async def test_what_aiohttp_logs_of_a_request_that_failed_is_findable_by_its_id(client: Client) -> None:
    seen: list[str] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(request_id())

    listening = Listening(logging.ERROR)
    logging.getLogger("aiohttp.server").addHandler(listening)
    try:
        answer = await client.get("/broken", headers={HEADER: OF_A_PROXY[1]})
    finally:
        logging.getLogger("aiohttp.server").removeHandler(listening)
    assert answer.status == 500
    assert seen == [OF_A_PROXY[1]]


def test_a_request_that_came_another_way_has_an_id_as_long_as_it_is_answered() -> None:
    with request_id_for() as outer:
        with request_id_for(OF_A_PROXY[0]) as inner:
            assert request_id() == inner == OF_A_PROXY[0]
        assert request_id() == outer != ""
    assert request_id() == ""
