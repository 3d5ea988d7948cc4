"""Each side is asked how it was, when they work, once; and the requester later what it changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete
from sqlmodel import select

from bot.fields import ChoicesField
from bot.messages import FormErrors, OpenForm, Replace
from bot.model import ConsultationStatus, Feedback, Note, NoticeKind
from directory.database import unit_of_work
from directory.model import Absence, Expert, Person
from tests.bot.consultations.afterwards import ADA, BRAM, RILEY, TUESDAY, Afterwards
from tests.bot.town import card_of, said

QUESTIONS, DIFFERENCE = NoticeKind.CONSULTATION_QUESTIONS, NoticeKind.CONSULTATION_DIFFERENCE
HOW = "How was your consultation with"
DID = "Did your consultation with Ada Quillan change anything?"
NOT_THEIRS = "Only the two people who meet can see or change this consultation."


@pytest.fixture
def town(database: Engine) -> Afterwards:
    return Afterwards(database)


def uk(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """A time of the summer of 2026 in the United Kingdom."""
    return datetime(2026, month, day, hour - 1, minute, tzinfo=UTC)


# ---------------------------------------------------------------------------------------------- when


@pytest.mark.parametrize(
    ("met", "asked"),
    [
        (uk(5, 12, 13), uk(5, 14, 13, 30)),  # Tuesday: Thursday
        (uk(5, 14, 13), uk(5, 18, 13, 30)),  # Thursday: Monday, after the weekend
        (uk(5, 21, 13), uk(5, 26, 13, 30)),  # Thursday: Tuesday, after the Spring bank holiday
    ],
)
def test_both_are_asked_two_working_days_after_the_end(town: Afterwards, met: datetime, asked: datetime) -> None:
    town.meet(met)
    assert town.due(QUESTIONS) == {RILEY: asked, ADA: asked}
    told = town.delivered(asked + timedelta(hours=2), timedelta(minutes=30))
    assert [(when, name) for when, name, _ in told] == [(asked, RILEY), (asked, ADA)]
    assert {title for _, _, title in told} == {f"{HOW} Ada Quillan?", f"{HOW} Riley Requester?"}


def test_working_days_are_those_of_whoever_is_asked(town: Afterwards) -> None:
    town.change(ADA, region="Scotland")
    town.change(BRAM, working_hours="Mon, Wed 09:00-12:00")
    thursday = datetime(2026, 11, 26, 13, 0, tzinfo=UTC)
    town.meet(thursday)
    ends = thursday + timedelta(minutes=30)
    assert town.due(QUESTIONS)[RILEY] == ends + timedelta(days=4)  # Monday 30 November
    assert town.due(QUESTIONS)[ADA] == ends + timedelta(days=5)  # which is St Andrew's Day
    town.meet(thursday + timedelta(hours=2), BRAM)
    assert town.due(QUESTIONS)[BRAM] == datetime(2026, 12, 7, 9, 0, tzinfo=UTC)


def test_whoever_went_away_meanwhile_is_asked_when_they_are_back(town: Afterwards) -> None:
    town.meet()
    with unit_of_work(town.engine) as session:
        expert = session.exec(select(Expert).join(Person).where(Person.name == ADA)).one()
        session.add(Absence(expert_id=expert.id or 0, starts_on=uk(5, 14, 9).date(), ends_on=uk(5, 15, 9).date()))
    told = {name: when for when, name, _ in town.delivered(uk(5, 20, 9), timedelta(minutes=30))}
    assert told == {RILEY: uk(5, 14, 13, 30), ADA: uk(5, 18, 9)}


def test_it_is_over_once_however_often_it_is_looked_at(town: Afterwards) -> None:
    town.meet()
    for _ in range(3):
        town.later(minutes=10)
    assert len(town.told(QUESTIONS)) == 2
    assert len(town.delivered(uk(6, 1, 9), timedelta(hours=3))) == 2


def test_a_bot_that_was_not_running_asks_late_rather_than_never(town: Afterwards) -> None:
    town.book()
    town.now = uk(5, 28, 10)
    town.deadlines.pass_deadlines()
    told = town.delivered(uk(5, 28, 10))
    assert [(when, name) for when, name, _ in told] == [(uk(5, 28, 10), RILEY), (uk(5, 28, 10), ADA)]


@pytest.mark.parametrize("status", [ConsultationStatus.CANCELLED, ConsultationStatus.NO_SHOW])
def test_nobody_is_asked_of_what_did_not_take_place(town: Afterwards, status: ConsultationStatus) -> None:
    id_ = town.meet()
    town.becomes(id_, status)
    assert town.delivered(uk(9, 1, 9), timedelta(hours=5)) == []
    refused = town.riley.presses("feedback.open", id_)
    assert "This consultation did not take place." in said(refused)
    assert "did not take place" in said(town.riley.submits("feedback.save", id_, useful="very", got_it="yes"))
    assert town.every(Feedback) == []


def test_a_cancelled_one_is_never_over(town: Afterwards) -> None:
    town.book(status=ConsultationStatus.CANCELLED)
    town.now = uk(5, 13, 9)
    town.deadlines.pass_deadlines()
    assert town.due(QUESTIONS) == {}


def test_nothing_is_said_of_what_is_still_to_come(town: Afterwards) -> None:
    id_ = town.book(TUESDAY + timedelta(days=2))
    for action in ("feedback.open", "feedback.difference", "note.open", "note.show"):
        assert "has not taken place yet" in said(town.riley.presses(action, id_)), action


# ---------------------------------------------------------------------------------------------- two questions


def test_an_answer_is_kept_and_silences_the_question(town: Afterwards) -> None:
    id_ = town.meet()
    answer = town.answers(RILEY, id_, useful="somewhat", got_it="partly", comment=" Good on\nletters ")
    assert isinstance(answer, Replace)
    assert answer.card.title == "Thank you. Your answers are kept"
    assert "Was it useful?: Somewhat" in said(answer)
    [feedback] = town.every(Feedback)
    assert (feedback.useful, feedback.got_it, feedback.comment) == ("somewhat", "partly", "Good on\nletters")
    assert [name for _, name, _ in town.delivered(uk(5, 18, 9))] == [ADA]


def test_each_side_is_asked_in_words_of_its_own(town: Afterwards) -> None:
    id_ = town.meet()
    forms = {name: said(town.people[name].presses("feedback.open", id_)) for name in (RILEY, ADA)}
    assert "Did you get what you needed?" in forms[RILEY]
    assert "Could you help?" in forms[ADA]
    assert "Could you help?" not in forms[RILEY]


def test_answers_can_be_changed_and_stay_one_row_of_each(town: Afterwards) -> None:
    id_ = town.meet()
    town.answers(RILEY, id_, comment="First")
    town.answers(ADA, id_, useful="no", got_it="no")
    opened = town.riley.presses("feedback.open", id_)
    assert isinstance(opened, OpenForm)
    assert {field.name: field.value for field in opened.form.fields}["comment"] == "First"
    town.answers(RILEY, id_, useful="no")
    rows = {row.person_id: row for row in town.every(Feedback)}
    assert len(rows) == 2
    assert {row.useful for row in rows.values()} == {"no"}


def test_nobody_sees_what_the_other_answered(town: Afterwards) -> None:
    id_ = town.meet()
    town.answers(RILEY, id_, useful="no", comment="Rather dull")
    for action in ("feedback.open", "note.show"):
        assert "Rather dull" not in said(town.people[ADA].presses(action, id_))
    opened = town.people[ADA].presses("feedback.open", id_)
    assert isinstance(opened, OpenForm)
    assert not any(field.value for field in opened.form.fields)
    assert "Useful" not in said(town.people[ADA].presses("record.show"))


def test_what_was_not_chosen_is_asked_again_and_what_was_typed_stays(town: Afterwards) -> None:
    id_ = town.meet()
    answer = town.answers(RILEY, id_, useful="", got_it="marvellous", comment="Kept")
    assert isinstance(answer, FormErrors)
    assert set(answer.errors) == {"useful", "got_it"}
    assert {field.name: field.value for field in answer.form.fields}["comment"] == "Kept"
    assert town.every(Feedback) == []


def test_a_comment_that_is_too_long_is_said_so(town: Afterwards) -> None:
    answer = town.answers(RILEY, town.meet(), comment="x" * 1_001)
    assert isinstance(answer, FormErrors)
    assert "1,001 characters" in answer.errors["comment"]


def test_the_form_delivered_again_is_one_answer(town: Afterwards) -> None:
    id_ = town.meet()
    for _ in range(4):
        town.riley.submits("feedback.save", id_, key="one", useful="very", got_it="yes")
    assert len(town.every(Feedback)) == 1


def test_opened_from_the_card_of_the_request_the_card_stays_what_it_is(town: Afterwards) -> None:
    id_ = town.meet()
    for name in (RILEY, ADA):
        answer = town.fill(name, "Say how it was", useful="very", got_it="yes")
        assert isinstance(answer, Replace)
        assert answer.card.title.startswith("Consultation done: ")
        assert "Thank you. Your answers are kept." in said(answer)
    assert {row.consultation_id for row in town.every(Feedback)} == {id_}


def test_a_stranger_answers_nothing(town: Afterwards) -> None:
    id_ = town.meet()
    bram = town.people[BRAM]
    for action in ("feedback.open", "feedback.difference", "note.show", "note.open", "note.agree", "commission.show"):
        assert NOT_THEIRS in said(bram.presses(action, f"{id_}.1" if action == "note.agree" else id_)), action
    for form in ("feedback.save", "feedback.difference", "note.save"):
        context = f"{id_}.0" if form == "note.save" else id_
        answer = bram.submits(form, context, useful="no", got_it="no", difference="no", text="Hello")
        assert NOT_THEIRS in said(answer), form
    assert town.every(Feedback) == []
    assert town.every(Note) == []


def test_statements_of_the_standard_are_chosen_from_those_that_there_are(town: Afterwards) -> None:
    id_ = town.meet()
    opened = town.riley.presses("feedback.open", id_)
    assert isinstance(opened, OpenForm)
    [field] = [each for each in opened.form.fields if isinstance(each, ChoicesField)]
    assert [option.label for option in field.options] == ["S13 working with specialists"]
    answer = town.answers(RILEY, id_, statements="OCC0526.S13,OCC0526.S99")
    assert town.newest(Feedback).statements == ["OCC0526.S13"]
    assert "S13 working with specialists (OCC0526)" in said(answer)


def test_what_was_chosen_of_a_standard_that_is_gone_stays_theirs(town: Afterwards) -> None:
    id_ = town.meet()
    town.answers(RILEY, id_)
    with unit_of_work(town.engine) as session:
        session.exec(select(Feedback)).one().statements = ["OLD1.K2"]
    answer = town.answers(RILEY, id_, statements="OCC0526.S13")
    assert town.newest(Feedback).statements == ["OLD1.K2", "OCC0526.S13"]
    assert "K2 (OLD1)" in said(answer)


# ---------------------------------------------------------------------------------------------- what it changed


def test_after_sixty_days_the_requester_alone_is_asked_in_their_working_time(town: Afterwards) -> None:
    town.meet()
    town.delivered(uk(5, 20, 9))
    town.now = uk(7, 11, 12)  # Saturday; it is due at 13:30
    assert town.delivered(uk(7, 14, 9)) == [(uk(7, 13, 9), RILEY, DID)]


def test_an_answer_beforehand_silences_it(town: Afterwards) -> None:
    id_ = town.meet()
    town.says_what_changed(id_, "partly", "We dropped the second letter")
    assert town.delivered(uk(12, 1, 9), timedelta(hours=5)) != []
    assert DID not in {title for _, title in town.told(DIFFERENCE)}
    assert town.newest(Feedback).what_changed == "We dropped the second letter"


def test_too_early_to_say_is_asked_once_more_after_another_sixty_days(town: Afterwards) -> None:
    id_ = town.meet()
    town.delivered(uk(7, 13, 12), timedelta(hours=1))
    town.now = uk(7, 14, 10)
    answer = town.says_what_changed(id_, "too_early")
    assert "We ask once more after 12 September 2026." in said(answer)
    told = town.delivered(uk(9, 20, 9), timedelta(hours=1))
    assert told == [(uk(9, 14, 9), RILEY, DID)]  # Monday: the twelfth is a Saturday
    again = town.says_what_changed(id_, "too_early")
    assert "We ask once more" not in said(again)
    assert town.delivered(uk(10, 30, 9) + timedelta(days=90), timedelta(hours=5)) == []


def test_whoever_says_it_after_all_is_not_asked_once_more(town: Afterwards) -> None:
    id_ = town.meet()
    town.delivered(uk(7, 13, 12), timedelta(hours=1))
    town.says_what_changed(id_, "too_early")
    town.says_what_changed(id_, "yes", "We changed the plan")
    assert town.delivered(uk(10, 1, 9), timedelta(hours=3)) == []


def test_the_expert_is_not_asked_what_it_changed(town: Afterwards) -> None:
    id_ = town.meet()
    refused = town.people[ADA].presses("feedback.difference", id_)
    assert "Only the person who asked for this consultation can use this." in said(refused)
    again = town.people[ADA].submits("feedback.difference", id_, difference="yes")
    assert "Only the person who asked" in said(again)
    assert town.every(Feedback) == []


# ---------------------------------------------------------------------------------------------- forgetting


def test_whoever_is_erased_takes_their_consultations_and_all_that_was_said_of_them_along(town: Afterwards) -> None:
    id_ = town.meet()
    town.answers(RILEY, id_)
    town.answers(ADA, id_)
    town.writes(RILEY, id_, "Letters are read twice")
    with unit_of_work(town.engine) as session:
        session.execute(delete(Person).where(Person.name == ADA))  # type: ignore[arg-type]
    assert (town.every(Feedback), town.every(Note)) == ([], [])
    assert town.delivered(uk(9, 1, 9), timedelta(hours=5)) == []
    assert card_of(town.riley.presses("record.show")).title == "Your learning record"
