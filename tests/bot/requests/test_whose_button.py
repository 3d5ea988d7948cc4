"""Nobody presses somebody else's button, whatever they make of it; whoever is too late is told so, with the date."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel

from bot.events import Event, Platform, Pressed, Sender, Submitted
from bot.model import (
    Block,
    CheckIn,
    Consultation,
    ConsultationStatus,
    Measure,
    Milestone,
    MilestoneCategory,
    Note,
    NoticeKind,
    Offer,
    OfferStatus,
    Policy,
    Preferences,
    Request,
    RequestStatus,
    Search,
)
from bot.model.requests import kept, stamp
from bot.names import CHANGES, FORMS, PRESSES
from bot.notices import tell
from bot.portfolio.whose import key_of
from directory.database import reading, unit_of_work
from directory.model import Absence, AuditEntry, Expert, Person, Role, RoleGrant
from tests.bot.crowd import BROKEN, WORKSPACES, add_accounts, ask, conversation, press, sender, submit, words
from tests.bot.requests.histories import wrongs
from tests.people import NOW, add_expert
from tests.requests import TIMES, add_consultation, add_message, add_offer, add_person, add_request
from tests.sizes import examples

NOT_THEIRS = {"delivery", "search", "unmet_need", "alembic_version"}
"""What is kept of any answer, whoever pressed."""
MINE = "asked about whoever presses"
HEADED = "HM Revenue and Customs"
"""The organisation whose head of profession the administrator is."""
TARGETS = {
    **dict.fromkeys(("request.show", "request.edit", "request.search", "request.withdraw"), "request"),
    "request.take": "suggested time",
    "request.refuse": "suggested",
    "offer.accept": "reading",
    **dict.fromkeys(
        (
            "offer.show", "offer.more", "offer.suggest", "offer.question", "offer.write", "offer.pass",
            "offer.decline", "offer.not_for_me", "offer.tomorrow", "offer.block", "message.reply",
        ),
        "offer",
    ),
    "message.show": "message",
    **dict.fromkeys(
        (
            "calendar.add", "consultation.cancel", "consultation.keep", "consultation.move", "consultation.no_show",
            "consultation.place", "consultation.show", "invitation.resend",
        ),
        "consultation",
    ),
    "consultation.agree": "other time",
    **dict.fromkeys(("feedback.open", "note.show", "note.open", "note.withdraw"), "met"),
    **dict.fromkeys(("feedback.difference", "commission.show"), "held for them"),
    "note.agree": "note as read",
    "absence.remove": "absence",
    "block.remove": "block",
    "search.more": "page",
    **dict.fromkeys(("search.refine", "search.widen"), "search"),
    "expert.ask": "whom",
    "expert.details": "expert",
    **dict.fromkeys(
        (
            "policy.show", "policy.edit", "policy.people", "policy.plan", "policy.rhythm", "policy.pause",
            "policy.close", "policy.reopen", "policy.hand_over", "policy.keep", "measure.list", "measure.add",
            "measure.pictures", "milestone.list", "milestone.add", "check_in.add", "feed.show", "feed.new",
            "feed.stop",
        ),
        "policy",
    ),
    **dict.fromkeys(("measure.open", "measure.remove"), "measure"),
    **dict.fromkeys(("milestone.open", "milestone.remove"), "milestone"),
    **dict.fromkeys(("policy.accept", "policy.refuse", "policy.offered"), "offered policy"),
    **dict.fromkeys(("policy.take", "policy.ownerless"), "policy to name an owner of"),
    "policy.news": "policy that was told of",
    "portfolio.show": "portfolio",
    "portfolio.list": "list of a portfolio",
    "reading.show": "measure that was told of",
    **dict.fromkeys(
        (
            "check_in.show", "check_in.book", "check_in.record", "check_in.snooze", "check_in.move",
            "check_in.not_needed", "check_in.remove",
        ),
        "check-in",
    ),
    **dict.fromkeys(
        (
            "search.example", "help.show", "home.show", "reach.show", "mine.offers", "mine.requests",
            "mine.consultations", "record.show", "settings.show", "settings.open", "absence.open", "block.list",
            "told.again", "told.choose", "told.stop",
            "calendar.link", "calendar.new", "calendar.revoke", "busy.open", "busy.remove",
            "policy.unowned", "policy.new", "policy.list",
        ),
        MINE,
    ),
}  # fmt: skip
"""What the value of each button names."""
FORM_TARGETS = {
    "request.send": "whom",
    "request.edit": "request",
    **dict.fromkeys(("offer.suggest", "offer.write", "offer.pass", "offer.decline", "message.send"), "offer"),
    **dict.fromkeys(("consultation.move", "consultation.cancel", "consultation.place"), "consultation"),
    "feedback.save": "met",
    "feedback.difference": "held for them",
    "note.save": "note as read",
    "policy.register": MINE,
    **dict.fromkeys(
        (
            "policy.edit", "policy.people", "policy.rhythm", "policy.close", "policy.hand_over", "measure.add",
            "milestone.add", "check_in.add",
        ),
        "policy",
    ),
    "measure.edit": "measure",
    "milestone.edit": "milestone",
    **dict.fromkeys(
        ("check_in.book", "check_in.record", "check_in.snooze", "check_in.move", "check_in.not_needed"), "check-in"
    ),
    "search.refine": "search",
    "settings.save": MINE,
    "busy.save": MINE,
    "absence.save": MINE,
}  # fmt: skip
NAMED = (
    "offer", "request", "suggested", "message", "consultation", "met", "absence", "search", "policy", "check-in",
    "measure", "milestone",
)  # fmt: skip
FOR_ANYBODY = {MINE, "page", "search", "whom", "expert"}
"""What anybody may look at, or does to nobody but themselves."""
FILLED = {
    "question": "How?",
    "details": "More",
    "times": ",".join(kept(TIMES)),
    "minutes": "30",
    "answer": "So.",
    "colleague": "cover.penn@example.gov.uk",
    "reason": "No time",
    "text": "Hello",
    "place": "Room 3.14",
    "quiet_hours": "18:00-08:00",
    "weekly_cap": "1",
    "requests": "paused",
    "first_day": "1 June 2026",
    "useful": "very",
    "got_it": "yes",
    "comment": "Good",
    "difference": "yes",
    "what_changed": "The letter",
    "title": "Letters",
    "name": "Paid on time",
    "date": "1 June 2026",
    "due_on": "1 June 2026",
    "weeks": "2",
    "learned": "It works",
    "confidence": "7",
    "who": "1",
    "note": "Please",
}
"""Something for every field that changes anything."""


@dataclass(slots=True)
class Office:
    """Riley asked Ada, who has not answered, and Ben; Sol suggested times for another request of Riley's.

    Ada took a third, and asks to move their consultation. They met about a fourth, and Riley wrote a note of it.
    """

    engine: Engine
    people: dict[str, int]
    targets: dict[str, str]

    def answer(self, event: Event) -> str:
        return words(conversation(self.engine).handle(event))


@pytest.fixture
def office(database: Engine) -> Office:
    with unit_of_work(database) as session:
        riley = add_person(session, "Riley Requester")
        ada = add_expert(session, "Ada Quillan", ["User research"], pool="Policy Lab", weekly_cap=9)
        ben, sol, pat = (
            add_expert(session, name, ["User research"], pool="Policy Lab", weekly_cap=9)
            for name in ("Ben Okafor", "Sol Marsh", "Pat Penn")
        )
        add_expert(session, "Cover Penn", ["User research"])
        cora, alex = (add_person(session, name) for name in ("Cora Colleague", "Alex Administrator"))
        session.add_all(RoleGrant(person_id=alex.id or 0, role=role) for role in Role if role is not Role.EXPERT)
        role = Role.HEAD_OF_PROFESSION
        session.add(RoleGrant(person_id=alex.id or 0, role=role, organisation=HEADED, profession="policy"))
        people = {
            "requester": riley.id or 0,
            "asked expert": ada.person_id,
            "other expert": ben.person_id,
            "suggesting expert": sol.person_id,
            "pool member": pat.person_id,
            "colleague": cora.id or 0,
            "administrator": alex.id or 0,
        }
        for person_id in people.values():
            add_accounts(session, person_id, "web", "slack")
        guest = add_person(session, "Gil Guest")
        add_accounts(session, guest.id or 0, "slack", is_guest=True)
        people["guest"] = guest.id or 0
        targets = _targets(session, riley.id or 0, ada, ben, sol)
    return Office(database, people, targets)


def _targets(session: Session, riley_id: int, ada: Expert, ben: Expert, sol: Expert) -> dict[str, str]:
    riley = add_person(session, "Riley Requester")
    request = add_request(session, riley, id="request1")
    offer, other = ask(session, request, ada, ben)
    second = add_request(session, riley, id="request2")
    [suggested] = ask(session, second, sol)
    suggested.status, suggested.suggested = OfferStatus.TIMES_SUGGESTED, kept(TIMES)
    consultation = _held(session, riley, ada)
    search = Search(id="search1", text="user research", created_at=NOW)
    absence = Absence(expert_id=ada.id or 0, starts_on=NOW.date() + timedelta(20), ends_on=NOW.date() + timedelta(25))
    block = Block(person_id=ada.person_id, blocked_id=ben.person_id)
    message = add_message(session, offer, ada.person_id)
    met = add_request(session, riley, id="request4")
    accepted = add_offer(session, met, ada, OfferStatus.ACCEPTED)
    met.status, done = RequestStatus.DONE, ConsultationStatus.DONE
    over = add_consultation(session, accepted, NOW - timedelta(days=4), status=done)
    note = Note(consultation_id=over.id, text="Letters", written_by=riley.id, written_at=NOW)
    session.add(note)
    _add_policies(session, riley, ada, ben)
    session.add_all([suggested, search, absence, block, Preferences(person_id=ada.person_id)])
    session.flush()
    return {
        "request": request.id,
        "offer": offer.id,
        "other offer": other.id,
        "suggested": suggested.id,
        "suggested time": f"{suggested.id}.{stamp(TIMES[0])}",
        "reading": f"{offer.id}.1.0",
        "message": message.id,
        "consultation": consultation.id,
        "other time": f"{consultation.id}.{stamp(TIMES[1])}",
        "met": over.id,
        "held for them": over.id,
        "note as read": f"{over.id}.1",
        "policy": "policy1",
        "offered policy": "policy1",
        "policy to name an owner of": "policy2",
        "policy that was told of": "policy1",
        "measure that was told of": "measure1",
        "portfolio": key_of(HEADED),
        "list of a portfolio": f"{key_of(HEADED)}.overdue.0",
        "check-in": "check_in1",
        "measure": "policy1.measure1",
        "milestone": "policy1.milestone1",
        "absence": str(absence.id),
        "block": str(block.id),
        "search": search.id,
        "page": f"{search.id}.0",
        "whom": f"{search.id}.{ada.id}",
        "expert": str(ada.id),
        MINE: "0",
    }


def _add_policies(session: Session, riley: Person, ada: Expert, ben: Expert) -> None:
    """Riley hands one over to Ada, and was told of it; of another, which nobody owns, Ben is to name an owner."""
    dates: dict[str, Any] = {"launch_on": NOW.date(), "registered_at": NOW, "plan_at": NOW + timedelta(days=28)}
    handed: dict[str, Any] = {
        "owner_id": riley.id,
        "handing_to_id": ada.person_id,
        "handing_by_id": riley.id,
        "handing_at": NOW,
    }
    session.add(Policy(id="policy1", title="Letters", **dates, **handed))
    day = NOW.date() + timedelta(days=20)
    session.flush()
    session.add(
        CheckIn(id="check_in1", policy_id="policy1", rule="added", occurs_on=day, due_on=day, name="Added by hand")
    )
    session.add(Measure(id="measure1", policy_id="policy1", position=0, name="Paid on time"))
    category = MilestoneCategory.EVALUATION_START
    session.add(Milestone(id="milestone1", policy_id="policy1", category=category, happens_on=day))
    naming: dict[str, Any] = {
        "ownerless_since": NOW,
        "naming_id": ben.person_id,
        "naming_until": NOW + timedelta(days=14),
    }
    session.add(Policy(id="policy2", title="Visits", **dates, **naming))
    tell(session, NoticeKind.POLICY_NEWS, "policy1", riley.id or 0, NOW, occasion=f"refused/{ben.person_id}/1")


def _held(session: Session, riley: Person, ada: Expert) -> Consultation:
    third = add_request(session, riley, id="request3")
    [taken] = ask(session, third, ada)
    taken.status, taken.answered_at, taken.remind_at, taken.expires_at = OfferStatus.ACCEPTED, NOW, None, None
    third.status, third.closed_at = RequestStatus.BOOKED, NOW
    session.add(AuditEntry(at=NOW, actor="test", action="offer.accept", subject=f"offer:{taken.id}", detail={}))
    moving = {"moving_by": ada.person_id, "moving_to": kept(TIMES[1:2])}
    return add_consultation(session, taken, TIMES[2] + timedelta(days=2), **moving)


def everything(engine: Engine, without: frozenset[str] = frozenset()) -> dict[str, list[str]]:
    """Every row that is anybody's. To when somebody used the bot last nobody objects."""
    with reading(engine) as session:
        return {
            table.name: sorted(
                str({name: value for name, value in row._mapping.items() if name != "used_at"})
                for row in session.execute(table.select())
            )
            for table in SQLModel.metadata.sorted_tables
            if table.name not in NOT_THEIRS | without
        }


def test_every_button_and_form_is_tried_here() -> None:
    assert set(TARGETS) == set(PRESSES)
    assert set(FORM_TARGETS) == set(FORMS)


# ---------------------------------------------------------------------------------------------- somebody else's

OWNERS = {
    "request": {"requester"},
    "suggested": {"requester"},
    "suggested time": {"requester"},
    "offer": {"asked expert"},
    "reading": {"asked expert"},
    "message": {"asked expert", "requester"},
    "consultation": {"asked expert", "requester"},
    "other time": {"asked expert", "requester"},
    "met": {"asked expert", "requester"},
    "note as read": {"asked expert", "requester"},
    "held for them": {"requester"},
    "absence": {"asked expert"},
    "block": {"asked expert"},
    "policy": {"requester"},
    "offered policy": {"asked expert"},
    "policy to name an owner of": {"other expert", "administrator"},
    "policy that was told of": {"requester"},
    "measure that was told of": {"requester"},
    "portfolio": {"administrator"},
    "list of a portfolio": {"administrator"},
    "check-in": {"requester"},
    "measure": {"requester"},
    "milestone": {"requester"},
}
REFUSALS = {
    "This request is not yours to answer or change.",
    "This message is not for you, or we no longer have it.",
    "Only the people who look after this policy can see or change it. Ask its owner to add you.",
    "This check-in is in no plan of yours. Its policy may have another plan by now, or be looked after by somebody "
    "else.",
    "Only a head of profession of an organisation sees how its policies stand. Ask the people who look after the "
    "directory to give you that role.",
    "You are not asked to own this policy, or no longer.",
    "You are not asked to name an owner of this policy, or it has one again.",
    "Only the two people who meet can see or change this consultation.",
    "Only the person who asked for this consultation can use this.",
    "Only experts of the directory can be absent, and you are not one of them.",
    "Everybody can put requests to you.",
    "Requests: You take requests",
    "Your organisation is not one of those that share this directory of experts. Ask the people who run "
    "Find an expert where you are a visitor to add it.",
    "You are a guest in this workspace, and the directory is for its members. Ask a member.",
    "Nothing was changed. Try again in a few minutes.",
}
"""What they are told, whether there is such a thing or not; some see their own list of such things instead."""
BETWEEN_TWO = {"message.reply", "offer.question", "message.send"}
"""The requester may write to whoever was asked, too."""
EVERYBODY = (
    "requester", "asked expert", "other expert", "suggesting expert", "pool member", "colleague", "administrator",
    "guest", "stranger", "nobody we met", "by another's email link",
)  # fmt: skip


def sent_by(office: Office, who: str) -> Sender:
    match who:
        case "stranger":  # with the user id that the asked expert has in their own workspace
            return Sender(platform="slack", workspace="T99OTHER", user=f"u{office.people['asked expert']}")
        case "nobody we met":
            return Sender(platform="slack", workspace=WORKSPACES["slack"], user="u999")
        case "by another's email link":
            return Sender(platform="email", workspace="email", user=str(office.people["colleague"]))
    platform: Platform = "slack" if who == "guest" else "web"
    return sender(office.people[who], platform)


def not_their(office: Office, who: str) -> list[Event]:
    """Every press and every form about what is somebody else's."""
    by = sent_by(office, who)

    def is_theirs(name: str, target: str) -> bool:
        owners = OWNERS[target] | ({"requester"} if name in BETWEEN_TWO else set())
        return who in owners

    presses: list[Event] = [
        Pressed(key=uuid4().hex, sender=by, action=action, value=office.targets[target])
        for action, target in TARGETS.items()
        if target not in FOR_ANYBODY and not is_theirs(action, target)
    ]
    forms: list[Event] = [
        Submitted(key=uuid4().hex, sender=by, form=form, context=office.targets[target], values=FILLED)
        for form, target in FORM_TARGETS.items()
        if target not in FOR_ANYBODY and not is_theirs(form, target)
    ]
    return presses + forms


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_presses_somebody_elses_button(office: Office, who: str) -> None:
    before = everything(office.engine)
    handle = conversation(office.engine).handle
    refused = [words(handle(event)) for event in not_their(office, who)]
    assert len(refused) >= 7
    assert not [said for said in refused if BROKEN in said]
    assert {said.splitlines()[1] for said in refused} <= REFUSALS
    assert everything(office.engine) == before


@pytest.mark.parametrize("who", ["guest", "stranger", "nobody we met"])
def test_whoever_is_not_let_in_presses_nothing_at_all(office: Office, who: str) -> None:
    before = everything(office.engine)
    handle, by = conversation(office.engine).handle, sent_by(office, who)
    presses: list[Event] = [
        Pressed(key=uuid4().hex, sender=by, action=action, value=office.targets[target])
        for action, target in TARGETS.items()
    ]
    forms: list[Event] = [
        Submitted(key=uuid4().hex, sender=by, form=form, context=office.targets[target], values=FILLED)
        for form, target in FORM_TARGETS.items()
    ]
    assert {words(handle(event)).splitlines()[0] for event in presses + forms} <= {
        "You cannot use Find an expert here",
        "We could not check who you are",
    }
    assert everything(office.engine) == before


def test_what_somebody_sets_for_themselves_changes_nothing_of_others(office: Office) -> None:
    """Whatever name of somebody else the value or the context gives."""
    own = ("expert", "person", "preferences", "absence", "block", "audit_entry", "directory_revision")
    before = everything(office.engine)
    ada = office.people["asked expert"]
    handle = conversation(office.engine).handle
    for value in (str(ada), f"person:{ada}", office.targets["expert"], office.targets["absence"]):
        for form in ("settings.save", "absence.save"):
            handle(submit(office.people["other expert"], form, value, **FILLED))
        handle(press(office.people["other expert"], "told.choose", value))
    handle(press(office.people["other expert"], "told.choose", "slack"))
    after = everything(office.engine)
    for table in own[:5]:
        is_bens = (f"'person_id': {office.people['other expert']}", "'expert_id': 2", "'name': 'Ben Okafor'")
        changed = set(before[table]) ^ set(after[table])
        assert not [row for row in changed if not any(each in row for each in is_bens)], table
    assert {table: after[table] for table in after if table not in own} == {
        table: before[table] for table in before if table not in own
    }
    assert before != after


# ---------------------------------------------------------------------------------------------- made up

MADE_UP = examples(5)
TYPED_INTO_A_FORM = examples(4)

MADE_INTO = (
    "", ".", "..", "...", "0", "-1", "nobody", "offer999999", "a" * 10_240, "9" * 10_240, "." * 10_240,
    "' OR '1'='1", "%", "_", "*", "\x00", "💥", "٣", "²", "-0", "+1", "1e3", "0x1", " 1", "p", "p1", "None", "null",
)  # fmt: skip
WHAT_MAY_FOLLOW = (
    ".", ".0", ".2", ".-1", ".+1", ".1.-1", ".1.99", ".1." + "9" * 10_240, "." + "9" * 10_240, ".1.0.0", ".1..0",
    ".١", ".１.０", ".1.²", ".1 ", ". 1", "\x00", ".1\x00", "'", "%", "/../", ".1.x",
)  # fmt: skip
TYPED = (
    "", "x", "\x00", "-1", "٣٠", "²", "9" * 5_000, "30" + "0" * 10_240, "," * 10_240, "yes", "no",
    "2026-05-14", "2026-05-14T12:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59+00:00",
    ",".join(["9999-12-31T23:45:00+00:00"] * 5_000), "2026-05-14T12:00:00+99:99", "nan", "inf", "٢٠٢٦-٠٥-١٤",
)  # fmt: skip
EDGES = frozenset({"expert", "person", "preferences", "absence", "audit_entry", "directory_revision"})
"""What somebody sets for themselves with whatever they type."""


@pytest.mark.parametrize("who", ["asked expert", "requester", "administrator"])
def test_no_value_that_is_made_up_changes_anything_or_goes_unanswered(office: Office, who: str) -> None:
    """Not even for whoever the button is for: what we never put into a button does nothing."""
    before = everything(office.engine)
    handle, by = conversation(office.engine).handle, sent_by(office, who)
    ids = [office.targets[name] for name in NAMED]
    values = [*MADE_INTO, *(f"{id_}{more}" for id_ in ids for more in WHAT_MAY_FOLLOW)]
    chance = random.Random(6)
    for action in PRESSES:
        tried = chance.sample(values, min(MADE_UP, len(values)))
        presses = (Pressed(key=uuid4().hex, sender=by, action=action, value=value) for value in tried)
        broken = [each.value[:40] for each in presses if BROKEN in words(handle(each))]
        assert (action, broken) == (action, [])
        if action in CHANGES:
            assert everything(office.engine) == before, action
    assert everything(office.engine) == before


@pytest.mark.parametrize("who", ["asked expert", "requester"])
def test_no_form_breaks_whatever_is_typed_and_whatever_it_is_said_to_be_about(office: Office, who: str) -> None:
    handle, by = conversation(office.engine).handle, sent_by(office, who)
    before, wrong, chance = everything(office.engine, EDGES), wrongs(office.engine), random.Random(7)
    about = {target: office.targets[target] for target in FORM_TARGETS.values()}
    for form, target in FORM_TARGETS.items():
        contexts = () if target == MINE else chance.sample(MADE_INTO, min(MADE_UP, len(MADE_INTO)))
        for context in contexts:
            values = FILLED if target in OWNERS else {}
            said = words(handle(Submitted(key=uuid4().hex, sender=by, form=form, context=context, values=values)))
            assert BROKEN not in said, (form, context[:40])
    assert everything(office.engine, EDGES) == before
    for form, target in FORM_TARGETS.items():
        typed_into = list(product(FILLED, TYPED))
        for name, typed in chance.sample(typed_into, min(TYPED_INTO_A_FORM, len(typed_into))):
            values = {**FILLED, "question": "", "answer": "", "text": "", "colleague": "", name: typed}
            event = Submitted(key=uuid4().hex, sender=by, form=form, context=about[target], values=values)
            said = words(handle(event))
            assert BROKEN not in said, (form, name, typed[:40])
    assert wrongs(office.engine) == wrong


# ---------------------------------------------------------------------------------------------- too late

ON = "12 May 2026"
STALE = {
    "offer.show": "", "offer.more": "", "offer.accept": ".1.0", "offer.suggest": "", "offer.write": "",
    "offer.pass": "", "offer.decline": "", "offer.not_for_me": "", "offer.tomorrow": "",
}  # fmt: skip
STALE_FORMS = ("offer.suggest", "offer.write", "offer.pass", "offer.decline")
ENDINGS = {
    OfferStatus.DECLINED: "You declined this request on",
    OfferStatus.NOT_FOR_ME: "You said on 12 May 2026 that this request is not for you",
    OfferStatus.PASSED_ON: "You passed this request to a colleague on",
    OfferStatus.EXPIRED: "This request went to somebody else on",
    OfferStatus.WITHDRAWN: "This request was withdrawn on",
    OfferStatus.TAKEN: "Somebody else took this request on",
    OfferStatus.ACCEPTED: "Consultation booked: Thursday 14 May 2026, 13:00 to 13:30 UK time",
}


@pytest.mark.parametrize("status", list(ENDINGS))
def test_an_expert_who_is_too_late_is_told_what_is_true_with_the_date(office: Office, status: OfferStatus) -> None:
    with unit_of_work(office.engine) as session:
        request, offer = session.get_one(Request, "request1"), session.get_one(Offer, office.targets["offer"])
        offer.status, offer.answered_at, request.closed_at = status, NOW, NOW
        offer.remind_at = offer.expires_at = None
        request.status = RequestStatus.BOOKED if status is OfferStatus.ACCEPTED else RequestStatus.WITHDRAWN
        if status is OfferStatus.ACCEPTED:
            add_consultation(session, offer)
    before = everything(office.engine)
    handle, ada = conversation(office.engine).handle, office.people["asked expert"]
    presses: list[Event] = [press(ada, action, office.targets["offer"] + more) for action, more in STALE.items()]
    forms: list[Event] = [submit(ada, form, office.targets["offer"], **FILLED) for form in STALE_FORMS]
    for event in (*presses, *forms):
        said = words(handle(event)).splitlines()[0]
        assert said.startswith(ENDINGS[status]), event
        assert ON in said or status is OfferStatus.ACCEPTED, event
    assert everything(office.engine) == before


@pytest.mark.parametrize(
    ("status", "title"),
    [
        (RequestStatus.WITHDRAWN, f"You withdrew this request on {ON}"),
        (RequestStatus.NOBODY, "Nobody could take this request"),
    ],
)
def test_a_requester_who_is_too_late_is_told_what_is_true(office: Office, status: RequestStatus, title: str) -> None:
    with unit_of_work(office.engine) as session:
        request, offer = session.get_one(Request, "request2"), session.get_one(Offer, office.targets["suggested"])
        request.status, request.closed_at = status, NOW
        offer.status, offer.answered_at, offer.remind_at = OfferStatus.WITHDRAWN, NOW, None
    before = everything(office.engine)
    handle, riley = conversation(office.engine).handle, office.people["requester"]
    events: list[Event] = [
        press(riley, "request.take", office.targets["suggested time"]),
        press(riley, "request.refuse", office.targets["suggested"]),
        *(press(riley, action, "request2") for action in ("request.show", "request.edit", "request.withdraw")),
        submit(riley, "request.edit", "request2", question="How else?"),
    ]
    assert {words(handle(event)).splitlines()[0] for event in events} == {title}
    assert everything(office.engine) == before
