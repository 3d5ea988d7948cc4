"""Links of emails on the whole core and a real database: looking changes no row, and others' buttons are refused."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Engine
from sqlmodel import SQLModel, select

from adapters.links import Links
from adapters.web.linked import PURPOSE, Shown, linked_routes
from bot.model import CheckIn, ConsultationStatus, Measure, Note, NoticeKind, OfferStatus, Policy, Reading
from bot.policies.readers import same
from directory.database import reading, unit_of_work
from directory.model import Expert, Person
from directory.vault import Vault
from tests.adapters.web.linking import SECRET
from tests.adapters.web.visitor import Visitor
from tests.people import NOW, Policymaker, add_expert
from tests.requests import add_consultation, add_message, add_offer, add_person, add_request

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Asked:
    """Riley's request in front of Ada, and what Ada wrote to Riley. Sam was asked nothing.

    Riley and Ada have met before about something else.
    """

    request: str
    offer: str
    message: str
    consultation: str
    policy: str
    check_in: str
    measure: str
    organisation: str
    riley: int
    ada: int
    sam: int


@pytest.fixture
def asked(database: Engine) -> Asked:
    with unit_of_work(database) as session:
        riley, sam = add_person(session, "Riley Requester"), add_person(session, "Sam Okafor")
        ada = add_expert(session, "Ada Quillan", ["User research"])
        request = add_request(session, riley)
        offer = add_offer(session, request, ada)
        message = add_message(session, offer, ada.person_id)
        accepted = add_offer(session, add_request(session, riley), ada, OfferStatus.ACCEPTED)
        met = add_consultation(session, accepted, NOW - timedelta(days=4), status=ConsultationStatus.DONE)
        note = Note(consultation_id=met.id, text="Letters are read twice", written_by=riley.id, written_at=NOW)
        note.requester_agreed_at = NOW
        session.add(note)
        policy = Policy(
            id="policy1",
            title="Plain letters",
            organisation="HM Revenue and Customs",
            launch_on=NOW.date(),
            owner_id=riley.id,
            deputy_id=ada.person_id,
            registered_at=NOW,
            plan_at=NOW,
        )
        session.add(policy)
        session.flush()
        day = NOW.date() + timedelta(days=7)
        check_in = CheckIn(id="check-in1", policy_id=policy.id, rule="own", occurs_on=day, name="Look", due_on=day)
        measure = Measure(id="measure1", policy_id=policy.id, position=1, name="Letters understood", target=80)
        session.add_all([check_in, measure])
        session.flush()
        session.add(Reading(measure_id=measure.id, value=82, read_on=NOW.date(), noted_at=NOW))
        ids = (request.id, offer.id, message.id, met.id, policy.id, check_in.id, measure.id, policy.organisation)
        return Asked(*ids, riley=riley.id or 0, ada=ada.person_id, sam=sam.id or 0)


def booked_too(database: Engine, asked: Asked) -> str:
    """Another request of Riley's, which Ada accepted. Gives the id of the consultation."""
    with unit_of_work(database) as session:
        ada = session.exec(select(Expert).where(Expert.person_id == asked.ada)).one()
        request = add_request(session, session.get_one(Person, asked.riley))
        return add_consultation(session, add_offer(session, request, ada, OfferStatus.ACCEPTED)).id


def links() -> Links:
    return Links(SECRET, "", lambda: NOW)


def path(person_id: int, kind: NoticeKind, subject: str) -> str:
    return links().address(links().new(person_id, kind, subject))


def application(database: Engine) -> web.Application:
    app = web.Application()
    core = Policymaker(database, introduction=None).conversation
    app.add_routes(linked_routes(core, links(), Vault(SECRET, PURPOSE)))
    return app


def shown_with(at: str, presses: set[str]) -> str:
    """What a page of this link would carry that showed these buttons."""
    return Shown(page=hashlib.sha256(at.encode()).hexdigest(), presses=frozenset(presses)).model_dump_json()


def rows(database: Engine) -> Rows:
    """Every row of every table."""
    with reading(database) as session:
        return {
            table.name: sorted(map(tuple, session.execute(table.select())), key=repr)
            for table in SQLModel.metadata.sorted_tables
        }


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_no_look_at_any_link_changes_a_row(database: Engine, asked: Asked, method: str) -> None:
    subjects = {"request": asked.request, "offer": asked.offer, "message": asked.message}
    subjects |= {"consultation": asked.consultation, "policy": asked.policy, "check_in": asked.check_in}
    subjects |= {"reading": asked.measure, "portfolio": same(asked.organisation)}
    before = rows(database)
    async with TestClient(TestServer(application(database))) as http:
        for kind in NoticeKind:
            for person_id in (asked.riley, asked.ada, asked.sam, 999_999):
                subject = subjects[kind.partition(".")[0]]
                response = await http.request(method, path(person_id, kind, subject))
                assert response.status == 200
    assert await asyncio.to_thread(rows, database) == before


async def test_an_offer_is_shown_to_the_expert_with_its_buttons(database: Engine, asked: Asked) -> None:
    async with TestClient(TestServer(application(database))) as http:
        visitor = Visitor(http)
        await visitor.go(path(asked.ada, NoticeKind.OFFER_CARD, asked.offer))
        assert "How do we test a letter with people who owe tax?" in visitor.page
        assert f"offer.accept:{asked.offer}.1" in visitor.page


async def test_no_button_of_an_offer_works_for_anybody_else(database: Engine, asked: Asked) -> None:
    """Even for whoever has a page with these buttons, which the core gives nobody."""
    async with TestClient(TestServer(application(database))) as http:
        ada = Visitor(http)
        await ada.go(path(asked.ada, NoticeKind.OFFER_CARD, asked.offer))
        presses = {value for form in ada.forms() for name, value in form.buttons if name == "press"}
        assert len(presses) >= 4
        for other in (asked.sam, asked.riley):
            visitor = Visitor(http)
            at = path(other, NoticeKind.OFFER_CARD, asked.offer)
            await visitor.go(at)
            assert "How do we test a letter" not in visitor.page
            before = await asyncio.to_thread(rows, database)
            for press in presses:
                sealed = Vault(SECRET, PURPOSE).seal(shown_with(at, presses)).decode()
                await visitor.post(at, {"token": sealed, "key": "k" * 24, "press": press})
                assert visitor.response.status == 200
                assert "How do we test a letter" not in visitor.page or other == asked.riley  # it is their question
            after = await asyncio.to_thread(rows, database)
            changed = {name for name in after if after[name] != before[name]} - {"delivery"}  # that they were answered
            assert changed == set()


async def test_an_offer_is_accepted_once_by_a_double_click(database: Engine, asked: Asked) -> None:
    async with TestClient(TestServer(application(database))) as http:
        visitor = Visitor(http)
        await visitor.go(path(asked.ada, NoticeKind.OFFER_CARD, asked.offer))
        [form] = [form for form in visitor.forms() if form.buttons]
        accept = next(value for _, value in form.buttons if value.startswith("offer.accept:"))
        data = {**form.fields, "press": accept}
        answers = await asyncio.gather(*(http.post(form.action, data=data) for _ in range(3)))
        pages = [await answer.text() for answer in answers]
    assert all("Consultation booked" in page for page in pages)
    kept = await asyncio.to_thread(rows, database)
    assert len(kept["consultation"]) == 2
    assert [row for row in kept["offer"] if OfferStatus.ACCEPTED in row]


async def test_whoever_has_no_chat_answers_how_it_was_on_the_page_behind_their_email(
    database: Engine, asked: Asked
) -> None:
    async with TestClient(TestServer(application(database))) as http:
        for person_id, said in ((asked.riley, "Did you get what you needed?"), (asked.ada, "Could you help?")):
            visitor = Visitor(http)
            await visitor.go(path(person_id, NoticeKind.CONSULTATION_QUESTIONS, asked.consultation))
            assert said in visitor.page
            [form] = visitor.forms()
            await visitor.send(form, **{"field-useful": "very", "field-got_it": "partly", "field-comment": "Good"})
            assert "Thank you. Your answers are kept" in visitor.page
        visitor = Visitor(http)
        await visitor.go(path(asked.riley, NoticeKind.CONSULTATION_DIFFERENCE, asked.consultation))
        [form] = visitor.forms()
        await visitor.send(form, **{"field-difference": "too_early"})
        assert "We ask once more" in visitor.page
    assert len((await asyncio.to_thread(rows, database))["feedback"]) == 2


async def test_whoever_has_no_chat_agrees_to_a_note_on_the_page_behind_their_email(
    database: Engine, asked: Asked
) -> None:
    async with TestClient(TestServer(application(database))) as http:
        visitor = Visitor(http)
        await visitor.go(path(asked.ada, NoticeKind.CONSULTATION_NOTE, asked.consultation))
        assert "Letters are read twice" in visitor.page
        await visitor.press("note.agree")
        assert "The note of what was learnt is shared" in visitor.page
        assert "Back to the note" in visitor.page


async def test_somebody_who_was_erased_can_do_nothing(database: Engine, asked: Asked) -> None:
    at = path(asked.sam, NoticeKind.OFFER_CARD, asked.offer)
    with unit_of_work(database) as session:
        session.delete(session.get_one(Person, asked.sam))
    async with TestClient(TestServer(application(database))) as http:
        visitor = Visitor(http)
        assert (await visitor.go(at)).status == 200
        assert "How do we test a letter" not in visitor.page
        assert not any(form.buttons for form in visitor.forms())
