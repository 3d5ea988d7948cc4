"""Who is invited to what, when they are told again, and what is never sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from bot.cards.asking import SENSITIVE
from bot.consultations.invitation import AGAIN_AFTER
from bot.housekeeping import forget_old
from bot.messages import Card, Reply, plain
from bot.model import Consultation, ConsultationStatus, Notice, NoticeState, Preferences
from bot.notices import Delivered, Letter, NotNow
from bot.sending.outbox import LEASE
from directory.database import unit_of_work
from directory.model import Account, Person
from tests.bot.consultations.booked import ADA, BOTH, RILEY, BookedTown
from tests.bot.town import QUESTION, card_of, said
from tests.post_office import Clock
from tests.requests import add_person

SECRET_DETAILS = "The minister wants it stopped"


def sent(town: BookedTown) -> list[Letter]:
    """What goes out now, and arrives."""
    outbox = town.outbox()
    letters = outbox.claim(10)
    outbox.settle(*((letter, Delivered(f"message of {letter.key}")) for letter in letters))
    return letters


def change_person(town: BookedTown, name: str, **columns: object) -> None:
    with unit_of_work(town.engine) as session:
        person = session.exec(select(Person).where(Person.name == name)).one()
        for column, value in columns.items():
            setattr(person, column, value)


def test_both_are_invited_by_email_although_they_use_chat(database: Engine) -> None:
    town = BookedTown(database)
    assert {account.platform for account in town.every(Account)} == {"web"}
    letters = sent(town)
    assert {letter.to.email for letter in letters} == {"ada.quillan@example.gov.uk", "riley.requester@example.gov.uk"}
    assert {letter.to.platform for letter in letters} == {"email"}


def test_an_invitation_says_everything_and_no_details(database: Engine) -> None:
    town = BookedTown(database, details=SECRET_DETAILS, sensitive=SENSITIVE)
    town.alter(place="https://meet.example.gov.uk/room")
    for name, other in ((ADA, RILEY), (RILEY, ADA)):
        card = town.invitations()[name]
        words = plain(card)
        assert f"You and {other}" in words
        assert QUESTION in words
        assert "https://meet.example.gov.uk/room" in words
        assert "UK time" in card.title
        assert card.appointment is not None
        assert card.appointment.title == "Consultation: Ada Quillan and Riley Requester"
        assert card.appointment.is_private
        assert QUESTION in card.appointment.description
        assert SECRET_DETAILS not in card.model_dump_json()
        assert not card.buttons  # it may be passed on, and must let nobody act for somebody else


def test_each_reads_the_time_by_their_own_clock_and_by_the_others(database: Engine) -> None:
    town = BookedTown(database)
    change_person(town, ADA, time_zone="Europe/Brussels")
    start = town.booked.starts_at
    lines = {name: plain(card).splitlines()[1:3] for name, card in town.invitations().items()}
    uk, brussels = f"{start + timedelta(hours=1):%H:%M} to", f"{start + timedelta(hours=2):%H:%M} to"
    assert uk in lines[RILEY][0]
    assert brussels in lines[RILEY][1]
    assert brussels in lines[ADA][0]
    assert "Brussels time" in lines[ADA][0]
    assert uk in lines[ADA][1]


def test_nothing_is_sent_while_nothing_has_changed(database: Engine) -> None:
    town = BookedTown(database)
    assert len(sent(town)) == 2
    with unit_of_work(database) as session:
        for notice in session.exec(select(Notice)):
            notice.state, notice.due_at = NoticeState.DUE, town.now
    assert sent(town) == []


def test_every_change_is_told_to_both_with_the_next_number(database: Engine) -> None:
    town = BookedTown(database)
    sent(town)
    changes: list[dict[str, Any]] = [
        {"ends_at": town.booked.ends_at + timedelta(minutes=15)},
        {"place": "Room 4"},
        {"status": ConsultationStatus.CANCELLED},
    ]
    for number, change in enumerate(changes, 1):
        town.later(minutes=5)
        town.alter(**change)
        letters = sent(town)
        appointments = [letter.card.appointment for letter in letters]
        assert [each.sequence for each in appointments if each] == [number, number]


def test_whoever_was_never_invited_is_sent_no_cancellation(database: Engine) -> None:
    town = BookedTown(database)
    town.cancel()
    assert sent(town) == []


def test_whoever_may_have_been_invited_is_sent_the_cancellation(database: Engine) -> None:
    town, leases = BookedTown(database), Clock()
    outbox = town.outbox(lease_clock=leases)
    refused, killed = outbox.claim(10)
    outbox.settle((refused, NotNow("refused")))
    town.cancel()
    leases.forward(LEASE)
    town.later(minutes=10)
    [letter] = outbox.claim(10)
    assert letter.person_id == killed.person_id
    assert letter.card.title.startswith("Cancelled: consultation with")


@pytest.mark.parametrize("status", [ConsultationStatus.DONE, ConsultationStatus.NO_SHOW])
def test_what_is_over_is_nobodys_invitation(database: Engine, status: ConsultationStatus) -> None:
    town = BookedTown(database)
    sent(town)
    town.later(days=30)
    town.alter(status=status)
    assert sent(town) == []


def test_why_it_was_cancelled_is_said(database: Engine) -> None:
    town = BookedTown(database)
    sent(town)
    town.cancel("The minister moved on")
    assert "The minister moved on" in plain(town.invitations()[RILEY])


def test_whoever_has_no_email_address_is_let_be_and_the_other_is_invited(database: Engine) -> None:
    town = BookedTown(database)
    change_person(town, RILEY, email=None)
    [letter] = sent(town)
    assert letter.to.email == "ada.quillan@example.gov.uk"
    assert letter.card.appointment is not None
    assert [each.email for each in letter.card.appointment.attendees] == ["", "ada.quillan@example.gov.uk"]
    notice = town.notices()[RILEY]
    assert (notice.state, notice.problem) == (NoticeState.SETTLED, "nowhere")


def test_without_a_mail_server_nothing_piles_up_and_what_comes_later_goes_out(database: Engine) -> None:
    town = BookedTown(database)
    assert town.outbox(has_mail=False).claim(10) == []
    for notice in town.notices().values():
        assert (notice.state, notice.problem, notice.attempts) == (NoticeState.SETTLED, "no_mail_server", 0)
    town.later(minutes=5)
    town.move(hours=1)
    assert len(sent(town)) == 2


def test_no_quiet_hours_keep_a_calendar_wrong_and_nobody_can_mute_it(database: Engine) -> None:
    town = BookedTown(database)
    with unit_of_work(database) as session:
        for person in session.exec(select(Person)):
            session.add(
                Preferences(person_id=person.id or 0, quiet_hours="00:00-23:59", muted=["consultation.invitation"])
            )
    assert len(sent(town)) == 2


def test_what_was_sent_is_remembered_as_long_as_the_consultation(database: Engine) -> None:
    town = BookedTown(database)
    sent(town)
    for is_there in (True, False):
        with unit_of_work(database) as session:
            if not is_there:
                session.delete(session.get_one(Consultation, town.booked.id))
        with unit_of_work(database) as session:
            forget_old(session, town.now + timedelta(days=400), timedelta(days=90))
        assert bool(town.notices()) is is_there


# ---------------------------------------------------------------------------------------------- a colleague


def test_a_colleague_whom_we_know_is_invited_too(database: Engine) -> None:
    with unit_of_work(database) as session:
        add_person(session, "Sam Okafor")
    town = BookedTown(database, colleague="sam.okafor@example.gov.uk")
    letters = {letter.to.email: letter for letter in sent(town)}
    assert set(letters) == {f"{name}@example.gov.uk" for name in ("ada.quillan", "riley.requester", "sam.okafor")}
    words = plain(letters["sam.okafor@example.gov.uk"].card)
    assert "You, Ada Quillan and Riley Requester" in words
    assert "Also invited: Sam Okafor" in plain(letters["ada.quillan@example.gov.uk"].card)


def test_a_colleague_whom_we_do_not_know_is_named_and_not_written_to(database: Engine) -> None:
    town = BookedTown(database, colleague="somebody@example.gov.uk")
    letters = {letter.to.email: letter for letter in sent(town)}
    assert len(letters) == 2
    asked_to_forward = {
        to: "Please forward this email to somebody@" in plain(each.card) for to, each in letters.items()
    }
    assert asked_to_forward == {"ada.quillan@example.gov.uk": False, "riley.requester@example.gov.uk": True}
    appointment = letters["ada.quillan@example.gov.uk"].card.appointment
    assert appointment is not None
    assert [each.email for each in appointment.attendees if each.is_optional] == ["somebody@example.gov.uk"]


# ---------------------------------------------------------------------------------------------- again, and by hand


def test_an_invitation_is_sent_again_to_whoever_asks_and_to_nobody_else(database: Engine) -> None:
    town = BookedTown(database)
    first = {letter.to.email: letter for letter in sent(town)}
    town.later(minutes=5)
    assert town.resend(ADA) == "Invitation sent again"
    [again] = sent(town)
    assert again.to.email == "ada.quillan@example.gov.uk"
    assert again.card == first[again.to.email].card
    assert again.key != first[again.to.email].key  # another email, or mail servers would drop it


def test_it_is_sent_again_once_a_minute_at_most(database: Engine) -> None:
    town = BookedTown(database)
    sent(town)
    assert town.resend(ADA) == "The invitation was sent a moment ago"
    assert sent(town) == []
    town.later(seconds=AGAIN_AFTER.total_seconds())
    assert town.resend(ADA) == "Invitation sent again"
    assert town.resend(ADA) == "The invitation was sent a moment ago"
    assert len(sent(town)) == 1


def test_a_consultation_of_others_is_nobodys_to_have_sent(database: Engine) -> None:
    town = BookedTown(database)
    sent(town)
    town.later(minutes=5)
    sam = town._somebody("Sam Okafor")
    for action in ("invitation.resend", "calendar.add"):
        assert "calendar" not in said(sam.presses(action, town.booked.id)).replace(QUESTION, "")
    assert sent(town) == []


def pressed(town: BookedTown, name: str) -> Card:
    answer = town.press(name, "Add to your calendar")
    assert isinstance(answer, Reply)
    return answer.card


@pytest.mark.parametrize("name", BOTH)
def test_the_card_of_a_booked_consultation_leads_into_a_calendar(database: Engine, name: str) -> None:
    town = BookedTown(database)
    card = pressed(town, name)
    assert f"{name.lower().replace(' ', '.')}@example.gov.uk" in plain(card)
    assert f"https://calendar.example/file/{town.booked.id}-{town.person(name).id}.ics" in plain(card)
    assert [button.action for button in card.buttons] == ["invitation.resend", "calendar.link"]


def test_without_a_mail_server_the_file_is_offered_alone(database: Engine) -> None:
    card = pressed(BookedTown(database, has_mail=False), ADA)
    assert "https://calendar.example/file/" in plain(card)
    assert "invitation" not in plain(card)


def test_without_an_address_of_ours_no_file_is_offered(database: Engine) -> None:
    card = pressed(BookedTown(database, addresses=False), ADA)
    assert "https://" not in plain(card)
    assert [button.action for button in card.buttons] == ["invitation.resend"]


def test_with_neither_it_is_said(database: Engine) -> None:
    card = pressed(BookedTown(database, addresses=False, has_mail=False), ADA)
    assert "no invitations are sent from here" in plain(card)


def test_what_was_cancelled_goes_into_no_calendar(database: Engine) -> None:
    town = BookedTown(database)
    sent(town)
    town.cancel()
    sent(town)
    town.later(minutes=5)
    for action in ("invitation.resend", "calendar.add"):
        answer = town.people[ADA].presses(action, town.booked.id)
        assert card_of(answer).title == "This consultation was cancelled"
    assert sent(town) == []
