"""Messages between the two people of a request: from one platform to the other, and to nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import NamedTuple

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from bot.blocks import Buttons, Text
from bot.events import Introduction, Pressed, Sender, Submitted
from bot.messages import Answer, Card, FormErrors, OpenForm, Replace, Reply, plain
from bot.model import Block, Message, Notice, NoticeKind, Offer, OfferStatus
from bot.requests.messaging import draw_message
from directory.database import reading, unit_of_work
from directory.model import AuditEntry, Person
from tests.people import NOW, RILEY, Policymaker, add_expert
from tests.requests import QUESTION, add_message, add_offer, add_person, add_request

ADA = Sender(platform="slack", workspace="T01ACME", user="U02ADA")
BRAM = Sender(platform="teams", workspace="tenant-1", user="object-3")
NAMES = {ADA: "Ada Quillan", BRAM: "Bram Otterbourne"}


class Two(NamedTuple):
    """Riley asked, Ada was asked, and Bram has nothing to do with it."""

    engine: Engine
    offer_id: str
    riley: Policymaker
    ada: Policymaker
    bram: Policymaker


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def two(database: Engine, clock: Clock) -> Two:
    with unit_of_work(database) as session:
        ada, _ = (add_expert(session, name) for name in NAMES.values())
        riley = add_person(session, "Riley Requester")
        offer = add_offer(session, add_request(session, riley), ada)
    people = [Policymaker(database, clock)]
    for sender, name in NAMES.items():
        email = f"{name.lower().replace(' ', '.')}@example.gov.uk"
        person = Policymaker(database, clock, sender, Introduction(name=name, email=email))
        person.conversation = people[0].conversation
        people.append(person)
    return Two(database, offer.id, *people)


def form_said(answer: Answer) -> str:
    assert isinstance(answer, OpenForm), answer
    return answer.form.model_dump_json()


def said(answer: Answer) -> str:
    assert isinstance(answer, Reply | Replace), answer
    return plain(answer.card)


def messages(engine: Engine) -> list[Message]:
    with reading(engine) as session:
        return list(session.exec(select(Message).order_by(col(Message.sent_at))))


def told(engine: Engine) -> list[tuple[str, str]]:
    """Of which messages whom there is somebody to tell."""
    with reading(engine) as session:
        query = select(Notice.subject, Person.name).join(Person, col(Person.id) == col(Notice.person_id))
        return list(session.exec(query.where(Notice.kind == NoticeKind.MESSAGE).order_by(col(Notice.id))))


def set_status(two: Two, status: OfferStatus) -> None:
    with unit_of_work(two.engine) as session:
        session.get_one(Offer, two.offer_id).status = status
        session.get_one(Offer, two.offer_id).answered_at = NOW - timedelta(days=9)


def block_riley(two: Two) -> None:
    with unit_of_work(two.engine) as session:
        offer = session.get_one(Offer, two.offer_id)
        riley = add_person(session, "Riley Requester")
        session.add(Block(person_id=offer.person_id, blocked_id=riley.id or 0))


def buttons(card: Card) -> list[tuple[str, str]]:
    return [(one.action, one.value) for block in card.blocks if isinstance(block, Buttons) for one in block.buttons]


def test_an_expert_asks_a_question_and_the_requester_writes_back(two: Two) -> None:
    opened = form_said(two.ada.presses("message.reply", two.offer_id))
    assert "Your message to Riley Requester" in opened
    assert QUESTION in opened
    assert "Do not put anything above OFFICIAL" in opened
    sent = form_said(two.ada.submits("message.send", two.offer_id, text="Which letters?"))
    assert "Your message was sent to Riley Requester." in sent
    [question] = messages(two.engine)
    assert told(two.engine) == [(question.id, "Riley Requester")]

    card = two.riley.presses("message.show", question.id)
    assert said(card).splitlines()[:3] == [
        "Ada Quillan wrote to you",
        f"About your request “{QUESTION}”",
        "Which letters?",
    ]
    assert isinstance(card, Reply)
    [reply, see] = buttons(card.card)
    assert reply == ("message.reply", two.offer_id)
    assert see[0] == "request.show"
    assert "Your message to Ada Quillan" in form_said(two.riley.presses(*reply))
    form_said(two.riley.submits("message.send", two.offer_id, text="The first ones."))
    assert [message.text for message in messages(two.engine)] == ["Which letters?", "The first ones."]
    assert [name for _, name in told(two.engine)] == ["Riley Requester", "Ada Quillan"]


def test_the_writer_sees_what_they_wrote_and_to_whom(two: Two) -> None:
    two.ada.submits("message.send", two.offer_id, text="Which letters?")
    [message] = messages(two.engine)
    assert said(two.ada.presses("message.show", message.id)).startswith("You wrote to Riley Requester\n")


@pytest.mark.parametrize("status", [OfferStatus.SNOOZED, OfferStatus.TIMES_SUGGESTED, OfferStatus.ACCEPTED])
def test_the_two_may_write_while_the_offer_is_open_or_accepted(two: Two, status: OfferStatus) -> None:
    set_status(two, status)
    for person in (two.ada, two.riley):
        form_said(person.presses("message.reply", two.offer_id))
        form_said(person.submits("message.send", two.offer_id, text="Good morning"))
    assert len(messages(two.engine)) == 2


ENDED = [status for status in OfferStatus if status.value not in {"waiting", "snoozed", "times_suggested", "accepted"}]


@pytest.mark.parametrize("status", ENDED)
def test_nobody_writes_about_what_has_ended_and_is_told_when_it_did(two: Two, status: OfferStatus) -> None:
    two.ada.submits("message.send", two.offer_id, text="Which letters?")
    set_status(two, status)
    for person in (two.ada, two.riley):
        assert "Messages about this request ended on 3 May 2026." in said(person.presses("message.reply", two.offer_id))
        kept_open = person.submits("message.send", two.offer_id, text="One more thing")
        assert isinstance(kept_open, FormErrors)
        assert kept_open.errors == {"text": "Messages about this request ended on 3 May 2026."}
        assert kept_open.form.fields[0].value == "One more thing"
    [message] = messages(two.engine)
    card = two.riley.presses("message.show", message.id)
    assert isinstance(card, Reply)
    assert [action for action, _ in buttons(card.card)] == ["request.show"]


def test_nobody_else_reads_or_writes_and_does_not_learn_what_there_is(two: Two) -> None:
    two.ada.submits("message.send", two.offer_id, text="Which letters?")
    [message] = messages(two.engine)
    for action, value in (("message.show", message.id), ("message.reply", two.offer_id)):
        refused = said(two.bram.presses(action, value))
        assert refused == said(two.bram.presses(action, "nothing"))
        assert "This message is not for you" in refused
    assert "not for you" in said(two.bram.submits("message.send", two.offer_id, text="Hello"))
    assert len(messages(two.engine)) == 1


def test_somebody_who_is_blocked_cannot_write_and_does_not_learn_why(two: Two) -> None:
    block_riley(two)
    answer = two.riley.submits("message.send", two.offer_id, text="Please")
    assert isinstance(answer, FormErrors)
    assert answer.errors == {"text": "Messages about this request have ended."}
    assert "have ended" in said(two.riley.presses("message.reply", two.offer_id))
    assert not messages(two.engine)
    set_status(two, OfferStatus.DECLINED)
    assert "ended on 3 May 2026." in said(two.riley.presses("message.reply", two.offer_id))


def test_whoever_blocked_somebody_is_told_nothing_that_they_wrote_before(two: Two) -> None:
    with unit_of_work(two.engine) as session:
        riley = add_person(session, "Riley Requester")
        offer = session.get_one(Offer, two.offer_id)
        ada_id, riley_id = offer.person_id, riley.id or 0
        message = add_message(session, offer, riley_id)
    assert _drawn(two.engine, message.id, ada_id) is not None
    assert _drawn(two.engine, message.id, riley_id) is None
    assert _drawn(two.engine, "gone", ada_id) is None
    block_riley(two)
    assert _drawn(two.engine, message.id, ada_id) is None


def _drawn(engine: Engine, message_id: str, person_id: int) -> Card | None:
    with reading(engine) as session:
        return draw_message(session, message_id, person_id, NOW)


def test_an_answer_in_writing_says_so(two: Two) -> None:
    with unit_of_work(two.engine) as session:
        offer = session.get_one(Offer, two.offer_id)
        message = add_message(session, offer, offer.person_id, "Test the shortest one first.", is_answer=True)
    assert said(two.riley.presses("message.show", message.id)).startswith("Ada Quillan answered you in writing\n")


def test_a_message_says_when_it_was_written_once_that_is_a_while_ago(two: Two, clock: Clock) -> None:
    two.ada.submits("message.send", two.offer_id, text="Which letters?")
    [message] = messages(two.engine)
    assert "Written on" not in said(two.riley.presses("message.show", message.id))
    clock.now += timedelta(hours=1)
    assert "Written on Tuesday 12 May 2026, 10:00 UK time" in said(two.riley.presses("message.show", message.id))


def test_a_form_sent_twice_is_one_message_and_the_same_words_later_are_another(two: Two, clock: Clock) -> None:
    event = Submitted(key="k", sender=ADA, form="message.send", context=two.offer_id, values={"text": "Hello"})
    assert two.ada.conversation.handle(event) == two.ada.conversation.handle(event)
    two.ada.submits("message.send", two.offer_id, text=" Hello ")
    assert len(messages(two.engine)) == 1
    assert len(told(two.engine)) == 1
    clock.now += timedelta(minutes=1)
    two.ada.submits("message.send", two.offer_id, text="Hello")
    assert len(messages(two.engine)) == 2


def test_a_form_sent_twice_at_once_is_one_message(two: Two) -> None:
    rounds = 10
    with ThreadPoolExecutor(2) as threads:
        for number in range(rounds):
            together = Barrier(2)

            def send(key: str, text: str, together: Barrier = together) -> Answer:
                values = {"text": text}
                event = Submitted(key=key, sender=ADA, form="message.send", context=two.offer_id, values=values)
                together.wait()
                return two.ada.conversation.handle(event)

            for answer in threads.map(send, (f"{number}a", f"{number}b"), (f"Hello {number}",) * 2):
                form_said(answer)
    assert len(messages(two.engine)) == rounds


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (" \n\u200b ", "Enter your message"),
        ("x" * 2_001, "Your message is 2,001 characters long. It can have 2,000 at most"),
    ],
)
def test_what_cannot_be_sent_stays_in_the_form_with_a_sentence(two: Two, typed: str, problem: str) -> None:
    answer = two.ada.submits("message.send", two.offer_id, text=typed)
    assert isinstance(answer, FormErrors)
    assert answer.errors == {"text": problem}
    assert answer.form.fields[0].value == typed[:2_000]
    assert not messages(two.engine)


def test_the_audit_says_who_wrote_and_not_what(two: Two) -> None:
    two.ada.submits("message.send", two.offer_id, text="Which letters?")
    with reading(two.engine) as session:
        [entry] = session.exec(select(AuditEntry).where(AuditEntry.action == "message.send"))
        offer = session.get_one(Offer, two.offer_id)
        assert (entry.actor, entry.subject) == (f"person:{offer.person_id}", f"offer:{two.offer_id}")
        assert "letters" not in str(entry.detail)


def test_a_message_is_not_shown_where_others_see_it(two: Two) -> None:
    with unit_of_work(two.engine) as session:
        offer = session.get_one(Offer, two.offer_id)
        message = add_message(session, offer, offer.person_id)
    for action, value in (("message.show", message.id), ("message.reply", two.offer_id)):
        press = Pressed(key=action, sender=RILEY, is_shared=True, action=action, value=value)
        assert "Others see the answers here" in said(two.riley.conversation.handle(press))


def test_the_longest_message_about_the_longest_question_fits(two: Two) -> None:
    for number, stuff in enumerate(("<!channel> ", '"\\', "👩‍🔬", "ﷺ", "[x](javascript:alert(1)) ")):
        with unit_of_work(two.engine) as session:
            offer = session.get_one(Offer, two.offer_id)
            request = add_request(session, add_person(session, "Riley Requester"), (stuff * 3_000)[:3_000])
            ada = add_expert(session, f"{number}{stuff * 60}"[:119] + "z")
            offer = add_offer(session, request, ada)
            message = add_message(session, offer, ada.person_id, (stuff * 3_000)[:2_999] + "z", is_answer=True)
        card = two.riley.presses("message.show", message.id)
        assert isinstance(card, Reply)
        assert card.card.title != "That did not work"
        assert any(isinstance(block, Text) and len(block.text) > 2_000 for block in card.card.blocks)
        assert isinstance(two.riley.presses("message.reply", offer.id), OpenForm)
