"""What comes after a consultation: both say how it was, agree on what was learnt, and have it in their records."""

from __future__ import annotations

from tests.journeys.people import People, Somebody

QUESTION = "Which farmers did we not hear?"
LEARNT = "Ask tenants as well as owners, in spring."


def test_what_was_learnt_is_in_both_records_once_both_agree(people: People) -> None:
    riley, bram = people.who_asks("slack"), people.expert("teams")
    riley.asks("user research on farming", QUESTION)
    bram.presses("Accept", QUESTION)
    riley.sees(QUESTION, "Consultation booked", "Need more than this?")

    people.at("2026-05-20T13:05:00Z")  # it was at the latest on Friday: two working days later
    answers(riley, f"How was your consultation with {bram.name}?", got_it="Did you get what you needed?")
    answers(bram, f"How was your consultation with {riley.name}?", got_it="Could you help?")

    riley.client.press("Note of what was learnt", on="Thank you. Your answers are kept")
    riley.client.press("Write a note", on="There is no note of what was learnt yet")
    riley.client.fill("What was learnt?", LEARNT)
    riley.client.screenshot("afterwards-note-form")
    riley.client.submit("Save note")
    riley.sees("The note of what was learnt is not shared", LEARNT)
    riley.client.screenshot("afterwards-note")
    asked = f"{riley.name} wrote a note of what was learnt. Do you agree to share it?"
    bram.sees(asked, LEARNT)
    bram.client.screenshot("afterwards-note-asked")
    bram.client.press("Agree to share it", on=asked)
    bram.sees("The note of what was learnt is shared", LEARNT)
    riley.sees(f"{bram.name} agrees: your note of what was learnt is shared")

    for somebody, title in ((riley, "Your learning record"), (bram, "Your contribution record")):
        somebody.client.say("home")
        somebody.client.press("See your record")
        somebody.sees(title, QUESTION, "S13 working with specialists", LEARNT)
        somebody.client.screenshot("afterwards-record")
        somebody.client.check_accessible()

    riley.presses("Need more than this?", QUESTION)
    riley.sees("If you need more than a consultation", f"What was learnt so far: {LEARNT}")
    riley.client.screenshot("afterwards-commission")


def answers(somebody: Somebody, title: str, got_it: str) -> None:
    """The two questions, and the statement of the standard that it supports."""
    somebody.sees(title, QUESTION)
    somebody.client.screenshot("afterwards-questions")
    somebody.client.press("Answer 2 questions", on=title)
    useful = "Was it worthwhile for you?" if got_it == "Could you help?" else "Was it useful?"
    somebody.client.choose(useful, "Very")
    somebody.client.choose(got_it, "Partly")
    somebody.client.tick("S13 working with specialists")
    somebody.client.screenshot("afterwards-form")
    somebody.client.submit("Save answers")
    somebody.sees("Thank you. Your answers are kept", "S13 working with specialists")
    somebody.client.screenshot("afterwards-thanks")
