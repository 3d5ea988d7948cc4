"""What is counted: all of it, under a bounded number of labels, and nothing about anybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine

from adapters.health import Health
from adapters.metrics import Measured, Metrics
from adapters.server import make_app
from bot.cards.help import broken
from bot.events import Event, Introduction, Platform, Pressed, Said, Sender, Submitted
from bot.fields import TextField
from bot.messages import Card, Form, FormErrors, OpenForm, Replace, Reply, SubmittedAnswer
from bot.notices import Refused
from bot.sending.noticeboard import NOTHING_WAITS
from directory.database import connected, unit_of_work
from directory.live import LiveIndex
from directory.model import Unreachable
from tests.clients.ports import free_port
from tests.people import INDEX, NOW, add_expert
from tests.post_office import PostOffice

Client = TestClient[web.Request, web.Application]

RILEY = Sender(platform="slack", workspace="T01ACME", user="U01RILEY")
SAID = Said(key="1", sender=RILEY, text="canary research")
PRESSED = Pressed(key="2", sender=RILEY, action="search.more", value="canary")
SUBMITTED = Submitted(key="3", sender=RILEY, form="search.refine", values={"place": "canary"})
CARD = Card(title="Hello")
FORM = Form(name="search.refine", title="Refine", submit="Search", fields=(TextField(name="place", label="Place"),))


class SmallCore:
    """A core that says what it is told to, and writes down what else it was asked."""

    def __init__(self, answer: SubmittedAnswer | Exception | None, takes: Callable[[], None] = lambda: None) -> None:
        self.answer = answer
        self.takes = takes
        self.asked: list[tuple[object, ...]] = []

    def handle(self, event: Event) -> SubmittedAnswer:
        answer = self.handle_once(event)
        assert answer is not None
        return answer

    def handle_once(self, event: Event) -> SubmittedAnswer | None:
        self.takes()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def needs_introduction(self, sender: Sender, conversation: str = "") -> bool:
        self.asked.append(("needs", sender, conversation))
        return True

    def meet(self, sender: Sender, introduction: Introduction, conversation: str = "") -> None:
        self.asked.append(("meet", sender, introduction, conversation))

    def cannot_reach(self, sender: Sender, why: Unreachable) -> None:
        self.asked.append(("cannot", sender, why))

    def uninstalled(self, platform: Platform, workspace: str) -> None:
        self.asked.append(("uninstalled", platform, workspace))


def value(metrics: Metrics, name: str, **labels: str) -> float:
    found = metrics.registry.get_sample_value(name, labels)
    return found or 0


@pytest.mark.parametrize("event", [SAID, PRESSED, SUBMITTED], ids=lambda event: event.kind)
@pytest.mark.parametrize(
    ("answer", "counted"),
    [
        (Reply(card=CARD), "reply"),
        (Replace(card=CARD), "replace"),
        (OpenForm(form=FORM), "open_form"),
        (FormErrors(form=FORM, errors={"place": "Nowhere"}), "form_errors"),
        (Reply(card=broken("r1")), "broken"),
        (None, "again"),
    ],
)
def test_every_event_is_counted_by_platform_kind_and_answer(
    event: Event, answer: SubmittedAnswer | None, counted: str
) -> None:
    metrics = Metrics()
    measured = Measured(SmallCore(answer), metrics)
    assert measured.handle_once(event) == answer
    if answer is not None:
        assert measured.handle(event) == answer
    labels = {"platform": "slack", "kind": event.kind, "answer": counted}
    assert value(metrics, "find_expert_events_total", **labels) == (1 if answer is None else 2)
    assert value(metrics, "find_expert_answer_seconds_count", platform="slack") == (1 if answer is None else 2)


def test_a_core_that_breaks_is_counted_as_broken_and_still_breaks() -> None:
    metrics = Metrics()
    with pytest.raises(RuntimeError):
        Measured(SmallCore(RuntimeError()), metrics).handle(SAID)
    assert value(metrics, "find_expert_events_total", platform="slack", kind="said", answer="broken") == 1


def test_how_long_an_answer_took_is_told_around_what_platforms_wait_for() -> None:
    now = [0.0]

    def takes_2_9_seconds() -> None:
        now[0] += 2.9

    metrics = Metrics(lambda: now[0])
    Measured(SmallCore(Reply(card=CARD), takes_2_9_seconds), metrics).handle(SAID)
    below = {at: value(metrics, "find_expert_answer_seconds_bucket", platform="slack", le=at) for at in ("2.5", "3.0")}
    assert below == {"2.5": 0, "3.0": 1}
    assert value(metrics, "find_expert_answer_seconds_sum", platform="slack") == pytest.approx(2.9)


def test_what_else_gateways_ask_goes_through_to_the_core() -> None:
    core = SmallCore(None)
    measured, who = Measured(core, Metrics()), Introduction(name="Riley")
    assert measured.needs_introduction(RILEY, "c1")
    measured.meet(RILEY, who, "c1")
    why = next(iter(Unreachable))
    measured.cannot_reach(RILEY, why)
    measured.uninstalled("teams", "t1")
    asked = [("needs", RILEY, "c1"), ("meet", RILEY, who, "c1"), ("cannot", RILEY, why), ("uninstalled", "teams", "t1")]
    assert core.asked == asked


def test_two_servers_in_one_process_do_not_add_up() -> None:
    first, second = Metrics(), Metrics()
    first.calls_to("teams")("temporary")
    assert value(first, "find_expert_calls_total", platform="teams", outcome="temporary") == 1
    assert value(second, "find_expert_calls_total", platform="teams", outcome="temporary") == 0


async def turned_away(_request: web.Request) -> web.Response:
    return web.Response(status=401)


async def breaks(_request: web.Request) -> web.Response:
    raise RuntimeError("no such loop")


@pytest.fixture
async def client(database: Engine) -> AsyncIterator[Client]:
    """A server whose directory has one expert, and whose way in for Slack turns everybody away."""
    with unit_of_work(database) as session:
        add_expert(session, "Ada Quillan", ["historian"])
    async with server(database) as client:
        await wait_until_indexed(client)
        yield client


def server(engine: Engine) -> Client:
    app = make_app(Health(engine, LiveIndex(engine, INDEX), lambda: NOW), Metrics(), {"/gate": "slack"})
    app.add_routes([web.post("/gate", turned_away), web.get("/broken/{name}", breaks)])
    return TestClient(TestServer(app))


async def numbers(client: Client) -> dict[tuple[str, ...], float]:
    """What GET /metrics says, by name and the values of its labels in the order of their names."""
    answer = await client.get("/metrics")
    assert answer.status == 200
    assert answer.content_type == "text/plain"
    families = text_string_to_metric_families(await answer.text())
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


async def wait_until_indexed(client: Client) -> None:
    for _ in range(600):
        if (await client.get("/readyz")).status == 200:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("it does not get ready")


async def test_the_page_of_metrics_tells_of_the_directory_and_the_process(client: Client, database: Engine) -> None:
    told = await numbers(client)
    assert told["find_expert_index_people",] == 1
    assert told["find_expert_index_behind",] == 0
    assert told["find_expert_database_up",] == 1
    assert told["find_expert_index_age_seconds",] >= 0
    assert told["process_resident_memory_bytes",] > 0
    assert any(name == "find_expert_build_info" for name, *_ in told)
    await asyncio.to_thread(another_expert, database)
    assert (await numbers(client))["find_expert_index_behind",] == 1


def another_expert(engine: Engine) -> None:
    with unit_of_work(engine) as session:
        add_expert(session, "Bea Tarrow")


async def test_what_waits_to_be_told_and_what_was_given_up_is_on_the_page(client: Client, database: Engine) -> None:
    def tell_two_people() -> None:
        post = PostOffice(database)
        post.clock.forward(timedelta(minutes=-5))
        post.tell(post.person("Bram Otterbourne", "slack"), "offer1")
        post.deliver(Refused("invalid_blocks"))
        post.tell(post.person("Cleo Marchbanks", "slack"), "offer2")

    await asyncio.to_thread(tell_two_people)
    told = await numbers(client)
    assert told["find_expert_notices_due",] == 1
    assert told["find_expert_oldest_due_notice_seconds",] == 300
    assert told["find_expert_notices_dead",] == 1


def test_attempts_to_tell_people_something_are_counted_and_are_there_before_the_first() -> None:
    metrics = Metrics()

    def given_up() -> float | None:
        labels = {"platform": "slack", "outcome": "given_up"}
        return metrics.registry.get_sample_value("find_expert_notices_total", labels)

    assert given_up() == 0
    metrics.told("slack", "given_up")
    assert given_up() == 1


def test_live_readings_are_counted_and_deliveries_by_their_answer() -> None:
    metrics = Metrics()
    assert metrics.registry.get_sample_value("find_expert_readings_total") == 0
    for status, kept in ((201, 3), (201, 0), (422, 0)):
        metrics.took_readings(status, kept)
    assert value(metrics, "find_expert_readings_total") == 3
    assert value(metrics, "find_expert_readings_deliveries_total", status="201") == 2
    assert value(metrics, "find_expert_readings_deliveries_total", status="422") == 1


def test_the_age_of_the_index_runs_from_its_last_change() -> None:
    now = [100.0]
    metrics = Metrics(lambda: now[0])

    def age(revision: int) -> float:
        metrics.saw(database_up=True, directory_revision=5, index_revision=revision, people=1, notices=NOTHING_WAITS)
        return value(metrics, "find_expert_index_age_seconds")

    assert age(4) == 0
    now[0] += 60
    assert age(4) == 60
    assert age(5) == 0


async def test_a_database_that_is_away_is_a_zero_and_no_failure() -> None:
    with connected(f"postgresql://riley:hunter2@127.0.0.1:{free_port()}/experts") as nowhere:
        async with server(nowhere) as client:
            assert (await numbers(client))["find_expert_database_up",] == 0


async def test_requests_are_counted_by_route_and_never_by_what_was_asked_for(client: Client) -> None:
    await client.get("/healthz")
    await client.get("/canary-path?q=canary")
    await client.get("/broken/canary")
    await client.request("PROPFIND", "/healthz")
    told = await numbers(client)
    count = "find_expert_http_requests_total"
    assert told[count, "GET", "/healthz", "2xx"] == 1
    assert told[count, "GET", "none", "4xx"] == 1
    assert told[count, "GET", "/broken/{name}", "5xx"] == 1
    assert told[count, "other", "none", "4xx"] == 1
    assert told["find_expert_http_request_seconds_count", "/healthz"] == 1
    assert "canary" not in str(told).lower()


async def test_deliveries_turned_away_at_the_gate_are_counted_by_platform_and_status(client: Client) -> None:
    for _ in range(2):
        await client.post("/gate")
    await client.get("/nowhere")
    told = await numbers(client)
    assert told["find_expert_deliveries_refused_total", "slack", "401"] == 2
    assert [key for key in told if key[0] == "find_expert_deliveries_refused_total"] == [
        ("find_expert_deliveries_refused_total", "slack", "401")
    ]


def test_no_label_holds_an_id_or_a_word_that_anybody_wrote() -> None:
    metrics = Metrics()
    measured = Measured(SmallCore(Reply(card=Card(title="canary"))), metrics)
    for event in (SAID, PRESSED, SUBMITTED):
        measured.handle(event)
    labels: list[Any] = [s.labels for family in metrics.registry.collect() for s in family.samples]
    assert "canary" not in str(labels)
    assert "RILEY" not in str(labels)
    assert "ACME" not in str(labels)
