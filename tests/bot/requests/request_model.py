"""What should become of requests, in a few plain lists: the oracle for what the core does with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
BANK_HOLIDAYS = {date(2026, 5, 25), date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1)}
"""England's, from the start of these tests until long after any of them ends."""
NINE, FIVE = time(9), time(17)
GAP = timedelta(minutes=10)
HORIZON_DAYS = 30
DAILY_CAP = 2
MOST_OPEN = 5
OPEN = ("waiting", "snoozed", "times_suggested")

Choose = Callable[["ARequest", set[int], int], list[int]]
"""Which of those who may be asked for a request were: so many of them. What ranks them is for other tests."""


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in BANK_HOLIDAYS


def working_days_later(now: datetime, days: int) -> datetime:
    """Of somebody who works from nine to five in London."""
    here = now.astimezone(LONDON)
    day, at = here.date(), here.time()
    if not is_working_day(day) or at >= FIVE:
        day, at = next_day(day), NINE
    at = max(at, NINE)
    for _ in range(days):
        day = next_day(day)
    return datetime.combine(day, at, LONDON).astimezone(UTC)


def next_day(day: date) -> date:
    day += timedelta(days=1)
    return day if is_working_day(day) else next_day(day)


def previous_working_day(when: datetime) -> datetime:
    """At the same time by the clock in London."""
    here = when.astimezone(LONDON)
    day = here.date() - timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return datetime.combine(day, here.time(), LONDON).astimezone(UTC)


def tomorrow(now: datetime) -> datetime:
    return datetime.combine(next_day(now.astimezone(LONDON).date()), NINE, LONDON).astimezone(UTC)


@dataclass
class AnOffer:
    expert: int
    status: str = "waiting"
    suggested: tuple[datetime, ...] = ()
    remind_at: datetime | None = None
    expires_at: datetime | None = None
    snoozed_until: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def end(self, status: str) -> None:
        self.status = status
        self.remind_at = self.expires_at = self.snoozed_until = None


@dataclass
class AConsultation:
    expert: int
    start: datetime
    end: datetime
    status: str = "booked"
    moving: tuple[int, tuple[datetime, ...]] | None = None
    """Who asks to move it, and to when."""
    was_moved: bool = False
    sequence: int = 0
    place: str = ""
    absent: int | None = None

    @property
    def stands(self) -> str:
        return "moved" if self.status == "booked" and self.was_moved else self.status

    def is_to_come(self, now: datetime) -> bool:
        return self.status == "booked" and now < self.start


@dataclass
class ARequest:
    requester: int
    times: tuple[datetime, ...]
    minutes: int
    is_urgent: bool
    closes_at: datetime
    question: str
    status: str = "offered"
    edition: int = 1
    round: int = 0
    offers: dict[int, AnOffer] = field(default_factory=dict)
    """By the expert."""
    held: AConsultation | None = None

    @property
    def is_open(self) -> bool:
        return self.status == "offered"

    def is_taken_by(self, expert: int) -> bool:
        return expert in self.offers and self.offers[expert].status == "accepted"

    @property
    def waiting(self) -> list[AnOffer]:
        return [offer for offer in self.offers.values() if offer.is_open]


@dataclass
class Model:
    """Everybody and everything. People are numbers; ``notices`` counts them by kind, request and expert (0: none)."""

    experts: Sequence[int]
    now: datetime
    requests: list[ARequest] = field(default_factory=list)
    blocks: set[tuple[int, int]] = field(default_factory=set)
    paused: set[int] = field(default_factory=set)
    notices: Counter[tuple[str, int, int]] = field(default_factory=Counter)
    messages: int = 0
    told_once: set[tuple[str, int, int, str]] = field(default_factory=set)

    # ------------------------------------------------------------------------------------------ who and when

    def held(self, without: AConsultation | None = None) -> list[tuple[ARequest, AConsultation]]:
        """Those that take anybody's time."""
        all_of_them = [(request, request.held) for request in self.requests if request.held]
        return [(request, held) for request, held in all_of_them if held is not without and held.status != "cancelled"]

    def bookings(self, person: int, without: AConsultation | None = None) -> list[tuple[datetime, datetime]]:
        return [
            (held.start, held.end) for request, held in self.held(without) if person in {request.requester, held.expert}
        ]

    def can(
        self,
        expert: int,
        start: datetime,
        minutes: int,
        requester: int | None = None,
        without: AConsultation | None = None,
    ) -> bool:
        """Whether they can be met then; with a requester, whether the two can meet; without one that is to be moved."""
        here, today = start.astimezone(LONDON), self.now.astimezone(LONDON).date()
        end = start + timedelta(minutes=minutes)
        taken = self.bookings(expert, without) + (self.bookings(requester, without) if requester else [])
        given = [held.start.astimezone(LONDON).date() for _, held in self.held(without) if held.expert == expert]
        return (
            start > self.now
            and (here.date() - today).days <= HORIZON_DAYS
            and is_working_day(here.date())
            and here.time() >= NINE
            and end.astimezone(LONDON).time() <= FIVE
            and not any(start < until + GAP and since - GAP < end for since, until in taken)
            and given.count(here.date()) < DAILY_CAP
        )

    def may_ask(self, request: ARequest) -> set[int]:
        """Who could be asked next."""
        not_for_them = {e for r in self.requests for e, offer in r.offers.items() if offer.status == "not_for_me"}
        unwilling = {by for by, whom in self.blocks if whom == request.requester}
        return {*self.experts} - {*request.offers} - not_for_them - unwilling - self.paused - {request.requester}

    # ------------------------------------------------------------------------------------------ what happens

    def may_be_asked(self, expert: int, requester: int) -> bool:
        """Whether this requester may ask this expert now."""
        open_ones = [each for each in self.requests if each.requester == requester and each.is_open]
        is_willing = expert not in self.paused and (expert, requester) not in self.blocks
        return is_willing and expert != requester and len(open_ones) < MOST_OPEN

    def suits(self, expert: int, requester: int, start: datetime, minutes: int) -> bool:
        """Whether a request may propose this time: of the requester only what is booked counts."""
        end = start + timedelta(minutes=minutes)
        is_busy = any(start < until + GAP and since - GAP < end for since, until in self.bookings(requester))
        return not is_busy and self.can(expert, start, minutes)

    def ask(self, request: ARequest, expert: int, choose: Choose) -> None:
        self.requests.append(request)
        beside = self.chosen(request, 2, choose, {expert}) if request.is_urgent else []
        self.offer_to(request, [expert, *beside])

    def chosen(self, request: ARequest, most: int, choose: Choose, without: Iterable[int] = ()) -> list[int]:
        able = self.may_ask(request) - {*without}
        free = {e for e in able if any(self.can(e, start, request.minutes) for start in request.times)}
        chosen = choose(request, able, min(most, len(able)))
        assert len(free & {*chosen}) == min(len(free), len(chosen)), "whoever is free comes first"
        return chosen

    def offer_to(self, request: ARequest, experts: Sequence[int]) -> None:
        request.round += 1
        for expert in experts:
            self.add_offer(request, expert)
        self.card(request)

    def add_offer(self, request: ARequest, expert: int) -> None:
        offer = AnOffer(expert, expires_at=working_days_later(self.now, 1 if request.is_urgent else 3))
        offer.remind_at = None if request.is_urgent else working_days_later(self.now, 2)
        request.offers[expert] = offer
        self.notices["offer.card", self.requests.index(request), expert] = 1

    def card(self, request: ARequest) -> None:
        self.notices["request.card", self.requests.index(request), 0] = 1

    def news(self, kind: str, request: ARequest, expert: int, occasion: str = "") -> None:
        """Told once on each occasion; each is one where nothing is said."""
        key = (kind, self.requests.index(request), expert)
        if not occasion or (*key, occasion) not in self.told_once:
            self.told_once.add((*key, occasion))
            self.notices[key] += 1

    def accept(self, request: ARequest, expert: int, nth: int | None, edition: int) -> None:
        wanted = request.times if nth is None else request.times[nth : nth + 1]
        if request.offers[expert].is_open and edition == request.edition:
            able = [start for start in wanted if self.can(expert, start, request.minutes, request.requester)]
            if able:
                self.book(request, expert, able[0])
                self.news("request.news", request, 0)

    def book(self, request: ARequest, expert: int, start: datetime) -> None:
        self.take(request, expert, "booked")
        request.held = AConsultation(expert, start, start + timedelta(minutes=request.minutes))
        self.plan_reminders(request, request.held)
        for person in (request.requester, expert):
            self.notices["consultation.invitation", self.requests.index(request), person] = 1

    def take(self, request: ARequest, expert: int, status: str) -> None:
        request.offers[expert].end("accepted")
        for other in request.waiting:
            other.end("taken")
        request.status = status

    def give_up(self, request: ARequest, expert: int, status: str, choose: Choose) -> None:
        if request.offers[expert].is_open:
            request.offers[expert].end(status)
            self.go_on(request, choose)

    def go_on(self, request: ARequest, choose: Choose) -> None:
        if request.waiting:
            return
        if experts := self.chosen(request, 3 if request.is_urgent else 1, choose):
            self.offer_to(request, experts)
        else:
            request.status = "nobody"
            self.news("request.news", request, 0, "nobody")

    def suggest(self, request: ARequest, expert: int, times: Sequence[datetime]) -> None:
        offer = request.offers[expert]
        able = tuple(start for start in times if self.can(expert, start, request.minutes))
        if offer.is_open and able:
            offer.status, offer.suggested = "times_suggested", able
            offer.expires_at = offer.snoozed_until = None
            offer.remind_at = working_days_later(self.now, 2)
            self.news("request.news", request, 0)

    def book_suggested(self, request: ARequest, expert: int, start: datetime) -> None:
        offer = request.offers[expert]
        is_offered = offer.status == "times_suggested" and start in offer.suggested
        if is_offered and self.can(expert, start, request.minutes, request.requester):
            self.book(request, expert, start)
            self.news("offer.news", request, expert)

    def refuse(self, request: ARequest, expert: int, choose: Choose) -> None:
        if request.offers[expert].status == "times_suggested":
            self.give_up(request, expert, "withdrawn", choose)

    def write(self, request: ARequest, expert: int) -> None:
        if request.offers[expert].is_open:
            self.take(request, expert, "done")
            self.news("request.news", request, 0)

    def pass_on(self, request: ARequest, expert: int, colleague: int) -> None:
        blocked = (colleague, request.requester) in self.blocks
        able = colleague not in {*request.offers, *self.paused, request.requester} and not blocked
        if request.offers[expert].is_open and able:
            request.offers[expert].end("passed_on")
            self.add_offer(request, colleague)

    def snooze(self, request: ARequest, expert: int) -> None:
        offer = request.offers[expert]
        if offer.status == "waiting":
            until = tomorrow(self.now)
            offer.status, offer.snoozed_until, offer.remind_at = "snoozed", until, None
            offer.expires_at = max(offer.expires_at or until, working_days_later(until, 1))

    def withdraw(self, request: ARequest) -> None:
        if request.is_open:
            self.end(request, "withdrawn", "withdrawn")

    def end(self, request: ARequest, status: str, of_offers: str) -> None:
        for offer in request.waiting:
            offer.end(of_offers)
        request.status = status

    def edit(self, request: ARequest, question: str) -> None:
        if request.is_open and question != request.question:
            request.question = question
            request.edition += 1

    def write_to(self, request: ARequest, expert: int, *, by_requester: bool) -> None:
        status = request.offers[expert].status
        is_unwanted = by_requester and (expert, request.requester) in self.blocks
        self.messages += status in (*OPEN, "accepted") and not is_unwanted

    def block(self, request: ARequest, expert: int, choose: Choose) -> None:
        self.blocks.add((expert, request.requester))
        self.give_up(request, expert, "declined", choose)

    # ------------------------------------------------------------------------------------------ after it is booked

    def plan_reminders(self, request: ARequest, held: AConsultation) -> None:
        """Each once for every time that it ever had."""
        for person in (request.requester, held.expert):
            day_before = previous_working_day(held.start)
            for kind, due_at in (("day_before", day_before), ("soon", held.start - timedelta(minutes=10))):
                if due_at > self.now:
                    self.news(f"consultation.{kind}", request, person, f"{held.start}")

    def tell(self, request: ARequest, person: int) -> None:
        """News of a consultation is never the same as any before."""
        self.notices["consultation.news", self.requests.index(request), person] += 1

    def tell_the_other(self, request: ARequest, held: AConsultation, person: int) -> None:
        self.tell(request, held.expert if person == request.requester else request.requester)

    def ask_to_move(self, request: ARequest, held: AConsultation, person: int, times: Sequence[datetime]) -> None:
        if held.is_to_come(self.now):
            able = tuple(
                when
                for when in times
                if when != held.start and self.can(held.expert, when, request.minutes, request.requester, held)
            )
            if able and held.moving != (person, able):
                held.moving = (person, able)
                self.tell_the_other(request, held, person)

    def agree(self, request: ARequest, held: AConsultation, person: int, start: datetime) -> None:
        asked_by, times = held.moving or (person, ())
        is_asked = held.is_to_come(self.now) and asked_by != person and start in times
        if is_asked and self.can(held.expert, start, request.minutes, request.requester, held):
            held.start, held.end = start, start + (held.end - held.start)
            held.was_moved, held.moving = True, None
            held.sequence += 1
            self.plan_reminders(request, held)
            self.tell_the_other(request, held, person)

    def keep(self, request: ARequest, held: AConsultation, person: int) -> None:
        if held.status == "booked" and held.moving:
            held.moving = None
            self.tell_the_other(request, held, person)

    def cancel(self, request: ARequest, held: AConsultation, person: int) -> None:
        if held.is_to_come(self.now):
            held.status, held.moving, request.status = "cancelled", None, "done"
            held.sequence += 1
            self.tell_the_other(request, held, person)

    def did_not_come(self, request: ARequest, held: AConsultation, person: int) -> None:
        is_time = held.start <= self.now < held.end + timedelta(days=7)
        if held.status in {"booked", "done"} and is_time:
            held.absent = held.expert if person == request.requester else request.requester
            held.status, held.moving, request.status = "no_show", None, "done"
            self.tell_the_other(request, held, person)

    def say_where(self, request: ARequest, held: AConsultation, person: int, place: str) -> None:
        if held.status == "booked" and self.now < held.end and place != held.place:
            held.place = place
            held.sequence += 1
            self.plan_reminders(request, held)
            self.tell_the_other(request, held, person)

    # ------------------------------------------------------------------------------------------ what time brings

    def tick(self, choose: Choose) -> None:
        """Everything that is due, in the order in which it is passed."""
        offers = [(request, offer) for request in self.requests for offer in request.offers.values()]
        for request in self.requests:
            self.close(request)
        for request, offer in offers:
            if offer.expert in self.paused:
                self.give_up(request, offer.expert, "expired", choose)
        for request, offer in offers:
            if self.is_over(offer.expires_at):
                self.give_up(request, offer.expert, "expired", choose)
        for request, offer in offers:
            self.wake(request, offer)
        for request, offer in offers:
            self.remind(request, offer)
        for request in self.requests:
            self.lapse(request)
        for request in self.requests:
            self.finish(request)

    def close(self, request: ARequest) -> None:
        if request.is_open and self.is_over(request.closes_at):
            self.end(request, "nobody", "expired")
            self.news("request.news", request, 0, "nobody")

    def lapse(self, request: ARequest) -> None:
        held = request.held
        if held and held.status == "booked" and held.moving:
            asked_by, times = held.moving
            if held.start <= self.now or max(times) <= self.now:
                held.moving = None
                self.tell(request, asked_by)

    def finish(self, request: ARequest) -> None:
        held = request.held
        if held and held.status == "booked" and held.end <= self.now:
            held.status = request.status = "done"
            for person in (request.requester, held.expert):
                self.news("consultation.questions", request, person, "once")
            self.news("consultation.difference", request, request.requester, "once")

    def is_over(self, until: datetime | None) -> bool:
        return until is not None and until <= self.now

    def wake(self, request: ARequest, offer: AnOffer) -> None:
        if self.is_over(offer.snoozed_until):
            offer.status, offer.snoozed_until = "waiting", None
            self.news("offer.reminder", request, offer.expert, f"{self.now.date()}")

    def remind(self, request: ARequest, offer: AnOffer) -> None:
        if self.is_over(offer.remind_at):
            offer.remind_at = None
            if offer.status == "times_suggested":
                self.news("request.reminder", request, 0)
            else:
                self.news("offer.reminder", request, offer.expert, "once")
