"""What happens because nothing happened, in the working time of whoever is asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.cards.words import time_of_day
from bot.finding.find_expert import UK
from bot.messages import plain
from bot.model import Block, ConsultationStatus, NoticeKind, OfferStatus, Request, RequestStatus
from directory.database import unit_of_work
from directory.model import Person, Status
from tests.bot.town import Town

ADA, BRAM, RILEY = "Ada Quillan", "Bram Otterbourne", "Riley Requester"


@pytest.fixture
def town(database: Engine) -> Town:
    return Town(database)


def at(day: int, hour: int, month: int = 5) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def go(town: Town, when: datetime) -> None:
    town.now = when
    town.deadlines.pass_deadlines()


def test_after_two_working_days_they_are_reminded_once(town: Town) -> None:
    town.ask()  # on Tuesday 12 May at 10:00
    go(town, at(14, 8))
    assert town.told(NoticeKind.OFFER_REMINDER) == []
    for hour in (9, 10, 11):
        go(town, at(14, hour))
    assert town.told(NoticeKind.OFFER_REMINDER) == [(ADA, "Riley Requester still waits for your answer")]


def test_after_three_working_days_the_next_person_is_asked(town: Town) -> None:
    town.ask()
    go(town, at(15, 8))
    assert town.offers() == {ADA: OfferStatus.WAITING}
    go(town, at(15, 9))
    assert town.offers()[ADA] is OfferStatus.EXPIRED
    assert list(town.offers().values()).count(OfferStatus.WAITING) == 1
    assert town.card(ADA).title == "This request went to somebody else on 15 May 2026"
    assert "Ada Quillan (no answer)" in plain(town.card(RILEY))
    assert town.told(NoticeKind.OFFER_REMINDER) == []  # it is over


def test_the_next_person_can_still_accept_one_of_the_times_that_were_chosen_beforehand(town: Town) -> None:
    town.ask()
    go(town, at(15, 9))
    [second] = [name for name, status in town.offers().items() if status is OfferStatus.WAITING]
    town.press(second, "Accept Tuesday 19 May")
    assert town.consultation()


def test_times_that_have_passed_are_no_longer_shown_to_the_requester(town: Town) -> None:
    request = town.ask()
    first, *others = (time_of_day(when, UK) for when in request.proposed)
    go(town, at(14, 9))
    card = plain(town.card(RILEY))
    assert first not in card
    assert all(each in card for each in others)
    go(town, at(20, 9))
    assert "The times that you chose have passed: whoever is asked suggests others" in plain(town.card(RILEY))


def test_where_no_proposed_time_is_left_to_suggest_others_comes_first(town: Town) -> None:
    town.ask()
    assert not town.button(ADA, "Suggest other times").primary
    town.change(ADA, working_hours="Sat 09:00-17:00")
    assert town.button(ADA, "Suggest other times").primary
    assert "Nothing else is booked" not in plain(town.card(ADA))


def test_weekends_and_bank_holidays_are_no_working_days(town: Town) -> None:
    town.now = at(21, 9)  # Thursday; Monday 25 May is a bank holiday
    town.ask()
    go(town, at(26, 10))
    assert town.offers() == {ADA: OfferStatus.WAITING}
    go(town, at(27, 9))
    assert town.offers()[ADA] is OfferStatus.EXPIRED


def test_days_on_which_the_expert_does_not_work_do_not_count(database: Engine) -> None:
    town = Town(database, working_hours="Tue-Wed 09:00-17:00")
    town.ask()
    go(town, at(19, 8))
    assert town.offers() == {ADA: OfferStatus.WAITING}
    go(town, at(20, 9))
    assert town.offers()[ADA] is OfferStatus.EXPIRED


def test_after_ten_working_days_nobody_could_take_it(town: Town) -> None:
    town.ask()
    for day in (15, 20, 26):
        go(town, at(day, 10))
    assert town.newest(Request).status is RequestStatus.OFFERED
    go(town, at(27, 9))  # the tenth working day, since Monday 25 May is a bank holiday
    assert town.newest(Request).status is RequestStatus.NOBODY
    assert town.card(RILEY).title == "Nobody could take this request"
    assert OfferStatus.WAITING not in town.offers().values()
    assert town.told(NoticeKind.REQUEST_NEWS) == [(RILEY, "Nobody could take this request")]


def test_what_is_needed_by_a_day_is_closed_when_the_day_is_over(town: Town) -> None:
    town.ask(by_when="2026-05-15")
    go(town, at(15, 22))
    assert town.newest(Request).status is RequestStatus.OFFERED
    go(town, at(15, 23))  # midnight in the United Kingdom
    assert town.newest(Request).status is RequestStatus.NOBODY


def test_an_urgent_request_waits_a_working_day_for_the_three_and_reminds_nobody(town: Town) -> None:
    town.ask_urgently()
    go(town, at(13, 8))
    assert list(town.offers().values()).count(OfferStatus.WAITING) == 3
    go(town, at(13, 9))
    assert list(town.offers().values()).count(OfferStatus.EXPIRED) == 3
    assert list(town.offers().values()).count(OfferStatus.WAITING) == 1
    assert town.told(NoticeKind.OFFER_REMINDER) == []


def test_when_other_times_were_suggested_it_is_the_requester_who_is_reminded(town: Town) -> None:
    town.ask()
    offered, _ = town.times_to_suggest(ADA)
    town.fill(ADA, "Suggest other times", times=offered[5].isoformat())
    go(town, at(14, 10))
    assert town.told(NoticeKind.OFFER_REMINDER) == []
    assert town.told(NoticeKind.REQUEST_NEWS) == [(RILEY, "Ada Quillan suggested other times")]
    assert town.told(NoticeKind.REQUEST_REMINDER) == [(RILEY, "Ada Quillan still waits for you to choose a time")]
    go(town, at(18, 10))
    assert town.offers() == {ADA: OfferStatus.TIMES_SUGGESTED}


@pytest.mark.parametrize("status", [Status.PAUSED, Status.LEFT, Status.HIDDEN])
def test_who_takes_no_requests_any_more_is_not_waited_for(town: Town, status: Status) -> None:
    town.ask()
    town.change(ADA, status=status)
    town.later(minutes=1)
    assert town.offers()[ADA] is OfferStatus.EXPIRED
    assert list(town.offers().values()).count(OfferStatus.WAITING) == 1


def test_a_consultation_is_done_when_its_time_is_over(town: Town) -> None:
    town.ask()
    town.press(ADA, "Accept")
    consultation = town.consultation()
    assert consultation
    go(town, consultation.starts_at)
    assert town.newest(Request).status is RequestStatus.BOOKED
    go(town, consultation.ends_at)
    assert town.newest(Request).status is RequestStatus.DONE
    after = town.consultation()
    assert after
    assert after.status is ConsultationStatus.DONE
    for somebody in (RILEY, ADA):
        assert town.card(somebody).title.startswith("Consultation done:")
    assert "Tell them where you meet" not in plain(town.card(ADA))


def test_what_was_due_while_the_bot_was_away_happens_once_when_it_is_back(town: Town) -> None:
    town.ask()
    go(town, at(27, 12, month=6))
    once = town.offers()
    assert town.newest(Request).status is RequestStatus.NOBODY
    assert town.deadlines.pass_deadlines() == 0
    assert town.offers() == once == {ADA: OfferStatus.EXPIRED}


def test_who_covers_for_somebody_and_wants_nothing_of_the_requester_is_not_asked(town: Town) -> None:
    request = town.ask()
    with unit_of_work(town.engine) as session:
        bram = session.exec(select(Person.id).where(Person.name == BRAM)).one() or 0
        session.add(Block(person_id=bram, blocked_id=request.requester_id))
    town.away(ADA, cover=BRAM)
    town.later(minutes=1)
    assert BRAM not in town.offers()
    assert list(town.offers().values()).count(OfferStatus.WAITING) == 1


def test_who_covers_for_somebody_and_has_as_many_requests_as_they_take_is_not_asked(town: Town) -> None:
    town.has_no_room(BRAM)
    request = town.ask()
    town.away(ADA, cover=BRAM)
    town.later(minutes=1)
    asked = town.offers_of(request)
    assert BRAM not in asked
    assert list(asked.values()).count(OfferStatus.WAITING) == 1


def test_a_deadline_that_cannot_be_passed_holds_up_no_other(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    broken = town.ask()
    town.ask(BRAM)
    with unit_of_work(town.engine) as session:
        session.get_one(Request, broken.id).refinement = {"place": "nowhere", "of another version": "x"}
    go(town, at(15, 10))
    assert town.offers_of(broken) == {ADA: OfferStatus.WAITING}
    assert OfferStatus.EXPIRED in town.offers_of(town.newest(Request)).values()
    assert "a deadline cannot be passed" in caplog.text
