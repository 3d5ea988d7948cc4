"""Every other answer to a request: what an expert may press, and what it means for everybody."""

from __future__ import annotations

from tests.journeys.client import expect_form
from tests.journeys.people import WHEN, People, booked

TODAY = "12 May 2026"


def test_other_times_are_suggested_and_one_of_them_is_booked(people: People) -> None:
    riley, bram = people.who_asks("slack"), people.expert("teams")
    question = "Which farms were visited last year?"
    riley.asks("user research on farming", question)

    bram.presses("Suggest other times", question)
    others = WHEN.findall(expect_form(bram.client, "UK time"))[3:6]
    bram.client.screenshot("suggest-times")
    for each in others:
        bram.client.tick(each)
    bram.client.submit("Suggest times")
    bram.sees(question, f"You suggested other times to {riley.name}")
    bram.client.screenshot("times-suggested")

    card = riley.sees(question, f"{bram.name} suggested other times", "None of these times")
    assert all(each in card for each in others)
    riley.client.screenshot("times-suggested")
    riley.presses("Book", question)
    consultation = booked(others[0], 30)
    assert consultation in riley.sees(question, f"Consultation booked: {consultation}")
    bram.sees(question, f"Consultation booked: {consultation}", "See the request")

    for each, other in ((riley, bram), (bram, riley)):
        each.client.say("home")
        assert f"{consultation}, with {other.name}" in each.client.answer()
        each.client.screenshot("home")
        each.client.press("See all consultations")
        assert f"With {other.name}" in each.client.answer()


def test_a_question_is_asked_first_and_the_second_time_accepted_when_it_was_answered(people: People) -> None:
    dara, elowen = people.who_asks("teams"), people.expert("page")
    question = "Which forms do tenants give up on?"
    dara.asks("user research on housing", question, times=2)

    elowen.writes("Do you mean the long ones?", question, "Ask a question first")
    dara.sees(f"{elowen.name} wrote to you", "Do you mean the long ones?")
    dara.client.screenshot("message")
    dara.sees(question, f"Waiting for {elowen.name}")
    dara.writes("I mean the repairs form.", "Do you mean the long ones?", "Reply")
    elowen.sees(f"{dara.name} wrote to you", "I mean the repairs form.")

    second = WHEN.findall(elowen.sees(question, "Accept"))[1]
    elowen.presses("Accept", question, nth=1)
    for each in (elowen, dara):
        assert booked(second, 30) in each.sees(question, "Consultation booked")


def test_an_answer_in_writing_ends_the_request(people: People) -> None:
    juniper, ada = people.who_asks("page"), people.expert("slack")
    question = "Which words in letters frighten people?"
    juniper.asks("user research on pensions", question)

    ada.presses("More", question)
    ada.client.screenshot("offer-with-more")
    ada.presses("Answer in writing", question)
    ada.client.fill("Your answer", "Enforcement, and final.")
    ada.client.submit("Send answer")
    ada.sees(question, f"You answered {juniper.name} in writing on {TODAY}")
    answer = juniper.sees(question, f"{ada.name} answered in writing", f"Send {ada.name} a message")
    assert "Enforcement, and final." in answer
    juniper.client.screenshot("page-answered")


def test_everybody_who_cannot_is_followed_by_the_next_until_nobody_is_left(people: People) -> None:
    experts = {each.name: each for each in (people.expert("teams"), people.expert("page"))}
    juniper, ada = people.who_asks("page"), people.expert("slack")
    question = "Which envelope is opened first?"
    juniper.asks("user research on pensions letters", question)

    ada.presses("Not for me", question)
    ada.sees(question, "not for you")
    card = juniper.sees(question, f"Asked before: {ada.name} (not the right person)")
    [second] = [each for name, each in experts.items() if f"Waiting for {name}" in card]
    [third] = [each for each in experts.values() if each is not second]

    second.presses("More", question)
    second.presses("Pass to a colleague", question)
    second.client.fill("Your colleague’s name or work email address", "somebody else")
    second.client.submit("Pass request on")
    expect_form(second.client, "We found nobody in the directory for “somebody else”")
    second.client.screenshot("pass-to-nobody")
    second.client.fill("Your colleague’s name or work email address", third.name)
    second.client.submit("Pass request on")
    second.sees(question, f"You passed this request to a colleague on {TODAY}")
    juniper.sees(question, f"Waiting for {third.name}", f"{second.name} (passed it on)")
    third.sees(question, "A colleague passed this request to you.")

    third.presses("Decline request", question)
    third.client.submit("Decline request")
    third.sees(question, f"You declined this request on {TODAY}")
    juniper.sees("Nobody could take this request", f"About your request: “{question}”")
    juniper.client.press("See your request", on=question)
    assert f"{third.name} (cannot)" in juniper.sees(question, "Nobody could take this request", "Search again")
    juniper.client.screenshot("page-nobody")
    juniper.client.press("Search again", on=question)
    assert "Experts for “user research on pensions letters”" in juniper.client.answer()


def test_what_was_edited_is_read_again_and_what_was_withdrawn_is_over(people: People) -> None:
    riley, bram = people.who_asks("slack"), people.expert("teams")
    question, edited = "Which farmers answer?", "Which farmers answer in winter?"
    riley.asks("user research on farming", question)
    bram.sees(question, "Accept")
    bram.client.say("home")
    assert f"{riley.name}: “{question}” (answer by Friday 15 May 2026)" in bram.client.answer()
    bram.client.screenshot("home-waiting")
    bram.client.press("See all requests to you")
    bram.client.press("Open")  # a card that stays as it is, as an old message does

    riley.presses("Edit question", question)
    riley.client.fill("What do you need to know?", edited)
    riley.client.submit("Save question")
    riley.sees(edited, f"Waiting for {bram.name}")
    bram.sees(edited, "Accept")
    bram.presses("Accept", question)
    bram.sees(edited, "The question was changed after you opened it. Read it again before you accept.")
    bram.client.screenshot("edited")

    riley.presses("Withdraw request", edited)
    riley.sees(edited, f"You withdrew this request on {TODAY}")
    bram.sees(edited, f"This request was withdrawn on {TODAY}")
    bram.presses("Accept", edited)
    assert not any("Accept" in message and edited in message for message in bram.client.see())
    bram.client.screenshot("withdrawn")


def test_whoever_is_blocked_does_not_find_the_expert_until_they_are_unblocked(people: People) -> None:
    dara, ada = people.who_asks("teams"), people.expert("slack")
    question = "Which pensioners write back?"
    dara.asks("user research on pensions", question)

    ada.presses("More", question)
    ada.presses("Decline, and block this person", question)
    ada.sees(question, f"You declined this request on {TODAY}")
    assert ada.name in dara.sees(question, "Asked before")
    dara.client.say(ada.name)
    assert "Nobody found" in dara.client.answer()

    ada.client.say("home")
    ada.client.press("See all settings")
    ada.client.press("See who you blocked")
    ada.client.screenshot("blocked")
    assert dara.name in ada.client.answer()
    ada.client.press("Unblock")
    assert "You blocked nobody" in ada.client.answer()
    dara.client.say(ada.name)
    assert "Senior user researcher" in dara.client.answer()
    dara.presses("Withdraw request", question)


def test_what_is_urgent_goes_to_three_and_the_first_to_accept_wins(people: People) -> None:
    ada, bram, elowen = people.expert("slack"), people.expert("teams"), people.expert("page")
    riley, question = people.who_asks("slack"), "What shall the minister say tomorrow?"
    riley.asks("user research", question, by_when="By Thursday 14 May 2026: urgent, ask 3 experts at once")
    riley.sees(question, "Waiting for one of 3 experts")
    riley.client.screenshot("urgent")
    for each in (ada, bram, elowen):
        each.sees(question, "Needed by")

    elowen.presses("Accept", question)
    elowen.sees(question, "Consultation booked")
    riley.sees(question, "Consultation booked", f"With {elowen.name}")
    for each in (ada, bram):
        card = each.sees(question, f"Somebody else took this request on {TODAY}")
        assert "Accept" not in card
        each.client.screenshot("taken")


def test_a_pool_is_asked_and_one_of_its_members_takes_it(people: People) -> None:
    ada, bram = people.expert("slack"), people.expert("teams")
    juniper, question = people.who_asks("page"), "How long do farmers live?"
    juniper.asks("actuary", question, nth=-1)  # after the people
    juniper.sees(question, "Waiting for Duty actuaries (2 experts)")
    ada.sees(question, "You are asked as one of Duty actuaries")
    bram.presses("Accept", question)
    juniper.sees(question, "Consultation booked", f"With {bram.name}")
    assert "Accept" not in ada.sees(question, "Somebody else took this request")


def test_whoever_pauses_is_not_found_until_they_take_requests_again(people: People) -> None:
    riley, bram = people.who_asks("slack"), people.expert("teams")
    for taking, found in (("Paused: ask me nothing", False), ("Take requests", True)):
        bram.client.say("home")
        bram.client.press("See all settings")
        bram.sees("Your settings", "Change settings")
        bram.client.press("Change settings", on="Your settings")
        bram.client.screenshot("settings-form")
        bram.client.choose("Requests to you", taking)
        bram.client.submit("Save settings")
        assert not bram.client.form()
        bram.sees("Your settings", "You take requests" if found else "Nobody can ask you")
        bram.client.screenshot("settings")
        riley.client.say(bram.name)
        assert ("Nobody found" in riley.client.answer()) is not found
