"""What is mine: requests to me, my own requests and my consultations, in short at home and whole as lists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from bot.blocks import Button, Buttons, Heading, People, PersonLine
from bot.events import Introduction, Pressed, Sender
from bot.messages import Answer, Card, Replace, Reply, plain
from bot.model import ConsultationStatus, OfferStatus, RequestStatus
from directory.database import unit_of_work
from directory.model import Expert, Person, Role, Unreachable
from directory.roles import give_role
from tests.people import NOW, RILEY, Policymaker, add_expert
from tests.requests import QUESTION, add_consultation, add_offer, add_person, add_request

ADA = Sender(platform="slack", workspace="T01ACME", user="U02ADA")
ADA_IN_TEAMS = Sender(platform="teams", workspace="tenant-1", user="object-2")
ADA_SAYS = Introduction(name="Ada Quillan", email="ada.quillan@example.gov.uk")
LISTS = {"mine.offers": "Requests to you", "mine.requests": "Your requests", "mine.consultations": "Your consultations"}


class Everybody:
    """Riley asks, Ada and Bram are experts. Rows are put into the database, cards are looked at."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        with unit_of_work(engine) as session:
            add_expert(session, "Ada Quillan", ["history"])
            add_expert(session, "Bram Otterbourne", ["economics"])
        self.riley = Policymaker(engine)
        self.ada = Policymaker(engine, sender=ADA, introduction=ADA_SAYS)


def expert(session: Session, name: str) -> Expert:
    """One of the two experts."""
    person = select(Person.id).where(Person.name == name).scalar_subquery()
    return session.exec(select(Expert).where(col(Expert.person_id) == person)).one()


@pytest.fixture
def everybody(database: Engine) -> Everybody:
    return Everybody(database)


def card_of(answer: Answer) -> Card:
    assert isinstance(answer, Reply | Replace), answer
    return answer.card


def lines(card: Card) -> list[PersonLine]:
    return [line for block in card.blocks if isinstance(block, People) for line in block.people]


def buttons(card: Card) -> dict[str, Button]:
    return {one.label: one for block in card.blocks if isinstance(block, Buttons) for one in block.buttons}


def headings(card: Card) -> Sequence[str]:
    return [block.text for block in card.blocks if isinstance(block, Heading)]


def section(card: Card, heading: str) -> str:
    """What stands under a heading."""
    said = plain(card)
    return said.split(f"\n{heading}\n", 1)[1].split("\nYou can: ", 1)[0]


def test_home_says_nothing_of_what_there_is_not(everybody: Everybody) -> None:
    assert headings(card_of(everybody.riley.says("home"))) == ["Your settings"]
    for action, title in LISTS.items():
        card = card_of(everybody.riley.presses(action, "0"))
        assert card.title == title
        assert not lines(card)
        assert buttons(card)["Back to home"].action == "home.show"


def test_requests_wait_for_their_answer_the_soonest_first(everybody: Everybody) -> None:
    with unit_of_work(everybody.engine) as session:
        ada, riley = expert(session, "Ada Quillan"), add_person(session, "Riley Requester")
        for number, days in enumerate((3, 1, 2)):
            request = add_request(session, riley, f"Question {number}?")
            add_offer(session, request, ada, expires_at=NOW + timedelta(days=days))
        suggested = add_request(session, riley, "Question 3?")
        add_offer(session, suggested, ada, OfferStatus.TIMES_SUGGESTED, expires_at=None)
        declined = add_request(session, riley, "Question 4?")
        add_offer(session, declined, ada, OfferStatus.DECLINED)
    home = card_of(everybody.ada.says("home"))
    assert section(home, "Waiting for your answer").splitlines() == [
        "Riley Requester: “Question 1?” (answer by Wednesday 13 May 2026)",
        "Riley Requester: “Question 2?” (answer by Thursday 14 May 2026)",
        "And 1 more",
    ]
    see = buttons(home)["See all requests to you"]
    whole = everybody.ada.presses(see.action, see.value)
    assert isinstance(whole, Reply)
    assert [line.why for line in lines(whole.card)] == [f"“Question {number}?”" for number in (1, 2, 0, 3, 4)]
    first = lines(whole.card)[0]
    assert first.name == "Riley Requester"
    assert first.notes == "Asked on 12 May 2026 · Answer by Wednesday 13 May 2026"
    assert [button.action for button in first.buttons] == ["offer.show"]


def test_once_everything_is_answered_it_says_so(everybody: Everybody) -> None:
    with unit_of_work(everybody.engine) as session:
        request = add_request(session, add_person(session, "Riley Requester"))
        add_offer(session, request, expert(session, "Ada Quillan"), OfferStatus.DECLINED)
    home = card_of(everybody.ada.says("home"))
    assert section(home, "Waiting for your answer") == "Nothing waits for your answer."
    assert "Your requests" not in headings(home)


def test_a_requester_sees_how_each_of_their_requests_stands(everybody: Everybody) -> None:
    with unit_of_work(everybody.engine) as session:
        ada, riley = expert(session, "Ada Quillan"), add_person(session, "Riley Requester")
        waiting = add_request(session, riley, "First?", created_at=NOW - timedelta(days=2))
        add_offer(session, waiting, ada)
        suggested = add_request(session, riley, "Second?", created_at=NOW - timedelta(days=1))
        add_offer(session, suggested, ada, OfferStatus.TIMES_SUGGESTED)
        gone = {"status": RequestStatus.WITHDRAWN, "closed_at": NOW - timedelta(days=9)}
        add_request(session, riley, "Third?", created_at=NOW, **gone)
        add_request(session, add_person(session, "Cato Marlowby"), "Not Riley’s?")
    home = card_of(everybody.riley.says("home"))
    assert section(home, "Your requests").splitlines() == [
        "“Second?”: Ada Quillan suggested other times",
        "“First?”: Waiting for Ada Quillan",
    ]
    whole = card_of(everybody.riley.presses("mine.requests", "0"))
    assert [(line.name, line.why) for line in lines(whole)] == [
        ("Ada Quillan suggested other times", "“Second?”"),
        ("Waiting for Ada Quillan", "“First?”"),
        ("You withdrew this request on 3 May 2026", "“Third?”"),
    ]
    assert [button.action for line in lines(whole) for button in line.buttons] == ["request.show"] * 3


def test_both_see_their_consultation_and_the_next_comes_first(everybody: Everybody) -> None:
    with unit_of_work(everybody.engine) as session:
        ada, riley = expert(session, "Ada Quillan"), add_person(session, "Riley Requester")
        offers = []
        for days in (3, -3, 1, -1, 2):
            offer = add_offer(session, add_request(session, riley, f"In {days}?"), ada, OfferStatus.ACCEPTED)
            add_consultation(session, offer, NOW + timedelta(days=days), place="https://meet.example.gov.uk/1")
            offers.append(offer)
        off = add_offer(session, add_request(session, riley, "Off?"), ada, OfferStatus.ACCEPTED)
        add_consultation(session, off, NOW + timedelta(days=4), status=ConsultationStatus.CANCELLED)
        theirs = add_request(session, add_person(session, "Cato Marlowby"), "Between two others?")
        add_consultation(session, add_offer(session, theirs, expert(session, "Bram Otterbourne"), OfferStatus.ACCEPTED))
    for person, other in ((everybody.riley, "Ada Quillan"), (everybody.ada, "Riley Requester")):
        home = card_of(person.says("home"))
        assert section(home, "Your consultations").splitlines() == [
            f"Wednesday 13 May 2026, 10:00 to 10:30 UK time, with {other}",
            f"Thursday 14 May 2026, 10:00 to 10:30 UK time, with {other}",
            "And 1 more",
        ]
        whole = card_of(person.presses("mine.consultations", "0"))
        assert [line.why for line in lines(whole)] == ["“In 1?”", "“In 2?”", "“In 3?”", "“Off?”", "“In -1?”"]
        assert [line.notes for line in lines(whole)][-2:] == ["Cancelled", "Over"]
        assert lines(whole)[0].notes == "Join: https://meet.example.gov.uk/1"
        assert lines(whole)[0].about == f"With {other}"
    [ada_opens] = lines(card_of(everybody.ada.presses("mine.consultations", "0")))[0].buttons
    assert (ada_opens.action, ada_opens.value) == ("offer.show", offers[2].id)
    [riley_opens] = lines(card_of(everybody.riley.presses("mine.consultations", "0")))[0].buttons
    assert (riley_opens.action, riley_opens.value) == ("request.show", offers[2].request_id)


def test_a_consultation_is_said_in_the_time_of_whoever_looks(everybody: Everybody) -> None:
    with unit_of_work(everybody.engine) as session:
        ada = expert(session, "Ada Quillan")
        add_person(session, "Riley Requester").time_zone = "Europe/Brussels"
        offer = add_offer(
            session, add_request(session, add_person(session, "Riley Requester")), ada, OfferStatus.ACCEPTED
        )
        add_consultation(session, offer)
    assert "14:00 to 14:30 Brussels time" in plain(card_of(everybody.riley.says("home")))
    assert "13:00 to 13:30 UK time" in plain(card_of(everybody.ada.says("home")))


def test_a_consultation_that_goes_on_is_not_over(everybody: Everybody) -> None:
    with unit_of_work(everybody.engine) as session:
        ada, riley = expert(session, "Ada Quillan"), add_person(session, "Riley Requester")
        for minutes in (-29, -60):
            offer = add_offer(session, add_request(session, riley), ada, OfferStatus.ACCEPTED)
            add_consultation(session, offer, NOW + timedelta(minutes=minutes))
    [line] = section(card_of(everybody.riley.says("home")), "Your consultations").splitlines()
    assert "09:31 to 10:01" in line


@pytest.mark.parametrize("action", LISTS)
def test_a_long_list_is_shown_by_the_page(everybody: Everybody, action: str) -> None:
    with unit_of_work(everybody.engine) as session:
        ada, riley = expert(session, "Ada Quillan"), add_person(session, "Riley Requester")
        for number in range(7):
            offer = add_offer(session, add_request(session, riley, f"Question {number}?"), ada, OfferStatus.ACCEPTED)
            add_consultation(session, offer, NOW + timedelta(days=number + 1))
    person = everybody.ada if action == "mine.offers" else everybody.riley
    first = person.presses(action, "0")
    assert isinstance(first, Reply)
    assert "Showing 1 to 5 of 7" in plain(first.card)
    more = buttons(first.card)["Show more"]
    second = person.presses(more.action, more.value)
    assert isinstance(second, Replace)
    assert "Show more" not in buttons(second.card)
    asked = {line.why for line in (*lines(first.card), *lines(second.card))}
    assert asked == {f"“Question {number}?”" for number in range(7)}
    assert "Showing 1 to 5 of 7" in plain(card_of(person.presses(action, "500")))


@pytest.mark.parametrize("action", LISTS)
def test_nothing_of_ones_own_is_shown_where_others_see_it(everybody: Everybody, action: str) -> None:
    with unit_of_work(everybody.engine) as session:
        ada, riley = expert(session, "Ada Quillan"), add_person(session, "Riley Requester")
        add_consultation(session, add_offer(session, add_request(session, riley), ada, OfferStatus.ACCEPTED))
    press = Pressed(key="k", sender=RILEY, is_shared=True, action=action, value="0")
    assert "Others see the answers here" in plain(card_of(everybody.riley.conversation.handle(press)))
    back = Pressed(key="k2", sender=RILEY, is_shared=True, action="home.show")
    assert QUESTION not in plain(card_of(everybody.riley.conversation.handle(back)))


@pytest.mark.parametrize("stuff", ["<!channel> ", '"\\', "👩‍🔬", "ﷺ", "[x](javascript:alert(1)) ", "W"])
def test_the_fullest_home_and_the_longest_lists_are_within_every_limit(database: Engine, stuff: str) -> None:
    email = "ada.quillan@example.gov.uk"
    with unit_of_work(database) as session:
        name = (stuff * 120)[:118] + "z"
        ada = add_expert(session, "Ada Quillan", role=(stuff * 200)[:200], time_zone="America/Argentina/ComodRivadavia")
        ada.working_hours = "; ".join(f"{day} 09:00-10:00, 11:00-12:00" for day in ("Mon", "Tue", "Wed", "Thu", "Fri"))
        ada.daily_cap, ada.monthly_cap = 20, 200
        me, other = add_person(session, "Ada Quillan"), add_expert(session, f"{name}y")
        session.get_one(type(me), other.person_id).name = name
        asker = add_person(session, "Riley Requester")
        asker.name = name
        for number in range(7):
            status = OfferStatus.WAITING if number < 3 else OfferStatus.ACCEPTED
            to_me = add_offer(session, add_request(session, asker, (stuff * 1_000)[:1_000]), ada, status)
            mine = add_offer(session, add_request(session, me, (stuff * 1_000)[:1_000]), other, status)
            if number >= 3:
                for hours, offer in ((0, to_me), (1, mine)):
                    start = NOW + timedelta(days=number, hours=hours)
                    add_consultation(session, offer, start, place="https://meet.example.gov.uk/" + "x" * 900)
        give_role(session, email, Role.DIRECTORY_MANAGER, NOW, "terminal")
    on_page = Policymaker(database, introduction=ADA_SAYS)
    on_teams = Policymaker(
        database, sender=Sender(platform="teams", workspace="tenant-1", user="o"), introduction=ADA_SAYS
    )
    on_slack = Policymaker(database, sender=ADA, introduction=ADA_SAYS)
    lost = Sender(platform="slack", workspace="T01ACME", user="U9")
    on_slack.conversation.meet(lost, ADA_SAYS)
    on_slack.conversation.cannot_reach(lost, Unreachable.BLOCKED)
    on_teams.presses("told.choose", "slack")
    on_page.submits("absence.save", "", first_day="30 September 2026", last_day="", cover=name)
    home = card_of(on_slack.says("home"))
    assert headings(home) == [
        "Waiting for your answer",
        "Your requests",
        "Your consultations",
        "You in the directory",
        "Your settings",
        "Your directory",
    ]
    assert {"Always tell me on Teams", "Tell me where I used it last", "Add an absence"} <= set(buttons(home))
    for action, title in LISTS.items():
        for first in ("0", "5"):
            card = card_of(on_slack.presses(action, first))
            assert card.title == title
            assert len(lines(card)) == (5 if first == "0" else {"mine.consultations": 3}.get(action, 2))
    assert "Your settings" in card_of(on_slack.presses("settings.show", "0")).title
