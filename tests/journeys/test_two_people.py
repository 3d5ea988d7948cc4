"""Two people at one bot: each is known for who they are, and what is said to one is not said to the other."""

from __future__ import annotations

from tests.journeys.people import People


def test_each_of_them_is_known_and_answered_alone(people: People) -> None:
    people.requester.say("home")
    people.expert.say("home")
    assert "See your profile" not in people.requester.answer()
    assert "See your profile" in people.expert.answer()

    people.expert.press("See your profile")
    assert people.expert_name in people.expert.form()
    people.expert.close_form()

    people.requester.find_expert(people.expert_name)
    assert people.expert_name in people.requester.answer()
    assert not any("Experts for" in message for message in people.expert.see())


def test_the_bot_may_be_ended_and_started_again_at_another_time(people: People) -> None:
    people.at("2026-05-18T08:50:00Z")
    people.requester.say(people.expert_name)
    assert "Next free Tuesday 19 May 2026" in people.requester.wait_for(people.expert_name)
