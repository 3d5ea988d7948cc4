"""One request and everybody it is about, at the points from which it can go on; and everything that can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import uuid4

from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col, select

from bot.deadlines import Deadlines
from bot.events import Event
from bot.model import (
    Block,
    Consultation,
    Delivery,
    Message,
    Notice,
    NoticeKind,
    Offer,
    OfferStatus,
    Request,
    RequestStatus,
    Search,
)
from bot.model.requests import kept, stamp
from bot.requests import waiting
from directory.database import reading, unit_of_work
from directory.live import LiveIndex
from directory.model import AuditEntry, Expert, Person
from tests.bot.crowd import add_accounts, ask, conversation, press, submit, words
from tests.people import INDEX, NOW, add_expert
from tests.requests import TIMES, add_consultation, add_person, add_request

OTHER_TIMES = (NOW + timedelta(days=2, hours=5), NOW + timedelta(days=3, hours=5))
"""What an expert suggests: 15:00 in the United Kingdom."""
STILL_OTHER_TIMES = (NOW + timedelta(days=6, hours=5),)
"""What whoever is asked to move it asks for instead."""
HELD = "consultation"
A_MOMENT_AGO = NOW - timedelta(minutes=1)
NAMES = ("Ada Quillan", "Ben Okafor", "Cleo Marsh", "Dora Penn")
"""The first two are asked; Cleo is the next best, and Dora whom a request is passed to."""


class Start(StrEnum):
    """Where it stands before anything is done."""

    ASKED = "asked"
    """Ada and Ben have it in front of them, side by side."""
    SUGGESTED = "suggested"
    """Ada suggested other times; Ben has not answered."""
    BOOKED = "booked"
    """Ada accepted, and the time of the consultation is over."""
    COMING = "coming"
    """Ada accepted, and the consultation is in two days."""
    MOVING = "moving"
    """The same, and Riley asks to move it."""


class Stage:
    """The people, who stay; the request, which is made anew for every scene."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.requester = 0
        self.experts: list[int] = []
        """As people, in the order of NAMES."""
        self.request = ""
        self.offers: list[str] = []
        """Ada's and Ben's."""
        with unit_of_work(self.engine) as session:
            riley = add_person(session, "Riley Requester")
            add_accounts(session, riley.id or 0)
            self.requester = riley.id or 0
            for name in NAMES:
                expert = add_expert(session, name, ["User research"], weekly_cap=9)
                add_accounts(session, expert.person_id)
                self.experts.append(expert.person_id)
        self._handle = conversation(engine).handle
        live = LiveIndex(engine, INDEX)
        live.build()
        self.deadlines = Deadlines(engine, live, lambda: NOW, lambda: uuid4().hex, waiting.due)

    def begin(self, start: Start) -> None:
        """A new request, and nothing of the one before."""
        with unit_of_work(self.engine) as session:
            for table in (AuditEntry, Delivery, Notice, Request, Search, Block):
                session.execute(delete(table))
            experts = session.exec(select(Expert).order_by(col(Expert.id)).limit(2)).all()
            riley = session.get_one(Person, self.requester)
            request = add_request(session, riley, id="request", need="user research")
            ada, ben = ask(session, request, *experts)
            if start is Start.SUGGESTED:
                ada.status, ada.suggested, ada.expires_at = OfferStatus.TIMES_SUGGESTED, kept(OTHER_TIMES), None
            elif start is not Start.ASKED:
                _book(session, request, ada, ben, NOW - timedelta(hours=2) if start is Start.BOOKED else TIMES[0])
            if start is Start.MOVING:
                held = session.get_one(Consultation, HELD)
                held.moving_by, held.moving_to = self.requester, kept(OTHER_TIMES)
            self.request, self.offers = request.id, [ada.id, ben.id]

    def answer(self, event: Event) -> str:
        """The first line of what they are told."""
        return words(self._handle(event)).splitlines()[0]

    def is_due(self, table: type[Offer] | type[Request], id_: str, name: str) -> None:
        """What it waits for came a moment ago; what was answered waits for nothing."""
        waits = getattr(table, name).is_not(None)
        values = {name: A_MOMENT_AGO, "version": col(table.version) + 1}
        with unit_of_work(self.engine) as session:
            session.execute(update(table).where(col(table.id) == id_, waits).values(values))

    def times_have_passed(self) -> None:
        """Nobody answered who was asked to move it."""
        values = {"moving_to": kept((A_MOMENT_AGO,)), "version": col(Consultation.version) + 1}
        with unit_of_work(self.engine) as session:
            asked = col(Consultation.moving_by).is_not(None)
            session.execute(update(Consultation).where(asked).values(values))

    def outcome(self) -> tuple[object, ...]:
        """Everything that came of it, told without ids and versions."""
        with reading(self.engine) as session:
            request = session.get_one(Request, self.request)
            offers = session.exec(select(Offer).order_by(col(Offer.person_id))).all()
            names = dict(session.exec(select(Person.id, Person.name)).all())
            about = {offer.id: names[offer.person_id] for offer in offers}
            consultation = session.exec(select(Consultation)).first()
            unlike = {"id", "version", "offer_id"}
            return (
                (request.status, request.edition, request.round, request.closed_at),
                [(about[o.id], o.status, o.suggested, o.remind_at, o.expires_at, o.snoozed_until) for o in offers],
                consultation and consultation.model_dump(exclude=unlike),
                sorted(session.exec(select(Message.text))),
                sorted(session.exec(select(Block.person_id))),
                sorted(
                    f"{a.action} {about.get(a.subject.partition(':')[2])}" for a in session.exec(select(AuditEntry))
                ),
                sorted(
                    f"{n.kind} {names[n.person_id]} {about.get(n.subject)}"
                    for n in session.exec(select(Notice))
                    if n.kind is not NoticeKind.MESSAGE
                ),
            )


def _book(session: Session, request: Request, ada: Offer, ben: Offer, start: datetime) -> None:
    request.status, request.closed_at = RequestStatus.BOOKED, NOW
    for offer, status in ((ada, OfferStatus.ACCEPTED), (ben, OfferStatus.TAKEN)):
        offer.status, offer.answered_at = status, NOW
        offer.remind_at = offer.expires_at = None
    session.add(AuditEntry(at=NOW, actor="test", action="offer.accept", subject=f"offer:{ada.id}", detail={}))
    add_consultation(session, ada, start, id=HELD)


# ---------------------------------------------------------------------------------------------- what can be done

Act = Callable[[Stage, int], Callable[[], str]]
"""Makes ready what one of the two experts does, by their number (requesters and deadlines do not look at it)."""


def _press(action: str, more: str = "") -> Act:
    return lambda stage, who: lambda: stage.answer(press(stage.experts[who], action, stage.offers[who] + more))


def _submit(form: str, **values: str) -> Act:
    return lambda stage, who: lambda: stage.answer(submit(stage.experts[who], form, stage.offers[who], **values))


def _ask(event: Callable[[Stage], Event]) -> Act:
    return lambda stage, _: lambda: stage.answer(event(stage))


def _deadline(name: str = "") -> Act:
    """The next tick, at which this is due: nobody is told anything there."""

    def make_ready(stage: Stage, who: int) -> Callable[[], str]:
        if name == "closes_at":
            stage.is_due(Request, stage.request, name)
        elif name:
            stage.is_due(Offer, stage.offers[who], name)

        def tick() -> str:
            stage.deadlines.pass_deadlines()
            return ""

        return tick

    return make_ready


def _lapse(stage: Stage, _who: int) -> Callable[[], str]:
    stage.times_have_passed()
    return _deadline()(stage, 0)


EXPERT_ACTS: dict[str, Act] = {
    "accept": _press("offer.accept", ".1.0"),
    "decline": _submit("offer.decline", reason="On leave"),
    "not for me": _press("offer.not_for_me"),
    "suggest": _submit("offer.suggest", times=",".join(kept(OTHER_TIMES))),
    "write": _submit("offer.write", answer="Test it with five people."),
    "pass": _submit("offer.pass", colleague="dora.penn@example.gov.uk"),
    "tomorrow": _press("offer.tomorrow"),
    "block": _press("offer.block"),
    "message": _submit("message.send", text="Which letters?"),
    "expire": _deadline("expires_at"),
    "remind": _deadline("remind_at"),
}
"""What is about one of the two experts."""
OTHER_ACTS: dict[str, Act] = {
    "take": _ask(lambda stage: press(stage.requester, "request.take", f"{stage.offers[0]}.{stamp(OTHER_TIMES[0])}")),
    "refuse": _ask(lambda stage: press(stage.requester, "request.refuse", stage.offers[0])),
    "withdraw": _ask(lambda stage: press(stage.requester, "request.withdraw", stage.request)),
    "edit": _ask(lambda stage: submit(stage.requester, "request.edit", stage.request, question="How else?")),
    "close": _deadline("closes_at"),
    "finish": _deadline(),
    "move": _ask(
        lambda stage: submit(stage.experts[0], "consultation.move", HELD, times=",".join(kept(STILL_OTHER_TIMES)))
    ),
    "agree": _ask(lambda stage: press(stage.experts[0], "consultation.agree", f"{HELD}.{stamp(OTHER_TIMES[0])}")),
    "keep": _ask(lambda stage: press(stage.experts[0], "consultation.keep", HELD)),
    "take back": _ask(lambda stage: press(stage.requester, "consultation.keep", HELD)),
    "cancel": _ask(lambda stage: submit(stage.requester, "consultation.cancel", HELD, reason="A vote")),
    "cancel by expert": _ask(lambda stage: submit(stage.experts[0], "consultation.cancel", HELD, reason="On leave")),
    "place": _ask(lambda stage: submit(stage.experts[0], "consultation.place", HELD, place="Room 3.14")),
    "no show": _ask(lambda stage: press(stage.requester, "consultation.no_show", HELD)),
    "lapse": _lapse,
}
ACTS = EXPERT_ACTS | OTHER_ACTS
STARTS = {
    **dict.fromkeys(("take", "refuse"), Start.SUGGESTED),
    **dict.fromkeys(("finish", "no show"), Start.BOOKED),
    **dict.fromkeys(("move", "cancel", "cancel by expert", "place"), Start.COMING),
    **dict.fromkeys(("agree", "keep", "take back", "lapse"), Start.MOVING),
}


ONCE_BOOKED = {Start.BOOKED, Start.COMING, Start.MOVING}


def starts(*names: str) -> Sequence[Start]:
    """From where these can be done; what needs a consultation does nothing before there is one."""
    found = {STARTS.get(name, Start.ASKED) for name in names}
    return sorted(found & ONCE_BOOKED or found)
