"""Absences: typed as people type days, with somebody who covers, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from bot.blocks import Button, Buttons, People
from bot.events import Introduction, Sender
from bot.messages import Answer, Card, Form, FormErrors, OpenForm, Replace, Reply, plain
from directory.database import reading, unit_of_work
from directory.model import Absence, AuditEntry, Expert, Person, Status
from directory.roster.columns import MAX_ITEMS
from tests.people import NOW, Policymaker, add_expert, set_status

ADA = Sender(platform="slack", workspace="T01ACME", user="U02ADA")
ADA_SAYS = Introduction(name="Ada Quillan", email="ada.quillan@example.gov.uk")
TODAY = NOW.date()
JUNE = (date(2026, 6, 1), date(2026, 6, 5))


@pytest.fixture
def ada(database: Engine) -> Policymaker:
    with unit_of_work(database) as session:
        add_expert(session, "Ada Quillan", ["history"], role="Historian")
        add_expert(session, "Bram Otterbourne", ["economics"])
    return Policymaker(database, sender=ADA, introduction=ADA_SAYS)


def absences(engine: Engine) -> list[tuple[date, date]]:
    with reading(engine) as session:
        rows = session.exec(select(Absence).order_by(col(Absence.starts_on)))
        return [(row.starts_on, row.ends_on) for row in rows]


def expert(engine: Engine, name: str = "Ada Quillan") -> Expert:
    with reading(engine) as session:
        query = select(Expert).join(Person, col(Person.id) == col(Expert.person_id))
        return session.exec(query.where(Person.name == name)).one()


def audited(engine: Engine) -> list[object]:
    with reading(engine) as session:
        query = select(AuditEntry).where(AuditEntry.action == "profile.change").order_by(col(AuditEntry.id))
        return [entry.detail["what"] for entry in session.exec(query)]


def card_of(answer: Answer) -> Card:
    assert isinstance(answer, Reply | Replace), answer
    return answer.card


def form_of(answer: Answer) -> Form:
    assert isinstance(answer, OpenForm), answer
    return answer.form


def buttons(card: Card) -> dict[str, Button]:
    return {one.label: one for block in card.blocks if isinstance(block, Buttons) for one in block.buttons}


def removals(card: Card) -> Sequence[tuple[str, str]]:
    """The absences on a card with the value of the button that takes each back."""
    people = [line for block in card.blocks if isinstance(block, People) for line in block.people]
    return [(line.name, button.value) for line in people for button in line.buttons]


def added(who: Policymaker, first: str, last: str = "", cover: str = "") -> Card:
    answer = who.submits("absence.save", "", first_day=first, last_day=last, cover=cover)
    assert isinstance(answer, Replace), answer
    return answer.card


def test_an_absence_is_added_and_shown(ada: Policymaker) -> None:
    form = form_of(ada.presses("absence.open"))
    assert (form.name, [field.name for field in form.fields]) == ("absence.save", ["first_day", "last_day", "cover"])
    before = expert(ada.engine).revision
    card = added(ada, "1 June 2026", "5/6/2026", "bram.otterbourne@example.gov.uk")
    assert absences(ada.engine) == [JUNE]
    assert "Monday 1 June 2026 to Friday 5 June 2026" in plain(card)
    assert "Cover: Bram Otterbourne is asked while you are away" in plain(card)
    after = expert(ada.engine)
    assert after.cover_id == expert(ada.engine, "Bram Otterbourne").id
    assert after.own_fields == ["absence", "cover"]
    assert after.revision > before
    assert audited(ada.engine) == ["cover", "absence"]


def test_a_day_alone_is_an_absence_of_one_day(ada: Policymaker) -> None:
    card = added(ada, "2026-06-01")
    assert absences(ada.engine) == [(JUNE[0], JUNE[0])]
    assert "Monday 1 June 2026\n" in plain(card)


def test_days_without_a_year_are_those_to_come_or_of_late(ada: Policymaker) -> None:
    added(ada, "28 December", "3 January")
    added(ada, "11 May", "15 May")
    assert absences(ada.engine) == [
        (date(2026, 5, 11), date(2026, 5, 15)),
        (date(2026, 12, 28), date(2027, 1, 3)),
    ]


@pytest.mark.parametrize(
    ("first", "last", "field", "said"),
    [
        ("soon", "", "first_day", "We do not understand “soon”. Enter a date like 3 March 2026"),
        ("", "", "first_day", "We do not understand “”. Enter a date like 3 March 2026"),
        ("31 June 2026", "", "first_day", "“31 June 2026” is not a day that exists."),
        ("1 June 2026", "31 June 2026", "last_day", "“31 June 2026” is not a day that exists."),
        ("5 June 2026", "1 June 2026", "last_day", "The last day must not be before the first day"),
        ("1 May 2026", "11 May 2026", "last_day", "These days are in the past."),
        ("11 May 2026", "", "first_day", "These days are in the past."),
        ("1 June 2026", "4 June 2028", "last_day", "An absence can last 2 years at most"),
        ("1 June 2062", "", "first_day", "The first day must be within the next 2 years"),
    ],
)
def test_what_is_wrong_with_days_is_said_beside_them_and_nothing_is_lost(
    ada: Policymaker, first: str, last: str, field: str, said: str
) -> None:
    answer = ada.submits("absence.save", "", first_day=first, last_day=last, cover="Bram")
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == [field]
    assert said in answer.errors[field]
    assert [each.value for each in answer.form.fields] == [first, last, "Bram"]
    assert absences(ada.engine) == []
    assert expert(ada.engine).cover_id is None


def test_the_longest_absence_is_taken(ada: Policymaker) -> None:
    added(ada, "12 May 2026", "12 May 2028")
    assert absences(ada.engine) == [(TODAY, date(2028, 5, 12))]


@pytest.mark.parametrize(
    ("cover", "said"),
    [
        ("Nobody Known", "We found nobody in the directory for “Nobody Known”."),
        ("nobody@example.gov.uk", "We found nobody in the directory for “nobody@example.gov.uk”."),
        ("Ada Quillan", "You cannot cover for yourself."),
        ("Cato Marlowby", "Several people are called “Cato Marlowby”"),
        ("Dilys Marlowby", "We found nobody in the directory"),
    ],
)
def test_a_cover_who_is_not_exactly_one_other_expert_is_asked_for_again(
    ada: Policymaker, cover: str, said: str
) -> None:
    with unit_of_work(ada.engine) as session:
        add_expert(session, "Cato Marlowby")
        session.add(Person(name="Cato Marlowby", email="cato.m@example.gov.uk"))
        session.flush()
        other = session.exec(select(Person).where(Person.email == "cato.m@example.gov.uk")).one()
        session.add(Expert(person_id=other.id or 0, changed_at=NOW))
        set_status(session, add_expert(session, "Dilys Marlowby"), Status.HIDDEN)
    answer = ada.submits("absence.save", "", first_day="1 June 2026", last_day="", cover=cover)
    assert isinstance(answer, FormErrors)
    assert list(answer.errors) == ["cover"]
    assert said in answer.errors["cover"]
    assert absences(ada.engine) == []


def test_the_cover_so_far_stands_in_the_form_and_stays_or_goes_as_it_is_left(ada: Policymaker) -> None:
    added(ada, "1 June 2026", cover="bram otterbourne")
    form = form_of(ada.presses("absence.open"))
    assert form.fields[2].value == "bram.otterbourne@example.gov.uk"
    added(ada, "2 June 2026", cover=form.fields[2].value)
    assert expert(ada.engine).cover_id
    assert audited(ada.engine) == ["cover", "absence", "absence"]
    added(ada, "3 June 2026", cover="")
    assert expert(ada.engine).cover_id is None


def test_a_cover_who_was_hidden_since_does_not_keep_the_form_from_being_sent(ada: Policymaker) -> None:
    added(ada, "1 June 2026", cover="Bram Otterbourne")
    with unit_of_work(ada.engine) as session:
        set_status(session, expert(ada.engine, "Bram Otterbourne"), Status.HIDDEN)
    added(ada, "2 June 2026", cover=form_of(ada.presses("absence.open")).fields[2].value)
    assert len(absences(ada.engine)) == 2


def test_an_absence_that_starts_later_hides_nobody_today(ada: Policymaker) -> None:
    added(ada, "13 May 2026", "20 May 2026", "Bram Otterbourne")

    after = 0
    riley = Policymaker(ada.engine, lambda: NOW + timedelta(days=after))

    def found(days: int) -> str:
        nonlocal after
        after = days
        return plain(card_of(riley.says("historian")))

    for days in (0, 9):
        assert "Ada Quillan. Historian" in found(days)
        assert "Covers for" not in found(days)
    assert "Bram Otterbourne" in found(1)
    assert "Covers for Ada Quillan" in found(8)


def test_the_same_absence_twice_is_one(ada: Policymaker) -> None:
    added(ada, "1 June 2026", "5 June 2026")
    added(ada, "1 June 2026", "5 June 2026")
    assert absences(ada.engine) == [JUNE]
    assert audited(ada.engine) == ["absence"]


def test_an_absence_is_taken_back_once(ada: Policymaker) -> None:
    [(_, id_)] = removals(added(ada, "1 June 2026", "5 June 2026"))
    before = expert(ada.engine).revision
    assert "None to come." in plain(card_of(ada.presses("absence.remove", id_)))
    assert absences(ada.engine) == []
    assert expert(ada.engine).revision > before
    again = ada.presses("absence.remove", id_)
    assert "None to come." in plain(card_of(again))
    assert audited(ada.engine) == ["absence", "absence"]


def test_nobody_takes_back_the_absence_of_somebody_else(ada: Policymaker) -> None:
    [(_, id_)] = removals(added(ada, "1 June 2026", "5 June 2026"))
    bram = Policymaker(
        ada.engine,
        sender=Sender(platform="teams", workspace="tenant-1", user="object-3"),
        introduction=Introduction(name="Bram Otterbourne", email="bram.otterbourne@example.gov.uk"),
    )
    bram.presses("absence.remove", id_)
    assert absences(ada.engine) == [JUNE]


def test_whoever_is_no_expert_is_told_so(ada: Policymaker) -> None:
    riley = Policymaker(ada.engine)
    for answer in (
        riley.presses("absence.open"),
        riley.presses("absence.remove", "1"),
        riley.submits("absence.save", "", first_day="1 June 2026"),
    ):
        assert "Only experts of the directory" in plain(card_of(answer))


def test_many_absences_are_shown_by_the_page_and_no_more_than_the_directory_keeps(ada: Policymaker) -> None:
    start = date(2026, 6, 1)
    with unit_of_work(ada.engine) as session:
        id_ = session.exec(select(Expert.id).order_by(col(Expert.id))).first() or 0
        for number in range(-7, MAX_ITEMS):
            day = start + timedelta(days=number if number >= 0 else number - 60)
            session.add(Absence(expert_id=id_, starts_on=day, ends_on=day))
    first = ada.presses("settings.show", "0")
    assert isinstance(first, Reply)
    assert f"Showing 1 to 5 of {MAX_ITEMS}" in plain(first.card)
    more = buttons(first.card)["Show more absences"]
    second = ada.presses(more.action, more.value)
    assert isinstance(second, Replace)
    assert len({name for name, _ in (*removals(first.card), *removals(second.card))}) == 10
    full = ada.submits("absence.save", "", first_day="1 December 2026")
    assert isinstance(full, FormErrors)
    assert full.errors == {"first_day": "You have 60 absences to come already. Remove one first"}
    ada.presses("absence.remove", removals(first.card)[0][1])
    added(ada, "1 December 2026")
    assert len(absences(ada.engine)) == MAX_ITEMS  # and those that are over are gone


@pytest.mark.parametrize("typed", ["Éva Ørsted", "Éva Ø", "Éva", "Eva.Orsted@example.gov.uk"])
def test_a_cover_is_found_by_a_name_with_letters_beyond_ascii(ada: Policymaker, typed: str) -> None:
    with unit_of_work(ada.engine) as session:
        eva = add_expert(session, "Éva Ørsted")
        session.get_one(Person, eva.person_id).email = "eva.orsted@example.gov.uk"
    added(ada, "1 June 2026", cover=typed)
    assert expert(ada.engine).cover_id == eva.id
