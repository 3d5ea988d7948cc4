"""Ask and accept: from a search result to a consultation that both know of, on one platform, across two, by email."""

from __future__ import annotations

import pytest

from tests.journeys.people import WHEN, People, Where, booked
from tests.sizes import FULL

NEEDS: dict[Where, str] = {
    "slack": "user research on pensions",
    "teams": "user research on farming",
    "page": "user research on housing",
}
"""What to search for so that the expert on each platform comes first."""


WAYS: list[tuple[Where, Where]] = [("page", "page"), ("slack", "teams"), ("teams", "slack")]
MORE_WAYS: list[tuple[Where, Where]] = [("slack", "slack"), ("teams", "teams")]


@pytest.mark.parametrize(("asking_on", "asked_on"), [*WAYS, *MORE_WAYS] if FULL else WAYS)
def test_a_request_is_accepted_and_both_see_the_consultation(people: People, asking_on: Where, asked_on: Where) -> None:
    expert, requester = people.expert(asked_on), people.who_asks(asking_on)
    question = f"Which letters were tested last year, from {asking_on} to {asked_on}?"
    form = requester.asks(NEEDS[asked_on], question)
    assert expert.name in form
    assert "Do not put anything above OFFICIAL in this form" in form

    card = requester.client.wait_for(question, f"Waiting for {expert.name}")
    assert "If nobody can by Wednesday 27 May 2026, we tell you what else you can do." in card
    offer = expert.client.wait_for(question, f"{requester.name} asks for 30 minutes of your time")
    first = WHEN.findall(offer)[0]
    expert.client.check_accessible()

    expert.presses("Accept", question)
    consultation = booked(first, 30)
    for client in (expert.client, requester.client):
        assert f"Consultation booked: {consultation}" in client.wait_for(question, consultation)
    assert "See your request" in requester.client.wait_for(f"Consultation booked: {consultation}", "About your request")
    requester.client.check_accessible()

    expert.writes("Bring the letters of March, please.", question, f"Send {requester.name} a message")
    assert f"About your request “{question}”" in requester.client.wait_for(f"{expert.name} wrote to you", "of March")
    requester.writes("They are on their way.", "letters of March", "Reply")
    expert.client.wait_for(f"{requester.name} wrote to you", "They are on their way.")


def test_an_expert_without_chat_accepts_by_email(people: People) -> None:
    requester, question = people.who_asks("slack"), "What did earlier pension reforms get wrong?"
    with people.at_their_emails() as edda:
        requester.asks("historian", question)
        requester.client.wait_for(question, "Waiting for Edda Thornapple")
        assert edda.read_next() == "Riley Requester asks for 30 minutes of your time"
        edda.follow_link()
        first = WHEN.findall(edda.answer())[0]
        edda.screenshot("email-offer")
        edda.check_accessible()
        edda.press(next(line for line in edda.answer().splitlines() if line.startswith("Accept")))
        consultation = booked(first, 30)
        assert f"Consultation booked: {consultation}" in edda.answer()
        requester.client.wait_for(question, f"Consultation booked: {consultation}")
        assert edda.read_next() == f"Consultation booked: {consultation}"
        edda.follow_link()
        assert question in edda.answer()


def test_an_expert_without_chat_suggests_other_times_by_email_and_is_told_once_which_is_booked(people: People) -> None:
    requester, question = people.who_asks("slack"), "Which reforms of letters failed?"
    with people.at_their_emails() as edda:
        requester.asks("historian of letters", question)
        edda.read_next()
        edda.follow_link()
        edda.press("Suggest other times")
        other = WHEN.findall(edda.form())[0]
        edda.tick(other)
        edda.submit("Suggest times")
        assert "You suggested other times to Riley Requester" in edda.answer()
        requester.presses("Book", question)
        requester.sees(question, f"Consultation booked: {booked(other, 30)}")
        assert edda.read_next() == f"Consultation booked: {booked(other, 30)}"
        requester.writes("See you then.", question, "Send Edda Thornapple a message")
        assert edda.read_next() == "Riley Requester wrote to you"  # and nothing between
