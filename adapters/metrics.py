"""What is counted and timed, for Prometheus: never who, and never what anybody wrote.

Every label has a handful of values known beforehand, so that nobody outside can make the numbers grow without end.
"""

from __future__ import annotations

import platform as computer
import time
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Literal, Protocol, TypeVar, get_args

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from prometheus_client import CollectorRegistry, Counter, Gauge, GCCollector, Histogram, Info, ProcessCollector
from prometheus_client.aiohttp import make_aiohttp_handler

from bot.cards import help as help_cards
from bot.core import Core
from bot.events import Event, Introduction, Platform, Sender
from bot.messages import Replace, Reply, SubmittedAnswer
from bot.model import CalendarTrouble
from bot.notices import What
from bot.sending.noticeboard import Standing
from directory.model import Unreachable

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 2.5, 3, 5, 10, 15, 30)
"""Buckets around what platforms wait for: Slack 3 seconds, Teams 15."""

Outcome = Literal["ok", "temporary", "unreachable", "not_allowed", "refused"]
"""What became of a call to a platform: done, may work later, or never will: since that person or conversation cannot
be written to, since our token or its scopes do not allow it, or for what we sent."""

KINDS = ("said", "pressed", "submitted")
BROKEN = help_cards.broken("").title
METHODS = hdrs.METH_ALL
CREATED = 201

Result = TypeVar("Result", SubmittedAnswer, SubmittedAnswer | None)


class CountCall(Protocol):
    """What a gateway tells of every call it made to its platform."""

    def __call__(self, outcome: Outcome) -> None: ...


def uncounted(outcome: Outcome) -> None:
    """For a gateway that nobody measures."""


class Metrics:
    """The numbers of one server. Each has a registry of its own, so that two in one process do not add up."""

    def __init__(self, elapsed: Callable[[], float] = time.monotonic) -> None:
        """``elapsed`` gives seconds since any moment."""
        self.elapsed = elapsed
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        GCCollector(registry=registry)
        built = Info("find_expert_build", "The release that runs.", registry=registry)
        built.info({"version": release(), "python": computer.python_version()})
        labels = ["platform", "kind", "answer"]
        about = "What people said, pressed and submitted, by what it was answered with."
        self._events = Counter("find_expert_events", about, labels, registry=registry)
        about = "Seconds that the core took to answer. Slack waits 3, Teams 15."
        self._seconds = Histogram("find_expert_answer_seconds", about, ["platform"], registry=registry, buckets=SECONDS)
        about = "Deliveries that were turned away before anything read them, by HTTP status."
        self._refused = Counter("find_expert_deliveries_refused", about, ["platform", "status"], registry=registry)
        about = "Calls to platforms, by what became of them."
        self._calls = Counter("find_expert_calls", about, ["platform", "outcome"], registry=registry)
        for name in get_args(Platform):  # a number that is not there at first cannot be seen to rise
            for kind in KINDS:
                self._events.labels(name, kind, "broken")
        self._notices = _Notices(registry)
        self._requests = _Requests(registry)
        self._directory = _Directory(registry, elapsed)
        about = "Calendars of experts that were read, or could not be, by what became of it."
        self._calendars = Counter("find_expert_calendars_read", about, ["outcome"], registry=registry)
        for outcome in ("read", *CalendarTrouble):
            self._calendars.labels(outcome)

        about = "Live readings that other systems sent and that were kept."
        self._readings = Counter("find_expert_readings", about, registry=registry)
        about = "Deliveries of live readings, by the HTTP status that they were answered with."
        self._deliveries = Counter("find_expert_readings_deliveries", about, ["status"], registry=registry)
        self._deliveries.labels(str(CREATED))

    def answered(self, event: Event, answer: str, seconds: float) -> None:
        platform = event.sender.platform
        self._events.labels(platform, event.kind, answer).inc()
        self._seconds.labels(platform).observe(seconds)

    def refused(self, platform: Platform, status: int) -> None:
        """A delivery was turned away at the gate, with an HTTP status that we chose."""
        self._refused.labels(platform, str(status)).inc()

    def calls_to(self, platform: Platform) -> CountCall:
        """What to give the gateway of a platform."""

        def count(outcome: Outcome) -> None:
            self._calls.labels(platform, outcome).inc()

        return count

    def read_calendar(self, outcome: str) -> None:
        """A calendar was "read", or could not be: then it is the ``CalendarTrouble``."""
        self._calendars.labels(outcome).inc()

    def took_readings(self, status: int, kept: int) -> None:
        """A delivery of live readings was answered with an HTTP status that we chose; so many were kept."""
        self._deliveries.labels(str(int(status))).inc()
        self._readings.inc(kept)

    def told(self, platform: Platform, what: What) -> None:
        """What became of an attempt to tell somebody something."""
        self._notices.count.labels(platform, what).inc()

    def saw(
        self, *, database_up: bool, directory_revision: int, index_revision: int, people: int, notices: Standing
    ) -> None:
        """How the directory, its index and the outbox are now; -1 for a revision that is not known."""
        self._directory.saw(database_up, directory_revision, index_revision, people)
        self._notices.saw(notices)

    def count_requests(self, app: web.Application, gates: Mapping[str, Platform]) -> None:
        """Count the requests that ``app`` answers. ``gates`` says which routes are a platform's way in."""

        @web.middleware
        async def counted(request: web.Request, handler: Handler) -> web.StreamResponse:
            started = self.elapsed()
            status = 500
            try:
                response = await handler(request)
                status = response.status
            except web.HTTPException as answer:
                status = answer.status
                raise
            finally:
                route = _route(request)
                self._requests.count(route, request.method, status, self.elapsed() - started)
                if route in gates and status // 100 == 4:
                    self.refused(gates[route], status)
            return response

        app.middlewares.append(counted)

    def page(self) -> Handler:
        """The answer to GET /metrics."""
        return make_aiohttp_handler(self.registry)


class _Requests:
    """HTTP, by route as it is written in the code: never by the path that was asked for."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ["route", "method", "status"]
        self._count = Counter("find_expert_http_requests", "HTTP requests answered.", labels, registry=registry)
        about = "Seconds until an HTTP request was answered."
        self._seconds = Histogram(
            "find_expert_http_request_seconds", about, ["route"], registry=registry, buckets=SECONDS
        )

    def count(self, route: str, method: str, status: int, seconds: float) -> None:
        known = method if method in METHODS else "other"
        self._count.labels(route, known, f"{status // 100}xx").inc()
        self._seconds.labels(route).observe(seconds)


class _Notices:
    """What there is to tell people, and what became of telling it."""

    def __init__(self, registry: CollectorRegistry) -> None:
        about = "Attempts to tell people something, by what became of them."
        self.count = Counter("find_expert_notices", about, ["platform", "outcome"], registry=registry)
        for platform in get_args(Platform):
            for what in get_args(What):
                self.count.labels(platform, what)
        self._due = Gauge("find_expert_notices_due", "Notices that should have been told by now.", registry=registry)
        about = "Seconds that the oldest notice waits that should have been told by now."
        self._oldest = Gauge("find_expert_oldest_due_notice_seconds", about, registry=registry)
        about = "Notices that were given up: see find-expert notices dead."
        self._dead = Gauge("find_expert_notices_dead", about, registry=registry)

    def saw(self, notices: Standing) -> None:
        self._due.set(notices.due)
        self._oldest.set(notices.oldest.total_seconds())
        self._dead.set(notices.dead)


class _Directory:
    """The database and the index, as they were when the metrics were last asked for."""

    def __init__(self, registry: CollectorRegistry, elapsed: Callable[[], float]) -> None:
        self._elapsed = elapsed
        self._revision = -1
        self._since = elapsed()
        self._up = Gauge("find_expert_database_up", "1 when the database answers.", registry=registry)
        self._people = Gauge("find_expert_index_people", "People who can be found.", registry=registry)
        about = "Seconds since the index last changed, to the precision of the times it was asked."
        self._age = Gauge("find_expert_index_age_seconds", about, registry=registry)
        about = "Changes of the directory that the index has not taken in; the next search takes them in."
        self._behind = Gauge("find_expert_index_behind", about, registry=registry)

    def saw(self, database_up: bool, directory_revision: int, index_revision: int, people: int) -> None:
        if index_revision != self._revision:
            self._revision, self._since = index_revision, self._elapsed()
        self._up.set(database_up)
        self._people.set(people)
        self._age.set(self._elapsed() - self._since)
        self._behind.set(max(0, directory_revision - index_revision) if database_up else 0)


class Measured:
    """A core whose answers are counted and timed."""

    def __init__(self, core: Core, metrics: Metrics) -> None:
        self._core = core
        self._metrics = metrics

    def handle(self, event: Event) -> SubmittedAnswer:
        return self._measured(event, self._core.handle)

    def handle_once(self, event: Event) -> SubmittedAnswer | None:
        return self._measured(event, self._core.handle_once)

    def needs_introduction(self, sender: Sender, conversation: str = "") -> bool:
        return self._core.needs_introduction(sender, conversation)

    def meet(self, sender: Sender, introduction: Introduction, conversation: str = "") -> None:
        self._core.meet(sender, introduction, conversation)

    def cannot_reach(self, sender: Sender, why: Unreachable) -> None:
        self._core.cannot_reach(sender, why)

    def uninstalled(self, platform: Platform, workspace: str) -> None:
        self._core.uninstalled(platform, workspace)

    def _measured(self, event: Event, ask: Callable[[Event], Result]) -> Result:
        started = self._metrics.elapsed()
        answered = "broken"
        try:
            answer = ask(event)
            answered = _in_a_word(answer)
        finally:
            self._metrics.answered(event, answered, self._metrics.elapsed() - started)
        return answer


def release() -> str:
    """The version that is installed."""
    try:
        return version("find-expert")
    except PackageNotFoundError:
        return "unknown"


def _in_a_word(answer: SubmittedAnswer | None) -> str:
    match answer:
        case None:
            return "again"
        case Reply() | Replace() if answer.card.title == BROKEN:
            return "broken"
    return answer.kind


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else "none"
