"""Connecting one's own calendar in chat: kept sealed, read soon, never shown again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlmodel import select

from bot.here import Here
from bot.messages import Answer, FormErrors, OpenForm, Replace, Reply, plain
from bot.model import Calendar, CalendarTrouble
from bot.times.calendars import digest_of
from directory.database import reading, unit_of_work
from directory.model import AuditEntry, Expert
from directory.vault import Vault
from tests.bot.own.test_settings import ADA, ADA_SAYS
from tests.people import NOW, RILEY, RILEY_SAYS, Policymaker, add_expert

VAULT = Vault("a key for tests of sealed secrets 123456")
ADDRESS = "https://calendar.example.gov.uk/secret-token/busy.ics"


@pytest.fixture
def ada(database: Engine) -> Policymaker:
    with unit_of_work(database) as session:
        add_expert(session, "Ada Quillan", ["history"])
    return Policymaker(database, sender=ADA, introduction=ADA_SAYS, here=Here(vault=VAULT))


def said(answer: Answer) -> str:
    assert isinstance(answer, Reply | Replace), answer
    return plain(answer.card)


def expert(engine: Engine) -> Expert:
    with reading(engine) as session:
        return session.exec(select(Expert)).one()


def calendar(engine: Engine) -> Calendar | None:
    with reading(engine) as session:
        return session.exec(select(Calendar)).first()


def change(engine: Engine, **columns: object) -> None:
    with unit_of_work(engine) as session:
        row = session.exec(select(Calendar)).one()
        for name, value in columns.items():
            setattr(row, name, value)


def everything_kept(engine: Engine) -> str:
    """Every text of every table."""
    with reading(engine) as session:
        tables = [row[0] for row in session.execute(text("SELECT answer FROM delivery"))]
        entries = [f"{entry.action} {entry.detail}" for entry in session.exec(select(AuditEntry))]
    return " ".join([*map(str, tables), *entries])


def test_an_address_is_kept_sealed_and_read_soon(ada: Policymaker) -> None:
    card = said(ada.presses("settings.show", "0"))
    assert "Your calendar: None connected" in card
    assert "Connect a calendar" in card
    opened = ada.presses("busy.open")
    assert isinstance(opened, OpenForm)
    card = said(ada.submits("busy.save", "", address=f"  {ADDRESS} "))
    assert "Your calendar: Connected. It is read for the first time in a few minutes" in card
    assert "Change calendar, Disconnect calendar" in card
    sealed = expert(ada.engine).calendar_url_sealed
    assert sealed is not None
    assert VAULT.open(sealed) == ADDRESS
    row = calendar(ada.engine)
    assert row is not None
    assert (row.address_digest, row.next_at, row.fetched_at) == (digest_of(sealed), NOW, None)
    assert "calendar_url" in expert(ada.engine).own_fields


def test_an_address_is_never_shown_again_nor_kept_open(ada: Policymaker) -> None:
    for address in (ADDRESS, "http://calendar.example.gov.uk/secret-token/busy.ics"):
        ada.submits("busy.save", "", address=address)
    opened = ada.presses("busy.open")
    assert isinstance(opened, OpenForm)
    shown = opened.form.model_dump_json() + said(ada.presses("settings.show", "0")) + everything_kept(ada.engine)
    assert "secret-token" not in shown


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter the address of your calendar"),
        (
            "http://calendar.example.gov.uk/busy.ics",
            "The address must begin with https://, webcal:// or caldav+https://",
        ),
        ("caldav+https://dav.example.gov.uk/ada/", "The address needs a name and a password"),
        ("https:///busy.ics", "The address names no server"),
    ],
)
def test_what_is_no_address_is_said_in_plain_words(ada: Policymaker, typed: str, sentence: str) -> None:
    answer = ada.submits("busy.save", "", address=typed)
    assert isinstance(answer, FormErrors)
    assert answer.errors["address"].startswith(sentence)
    assert [field.value for field in answer.form.fields] == [""]
    assert expert(ada.engine).calendar_url_sealed is None


def test_settings_say_when_it_was_last_read_and_what_is_wrong(ada: Policymaker) -> None:
    ada.submits("busy.save", "", address=ADDRESS)
    change(ada.engine, fetched_at=NOW - timedelta(minutes=5), known_until=NOW + timedelta(days=32))
    card = said(ada.presses("settings.show", "0"))
    assert "Your calendar: Connected. Last read on Tuesday 12 May 2026, 09:55 UK time" in card
    for trouble in CalendarTrouble:
        change(ada.engine, problem=trouble.value)
        assert "Your calendar: Cannot be read: " in said(ada.presses("settings.show", "0"))


def test_a_calendar_can_be_taken_back_once_and_again(ada: Policymaker) -> None:
    ada.submits("busy.save", "", address=ADDRESS)
    for _ in range(2):
        assert "Your calendar: None connected" in said(ada.presses("busy.remove"))
    assert expert(ada.engine).calendar_url_sealed is None
    assert calendar(ada.engine) is None
    assert "calendar_url" in expert(ada.engine).own_fields


def test_without_a_key_nobody_is_offered_to_connect_one(database: Engine) -> None:
    with unit_of_work(database) as session:
        add_expert(session, "Ada Quillan", ["history"])
    ada = Policymaker(database, sender=ADA, introduction=ADA_SAYS)
    assert "calendar" not in said(ada.presses("settings.show", "0"))
    assert "have not set a secret key" in said(ada.presses("busy.open"))
    assert "have not set a secret key" in said(ada.submits("busy.save", "", address=ADDRESS))


def test_who_is_no_expert_has_no_calendar_to_connect(database: Engine) -> None:
    riley = Policymaker(database, sender=RILEY, introduction=RILEY_SAYS, here=Here(vault=VAULT))
    assert "calendar" not in said(riley.presses("settings.show", "0"))
    for answer in (riley.presses("busy.open"), riley.submits("busy.save", "", address=ADDRESS)):
        assert "Only experts of the directory can connect a calendar" in said(answer)
    assert "Only experts" in said(riley.presses("busy.remove"))
