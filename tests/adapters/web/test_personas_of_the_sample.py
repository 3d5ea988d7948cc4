"""The demonstration's people who ask find those of them who are asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

import config
from adapters.web import events
from adapters.web.gateway import meet
from adapters.web.personas import SAMPLE_PERSONAS, Persona, read_personas
from bot.blocks import People
from bot.messages import Reply
from config.settings import VOCABULARY
from directory.database import reading
from directory.model import Account, Expert, Person
from directory.roster.plan import Import
from directory.roster.sample import load_sample
from directory.vocabulary import load_vocabulary
from tests.people import NOW, Policymaker

SAMPLE = Path(config.__file__).parent / "sample"
ASKING = [persona for persona in read_personas() if not persona.is_expert]
EXPERTS = [persona for persona in read_personas() if persona.is_expert]


@pytest.fixture
def sample(database: Engine) -> Engine:
    load_sample(SAMPLE, database, Import(load_vocabulary(VOCABULARY), NOW, "tests"))
    return database


def test_somebody_can_ask_and_somebody_can_be_asked() -> None:
    assert SAMPLE_PERSONAS.parent == SAMPLE
    assert ASKING
    assert EXPERTS


def test_every_expert_among_them_is_in_the_sample_directory_as_the_page_shows_them(sample: Engine) -> None:
    with reading(sample) as session:
        query = select(Person, Expert).join(Expert, col(Expert.person_id) == col(Person.id))
        found = {one.email: (one.name, expert.role, expert.organisation) for one, expert in session.exec(query)}
    for persona in read_personas():
        shown = (persona.name, persona.role, persona.organisation)
        assert found.get(persona.email) == (shown if persona.is_expert else None)


def test_everybody_can_be_told_things_before_they_said_anything(sample: Engine) -> None:
    core = Policymaker(sample, introduction=None).conversation
    for persona in read_personas():
        meet(core, persona)
    with reading(sample) as session:
        query = select(Person.email, Account).join(Account, col(Account.person_id) == col(Person.id))
        met = {email: (account.user_id, account.conversation) for email, account in session.exec(query)}
    assert met == {persona.email: (persona.id, persona.id) for persona in read_personas()}


@pytest.mark.parametrize("persona", ASKING, ids=lambda persona: persona.id)
def test_the_first_example_of_whoever_asks_finds_one_of_the_experts(sample: Engine, persona: Persona) -> None:
    answer = Policymaker(sample, sender=events.sender(persona.id)).says(persona.examples[0])
    assert isinstance(answer, Reply)
    found = [one.name for block in answer.card.blocks if isinstance(block, People) for one in block.people]
    assert set(found) & {expert.name for expert in EXPERTS}
