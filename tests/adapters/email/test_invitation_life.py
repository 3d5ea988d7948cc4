"""The life of an invitation, from rows to a real mail server and into calendars: the same entry, always newer."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from email.message import EmailMessage
from random import Random

import pytest
from sqlalchemy import Engine

from adapters.email.invitation import invitation
from adapters.email.post import EmailPost
from adapters.email.smtp import MailServer
from bot.notices import Delivered, Letter, Outcome, Unsure
from bot.sending.outbox import LEASE
from bot.sending.settling import UNSURE_WAIT
from config.mail import read_mail
from tests.adapters.email.letters import PUBLIC_URL, links
from tests.bot.consultations.booked import ADA, BOTH, RILEY, BookedTown
from tests.clients.mail import BREAK, Mailbox, mail_server, text_of
from tests.clients.receiving_calendar import Entry, ReceivingCalendar, calendar_part, entry_in
from tests.post_office import Clock
from tests.sizes import examples

FROM = "Find an expert <bot@example.gov.uk>"
SENDER = read_mail("smtp://mail.example.gov.uk", FROM).sender
WRITTEN_TO = {"ada.quillan@example.gov.uk": ADA, "riley.requester@example.gov.uk": RILEY}


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as opened:
        yield opened


class Mails:
    """The outbox of a town, emptied into a mail server."""

    def __init__(self, town: BookedTown, box: Mailbox) -> None:
        self.town, self.box = town, box
        mail = read_mail(box.url, FROM)
        self._post = EmailPost(MailServer(mail, PUBLIC_URL), mail, links(), lambda: town.now)
        self.lease_clock = Clock()
        self.outbox = town.outbox(lease_clock=self.lease_clock)
        self.received: dict[str, list[EmailMessage]] = defaultdict(list)

    def deliver(self, letter: Letter) -> Outcome:
        return asyncio.run(self._post.deliver(letter))

    def send(self) -> dict[str, EmailMessage]:
        """Whatever is due; gives what arrived, by whom it is for."""
        letters = self.outbox.claim(10)
        outcomes = [(letter, self.deliver(letter)) for letter in letters]
        assert all(isinstance(outcome, Delivered) for _, outcome in outcomes)
        self.outbox.settle(*outcomes)
        arrived = [self.box.next_invitation() for _ in letters]
        by_name = {WRITTEN_TO[email["To"]]: email for email in arrived}
        for name, email in by_name.items():
            self.received[name].append(email)
        return by_name

    def entries(self, name: str) -> list[Entry]:
        return [entry_in(email) for email in self.received[name]]


def lived(town: BookedTown, box: Mailbox) -> Mails:
    """Created, moved three times, sent again to Riley, and cancelled."""
    mails = Mails(town, box)
    assert set(mails.send()) == set(BOTH)
    for hours in (1, -2, 24):
        town.later(minutes=5)
        town.move(hours=hours)
        assert set(mails.send()) == set(BOTH)
    town.later(minutes=5)
    assert town.resend(RILEY) == "Invitation sent again"
    assert set(mails.send()) == {RILEY}
    town.later(minutes=5)
    town.cancel("The minister moved on")
    assert set(mails.send()) == set(BOTH)
    assert mails.send() == {}
    return mails


def test_the_life_of_an_invitation(database: Engine, box: Mailbox) -> None:
    mails = lived(BookedTown(database), box)
    for name, sequences in ((ADA, [0, 1, 2, 3, 4]), (RILEY, [0, 1, 2, 3, 3, 4])):
        entries = mails.entries(name)
        assert len({entry.uid for entry in entries}) == 1
        assert [entry.sequence for entry in entries] == sequences
        assert [entry.method for entry in entries] == ["REQUEST"] * (len(entries) - 1) + ["CANCEL"]
        assert [entry.status for entry in entries] == ["CONFIRMED"] * (len(entries) - 1) + ["CANCELLED"]
        assert len({email["Message-ID"] for email in mails.received[name]}) == len(entries)
        assert len({email["References"].split()[0] for email in mails.received[name]}) == 1  # one thread
    for email in (*mails.received[ADA], *mails.received[RILEY]):
        part = calendar_part(email)
        assert part["Content-Type"].params["method"] == entry_in(email).method
        assert part["Content-Type"].params["charset"] == "UTF-8"
        [file] = email.iter_attachments()
        assert file.get_payload(decode=True) == part.get_payload(decode=True)
    assert mails.entries(ADA)[0].uid == mails.entries(RILEY)[0].uid


def test_what_is_sent_again_is_the_same_for_a_calendar(database: Engine, box: Mailbox) -> None:
    mails = lived(BookedTown(database), box)
    before, again = mails.received[RILEY][3:5]
    assert calendar_part(before).get_payload() == calendar_part(again).get_payload()
    assert text_of(before) == text_of(again)


def test_in_whatever_order_and_however_often_they_arrive_calendars_end_as_it_is(database: Engine, box: Mailbox) -> None:
    town = BookedTown(database)
    mails = Mails(town, box)
    mails.send()
    for hours in (1, -2, 24):
        town.later(minutes=5)
        town.move(hours=hours)
        mails.send()
    chance = Random(5546)
    entries = mails.entries(ADA)
    for _ in range(examples(200)):
        calendar = ReceivingCalendar()
        arriving = [*entries, *chance.choices(entries, k=6)]
        chance.shuffle(arriving)
        for entry in arriving:
            calendar.receive(entry)
        assert calendar.shown == {(town.booked.starts_at, town.booked.ends_at)}
    town.later(minutes=5)
    town.cancel()
    mails.send()
    entries = mails.entries(ADA)
    for _ in range(examples(200)):
        calendar = ReceivingCalendar()
        arriving = [*entries, *chance.choices(entries, k=6)]
        chance.shuffle(arriving)
        for entry in arriving:
            calendar.receive(entry)
        assert calendar.shown == set()


def written(letter: Letter) -> bytes:
    assert letter.card.appointment is not None
    return invitation(letter, letter.card.appointment, SENDER).as_bytes()


def test_after_a_kill_the_same_email_is_sent_to_the_last_byte(database: Engine, box: Mailbox) -> None:
    town = BookedTown(database)
    mails = Mails(town, box)
    first = {letter.person_id: letter for letter in mails.outbox.claim(10)}
    assert len(first) == 2
    mails.lease_clock.forward(LEASE)  # nobody settles them
    town.later(minutes=1)
    again = mails.outbox.claim(10)
    assert {letter.person_id for letter in again} == set(first)
    for letter in again:
        assert letter.is_unsure
        assert written(letter) == written(first[letter.person_id])


def test_what_may_have_arrived_is_sent_again_to_the_last_byte(database: Engine, box: Mailbox) -> None:
    town = BookedTown(database)
    mails = Mails(town, box)
    letters = mails.outbox.claim(10)
    box.replies["DATA"] = BREAK
    outcomes = [(letter, mails.deliver(letter)) for letter in letters]
    assert all(isinstance(outcome, Unsure) for _, outcome in outcomes)
    mails.outbox.settle(*outcomes)
    del box.replies["DATA"]
    mails.lease_clock.forward(UNSURE_WAIT)
    town.later(seconds=UNSURE_WAIT.total_seconds())
    arrived = mails.send()
    assert set(arrived) == set(BOTH)
    contents = sorted(bytes(envelope.original_content or b"") for envelope in box.envelopes)
    assert contents == sorted(written(letter) for letter in letters)


def test_what_was_moved_while_it_was_on_its_way_is_sent_as_it_is_now(database: Engine, box: Mailbox) -> None:
    town = BookedTown(database)
    mails = Mails(town, box)
    letters = mails.outbox.claim(10)
    town.later(minutes=5)
    town.move(hours=1)
    mails.outbox.settle(*((letter, Delivered("message")) for letter in letters))
    assert {entry_in(email).sequence for email in mails.send().values()} == {1}
    assert mails.send() == {}
