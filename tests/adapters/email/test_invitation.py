"""An invitation as an email: what it is made of, and that nothing in it comes alive, whatever people are called."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.email.invitation import invitation
from adapters.unseen import seen
from bot.appointment import Attendee
from bot.cards import invitation as cards
from bot.model import NoticeKind
from bot.notices import Letter
from config.mail import read_mail
from tests.adapters.appointments import NOW, appointment
from tests.adapters.email.letters import letter
from tests.adapters.test_hostile_texts import tags
from tests.adapters.test_ical import BREAKING, shape
from tests.clients.mail import html_of, text_of
from tests.clients.receiving_calendar import calendar_part
from tests.sizes import examples
from tests.strategies import text

SENDER = read_mail("smtp://mail.example.gov.uk", "Find an expert <bot@example.gov.uk>").sender
ZONES = [ZoneInfo("Europe/London"), ZoneInfo("Europe/Brussels")]
HEADERS = ["Subject", "From", "To", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted"]
HEADERS += ["X-Auto-Response-Suppress", "List-Id", "MIME-Version", "Content-Type"]


def about(name: str = "Riley Requester", question: str = "How?", place: str = "Room 4") -> Letter:
    of = appointment(
        title=cards.title_in_calendar("Ada Quillan", name),
        description=cards.in_calendar(question, place),
        place=place,
        attendees=(Attendee(name=name, email="riley.requester@example.gov.uk"),),
    )
    card = cards.invitation(of, [name], ZONES, question, colleague=name, forward_to=name)
    return letter(kind=NoticeKind.INVITATION, card=card, subject="consultation1", key="consultation.invitation:1:7:1")


def content(sent: Letter) -> bytes:
    assert sent.card.appointment is not None
    return invitation(sent, sent.card.appointment, SENDER).as_bytes()


def email_of(sent: Letter) -> EmailMessage:
    email = message_from_bytes(content(sent), policy=default)
    assert isinstance(email, EmailMessage)
    return email


def test_it_is_to_read_and_for_calendars_and_a_file() -> None:
    email = email_of(about())
    assert [part.get_content_type() for part in email.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    assert email["From"].addresses[0].addr_spec == "bot@example.gov.uk"
    entry = calendar_part(email).get_payload(decode=True)
    assert isinstance(entry, bytes)
    assert b"mailto:bot@example.gov.uk" in entry


def test_it_says_all_of_it_in_plain_text_by_both_clocks() -> None:
    said = text_of(email_of(about(place="https://meet.example.gov.uk/room")))
    for words in (
        "Consultation with Riley Requester: Thursday 14 May 2026, 10:00 to 10:30 UK time",
        "Thursday 14 May 2026, 11:00 to 11:30 Brussels time",
        "Who: You and Riley Requester",
        "Where: https://meet.example.gov.uk/room",
        "Question: How?",
        "To move or cancel it, open the message about it from Find an expert",
        "You get it because you are invited to this consultation.",
    ):
        assert words in " ".join(said.split())


def test_it_holds_no_link_that_says_who_somebody_is() -> None:
    """People pass invitations on."""
    email = email_of(about())
    assert "/letter/" not in text_of(email) + html_of(email)
    assert "href" not in html_of(email)


@pytest.mark.parametrize("words", BREAKING)
def test_a_name_breaks_out_of_no_header(words: str) -> None:
    email = email_of(about(name=words))
    assert list(email.keys()) == HEADERS
    assert email["Subject"].startswith("Consultation with ")


@settings(max_examples=examples(40))
@given(st.lists(st.one_of(text(200).filter(str.strip), st.sampled_from(BREAKING)), min_size=3, max_size=3))
def test_whatever_people_write_it_stays_words(words: list[str]) -> None:
    name, question, place = words
    sent = content(about(name, question, place))
    sent.decode("ascii")
    assert max(map(len, sent.split(b"\r\n"))) <= 998
    assert b"\n" not in sent.replace(b"\r\n", b"")
    email, harmless = email_of(about(name, question, place)), email_of(about("x", "x", "x"))
    assert list(email.keys()) == HEADERS
    assert {tag for tag in tags(html_of(email)) if tag != ("br",)} == {
        tag for tag in tags(html_of(harmless)) if tag != ("br",)
    }
    entry, other = (calendar_part(each).get_payload(decode=True) for each in (email, harmless))
    assert isinstance(entry, bytes)
    assert isinstance(other, bytes)
    assert [each for each in shape(entry) if each[0] not in {"URL", "CONFERENCE"}] == shape(other)
    assert " ".join(seen(question).split())[:40] in " ".join(text_of(email).split())


def test_it_is_dated_when_there_was_this_to_tell() -> None:
    assert email_of(about())["Date"].datetime == NOW
