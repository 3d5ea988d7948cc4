"""A consultation that is cancelled, or to which one of the two did not come."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.messages import plain
from bot.model import Booking, BookingStatus, ConsultationStatus, NoticeKind, Offer, OfferStatus, Request, RequestStatus
from directory.model import AuditEntry
from tests.bot.consultations.minds import ADA, BOOKED, RILEY, BookedTown
from tests.bot.town import card_of, said


@pytest.fixture
def town(database: Engine) -> BookedTown:
    return BookedTown(database)


@pytest.mark.parametrize(("who", "other"), [(RILEY, ADA), (ADA, RILEY)])
def test_either_cancels_and_both_cards_say_so(town: BookedTown, who: str, other: str) -> None:
    mine = card_of(town.cancel(who, "A vote was called.\n\nSorry!"))
    assert mine.title == "You cancelled this consultation on 12 May 2026"
    theirs = town.card(other)
    assert theirs.title == f"Consultation cancelled on 12 May 2026 by {who}"
    assert "Reason given: A vote was called." in plain(theirs)
    assert "Thursday 14 May 2026, 09:00 to 09:30 UK time" in plain(theirs)
    assert "Ask to move" not in plain(theirs)
    assert town.news() == [(other, theirs.title)]
    assert ("Search again" in plain(town.card(RILEY)), "Search again" in plain(town.card(ADA))) == (True, False)


def test_nothing_of_it_is_booked_any_more_and_nothing_says_so(town: BookedTown) -> None:
    town.ask_to_move(ADA)
    town.change(ADA, weekly_cap=1)
    town.cancel(RILEY)
    held = town.held()
    assert (held.status, held.sequence, held.moving_by) == (ConsultationStatus.CANCELLED, 1, None)
    assert {booking.status for booking in town.every(Booking)} == {BookingStatus.RELEASED}
    assert town.newest(Request).status is RequestStatus.DONE
    assert town.newest(Offer).status is OfferStatus.ACCEPTED
    assert town.told(NoticeKind.REQUEST_NEWS) == []
    for kind in (NoticeKind.CONSULTATION_DAY_BEFORE, NoticeKind.CONSULTATION_SOON):
        assert town.told(kind) == []
    town.now = BOOKED + timedelta(hours=1)
    assert town.deadlines.pass_deadlines() == 0
    assert town.card(ADA).title.startswith("Consultation cancelled")
    for person in (ADA, RILEY):
        assert "Cancelled on 12 May 2026 by" in said(town.people[person].presses("mine.consultations", "0"))
    assert "None to come." in said(town.riley.says("home"))


def test_the_time_of_one_that_was_cancelled_can_be_booked_again_within_every_limit(town: BookedTown) -> None:
    town.change(ADA, daily_cap=1, weekly_cap=1)
    town.cancel(ADA)
    town.ask(times=BOOKED.isoformat())
    assert card_of(town.press(ADA, "Accept")).title.startswith("Consultation booked: Thursday 14 May")


def test_whoever_presses_too_late_is_told_that_it_was_cancelled(town: BookedTown) -> None:
    town.ask_to_move(RILEY)
    buttons = [button for button in town.card(ADA).buttons if button.action.startswith("consultation.")]
    assert len(buttons) == 5
    town.cancel(RILEY)
    before = town.held()
    for button in buttons:
        answer = town.people[ADA].presses(button.action, button.value)
        assert card_of(answer).title == "Consultation cancelled on 12 May 2026 by Riley Requester"
    for form in ("consultation.move", "consultation.cancel", "consultation.place"):
        answer = town.people[ADA].submits(form, town.id, times=BOOKED.isoformat(), place="Room 1", reason="No")
        assert card_of(answer).title == "Consultation cancelled on 12 May 2026 by Riley Requester"
    assert town.held() == before
    assert [entry.action for entry in town.every(AuditEntry)].count("consultation.cancel") == 1


def test_whoever_cancels_need_not_say_why(town: BookedTown) -> None:
    town.cancel(ADA, " \u200b ")
    assert "Reason" not in plain(town.card(RILEY))


# ---------------------------------------------------------------------------------------------- did not come


@pytest.mark.parametrize(("who", "other"), [(RILEY, ADA), (ADA, RILEY)])
@pytest.mark.parametrize("days", [0, 7])
def test_either_says_that_the_other_did_not_come(town: BookedTown, who: str, other: str, days: int) -> None:
    town.now = BOOKED + timedelta(days=days, minutes=20)
    town.deadlines.pass_deadlines()
    mine = card_of(town.press(who, f"{other} did not come"))
    assert mine.title == "Consultation did not take place: Thursday 14 May 2026, 09:00 to 09:30 UK time"
    assert f"You said that {other} did not come" in plain(mine)
    theirs = plain(town.card(other))
    assert f"{who} said that you did not come. If that is not so" in theirs
    assert f"Send {who} a message" in theirs
    assert town.news() == [(other, mine.title)]
    assert town.held().status is ConsultationStatus.NO_SHOW
    assert town.held().sequence == 0, "nothing changes in anybody's calendar"
    assert town.newest(Request).status is RequestStatus.DONE
    town.now = BOOKED + timedelta(hours=1)
    town.deadlines.pass_deadlines()
    assert town.held().status is ConsultationStatus.NO_SHOW
    assert "Did not take place" in said(town.people[who].presses("mine.consultations", "0"))
    assert "did not come" not in town.card(who).buttons[-1].label


def test_nobody_says_so_before_it_begins_nor_a_week_after(town: BookedTown) -> None:
    assert "did not come" not in plain(town.card(RILEY))
    assert "has not begun yet" in said(town.riley.presses("consultation.no_show", town.id))
    town.now = BOOKED + timedelta(days=7, minutes=30)
    town.deadlines.pass_deadlines()
    assert "did not come" not in plain(town.card(RILEY))
    assert "until 7 days after" in said(town.riley.presses("consultation.no_show", town.id))
    assert town.held().status is ConsultationStatus.DONE


def test_who_came_later_than_the_other_said_is_told_what_was_said_first(town: BookedTown) -> None:
    town.now = BOOKED + timedelta(minutes=20)
    button = town.button(ADA, f"{RILEY} did not come")
    town.press(RILEY, f"{ADA} did not come")
    late = card_of(town.people[ADA].presses(button.action, button.value))
    assert "Riley Requester said that you did not come" in plain(late)
    assert len(town.news()) == 1


def test_the_cards_of_one_that_is_going_on_offer_what_can_still_be_done(town: BookedTown) -> None:
    town.now = BOOKED + timedelta(minutes=5)
    labels = [button.label for button in town.card(ADA).buttons]
    assert labels == [
        "Send Riley Requester a message",
        "Say where you meet",
        "Add to your calendar",
        "Riley Requester did not come",
    ]


# ---------------------------------------------------------------------------------------------- where


def test_either_says_where_they_meet_and_both_see_it(town: BookedTown) -> None:
    assert "who will tell you where or how to join" in plain(town.card(RILEY))
    town.fill(ADA, "Say where you meet", place="  https://meet.example.gov.uk/tax\u200b\nletters ")
    assert "Join: https://meet.example.gov.uk/tax letters" in plain(town.card(RILEY))
    assert town.news() == [(RILEY, "Ada Quillan changed where you meet")]
    town.fill(RILEY, "Change where you meet", place="Room 3.14")
    assert "Where: Room 3.14" in plain(town.card(ADA))
    assert town.news() == [(ADA, "Riley Requester changed where you meet")]
    assert town.held().sequence == 2
    assert "Where: Room 3.14" in said(town.riley.presses("mine.consultations", "0"))


def test_the_place_that_is_there_already_is_no_news(town: BookedTown) -> None:
    town.fill(ADA, "Say where you meet", place="Room 3.14")
    town.fill(RILEY, "Change where you meet", place=" Room  3.14")
    assert town.held().sequence == 1
    assert len(town.news()) == 1


def test_a_place_does_not_answer_who_asks_to_move_it(town: BookedTown) -> None:
    times = town.ask_to_move(RILEY)
    town.fill(ADA, "Say where you meet", place="Room 3.14")
    assert town.held().proposed == tuple(times)
    assert (ADA, "Riley Requester asks to move your consultation") in town.news()


def test_a_place_that_is_too_long_stays_in_the_form(town: BookedTown) -> None:
    answer = town.fill(ADA, "Say where you meet", place="x" * 501)
    assert "This is 501 characters long. It can have 500 at most" in said(answer)
    assert town.held().place == ""


def test_a_place_cannot_be_said_when_it_is_over(town: BookedTown) -> None:
    town.now = BOOKED + timedelta(minutes=30)
    answer = town.people[ADA].submits("consultation.place", town.id, place="Room 3.14")
    assert "The consultation is over." in said(answer)
    assert town.held().place == ""
