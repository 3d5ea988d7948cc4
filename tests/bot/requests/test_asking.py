"""Ask: a form that is valid as opened, and a request in front of whoever was chosen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.fields import ChoiceField
from bot.messages import FormErrors, OpenForm, plain
from bot.model import Block, NoticeKind, OfferStatus, Request, RequestStatus
from directory.database import unit_of_work
from directory.model import Person, Pool, Status
from tests.bot.town import QUESTION, Town, card_of, said, times_in
from tests.people import add_expert, set_status


@pytest.fixture
def town(database: Engine) -> Town:
    return Town(database)


def test_the_form_is_valid_as_opened_plus_the_question(town: Town) -> None:
    form = town.form()
    assert "above OFFICIAL" in form.model_dump_json()
    assert [field.name for field in form.fields if field.required and not field.value] == ["question"]
    answer = town.send(form)
    assert isinstance(answer, OpenForm)
    assert "It was sent to Ada Quillan." in said(answer)
    request = town.newest(Request)
    assert (request.question, request.status, request.minutes) == (QUESTION, RequestStatus.OFFERED, 30)


def test_three_free_times_are_chosen_from_the_first_to_the_last_that_is_offered(town: Town) -> None:
    offered, picked = times_in(town.form())
    assert picked == [offered[0], offered[4], offered[8]]
    assert len(offered) == 9
    assert min(offered) >= town.now + timedelta(days=1)


def test_whoever_is_asked_has_a_card_and_so_has_the_requester(town: Town) -> None:
    town.ask()
    assert town.told(NoticeKind.OFFER_CARD) == [("Ada Quillan", "Riley Requester asks for 30 minutes of your time")]
    assert town.told(NoticeKind.REQUEST_CARD) == [("Riley Requester", "Waiting for Ada Quillan")]


def test_a_question_is_needed_and_what_was_typed_stays(town: Town) -> None:
    answer = town.send(town.form(), question="  ", adjustments="captions")
    assert isinstance(answer, FormErrors)
    assert answer.errors == {"question": "Enter what you need to know"}
    assert {field.name: field.value for field in answer.form.fields}["adjustments"] == "captions"
    assert town.every(Request) == []


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"times": ""}, "times", "Choose at least one time"),
        ({"minutes": "17"}, "minutes", "Choose how long you need"),
        ({"colleague": "nobody at all"}, "colleague", "Enter an email address"),
        ({"times": "2026-05-11T09:00:00+00:00"}, "times", "None of these times is free"),
        ({"times": "2026-05-16T09:00:00+00:00"}, "times", "None of these times is free"),  # a Saturday
        ({"times": "2026-05-22T09:00:00+00:00", "by_when": "2026-05-15"}, "times", "on or before Friday 15 May 2026"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(town: Town, values: dict[str, str], field: str, sentence: str) -> None:
    answer = town.send(town.form(), **values)
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == [field]
    assert sentence in answer.errors[field]


@pytest.mark.parametrize("times", ["rubbish", "2026-05-14", "9999-99-99T00:00:00+00:00", "0001-01-01T00:00:00+14:00"])
def test_times_that_no_form_of_ours_has_are_answered_in_words(town: Town, times: str) -> None:
    answer = town.send(town.form(), times=times)
    assert isinstance(answer, FormErrors) or "no longer offered" in said(answer)
    assert town.every(Request) == []


def test_details_that_are_sensitive_are_for_whoever_accepts_only(town: Town) -> None:
    town.ask(details="It is about the Nettlecombe pilot.", sensitive="yes")
    assert "Nettlecombe" not in plain(town.card("Ada Quillan"))
    town.press("Ada Quillan", "Accept")
    assert "Nettlecombe" in plain(town.card("Ada Quillan"))


def test_urgent_requests_go_to_three_experts_at_once(town: Town) -> None:
    form = town.form()
    [by_when] = [each for each in form.fields if isinstance(each, ChoiceField) and each.name == "by_when"]
    urgent = by_when.options[0]
    assert "urgent, ask 3 experts at once" in urgent.label
    times = ",".join(when.isoformat() for when in times_in(form)[0] if when.date() <= date(2026, 5, 14))
    town.send(form, by_when=urgent.value, times=times)
    assert list(town.offers().values()) == [OfferStatus.WAITING] * 3
    assert "Ada Quillan" in town.offers()


def test_an_urgent_request_is_open_to_the_end_of_the_day_by_which_it_is_needed(town: Town) -> None:
    town.ask_urgently()
    assert "If nobody can by Thursday 14 May 2026, we tell you what else you can do." in plain(
        town.card("Riley Requester")
    )
    town.later(days=2, hours=14)
    assert town.newest(Request).status is RequestStatus.NOBODY


def test_a_pool_is_asked_as_a_whole(database: Engine) -> None:
    town = Town(database, experts=())
    with unit_of_work(database) as session:
        for name in ("Esme Pool", "Finn Pool"):
            add_expert(session, name, ["history"], pool="Duty historians")
        away = add_expert(session, "Gwen Pool", ["history"], pool="Duty historians")
        set_status(session, away, Status.PAUSED)
    answer = town.riley.says("Gwen Pool")
    button = next(each for each in card_of(answer).buttons if each.says == "Ask Duty historians")
    opened = town.riley.presses(button.action, button.value)
    assert isinstance(opened, OpenForm)
    assert "2 experts, who are asked together" in said(opened)
    town.send(opened.form)
    assert set(town.offers()) == {"Esme Pool", "Finn Pool"}
    assert town.told(NoticeKind.REQUEST_CARD)[0][1] == "Waiting for Duty historians (2 experts)"


def test_nobody_asks_themselves(town: Town) -> None:
    value = town.form().context
    assert "This is you" in said(town.people["Ada Quillan"].presses("expert.ask", value))


def test_whoever_cannot_be_asked_any_more_is_not_asked(town: Town) -> None:
    form = town.form()
    town.away("Ada Quillan")
    assert "cannot be asked at the moment" in said(town.send(form))
    assert town.every(Request) == []


def test_whoever_has_as_many_requests_as_they_take_is_not_asked_by_an_old_form(town: Town) -> None:
    form = town.form()
    town.has_no_room("Ada Quillan")
    assert "cannot be asked at the moment" in said(town.send(form))
    assert len(town.every(Request)) == 1


def test_members_of_a_pool_who_have_no_room_are_not_asked_with_it(database: Engine) -> None:
    town = Town(database, experts=("Esme Pool", "Finn Pool"), pool="Duty researchers")
    town.has_no_room("Esme Pool")
    context = town.form("Finn Pool").context
    search, pool = context.partition(".")[0], town.every(Pool)[0].id
    opened = town.riley.presses("expert.ask", f"{search}.p{pool}")
    assert isinstance(opened, OpenForm)
    town.send(opened.form)
    assert town.offers_of(town.newest(Request)) == {"Finn Pool": OfferStatus.WAITING}


def test_who_blocked_somebody_is_not_found_and_not_asked_by_them(town: Town) -> None:
    form = town.form()
    with unit_of_work(town.engine) as session:
        ids = {person.name: person.id or 0 for person in session.exec(select(Person))}
        session.add(Block(person_id=ids["Ada Quillan"], blocked_id=ids["Riley Requester"]))
    assert "Ask Ada Quillan" not in {each.says for each in card_of(town.riley.says("user research")).buttons}
    assert "cannot be asked at the moment" in said(town.send(form))


def test_nobody_has_more_than_five_open_requests(town: Town) -> None:
    form = town.form("Dov Marrowby")
    for name in ("Ada Quillan", "Bram Otterbourne", "Cleo Wintersmith", "Ada Quillan", "Bram Otterbourne"):
        town.ask(name)
    assert "You have 5 open requests" in said(town.send(form))
    assert len(town.every(Request)) == 5


@pytest.mark.parametrize("value", ["", "x", "x.y", "{search}.0", "{search}.p0", "{search}.999", "{search}." + "9" * 50])
def test_made_up_values_are_answered_in_words(town: Town, value: str) -> None:
    search = town.form().context.partition(".")[0]
    answer = said(town.riley.presses("expert.ask", value.format(search=search)))
    assert "no longer" in answer or "Search again" in answer


def test_the_same_form_delivered_again_asks_once(town: Town) -> None:
    form = town.form()
    values = {field.name: field.value for field in form.fields} | {"question": QUESTION}
    for _ in range(3):
        town.riley.submits(form.name, form.context, key="one", **values)
    assert len(town.every(Request)) == 1
