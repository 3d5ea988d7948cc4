"""``find-expert person record``: what came of somebody's consultations, for people and for scripts."""

from __future__ import annotations

import pytest

from bot.model import ConsultationStatus, Feedback, Note, OfferStatus
from directory.database import connected, unit_of_work
from tests.adapters.terminal.conftest import Terminal, expect_one_sentence
from tests.people import NOW, add_expert
from tests.requests import add_consultation, add_offer, add_person, add_request

RILEY, ADA = "riley.requester@example.gov.uk", "ada.quillan@example.gov.uk"


@pytest.fixture
def met(at_home: Terminal, database_url: str) -> Terminal:
    """Riley asked Ada, who met and said what came of it; Ada's name and Riley's words want to be markup."""
    with connected(database_url) as engine, unit_of_work(engine) as session:
        riley = add_person(session, "Riley Requester")
        ada = add_expert(session, "Ada Quillan", ["user research"])
        request = add_request(session, riley, question="How [red]do[/blue] we test :smile: letters?")
        offer = add_offer(session, request, ada, OfferStatus.ACCEPTED)
        id_ = add_consultation(session, offer, NOW, id="met", status=ConsultationStatus.DONE).id
        session.add(
            Feedback(
                consultation_id=id_,
                person_id=riley.id or 0,
                useful="very",
                got_it="partly",
                comment="for nobody else",
                difference="yes",
                what_changed="We changed the letter",
                statements=["OCC0526.S13"],
            )
        )
        note = Note(consultation_id=id_, text="Read it aloud", written_by=riley.id, written_at=NOW)
        note.requester_agreed_at = note.expert_agreed_at = NOW
        session.add(note)
    return at_home


def test_people_get_a_table_of_what_somebody_learnt(met: Terminal) -> None:
    done = met("person", "record", RILEY.upper())
    assert done.status == 0
    assert "What Riley Requester learnt: 1 consultation, 30 minutes" in done.out
    assert "What Riley Requester gave as an expert: 0 consultations" in done.out
    for words in ("12 May 2026", "Ada Quillan", "[red]do[/blue]", ":smile:", "Very", "Partly", "We changed the letter"):
        assert words in done.out, words
    for words in ("Read it aloud", "S13"):
        assert words in done.out, words
    assert "for nobody else" not in done.out


def test_scripts_get_the_shape_they_rely_on_and_the_expert_sees_nobodys_answers(met: Terminal) -> None:
    learnt, gave = met("person", "record", RILEY, "--json").json, met("person", "record", ADA, "--json").json
    line = {
        "consultation_id": "met",
        "starts_at": "2026-05-12T09:00:00+00:00",
        "with": "Ada Quillan",
        "has_left": False,
        "question": "How [red]do[/blue] we test :smile: letters?",
        "minutes": 30,
        "useful": "very",
        "got_it": "partly",
        "difference": "yes",
        "what_changed": "We changed the letter",
        "statements": ["OCC0526.S13"],
        "note": "Read it aloud",
    }
    assert learnt == {"email": RILEY, "name": "Riley Requester", "contribution": [], "learning": [line]}
    unanswered = dict.fromkeys(("useful", "got_it", "difference", "what_changed"))
    theirs = line | unanswered | {"with": "Riley Requester", "statements": []}
    assert gave == {"email": ADA, "name": "Ada Quillan", "contribution": [theirs], "learning": []}


def test_an_address_of_nobody_is_one_sentence(met: Terminal) -> None:
    expect_one_sentence(met("person", "record", "nobody@example.gov.uk"), "nobody@example.gov.uk is known")


def test_the_doctor_names_a_wrong_standard(at_home: Terminal) -> None:
    done = at_home("doctor", FIND_EXPERT_STANDARDS="none.toml")
    assert done.status == 1
    assert "The standards file none.toml is not there" in " ".join(done.out.split())
