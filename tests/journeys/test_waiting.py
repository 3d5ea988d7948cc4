"""What comes of a request while nobody answers: it is asked again, goes to the next person, and ends."""

from __future__ import annotations

from tests.journeys.people import People, Somebody


def test_whoever_does_not_answer_is_reminded_and_followed_until_the_request_ends(people: People) -> None:
    ada, elowen = people.expert("slack"), people.expert("page")
    riley, dara = people.who_asks("slack"), people.who_asks("teams")
    unanswered, put_off = "Who reads letters twice?", "Who reads forms twice?"
    dara.asks("user research on pensions", unanswered)
    ada.sees(unanswered, "Accept")
    riley.asks("user research on housing", put_off)
    elowen.presses("Ask me again tomorrow", put_off)
    elowen.sees(put_off, f"{riley.name} asks for 30 minutes: we ask again on Wednesday 13 May 2026")

    people.at("2026-05-13T09:05:00Z")
    elowen.sees(put_off, f"{riley.name} still waits for your answer")
    elowen.sees(put_off, f"{riley.name} asks for 30 minutes of your time")
    elowen.client.screenshot("page-reminder")
    assert not reminders(ada)
    elowen.presses("Not for me", put_off)
    riley.sees(put_off, "Waiting for Bram Otterbourne")  # who fits as well as Ada, and was not asked yet
    riley.presses("Withdraw request", put_off)

    people.at("2026-05-14T09:05:00Z")  # two working days after it was asked
    ada.sees(unanswered, f"{dara.name} still waits for your answer")
    ada.client.screenshot("reminder")
    dara.sees(unanswered, f"Waiting for {ada.name}")

    people.at("2026-05-15T09:05:00Z")  # three
    dara.sees(unanswered, "Waiting for", f"Asked before: {ada.name} (no answer)")
    ada.sees(unanswered, "This request went to somebody else on 15 May 2026")
    dara.client.screenshot("next-person")

    people.at("2026-05-28T09:05:00Z")  # ten, with a bank holiday between
    dara.sees("Nobody could take this request", f"About your request: “{unanswered}”")
    dara.sees(unanswered, "Nobody could take this request", "Search again")
    assert len(reminders(ada)) == 1


def reminders(somebody: Somebody) -> list[str]:
    return [message for message in somebody.client.see() if "still waits for your answer" in message]
