"""What experts answer, and what it means for everybody: first to accept wins, and every other answer goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.cards.words import time_of_day
from bot.events import Platform, Sender
from bot.fields import JOINED_BY
from bot.finding.find_expert import UK
from bot.messages import FormErrors, OpenForm, Replace, plain
from bot.model import (
    Block,
    Booking,
    Consultation,
    Message,
    Notice,
    NoticeKind,
    NoticeState,
    OfferStatus,
    Request,
    RequestStatus,
)
from directory.database import unit_of_work
from directory.model import AuditEntry
from tests.bot.town import QUESTION, Town, card_of, said, times_in
from tests.people import Policymaker

ADA, BRAM, RILEY = "Ada Quillan", "Bram Otterbourne", "Riley Requester"


@pytest.fixture
def town(database: Engine) -> Town:
    return Town(database)


def test_one_press_books_the_first_proposed_time_for_both(town: Town) -> None:
    request = town.ask()
    answer = town.press(ADA, "Accept")
    assert isinstance(answer, Replace)
    assert answer.card.title == "Consultation booked: Wednesday 13 May 2026, 10:00 to 10:30 UK time"
    assert town.card(RILEY).title == answer.card.title
    consultation = town.consultation()
    assert consultation
    assert consultation.starts_at == request.proposed[0]
    assert {(each.person_id, each.is_expert) for each in town.every(Booking)} == {
        (request.requester_id, False),
        (consultation.expert_person_id, True),
    }
    assert town.newest(Request).status is RequestStatus.BOOKED


def test_who_accepted_is_asked_to_say_where_unless_their_profile_does(town: Town) -> None:
    town.ask()
    town.press(ADA, "Accept")
    assert "Tell them where you meet, or how to join." in plain(town.card(ADA))
    assert "With Ada Quillan, who will tell you where or how to join." in plain(town.card(RILEY))
    town.change(BRAM, join_link="https://meet.example.gov.uk/bram")
    town.ask(BRAM)
    town.press(BRAM, "Accept")
    assert "Tell them where" not in plain(town.card(BRAM))
    assert "With Bram Otterbourne. Join: https://meet.example.gov.uk/bram" in plain(town.card(RILEY))


def test_another_proposed_time_can_be_chosen(town: Town) -> None:
    request = town.ask()
    accept = [each for each in town.card(ADA).buttons if each.action == "offer.accept"]
    town.people[ADA].presses("offer.accept", accept[2].value)
    consultation = town.consultation()
    assert consultation
    assert consultation.starts_at == request.proposed[2]


def test_the_requester_is_told_by_a_message_of_its_own_since_an_edit_makes_no_sound(town: Town) -> None:
    town.ask()
    town.press(ADA, "Accept")
    assert town.told(NoticeKind.REQUEST_NEWS) == [
        (RILEY, "Consultation booked: Wednesday 13 May 2026, 10:00 to 10:30 UK time")
    ]
    assert town.told(NoticeKind.OFFER_NEWS) == []


def test_pressed_twice_is_accepted_once(town: Town) -> None:
    town.ask()
    button = town.button(ADA, "Accept")
    first, again = (town.people[ADA].presses(button.action, button.value) for _ in range(2))
    assert said(first) == said(again)
    assert len(town.every(Consultation)) == 1
    assert [entry.action for entry in town.every(AuditEntry)].count("offer.accept") == 1


def test_a_time_that_is_taken_meanwhile_is_passed_over(town: Town) -> None:
    town.ask()
    first = town.button(ADA, "Accept")
    town.ask()
    town.people[ADA].presses(first.action, first.value)
    second = town.card(ADA)
    assert "10:00 UK time: one of you has something else then" in plain(second)
    assert [each.label for each in second.buttons if each.action == "offer.accept"] == [
        "Accept Friday 15 May, 09:00",
        "Accept Tuesday 19 May, 09:00",
    ]


def test_a_time_that_was_pressed_and_is_not_free_any_more_says_so(town: Town) -> None:
    town.ask()
    first = town.card(ADA)
    town.ask()
    stale = town.card(ADA)
    town.press(ADA, "Accept", first)
    answer = town.press(ADA, "Accept", stale)
    assert "Wednesday 13 May 2026, 10:00 UK time cannot be booked: one of you has something else then." in said(answer)
    assert len(town.every(Consultation)) == 1


def test_what_the_requester_has_booked_counts_outside_their_working_hours_too(database: Engine) -> None:
    town = Town(database, working_hours="Mon-Fri 09:00-20:00")
    evening = datetime(2026, 5, 14, 18, tzinfo=UTC).isoformat()
    for name in (ADA, BRAM):
        town.ask(name, times=evening)
    assert said(town.press(ADA, "Accept")).startswith("Consultation booked")
    offer = town.newest_offer(BRAM)
    assert "one of you has something else then" in said(town.people[BRAM].presses("offer.accept", f"{offer}.1.0"))
    assert town.offers()[BRAM] is OfferStatus.WAITING


def test_the_weekly_limit_is_looked_at_again_when_accepting(town: Town) -> None:
    in_one_week = JOINED_BY.join(when.isoformat() for when in times_in(town.form())[0][:3])
    town.ask(times=in_one_week)
    first = town.card(ADA)
    town.now += timedelta(minutes=1)
    town.ask(times=in_one_week)
    town.change(ADA, weekly_cap=1)
    town.press(ADA, "Accept", first)
    answer = town.people[ADA].presses("offer.accept", f"{town.newest_offer(ADA)}.1")
    assert "None of the proposed times is free any more. Suggest other times." in said(answer)
    assert "you have as many consultations that week as you take" in said(answer)


def test_an_accepted_question_is_the_one_that_was_read(town: Town) -> None:
    request = town.ask()
    old = town.card(ADA)
    opened = town.press(RILEY, "Edit question")
    assert request.question in said(opened)
    town.riley.submits("request.edit", request.id, question="What about emails?", details="")
    answer = town.press(ADA, "Accept", old)
    assert "The question was changed after you opened it" in said(answer)
    assert "What about emails?" in said(answer)
    assert town.consultation() is None
    town.press(ADA, "Accept")
    assert town.consultation()


@pytest.mark.parametrize(
    ("label", "status", "seen"),
    [
        ("Not for me", OfferStatus.NOT_FOR_ME, "Asked before: Ada Quillan (not the right person)"),
        ("Decline request", OfferStatus.DECLINED, "Asked before: Ada Quillan (cannot)"),
    ],
)
def test_who_does_not_take_it_is_asked_no_more_and_the_next_person_is(
    town: Town, label: str, status: OfferStatus, seen: str
) -> None:
    town.ask()
    if label == "Decline request":
        town.fill(ADA, label, reason="On secondment")
    else:
        town.press(ADA, label)
    offers = town.offers()
    assert offers.pop(ADA) is status
    assert list(offers.values()) == [OfferStatus.WAITING]
    assert town.card(RILEY).title == f"Waiting for {next(iter(offers))}"
    assert seen in plain(town.card(RILEY))
    assert "secondment" not in plain(town.card(RILEY))


def test_who_said_not_for_me_is_not_asked_next_for_the_same_words(town: Town) -> None:
    town.ask()
    town.press(ADA, "Not for me")
    town.ask(BRAM)
    for _ in range(2):
        asked = [name for name, status in town.offers_of(town.newest(Request)).items() if status is OfferStatus.WAITING]
        town.press(asked[0], "Not for me")
    assert ADA not in town.offers_of(town.newest(Request))


def test_when_nobody_is_left_the_requester_is_told_and_shown_other_ways(town: Town) -> None:
    town.ask()
    while waiting := [name for name, status in town.offers().items() if status is OfferStatus.WAITING]:
        town.press(waiting[0], "Not for me")
    assert len(town.offers()) == 4
    card = town.card(RILEY)
    assert card.title == "Nobody could take this request"
    assert town.told(NoticeKind.REQUEST_NEWS) == [(RILEY, "Nobody could take this request")]
    again = town.press(RILEY, "Search again")
    assert card_of(again).title == "Experts for “user research on tax letters”"


def test_other_times_are_suggested_and_one_of_them_is_booked(town: Town) -> None:
    town.ask()
    offered, picked = town.times_to_suggest(ADA)
    assert picked == []
    town.fill(ADA, "Suggest other times", times=JOINED_BY.join(when.isoformat() for when in offered[5:7]))
    own = plain(town.card(ADA))
    assert town.card(ADA).title == "You suggested other times to Riley Requester"
    assert all(time_of_day(when, UK) in own for when in offered[5:7])
    assert "until they book one of these times" in own
    card = town.card(RILEY)
    assert card.title == "Ada Quillan suggested other times"
    assert town.told(NoticeKind.REQUEST_NEWS) == [(RILEY, card.title)]
    town.people[RILEY].presses(
        "request.take", [each for each in card.buttons if each.label.startswith("Book")][1].value
    )
    consultation = town.consultation()
    assert consultation
    assert consultation.starts_at == offered[6]
    assert town.told(NoticeKind.OFFER_NEWS) == [(ADA, town.card(ADA).title)]
    assert town.told(NoticeKind.REQUEST_NEWS) == []  # they did it themselves


def test_no_time_chosen_is_said_beside_the_field(town: Town) -> None:
    town.ask()
    answer = town.fill(ADA, "Suggest other times", times="")
    assert isinstance(answer, FormErrors)
    assert answer.errors == {"times": "Choose 1 to 3 times"}


def test_more_times_than_the_requester_would_see_are_not_taken(town: Town) -> None:
    town.ask()
    offered, _ = town.times_to_suggest(ADA)
    four = JOINED_BY.join(when.isoformat() for when in offered[:4])
    answer = town.fill(ADA, "Suggest other times", times=four)
    assert isinstance(answer, FormErrors)
    assert answer.errors == {"times": "Choose 1 to 3 times"}
    assert [field.value for field in answer.form.fields] == [four]
    assert town.offers()[ADA] is OfferStatus.WAITING


def test_what_was_proposed_is_not_suggested_as_another_time(town: Town) -> None:
    request = town.ask()
    offered, _ = town.times_to_suggest(ADA)
    assert len(offered) == 9
    assert not set(offered) & set(request.proposed)


def test_when_times_were_chosen_that_are_gone_and_there_are_no_others_that_is_said(town: Town) -> None:
    town.ask()
    offered, _ = town.times_to_suggest(ADA)
    form = town.press(ADA, "Suggest other times")
    assert isinstance(form, OpenForm)
    town.change(ADA, working_hours="Sun 09:00-09:15")
    answer = town.people[ADA].submits(form.form.name, form.form.context, times=offered[0].isoformat())
    assert "You have no free time in the days that would suit." in said(answer)


def test_when_no_suggested_time_suits_the_next_person_is_asked(town: Town) -> None:
    town.ask()
    offered, _ = town.times_to_suggest(ADA)
    town.fill(ADA, "Suggest other times", times=offered[5].isoformat())
    town.press(RILEY, "None of these times")
    assert town.offers()[ADA] is OfferStatus.WITHDRAWN
    assert "Ada Quillan (no time suited)" in plain(town.card(RILEY))
    assert town.card(RILEY).title.startswith("Waiting for ")


def test_an_answer_in_writing_ends_the_request(town: Town) -> None:
    town.ask()
    with_more = card_of(town.press(ADA, "More"))
    assert {"Answer in writing", "Pass to a colleague"} <= {each.label for each in with_more.buttons}
    offer = town.button(ADA, "Answer in writing", with_more)
    town.people[ADA].presses(offer.action, offer.value)
    town.people[ADA].submits("offer.write", offer.value, answer="Test it with five people first.")
    card = town.card(RILEY)
    assert card.title == "Ada Quillan answered in writing"
    assert "Test it with five people first." in plain(card)
    assert "Test it with five people first." in plain(town.card(ADA))
    assert town.newest(Request).status is RequestStatus.DONE
    assert town.newest(Message).is_answer
    assert town.consultation() is None


def test_a_colleague_is_asked_instead(town: Town) -> None:
    town.ask()
    offer = town.button(ADA, "More").value
    town.people[ADA].submits("offer.pass", offer, colleague="bram otterbourne")
    assert town.offers() == {ADA: OfferStatus.PASSED_ON, BRAM: OfferStatus.WAITING}
    assert "A colleague passed this request to you." in plain(town.card(BRAM))
    assert town.card(RILEY).title == "Waiting for Bram Otterbourne"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter your colleague’s name"),
        ("Zebedee Nobody", "We found nobody in the directory for “Zebedee Nobody”"),
        ("nobody@example.gov.uk", "We found nobody"),
        ("o", "Several people are called"),
        ("Ada Quillan", "was asked about this request already"),
    ],
)
def test_a_colleague_who_cannot_be_asked_is_said_beside_the_field(town: Town, typed: str, sentence: str) -> None:
    town.ask()
    offer = town.button(ADA, "More").value
    answer = town.people[ADA].submits("offer.pass", offer, colleague=typed)
    assert isinstance(answer, FormErrors)
    assert sentence in answer.errors["colleague"]
    assert {field.name: field.value for field in answer.form.fields} == {"colleague": typed}
    assert town.offers() == {ADA: OfferStatus.WAITING}


def test_a_colleague_who_has_as_many_requests_as_they_take_is_not_asked(town: Town) -> None:
    town.has_no_room(BRAM)
    request = town.ask()
    answer = town.people[ADA].submits("offer.pass", town.button(ADA, "More").value, colleague="bram otterbourne")
    assert "cannot be asked at the moment" in said(answer)
    assert town.offers_of(request) == {ADA: OfferStatus.WAITING}


def test_tomorrow_nothing_is_heard_until_the_next_working_day(town: Town) -> None:
    town.ask()
    card = card_of(town.press(ADA, "Ask me again tomorrow"))
    assert "we ask again on Wednesday 13 May 2026" in card.title
    town.later(hours=12)
    assert town.told(NoticeKind.OFFER_REMINDER) == []
    town.later(hours=12)
    assert town.told(NoticeKind.OFFER_REMINDER) == [(ADA, "Riley Requester still waits for your answer")]
    assert town.offers() == {ADA: OfferStatus.WAITING}


def test_a_person_who_is_blocked_is_asked_for_no_more(town: Town) -> None:
    town.ask()
    offer = town.button(ADA, "More").value
    town.people[ADA].presses("offer.block", offer)
    town.people[ADA].presses("offer.block", offer)
    assert len(town.every(Block)) == 1
    assert town.offers()[ADA] is OfferStatus.DECLINED
    assert "Ask Ada Quillan" not in {each.says for each in card_of(town.riley.says("user research")).buttons}


def test_of_three_who_are_asked_at_once_the_first_wins_and_the_others_are_told(town: Town) -> None:
    town.ask_urgently()
    names = list(town.offers())
    town.press(names[1], "Accept")
    assert sorted(town.offers().values()) == [OfferStatus.ACCEPTED, OfferStatus.TAKEN, OfferStatus.TAKEN]
    for other in (names[0], names[2]):
        assert town.card(other).title == "Somebody else took this request on 12 May 2026"
        assert not town.card(other).buttons


@pytest.mark.parametrize("platform", ["email", "web"])
def test_whoever_answers_on_the_page_behind_an_email_is_sent_no_email_of_it(town: Town, platform: Platform) -> None:
    town.ask()
    with unit_of_work(town.engine) as session:
        notice = session.exec(select(Notice).where(Notice.kind == NoticeKind.OFFER_CARD)).one()
        notice.state, notice.shown = NoticeState.SETTLED, f"{platform}:digest"
        person = notice.person_id
    reader = Sender(platform="email", workspace="email", user=str(person))
    by_email = Policymaker(town.engine, lambda: town.now, reader, None)
    somebody = by_email if platform == "email" else town.people[ADA]
    offer = town.button(ADA, "Not for me")
    assert card_of(somebody.presses(offer.action, offer.value, key="by email")).title.endswith("not for you")
    [after] = [each for each in town.every(Notice) if each.kind is NoticeKind.OFFER_CARD and each.person_id == person]
    assert after.state is (NoticeState.SETTLED if platform == "email" else NoticeState.DUE)


def test_a_stale_press_says_what_is_true_now(town: Town) -> None:
    town.ask()
    old = town.card(ADA)
    town.press(RILEY, "Withdraw request")
    for label in ("Accept", "Suggest other times", "Not for me", "Decline request", "Ask me again tomorrow"):
        assert card_of(town.press(ADA, label, old)).title == "This request was withdrawn on 12 May 2026"
    assert town.offers() == {ADA: OfferStatus.WITHDRAWN}


def test_nobody_else_presses_an_experts_buttons(town: Town) -> None:
    town.ask()
    for button in town.card(ADA).buttons:
        for name in (BRAM, RILEY):
            answer = said(town.people[name].presses(button.action, button.value))
            assert "not yours" in answer or "not for you" in answer or button.action == "offer.question"
    assert town.offers() == {ADA: OfferStatus.WAITING}


def test_a_cover_is_asked_for_somebody_who_goes_away(town: Town) -> None:
    town.ask()
    town.away(ADA, cover=BRAM)
    town.later(minutes=1)
    assert town.offers() == {ADA: OfferStatus.EXPIRED, BRAM: OfferStatus.WAITING}
    assert "You are asked because Ada Quillan is away." in plain(town.card(BRAM))


def test_the_question_is_shown_as_it_was_typed(town: Town) -> None:
    town.ask()
    assert QUESTION in plain(town.card(ADA))
