"""Whom somebody blocked, and how they let them ask again."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.blocks import People, PersonLine
from bot.events import Introduction, Sender
from bot.messages import Answer, Card, Replace, Reply, plain
from bot.model import Block
from directory.database import reading, unit_of_work
from directory.model import AuditEntry, Person
from tests.people import Policymaker, add_expert
from tests.requests import add_person

ADA = Sender(platform="slack", workspace="T01ACME", user="U02ADA")
ADA_SAYS = Introduction(name="Ada Quillan", email="ada.quillan@example.gov.uk")
NAMES = [f"{first} Marlowby" for first in ("Cato", "Dilys", "Euan", "Fern", "Gus", "Ivo")]


@pytest.fixture
def ada(database: Engine) -> Policymaker:
    with unit_of_work(database) as session:
        add_expert(session, "Ada Quillan", ["history"])
    return Policymaker(database, sender=ADA, introduction=ADA_SAYS)


def block(engine: Engine, *names: str) -> None:
    with unit_of_work(engine) as session:
        ada = session.exec(select(Person).where(Person.name == "Ada Quillan")).one()
        for name in names:
            session.add(Block(person_id=ada.id or 0, blocked_id=add_person(session, name).id or 0))


def blocks(engine: Engine) -> int:
    with reading(engine) as session:
        return len(session.exec(select(Block)).all())


def card_of(answer: Answer) -> Card:
    assert isinstance(answer, Reply | Replace), answer
    return answer.card


def people(card: Card) -> list[PersonLine]:
    return [line for block in card.blocks if isinstance(block, People) for line in block.people]


def unblock(line: PersonLine) -> str:
    """The value of the button beside somebody."""
    [button] = line.buttons
    assert (button.action, button.says) == ("block.remove", f"Unblock {line.name}")
    return button.value


def test_settings_lead_to_those_who_are_blocked_only_when_there_are_any(ada: Policymaker) -> None:
    assert "See who you blocked" not in plain(card_of(ada.presses("settings.show", "0")))
    assert "You blocked nobody" in plain(card_of(ada.presses("block.list", "0")))
    block(ada.engine, "Cato Marlowby")
    assert "See who you blocked" in plain(card_of(ada.presses("settings.show", "0")))
    shown = ada.presses("block.list", "0")
    assert isinstance(shown, Reply)
    assert [line.name for line in people(shown.card)] == ["Cato Marlowby"]
    assert "They are not told." in plain(shown.card)


def test_somebody_is_unblocked_once(ada: Policymaker) -> None:
    block(ada.engine, "Cato Marlowby", "Dilys Marlowby")
    cato, _ = people(card_of(ada.presses("block.list", "0")))
    answer = ada.presses("block.remove", unblock(cato))
    assert isinstance(answer, Replace)
    assert [line.name for line in people(answer.card)] == ["Dilys Marlowby"]
    assert card_of(ada.presses("block.remove", unblock(cato))) == answer.card
    assert blocks(ada.engine) == 1
    with reading(ada.engine) as session:
        assert len(session.exec(select(AuditEntry).where(AuditEntry.action == "block.remove")).all()) == 1


def test_nobody_lifts_the_block_of_somebody_else(ada: Policymaker) -> None:
    block(ada.engine, "Riley Requester")
    [line] = people(card_of(ada.presses("block.list", "0")))
    riley = Policymaker(ada.engine)
    assert "You blocked nobody" in plain(card_of(riley.presses("block.remove", unblock(line))))
    assert "You blocked nobody" in plain(card_of(riley.presses("block.list", "0")))
    assert blocks(ada.engine) == 1


def test_many_are_shown_by_the_page(ada: Policymaker) -> None:
    block(ada.engine, *NAMES)
    assert "Showing 1 to 5 of 6" in plain(card_of(ada.presses("block.list", "0")))
    last = ada.presses("block.list", "5")
    assert isinstance(last, Replace)
    assert [line.name for line in people(last.card)] == NAMES[5:]
    ada.presses("block.remove", unblock(people(last.card)[0]))
    assert len(people(card_of(ada.presses("block.list", "5")))) == 5


@pytest.mark.parametrize("value", ["", "x", "²", "9" * 40])
def test_a_tampered_id_unblocks_nobody(ada: Policymaker, value: str) -> None:
    block(ada.engine, "Cato Marlowby")
    ada.presses("block.remove", value)
    assert blocks(ada.engine) == 1
