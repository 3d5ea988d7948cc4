"""Moving a consultation: one asks, the other answers, and until then its time stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from bot.messages import FormErrors, OpenForm, Replace, plain
from bot.model import Booking
from bot.model.requests import stamp
from directory.model import AuditEntry
from tests.bot.consultations.minds import ADA, BOOKED, RILEY, BookedTown
from tests.bot.times.test_own_calendar import in_town
from tests.bot.town import card_of, said, times_in


@pytest.fixture
def town(database: Engine) -> BookedTown:
    return BookedTown(database)


@pytest.mark.parametrize(("asking", "asked"), [(RILEY, ADA), (ADA, RILEY)])
def test_whoever_is_asked_agrees_and_both_see_the_new_time(town: BookedTown, asking: str, asked: str) -> None:
    times = town.ask_to_move(asking, 2)
    assert town.held().starts_at == BOOKED
    for person in (asking, asked):
        card = town.card(person)
        assert card.title == "Consultation booked: Thursday 14 May 2026, 09:00 to 09:30 UK time"
        assert "Thursday 14 May 2026, 09:00 to 09:30 UK time stands." in plain(card)
    assert f"{asking} asks to move this to:" in plain(town.card(asked))
    assert f"You asked {asked} to move this to:" in plain(town.card(asking))
    assert town.news() == [(asked, f"{asking} asks to move your consultation")]

    moved = card_of(town.press(asked, "Move to"))
    assert moved.title.startswith("Consultation moved: ")
    assert town.held().starts_at == times[0]
    assert town.held().ends_at == times[0] + timedelta(minutes=30)
    assert town.held().sequence == 1
    assert {(each.starts_at, each.ends_at) for each in town.every(Booking)} == {(times[0], town.held().ends_at)}
    assert town.card(asking).title == moved.title
    assert town.news() == [(asking, moved.title)]
    assert "asks to move" not in plain(town.card(asked))


def test_the_times_are_those_at_which_both_are_free_but_for_the_booked_one(town: BookedTown) -> None:
    town.fills_the_day(ADA, BOOKED + timedelta(days=1))
    town.fills_the_day(RILEY, BOOKED + timedelta(days=4))
    offered, _ = times_in(town.form_to_move(RILEY))
    assert len(offered) == 9
    assert BOOKED not in offered
    days = {when.date() for when in offered}
    assert (BOOKED + timedelta(days=1)).date() not in days
    assert (BOOKED + timedelta(days=4)).date() not in days
    assert BOOKED.date() in days, "its own time does not fill the day"


def test_the_booking_that_is_moved_counts_for_no_limit_and_for_no_buffer(town: BookedTown) -> None:
    town.change(ADA, daily_cap=1, weekly_cap=1, monthly_cap=1)
    next_to_it = BOOKED + timedelta(minutes=15)
    town.submit_move(RILEY, next_to_it)
    assert card_of(town.press(ADA, "Move to")).title.startswith("Consultation moved")
    assert town.held().starts_at == next_to_it


def test_what_is_moved_is_no_obstacle_in_the_calendar_of_the_expert_either(town: BookedTown) -> None:
    """It is in there by its invitation, as one block with the meeting after it."""
    in_town(town, ADA, (BOOKED, BOOKED + timedelta(minutes=50)))
    assert isinstance(town.submit_move(RILEY, BOOKED + timedelta(minutes=15)), FormErrors)
    in_town(town, ADA, (BOOKED, BOOKED + timedelta(minutes=30)))
    town.submit_move(RILEY, BOOKED + timedelta(minutes=15))
    assert card_of(town.press(ADA, "Move to")).title.startswith("Consultation moved")


def test_the_time_of_another_consultation_and_ten_minutes_around_it_cannot_be_asked_for(town: BookedTown) -> None:
    town.takes(ADA, BOOKED + timedelta(hours=2))
    for start in (BOOKED + timedelta(hours=2), BOOKED + timedelta(hours=1, minutes=25)):
        answer = town.submit_move(RILEY, start)
        assert isinstance(answer, FormErrors)
        assert answer.errors == {"times": "These times are no longer free for both of you. Choose others"}
    assert town.held().moving_by is None


def test_what_was_ticked_stays_ticked_when_it_is_too_much(town: BookedTown) -> None:
    offered, _ = times_in(town.form_to_move(RILEY))
    answer = town.submit_move(RILEY, *offered[:4])
    assert isinstance(answer, FormErrors)
    assert answer.errors == {"times": "Choose 1 to 3 times"}
    assert times_in(answer.form) == (offered, offered[:4])
    assert town.submit_move(RILEY) == town.submit_move(RILEY)
    assert town.held().moving_by is None


def test_times_are_shown_where_each_of_them_is(town: BookedTown) -> None:
    town.lives_in(RILEY, "Europe/Brussels")
    [field] = town.form_to_move(RILEY).fields
    assert "Brussels time" in field.model_dump_json()
    town.ask_to_move(RILEY)
    assert "UK time" in plain(town.card(ADA))
    assert "Brussels" not in plain(town.card(ADA))
    assert "Thursday 14 May 2026, 10:00 to 10:30 Brussels time stands" in plain(town.card(RILEY))


def test_the_booked_time_is_kept_and_whoever_asked_is_told(town: BookedTown) -> None:
    town.ask_to_move(RILEY)
    kept = card_of(town.press(ADA, "Keep the booked time"))
    assert "asks to move" not in plain(kept)
    assert town.held().starts_at == BOOKED
    assert town.news() == [(RILEY, "Ada Quillan keeps the booked time")]
    assert "Move to" not in plain(town.card(ADA))


def test_whoever_asked_takes_it_back_and_the_other_is_told(town: BookedTown) -> None:
    town.ask_to_move(ADA)
    agree = town.button(RILEY, "Move to")
    town.press(ADA, "Keep the booked time")
    assert town.news() == [(RILEY, "Ada Quillan no longer asks to move your consultation")]
    late = card_of(town.people[RILEY].presses(agree.action, agree.value))
    assert "Nobody asks for this time any more. Below is what is true now." in plain(late)
    assert town.held().starts_at == BOOKED


def test_the_other_asks_for_other_times_instead(town: BookedTown) -> None:
    town.ask_to_move(RILEY)
    first = town.button(ADA, "Move to")
    others = town.ask_to_move(ADA, 1, skip=4, label="Ask for other times")
    assert town.news() == [(RILEY, "Ada Quillan asks to move your consultation")]
    late = card_of(town.people[ADA].presses(first.action, first.value))
    assert "Nobody asks for this time any more" in plain(late)
    town.press(RILEY, "Move to")
    assert town.held().starts_at == others[0]


def test_nobody_agrees_with_themselves(town: BookedTown) -> None:
    times = town.ask_to_move(RILEY)
    answer = town.riley.presses("consultation.agree", f"{town.held().id}.{stamp(times[0])}")
    assert "You asked for this time yourself: Ada Quillan has not answered yet." in said(answer)
    assert town.held().starts_at == BOOKED


def test_a_time_that_was_taken_meanwhile_is_not_agreed_to(town: BookedTown) -> None:
    [start] = town.ask_to_move(RILEY)
    agree = town.button(ADA, "Move to")
    town.takes(RILEY, start)
    card = card_of(town.people[ADA].presses(agree.action, agree.value))
    assert "One of you has something else at that time now. The booked time stands." in plain(card)
    assert town.held().starts_at == BOOKED


def test_a_limit_of_the_expert_still_holds_for_another_day(town: BookedTown) -> None:
    [start] = town.ask_to_move(RILEY, skip=4)
    assert start.date() != BOOKED.date()
    town.takes(ADA, start + timedelta(hours=3))
    town.change(ADA, daily_cap=1)
    card = card_of(town.press(ADA, "Move to"))
    assert "That time is no longer free. The booked time stands." in plain(card)


def test_what_is_delivered_twice_moves_it_once(town: BookedTown) -> None:
    town.ask_to_move(RILEY)
    button = town.button(ADA, "Move to")
    answers = [town.people[ADA].presses(button.action, button.value, key="once") for _ in range(2)]
    again = town.people[ADA].presses(button.action, button.value)
    assert answers[0] == answers[1]
    assert isinstance(again, Replace)
    assert "Nobody asks for this time any more" in plain(again.card)
    assert town.held().sequence == 1
    assert [entry.action for entry in town.every(AuditEntry)].count("consultation.agree") == 1


def test_to_ask_for_the_same_again_is_no_news(town: BookedTown) -> None:
    times = town.ask_to_move(RILEY)
    town.submit_move(RILEY, *times)
    assert len(town.news()) == 1


def test_what_nobody_answers_lapses_when_its_times_have_passed(town: BookedTown) -> None:
    town.move_to(BOOKED + timedelta(days=12))
    town.submit_move(RILEY, BOOKED + timedelta(days=1), BOOKED + timedelta(days=1, hours=2))
    town.now = BOOKED + timedelta(days=1, hours=1)
    town.deadlines.pass_deadlines()
    assert town.held().moving_by is not None
    assert "Friday 15 May 2026, 11:00" in plain(town.card(ADA))
    assert "Friday 15 May 2026, 09:00" not in plain(town.card(ADA)), "what has passed is no choice"
    town.now = BOOKED + timedelta(days=1, hours=2)
    town.deadlines.pass_deadlines()
    held = town.held()
    assert (held.moving_by, held.moving_to, held.sequence) == (None, [], 0)
    assert town.news() == [(RILEY, "Your consultation was not moved")]
    assert town.deadlines.pass_deadlines() == 0


def test_what_nobody_answers_lapses_when_it_begins(town: BookedTown) -> None:
    town.ask_to_move(RILEY, skip=6)
    town.now = BOOKED
    town.deadlines.pass_deadlines()
    assert town.held().moving_by is None
    assert town.news() == []
    assert "asks to move" not in plain(town.card(ADA))


@pytest.mark.parametrize("action", ["consultation.move", "consultation.cancel", "consultation.agree"])
def test_once_it_has_begun_it_is_neither_moved_nor_cancelled(town: BookedTown, action: str) -> None:
    times = town.ask_to_move(ADA, skip=6)
    town.now = BOOKED + timedelta(minutes=1)
    value = f"{town.held().id}.{stamp(times[0])}" if action.endswith("agree") else town.held().id
    answer = town.riley.presses(action, value)
    assert "The consultation has begun or is over: it can no longer be moved or cancelled." in said(answer)
    for form in ("consultation.move", "consultation.cancel"):
        answer = town.riley.submits(form, town.held().id, times=times[0].isoformat())
        assert "it can no longer be moved or cancelled" in said(answer)
    assert town.held().starts_at == BOOKED


def test_where_there_is_no_time_for_both_they_are_told_so(town: BookedTown) -> None:
    town.change(ADA, working_hours="Sat 09:00-10:00")
    for day in range(40):
        town.fills_the_day(RILEY, BOOKED + timedelta(days=day), only_on=5)
    answer = town.press(RILEY, "Ask to move")
    assert not isinstance(answer, OpenForm)
    assert "There is no time in the next 30 days when both of you are free." in said(answer)


def test_it_is_done_when_its_new_time_is_over(town: BookedTown) -> None:
    [later] = town.ask_to_move(RILEY, skip=4)
    town.press(ADA, "Move to")
    town.now = BOOKED + timedelta(hours=1)
    town.deadlines.pass_deadlines()
    assert town.card(ADA).title.startswith("Consultation moved")
    town.now = later + timedelta(minutes=30)
    town.deadlines.pass_deadlines()
    assert town.card(ADA).title.startswith("Consultation done")


def test_both_lists_say_who_asks_to_move_it_and_that_it_was_moved(town: BookedTown) -> None:
    town.ask_to_move(RILEY)
    assert "You asked to move it" in said(town.riley.presses("mine.consultations", "0"))
    assert "Riley Requester asks to move it" in said(town.people[ADA].presses("mine.consultations", "0"))
    assert "with Riley Requester (Riley Requester asks to move it)" in said(town.people[ADA].says("home"))
    town.press(ADA, "Move to")
    assert ". Moved" in said(town.riley.presses("mine.consultations", "0"))


def test_the_database_itself_refuses_to_move_it_onto_another(town: BookedTown) -> None:
    town.takes(ADA, BOOKED + timedelta(hours=3))
    with pytest.raises(IntegrityError):
        town.move_to(BOOKED + timedelta(hours=3))


def test_a_press_of_a_consultation_that_is_gone_is_refused_in_words(town: BookedTown) -> None:
    for action in ("consultation.show", "consultation.move", "consultation.keep", "consultation.agree"):
        assert "Only the two people who meet" in said(town.riley.presses(action, "nothing"))
