"""Booking a check-in: who is asked, when it suits everybody, and how it stands until it is held."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.check_ins.standing import HowFar, standing
from bot.fields import ChoiceField
from bot.messages import Answer, Card, Form, FormErrors, OpenForm, plain
from bot.model import CheckIn, Offer, OfferStatus, Request, RequestStatus
from bot.requests.whom import MOST_OPEN
from directory.database import reading, unit_of_work
from directory.model import Expert, ExpertProfession, Person, Status
from directory.revision import next_revision
from tests.bot.policies.owners import OwnersTown, email
from tests.bot.policies.policies import ADA, BRAM, CLEO, DOV, RILEY, TITLE
from tests.bot.town import card_of, said, times_in
from tests.people import NOW
from tests.requests import add_request

UK = ZoneInfo("Europe/London")
QUESTION = (
    f"Check-in on “{TITLE}”: Before launch. Are we moving towards what it is to achieve: "
    "More people pay on time; Fewer people are afraid to open a letter?"
)


class BookingTown(OwnersTown):
    """Its first check-in is due on 4 August, "Before launch"; Ada is the one evaluator, until there are more."""

    @property
    def check_in(self) -> CheckIn:
        return next(each for each in self.check_ins(open_only=False) if each.rule == "before_launch")

    def now_evaluates(self, name: str, profession: str = "evaluation") -> None:
        with unit_of_work(self.engine) as session:
            expert = session.exec(select(Expert).join(Person).where(Person.name == name)).one()
            session.add(ExpertProfession(expert_id=expert.id or 0, name=profession, position=1))
            expert.revision = next_revision(session)

    def opened(self, by: str = RILEY) -> Form:
        answer = self.people[by].presses("check_in.book", self.check_in.id)
        assert isinstance(answer, OpenForm), said(answer)
        return answer.form

    def sends(self, form: Form, by: str = RILEY, **values: str) -> Answer:
        filled = {field.name: field.value for field in form.fields} | values
        return self.people[by].submits(form.name, form.context, **filled)

    def book(self, by: str = RILEY, **values: str) -> Card:
        return card_of(self.sends(self.opened(by), by, **values))

    def cannot(self, name: str) -> None:
        self.people[name].submits("offer.decline", self.newest_offer(name))

    def how_far(self) -> HowFar:
        with reading(self.engine) as session:
            return standing(session, session.get_one(CheckIn, self.check_in.id), self.now).how_far

    def line(self, by: str = RILEY) -> str:
        """How its booking stands, as somebody sees it who would book it."""
        lines = plain(card_of(self.people[by].presses("check_in.book", self.check_in.id))).splitlines()
        return next(line for line in lines if line.startswith(("Waiting", "Booked", "Met")))


@pytest.fixture
def town(database: Engine) -> BookingTown:
    town = BookingTown(database)
    town.register()
    return town


def field(form: Form, name: str) -> str:
    return next(each.value for each in form.fields if each.name == name)


def whom(form: Form) -> list[str]:
    [choice] = [each for each in form.fields if isinstance(each, ChoiceField) and each.name == "who"]
    return [option.label.split(",")[0] for option in choice.options]


# ---------------------------------------------------------------------------------------------- the form


def test_the_form_is_valid_as_it_opens_and_sends_an_ordinary_request(town: BookingTown) -> None:
    form = town.opened()
    assert whom(form) == [ADA]
    assert field(form, "question") == QUESTION
    assert (field(form, "minutes"), field(form, "colleague"), field(form, "by_when")) == ("30", email(DOV), "later")
    offered, ticked = times_in(form)
    assert len(ticked) == 3
    assert set(ticked) <= set(offered)
    assert "You come with Dov Marrowby" in form.model_dump_json()
    shown = card_of(town.sends(form))
    assert f"Waiting for {ADA}" in plain(shown)
    request = town.newest(Request)
    assert (request.question, request.minutes, request.colleague_email) == (QUESTION, 30, email(DOV))
    assert request.need.startswith("evaluation of Plain letters about tax debt")
    assert request.proposed == tuple(ticked)
    assert town.check_in.request_id == request.id
    assert town.has_card(ADA)
    assert town.how_far() is HowFar.ASKING


def test_it_is_needed_by_the_day_that_it_is_due_when_that_is_in_sight(town: BookingTown) -> None:
    town.now = datetime(2026, 7, 14, 9, tzinfo=UK)
    form = town.opened()
    assert field(form, "by_when") == "2026-08-04"
    assert "By Tuesday 4 August 2026, when the check-in is due" in form.model_dump_json()
    offered, _ = times_in(form)
    assert max(offered).astimezone(UK).date().isoformat() <= "2026-08-04"
    town.sends(form)
    assert str(town.newest(Request).by_when) == "2026-08-04"
    assert town.newest(Request).is_urgent is False


@pytest.mark.parametrize("day", [3, 4, 20])
def test_a_day_that_is_too_near_or_over_is_no_hurry(town: BookingTown, day: int) -> None:
    town.now = datetime(2026, 8, day, 9, tzinfo=UK)
    form = town.opened()
    assert field(form, "by_when") == "later"
    town.sends(form)
    assert town.newest(Request).is_urgent is False


def test_the_times_keep_clear_of_what_the_deputy_has_booked(town: BookingTown) -> None:
    first = times_in(town.opened())[0][0]
    with unit_of_work(town.engine) as session:
        dov = session.exec(select(Expert).join(Person).where(Person.name == DOV)).one()
        dov.working_hours = "Wed 14:00-15:00"
        dov.revision = next_revision(session)
    offered, ticked = times_in(town.opened())
    assert {(when.astimezone(UK).isoweekday(), when.astimezone(UK).hour) for when in offered} == {(3, 14)}
    assert first not in offered
    assert ticked


def test_a_deputy_who_never_works_keeps_nobody_from_meeting(town: BookingTown) -> None:
    town.away(DOV, days=60)
    offered, ticked = times_in(town.opened())
    assert len(offered) == 9
    assert len(ticked) == 3


def test_whoever_books_it_comes_with_the_owner_where_they_are_not_the_owner(town: BookingTown) -> None:
    form = town.opened(DOV)
    assert field(form, "colleague") == email(RILEY)
    assert "You come with Riley Requester" in form.model_dump_json()
    town.sends(form, DOV)
    assert town.newest(Request).requester_id == town.person_id(DOV)


def test_whoever_looks_after_the_policy_is_not_asked_as_its_analyst(town: BookingTown) -> None:
    town.now_evaluates(DOV)
    town.now_evaluates(BRAM)
    assert sorted(whom(town.opened())) == [ADA, BRAM]


def test_an_analyst_is_found_where_there_is_no_evaluator(town: BookingTown) -> None:
    town.change(ADA, status=Status.LEFT)
    town.now_evaluates(CLEO, "analysis")
    town.now_evaluates(BRAM, "statistics")
    assert sorted(whom(town.opened())) == [BRAM, CLEO]


def test_where_there_is_neither_a_wider_search_is_shown_with_its_buttons(town: BookingTown) -> None:
    town.change(ADA, status=Status.LEFT)
    card = card_of(town.riley.presses("check_in.book", town.check_in.id))
    assert "We found no analyst or evaluator who can be asked now." in plain(card)
    assert BRAM in plain(card)
    [ask] = [each for each in card.buttons if each.says == f"Ask {BRAM}"]
    assert isinstance(town.riley.presses(ask.action, ask.value), OpenForm)
    assert town.check_in.request_id is None


# ---------------------------------------------------------------------------------------------- somebody else


def test_another_of_the_best_five_is_asked_at_times_of_their_own(town: BookingTown) -> None:
    town.now_evaluates(BRAM)
    town.change(BRAM, working_hours="Fri 09:00-11:00")
    form = town.opened()
    assert whom(form)[0] == ADA
    [choice] = [each for each in form.fields if isinstance(each, ChoiceField) and each.name == "who"]
    bram = next(option.value for option in choice.options if option.label.startswith(BRAM))
    again = town.sends(form, who=bram, question="Is it working?")
    assert isinstance(again, OpenForm)
    assert town.every(Request) == []
    assert field(again.form, "who") == bram
    assert field(again.form, "question") == "Is it working?"
    offered, ticked = times_in(again.form)
    assert {when.astimezone(UK).isoweekday() for when in offered} == {5}
    assert len(ticked) == 3
    assert f"Waiting for {BRAM}" in plain(card_of(town.sends(again.form)))
    assert town.newest(Request).question == "Is it working?"
    assert town.offers() == {BRAM: OfferStatus.WAITING}


@pytest.mark.parametrize("who", ["", "999", "Ada"])
def test_somebody_who_is_not_among_them_is_not_asked(town: BookingTown, who: str) -> None:
    answer = town.sends(town.opened(), who=who)
    assert isinstance(answer, FormErrors)
    assert answer.errors == {"who": "Choose whom you want to ask"}
    assert town.every(Request) == []


def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(town: BookingTown) -> None:
    answer = town.sends(town.opened(), question=" ", times="", details="Long ago")
    assert isinstance(answer, FormErrors)
    assert set(answer.errors) == {"question", "times"}
    assert field(answer.form, "details") == "Long ago"
    assert answer.form.title == "Book the check-in"
    assert town.every(Request) == []


# ---------------------------------------------------------------------------------------------- how it stands


def test_it_is_booked_when_the_analyst_accepts_and_held_when_it_is_over(town: BookingTown) -> None:
    town.book()
    town.press(ADA, "Accept")
    assert town.how_far() is HowFar.BOOKED
    assert town.line().startswith("Booked: Wednesday 13 May 2026")
    assert town.line(DOV) == town.line()
    consultation = town.consultation()
    assert consultation is not None
    town.now = consultation.ends_at
    assert town.how_far() is HowFar.HELD
    assert town.line().startswith("Met: Wednesday 13 May 2026")
    town.later(minutes=1)
    assert town.how_far() is HowFar.HELD


def test_when_an_analyst_cannot_the_next_is_asked(town: BookingTown) -> None:
    town.now_evaluates(BRAM)
    town.now_evaluates(CLEO, "analysis")
    town.book()
    town.cannot(ADA)
    assert town.line() == f"Waiting for {BRAM}."
    town.cannot(BRAM)
    assert town.line() == f"Waiting for {CLEO}."
    assert town.how_far() is HowFar.ASKING


def test_when_nobody_can_it_is_open_again_and_whoever_said_no_is_not_proposed_again(town: BookingTown) -> None:
    town.book()
    town.cannot(ADA)
    assert town.newest(Request).status is RequestStatus.NOBODY
    assert town.how_far() is HowFar.NONE
    town.now_evaluates(BRAM)
    assert whom(town.opened()) == [BRAM]


def test_a_request_that_is_withdrawn_leaves_the_check_in_open(town: BookingTown) -> None:
    town.book()
    town.riley.presses("request.withdraw", town.newest(Request).id)
    assert town.how_far() is HowFar.NONE
    town.book()
    assert town.how_far() is HowFar.ASKING
    assert len(town.every(Request)) == 2


def test_a_consultation_that_is_cancelled_leaves_the_check_in_open(town: BookingTown) -> None:
    town.book()
    town.press(ADA, "Accept")
    consultation = town.consultation()
    assert consultation is not None
    town.people[ADA].submits("consultation.cancel", consultation.id, reason="Ill")
    assert town.how_far() is HowFar.NONE
    assert isinstance(town.opened(), Form)


def test_an_answer_in_writing_leaves_the_check_in_open(town: BookingTown) -> None:
    town.book()
    town.people[ADA].submits("offer.write", town.newest_offer(ADA), answer="It works.")
    assert town.newest(Request).status is RequestStatus.DONE
    assert town.how_far() is HowFar.NONE


def test_a_consultation_to_which_somebody_did_not_come_was_not_held(town: BookingTown) -> None:
    town.book()
    town.press(ADA, "Accept")
    consultation = town.consultation()
    assert consultation is not None
    town.now = consultation.ends_at + timedelta(minutes=5)
    town.riley.presses("consultation.no_show", consultation.id)
    assert town.how_far() is HowFar.NONE


# ---------------------------------------------------------------------------------------------- whose, and once


def test_a_check_in_is_booked_once_whoever_else_had_the_form_open(town: BookingTown) -> None:
    mine, theirs = town.opened(), town.opened(DOV)
    town.sends(mine)
    answer = card_of(town.sends(theirs, DOV))
    assert f"Waiting for {ADA}" in plain(answer)
    assert "See the request" not in [each.label for each in answer.buttons]
    assert len(town.every(Request)) == len(town.every(Offer)) == 1


def test_nobody_else_books_a_check_in(town: BookingTown) -> None:
    for name, id_ in ((CLEO, town.check_in.id), (RILEY, "no such check-in")):
        assert "This check-in is in no plan of yours" in said(town.people[name].presses("check_in.book", id_))
        answer = town.people[name].submits("check_in.book", f"{id_}.1", who="1", question="x", minutes="30")
        assert "This check-in is in no plan of yours" in said(answer)
    assert town.every(Request) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": "recorded", "confidence": 7, "answered_at": NOW}, "this check-in was recorded before"),
        ({"status": "not_needed"}, "somebody has said that this check-in is not needed"),
        ({"status": "removed"}, "this check-in was taken out of the plan"),
    ],
)
def test_what_is_done_with_is_not_booked(town: BookingTown, change: dict[str, Any], words: str) -> None:
    form = town.opened()
    with unit_of_work(town.engine) as session:
        session.get_one(CheckIn, town.check_in.id).sqlmodel_update(change)
    assert words in said(town.riley.presses("check_in.book", town.check_in.id))
    assert words in said(town.sends(form))
    assert town.every(Request) == []


def test_the_limit_of_open_requests_holds_here_too(town: BookingTown) -> None:
    form = town.opened()
    with unit_of_work(town.engine) as session:
        riley = session.exec(select(Person).where(Person.name == RILEY)).one()
        for number in range(MOST_OPEN):
            add_request(session, riley, id=f"request{number}")
    assert "You have 5 open requests" in said(town.sends(form))
    assert "You have 5 open requests" in said(town.riley.presses("check_in.book", town.check_in.id))
    assert town.check_in.request_id is None
