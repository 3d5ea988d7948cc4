"""Whatever people do, in whatever order, and whatever time passes: the core does what a few plain lists say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import Engine, delete
from sqlmodel import col, select

from bot.deadlines import Deadlines
from bot.drawing import draw
from bot.events import Event
from bot.fields import JOINED_BY
from bot.messages import Replace, SubmittedAnswer
from bot.model import (
    Block,
    Consultation,
    Delivery,
    Message,
    Notice,
    NoticeKind,
    NoticeState,
    Offer,
    Request,
    Search,
    SendingLimit,
)
from bot.model.requests import instants, kept, stamp
from bot.notices import BY_EMAIL, ONE_CARD, Delivered
from bot.requests import waiting
from bot.sending.outbox import Outbox
from directory.database import reading, unit_of_work
from directory.live import LiveIndex
from directory.model import AuditEntry, Expert, Status
from tests.bot.crowd import BROKEN, add_accounts, conversation, press, submit, words
from tests.bot.requests.histories import wrongs
from tests.bot.requests.request_model import (
    DAILY_CAP,
    LONDON,
    AConsultation,
    AnOffer,
    ARequest,
    Model,
    working_days_later,
)
from tests.people import INDEX, NOW, add_expert
from tests.requests import add_person
from tests.sizes import FULL, examples

WALKS = examples(3, full=1_000)
STEPS = examples(50, full=100)
EXPERTS = 5
NEED = "user research"
"""The same for all: whoever says that it is not for them is asked next for none of them."""
ROUNDS_OF_POST = 60
"""More than enough for every card of a walk, as fast as a platform takes them."""
NTH = st.integers(0, 1_000)
"""One of however many there are."""
TIMES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 30)), min_size=1, max_size=3)
"""Days from now, and quarters of an hour after nine."""
TITLES = {
    "waiting": "asks for",
    "snoozed": "we ask again",
    "times_suggested": "You suggested other times",
    "declined": "You declined",
    "not_for_me": "not for you",
    "passed_on": "You passed",
    "expired": "went to somebody else",
    "withdrawn": "was withdrawn",
    "taken": "Somebody else took",
    "booked": "Consultation booked",
    "moved": "Consultation moved",
    "done": "Consultation done",
    "cancelled": "cancelled",
    "no_show": "did not take place",
    "written": "in writing",
}
"""What an expert is told, whatever they pressed."""
OWN_TITLES = {
    "withdrawn": "You withdrew",
    "nobody": "Nobody could take",
    "booked": "Consultation booked",
    "moved": "Consultation moved",
    "done": "Consultation done",
    "cancelled": "cancelled",
    "no_show": "did not take place",
    "written": "answered in writing",
    "suggested": "suggested other times",
    "offered": "Waiting for",
}
"""What a requester is."""


class Town:
    """The people, who stay for all walks, and what talks to them."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.now = NOW
        with unit_of_work(engine) as session:
            experts = [
                add_expert(session, f"Sample Expert{n}", [NEED], weekly_cap=50, daily_cap=DAILY_CAP)
                for n in range(EXPERTS)
            ]
            riley = add_person(session, "Riley Requester")
            self.expert_ids = {expert.person_id: expert.id or 0 for expert in experts}
            self.requesters = [riley.id or 0, experts[-1].person_id]
            for person_id in (riley.id or 0, *self.expert_ids):
                add_accounts(session, person_id)
        self.core = conversation(engine, lambda: self.now)
        live = LiveIndex(engine, INDEX)
        live.build()
        self.deadlines = Deadlines(engine, live, lambda: self.now, lambda: uuid4().hex, waiting.due)

    def empty(self) -> None:
        """Nothing was asked yet."""
        self.now = NOW
        with unit_of_work(self.engine) as session:
            for table in (AuditEntry, Delivery, Notice, SendingLimit, Request, Search, Block):
                session.execute(delete(table))
            session.add(Search(id="search", text=NEED, created_at=NOW))
            for expert in session.exec(select(Expert).where(Expert.status == Status.PAUSED)):
                expert.status = Status.ACTIVE
        self.core._index.build()


class Walk(RuleBasedStateMachine):
    """One walk; ``town`` is that of the test."""

    town: Town
    steps = 0

    def __init__(self) -> None:
        super().__init__()
        self.town.empty()
        self.model = Model(list(self.town.expert_ids), NOW)
        self.ids: list[str] = []
        """Of the requests, as the model has them."""
        self.offers: dict[tuple[int, int], str] = {}
        """By request and expert."""
        self.consultations: dict[str, str] = {}
        """By request."""
        self.last: tuple[Event, SubmittedAnswer] | None = None

    # ------------------------------------------------------------------------------------------ how

    def do(self, event: Event) -> SubmittedAnswer:
        """What is answered; what it changed can then be looked at."""
        type(self).steps += 1
        answer = self.town.core.handle(event)
        assert BROKEN not in words(answer), event
        self.last = (event, answer)
        self.look()
        return answer

    def look(self) -> None:
        """Learn the ids of what is new."""
        with reading(self.town.engine) as session:
            for id_ in session.exec(select(Request.id)):
                if id_ not in self.ids:
                    self.ids.append(id_)
            for id_, request_id, expert in session.exec(select(Offer.id, Offer.request_id, Offer.person_id)):
                self.offers[self.ids.index(request_id), expert] = id_
            self.consultations = dict(session.exec(select(Consultation.request_id, Consultation.id)).all())

    def choose(self, request: ARequest, able: set[int], count: int) -> list[int]:
        """Those whom the core has chosen."""
        number = self.model.requests.index(request)
        found = [e for (of, e) in self.offers if of == number and e in able and e not in request.offers]
        assert len(found) == count, (found, able, count)
        return found

    def offer(self, nth: int) -> tuple[ARequest, AnOffer, str]:
        """One of all the offers there are."""
        keys = list(self.offers)
        number, expert = keys[nth % len(keys)]
        request = self.model.requests[number]
        return request, request.offers[expert], self.offers[number, expert]

    def request(self, nth: int) -> tuple[ARequest, str]:
        number = nth % len(self.ids)
        return self.model.requests[number], self.ids[number]

    def times(self, picked: Sequence[tuple[int, int]]) -> tuple[datetime, ...]:
        nine = datetime.combine(self.model.now.astimezone(LONDON).date(), time(9), LONDON).astimezone(UTC)
        return tuple(sorted({nine + timedelta(days=day, minutes=15 * quarter) for day, quarter in picked}))

    def expert_does(self, event: Event, request: ARequest, offer: AnOffer) -> None:
        """They are told how it stands for them."""
        if isinstance(answer := self.last_answer(event), Replace):
            taken = request.held.stands if request.held else "written"
            status = taken if offer.status == "accepted" else offer.status
            assert TITLES[status] in answer.card.title, (status, answer.card.title)

    def requester_does(self, event: Event, request: ARequest) -> None:
        """They are told how it stands."""
        status = "written" if request.status == "done" else request.status
        status = request.held.stands if request.held else status
        if any(offer.status == "times_suggested" for offer in request.waiting):
            status = "suggested"
        assert OWN_TITLES[status] in words(self.last_answer(event)).splitlines()[0]

    def last_answer(self, event: Event) -> SubmittedAnswer:
        assert self.last is not None
        assert self.last[0] is event
        return self.last[1]

    # ------------------------------------------------------------------------------------------ what

    @rule(who=NTH, whom=NTH, picked=TIMES, minutes=st.sampled_from([15, 30, 60]), is_urgent=st.booleans())
    def ask(self, who: int, whom: int, picked: list[tuple[int, int]], minutes: int, is_urgent: bool) -> None:
        model, requester = self.model, self.town.requesters[who % 2]
        expert = model.experts[whom % EXPERTS]
        here = model.now.astimezone(LONDON)
        by_when = working_days_later(model.now, 2).astimezone(LONDON).date() if is_urgent else None
        times = self.times(picked)
        suits = tuple(
            start
            for start in times
            if model.suits(expert, requester, start, minutes)
            if by_when is None or start.astimezone(LONDON).date() <= by_when
        )
        is_asked = bool(suits) and model.may_be_asked(expert, requester)
        closes_at = working_days_later(model.now, 10)
        if by_when:
            closes_at = min(closes_at, datetime.combine(by_when + timedelta(days=1), time(0), LONDON).astimezone(UTC))
        request = ARequest(requester, suits, minutes, is_urgent, closes_at, f"How, at {here:%H:%M}?")
        form = submit(
            requester,
            "request.send",
            f"search.{self.town.expert_ids[expert]}",
            question=request.question,
            minutes=str(minutes),
            times=JOINED_BY.join(kept(times)),
            by_when=str(by_when or ""),
        )
        self.do(form)
        assert len(self.ids) == len(model.requests) + is_asked
        if is_asked:
            model.ask(request, expert, self.choose)

    @precondition(lambda self: self.offers)
    @rule(nth=NTH, which=st.none() | st.integers(0, 3), is_late=st.booleans())
    def accept(self, nth: int, which: int | None, is_late: bool) -> None:
        request, offer, id_ = self.offer(nth)
        edition = max(1, request.edition - is_late)
        event = press(offer.expert, "offer.accept", f"{id_}.{edition}" + ("" if which is None else f".{which}"))
        self.do(event)
        self.model.accept(request, offer.expert, which, edition)
        self.expert_does(event, request, offer)

    @precondition(lambda self: self.offers)
    @rule(nth=NTH, how=st.sampled_from(["declined", "not_for_me", "block"]))
    def give_up(self, nth: int, how: str) -> None:
        request, offer, id_ = self.offer(nth)
        event: Event = press(offer.expert, f"offer.{how}", id_)
        if how == "declined":
            event = submit(offer.expert, "offer.decline", id_, reason="On leave")
        self.do(event)
        if how == "block":
            self.model.block(request, offer.expert, self.choose)
        else:
            self.model.give_up(request, offer.expert, how, self.choose)
        self.expert_does(event, request, offer)

    @precondition(lambda self: self.offers)
    @rule(nth=NTH, picked=TIMES)
    def suggest(self, nth: int, picked: list[tuple[int, int]]) -> None:
        request, offer, id_ = self.offer(nth)
        times = self.times(picked)
        event = submit(offer.expert, "offer.suggest", id_, times=JOINED_BY.join(kept(times)))
        self.do(event)
        self.model.suggest(request, offer.expert, times)
        self.expert_does(event, request, offer)

    @precondition(lambda self: self.offers)
    @rule(nth=NTH, which=st.none() | st.integers(0, 2))
    def take_or_refuse(self, nth: int, which: int | None) -> None:
        request, offer, id_ = self.offer(nth)
        start = (offer.suggested or request.times)[(which or 0) % len(offer.suggested or request.times)]
        if which is None:
            event = press(request.requester, "request.refuse", id_)
            self.do(event)
            self.model.refuse(request, offer.expert, self.choose)
        else:
            event = press(request.requester, "request.take", f"{id_}.{stamp(start)}")
            self.do(event)
            self.model.book_suggested(request, offer.expert, start)
        self.requester_does(event, request)

    @precondition(lambda self: self.offers)
    @rule(nth=NTH, whom=NTH)
    def pass_on(self, nth: int, whom: int) -> None:
        request, offer, id_ = self.offer(nth)
        number = whom % EXPERTS
        event = submit(offer.expert, "offer.pass", id_, colleague=f"sample.expert{number}@example.gov.uk")
        self.do(event)
        self.model.pass_on(request, offer.expert, self.model.experts[number])
        self.expert_does(event, request, offer)

    @precondition(lambda self: self.offers)
    @rule(nth=NTH, is_answer=st.booleans())
    def write_or_snooze(self, nth: int, is_answer: bool) -> None:
        request, offer, id_ = self.offer(nth)
        event: Event = press(offer.expert, "offer.tomorrow", id_)
        if is_answer:
            event = submit(offer.expert, "offer.write", id_, answer="Test it with five people.")
        self.do(event)
        if is_answer:
            self.model.write(request, offer.expert)
        else:
            self.model.snooze(request, offer.expert)
        self.expert_does(event, request, offer)

    @precondition(lambda self: self.offers)
    @rule(nth=NTH, by_requester=st.booleans())
    def message(self, nth: int, by_requester: bool) -> None:
        request, offer, id_ = self.offer(nth)
        writer = request.requester if by_requester else offer.expert
        self.do(submit(writer, "message.send", id_, text=f"Message {self.model.messages}"))
        self.model.write_to(request, offer.expert, by_requester=by_requester)

    @precondition(lambda self: self.ids)
    @rule(nth=NTH)
    def withdraw(self, nth: int) -> None:
        request, id_ = self.request(nth)
        event = press(request.requester, "request.withdraw", id_)
        self.do(event)
        self.model.withdraw(request)
        self.requester_does(event, request)

    @precondition(lambda self: self.ids)
    @rule(nth=NTH, question=st.sampled_from(["How else?", "Why?"]))
    def edit(self, nth: int, question: str) -> None:
        request, id_ = self.request(nth)
        event = submit(request.requester, "request.edit", id_, question=question)
        self.do(event)
        self.model.edit(request, question)
        self.requester_does(event, request)

    # ------------------------------------------------------------------------------------------ once it is booked

    def held(self, nth: int, by_requester: bool) -> tuple[ARequest, AConsultation, str, int]:
        """One of the consultations, and one of its two people."""
        booked = [number for number, request in enumerate(self.model.requests) if request.held]
        number = booked[nth % len(booked)]
        request = self.model.requests[number]
        assert request.held is not None
        person = request.requester if by_requester else request.held.expert
        return request, request.held, self.consultations[self.ids[number]], person

    def one_of_two_does(self, event: Event, held: AConsultation) -> None:
        """They are told how it stands."""
        if isinstance(answer := self.last_answer(event), Replace):
            assert TITLES[held.stands] in answer.card.title, (held.stands, answer.card.title)

    @precondition(lambda self: self.consultations)
    @rule(nth=NTH, by_requester=st.booleans(), picked=TIMES)
    def ask_to_move(self, nth: int, by_requester: bool, picked: list[tuple[int, int]]) -> None:
        request, held, id_, person = self.held(nth, by_requester)
        times = self.times(picked)
        event = submit(person, "consultation.move", id_, times=JOINED_BY.join(kept(times)))
        self.do(event)
        self.model.ask_to_move(request, held, person, times)
        self.one_of_two_does(event, held)

    @precondition(lambda self: self.consultations)
    @rule(nth=NTH, by_requester=st.booleans(), which=st.none() | st.integers(0, 2))
    def agree_or_keep(self, nth: int, by_requester: bool, which: int | None) -> None:
        request, held, id_, person = self.held(nth, by_requester)
        times = held.moving[1] if held.moving else (held.start,)
        start = times[(which or 0) % len(times)]
        event = press(person, "consultation.keep", id_)
        if which is not None:
            event = press(person, "consultation.agree", f"{id_}.{stamp(start)}")
        self.do(event)
        if which is None:
            self.model.keep(request, held, person)
        else:
            self.model.agree(request, held, person, start)
        self.one_of_two_does(event, held)

    @precondition(lambda self: self.consultations)
    @rule(nth=NTH, by_requester=st.booleans(), how=st.sampled_from(["cancel", "no_show", "place"]))
    def end_or_say_where(self, nth: int, by_requester: bool, how: str) -> None:
        request, held, id_, person = self.held(nth, by_requester)
        place = f"Room {nth % 3}"
        event: Event = press(person, "consultation.no_show", id_)
        if how != "no_show":
            event = submit(person, f"consultation.{how}", id_, place=place, reason="A vote")
        self.do(event)
        if how == "cancel":
            self.model.cancel(request, held, person)
        elif how == "place":
            self.model.say_where(request, held, person, place)
        else:
            self.model.did_not_come(request, held, person)
        self.one_of_two_does(event, held)

    # ------------------------------------------------------------------------------------------ besides

    @rule(whom=NTH)
    def pause_or_come_back(self, whom: int) -> None:
        expert = self.model.experts[whom % EXPERTS]
        how = "taking" if expert in self.model.paused else "paused"
        self.do(submit(expert, "settings.save", "", requests=how))
        self.model.paused ^= {expert}

    @precondition(lambda self: self.last)
    @rule()
    def deliver_again(self) -> None:
        """The same event is delivered again: it is answered the same and changes nothing."""
        assert self.last is not None
        event, answer = self.last
        if isinstance(answer, Replace):
            assert self.do(event) == answer

    @rule(hours=st.integers(0, 60), is_up=st.booleans())
    def time_passes(self, hours: int, is_up: bool) -> None:
        self.town.now += timedelta(hours=hours, minutes=7)
        self.model.now = self.town.now
        if is_up:
            type(self).steps += 1
            self.town.deadlines.pass_deadlines()
            self.look()
            self.model.tick(self.choose)

    # ------------------------------------------------------------------------------------------ what must be so

    @invariant()
    def the_core_and_the_model_are_the_same(self) -> None:
        assert self.in_the_core() == self.in_the_model()

    @invariant()
    def nothing_is_that_must_never_be(self) -> None:
        assert wrongs(self.town.engine) == []

    def in_the_model(self) -> dict[str, Any]:
        model = self.model
        return {
            "requests": [
                (r.requester, r.status, r.edition, r.round, r.closes_at, r.times, r.question, held_in_the_model(r))
                for r in model.requests
            ],
            "offers": {
                (number, expert): (o.status, o.suggested, o.remind_at, o.expires_at, o.snoozed_until)
                for number, request in enumerate(model.requests)
                for expert, o in request.offers.items()
            },
            "blocks": model.blocks,
            "messages": model.messages + sum(r.status == "done" and r.held is None for r in model.requests),
            "notices": dict(model.notices),
        }

    def in_the_core(self) -> dict[str, Any]:
        with reading(self.town.engine) as session:
            requests = {request.id: request for request in session.exec(select(Request))}
            consultations = session.exec(select(Consultation)).all()
            held = {each.request_id: held_in_the_core(each) for each in consultations}
            offers = {offer.id: offer for offer in session.exec(select(Offer))}
            blocks = {(each.person_id, each.blocked_id) for each in session.exec(select(Block))}
            messages = len(session.exec(select(Message.id)).all())
            told = session.exec(select(Notice).where(Notice.kind != NoticeKind.MESSAGE)).all()
        of = {offer.id: (self.ids.index(offer.request_id), offer.person_id) for offer in offers.values()}
        about = of | {id_: (number, 0) for number, id_ in enumerate(self.ids)}
        met = {each.id: self.ids.index(each.request_id) for each in consultations}
        return {
            "requests": [
                (r.requester_id, r.status, r.edition, r.round, r.closes_at, r.proposed, r.question, held.get(r.id))
                for r in (requests[id_] for id_ in self.ids)
            ],
            "offers": {
                of[o.id]: (o.status, instants(o.suggested), o.remind_at, o.expires_at, o.snoozed_until)
                for o in offers.values()
            },
            "blocks": blocks,
            "messages": messages,
            "notices": dict(
                Counter((str(n.kind), *(about.get(n.subject) or (met[n.subject], n.person_id))) for n in told)
            ),
        }

    def teardown(self) -> None:
        """Whatever was told, everybody's cards say in the end what is true."""
        clock = self.town.now
        cards = select(Notice).where(col(Notice.kind).in_(ONE_CARD - BY_EMAIL))
        outbox = Outbox(
            self.town.engine,
            lambda: clock,
            lambda: uuid4().hex,
            draw,
            {"web"},
            lambda: 0.0,
            lease_clock=lambda _session: clock,
        )
        for _ in range(ROUNDS_OF_POST):
            letters = outbox.claim(100)
            outbox.settle(*((letter, Delivered(letter.receipt or f"message {letter.key}")) for letter in letters))
            clock += timedelta(seconds=10)
            with reading(self.town.engine) as session:
                if session.exec(cards.where(Notice.state == NoticeState.DUE)).first() is None:
                    break
        with reading(self.town.engine) as session:
            for notice in session.exec(cards):
                card = draw(session, notice, self.town.now)
                assert card is not None
                assert notice.shown_title == card.title


def held_in_the_model(request: ARequest) -> tuple[object, ...] | None:
    if (held := request.held) is None:
        return None
    return held.start, held.end, held.status, held.sequence, held.place, held.absent, held.was_moved, held.moving


def held_in_the_core(held: Consultation) -> tuple[object, ...]:
    moving = (held.moving_by, held.proposed) if held.moving_by else None
    was_moved = held.moved_at is not None
    return held.starts_at, held.ends_at, held.status, held.sequence, held.place, held.absent_id, was_moved, moving


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"] if FULL else ["postgresql"], indirect=True)
def test_the_core_does_what_the_model_does(database: Engine) -> None:
    class WalkHere(Walk):
        town = Town(database)

    how = settings(
        max_examples=WALKS,
        stateful_step_count=STEPS,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],  # to shrink a walk takes longer than to read it
    )
    run_state_machine_as_test(WalkHere, settings=how)
    assert WalkHere.steps > WALKS * STEPS // 2
