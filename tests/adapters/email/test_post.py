"""Emails to a real mail server: what becomes of each attempt, whatever the server does, and that it is one attempt."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from adapters import metrics
from adapters.email.compose import message_id
from adapters.email.outcomes import outcome
from adapters.email.post import EmailPost
from adapters.email.smtp import MailServer, Reason, SmtpError, Step
from bot.notices import Delivered, Letter, NotNow, Outcome, Refused, Unsure
from config.mail import read_mail
from tests.adapters.email.letters import CARD, NOW, PUBLIC_URL, letter, links
from tests.clients.certificates import certified
from tests.clients.mail import BREAK, SILENCE, Mailbox, link_in, mail_server

FROM = "Find an expert <bot@example.gov.uk>"
PASSWORD = "never to be shown"
ALL_AT_ONCE = ["MAIL", "RCPT", "DATA", "QUIT"]


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as opened:
        yield opened


class Sending:
    """A post, and what it counted."""

    def __init__(self, url: str, trusted: ssl.SSLContext | None = None, seconds: float = 30) -> None:
        mail = read_mail(url, FROM)
        self.counted: list[metrics.Outcome] = []
        server = MailServer(mail, PUBLIC_URL, trusted, seconds)
        self.post = EmailPost(server, mail, links(), lambda: NOW, self.count)

    def count(self, outcome: metrics.Outcome) -> None:
        self.counted.append(outcome)

    async def deliver(self, sent: Letter | None = None) -> Outcome:
        return await self.post.deliver(sent or letter())


async def test_an_email_arrives_once_from_us_to_one_person(box: Mailbox) -> None:
    sending = Sending(box.url)
    became = await sending.deliver()
    email = box.next()
    [envelope] = box.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("bot@example.gov.uk", ["ada.quillan@example.gov.uk"])
    assert became == Delivered(email["Message-ID"])
    assert email["Subject"] == CARD.title
    assert box.commands == ALL_AT_ONCE
    assert sending.counted == ["ok"]


async def test_its_link_leads_to_this_person_and_this_offer(box: Mailbox) -> None:
    await Sending(box.url).deliver()
    address = link_in(box.next())
    link = links().read(address.removeprefix(f"{PUBLIC_URL}/letter/"))
    assert (link.person_id, link.kind, link.subject) == (7, "offer.card", "offer-1")
    assert link.ends_at == NOW + timedelta(days=30)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("550 5.1.1 No such mailbox", "smtp_550_5.1.1"),
        ("550 No such mailbox", "smtp_550"),
        ("551 User not local", "smtp_551"),
        ("553 5.1.3 Bad address", "smtp_553_5.1.3"),
        ("554 No", "smtp_554"),
        ("556 5.1.10 Null MX", "smtp_556_5.1.10"),
        ("550 5.2.1 Mailbox disabled", "smtp_550_5.2.1"),
    ],
)
async def test_somebody_who_has_no_mailbox_is_not_written_to_again(box: Mailbox, reply: str, code: str) -> None:
    box.replies["RCPT"] = reply
    sending = Sending(box.url)
    assert await sending.deliver() == Refused(code)
    assert sending.counted == ["unreachable"]
    assert box.commands == ["MAIL", "RCPT"]


@pytest.mark.parametrize(
    "reply", ["450 4.2.1 Greylisted", "451 Try again", "452 4.2.2 Full", "552 5.2.2 Full", "421 Bye"]
)
@pytest.mark.parametrize("command", ["RCPT", "DATA"])
async def test_what_does_not_work_now_is_tried_again_and_holds_up_nobody_else(
    box: Mailbox, command: str, reply: str
) -> None:
    box.replies[command] = reply
    sending = Sending(box.url)
    became = await sending.deliver()
    assert isinstance(became, NotNow)
    assert not became.is_for_all
    assert sending.counted == ["temporary"]


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
@pytest.mark.parametrize("reply", ["554 5.7.1 Relay access denied", "530 5.7.0 Log in first", "550 5.7.1 Policy"])
async def test_what_the_servers_forbid_us_costs_nobody_their_news(box: Mailbox, command: str, reply: str) -> None:
    box.replies[command] = reply
    sending = Sending(box.url)
    became = await sending.deliver()
    assert isinstance(became, NotNow)
    assert became.wait == timedelta(minutes=5)
    assert not became.is_for_all
    assert sending.counted == ["not_allowed"]


async def test_content_that_is_refused_for_good_is_not_sent_again(box: Mailbox) -> None:
    box.replies["DATA"] = "554 5.6.0 Message refused"
    sending = Sending(box.url)
    assert await sending.deliver() == Refused("smtp_554_5.6.0")
    assert sending.counted == ["refused"]


async def test_a_sender_that_is_refused_is_our_mistake_and_everybodys_wait(box: Mailbox) -> None:
    box.replies["MAIL"] = "550 5.1.8 Bad sender"
    sending = Sending(box.url)
    assert await sending.deliver() == NotNow("smtp_550_5.1.8", timedelta(minutes=5), is_for_all=True)
    assert sending.counted == ["not_allowed"]


async def test_a_server_that_is_busy_is_everybodys_wait(box: Mailbox) -> None:
    box.replies["MAIL"] = "451 4.3.2 Come back"
    assert await Sending(box.url).deliver() == NotNow("smtp_451_4.3.2", timedelta(minutes=1), is_for_all=True)


async def test_a_server_that_is_not_there_is_everybodys_wait() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"smtp://127.0.0.1:{nobody.getsockname()[1]}?starttls=no"
        assert await Sending(url).deliver() == NotNow("smtp_unreachable", timedelta(minutes=1), is_for_all=True)


async def test_a_server_that_says_nothing_is_waited_for_only_so_long(box: Mailbox) -> None:
    box.replies["RCPT"] = SILENCE
    became = await Sending(box.url, seconds=0.5).deliver()
    assert isinstance(became, NotNow)
    assert became.code == "smtp_timeout"


@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
async def test_a_connection_that_breaks_before_the_content_brought_nothing(box: Mailbox, command: str) -> None:
    box.replies[command] = BREAK
    became = await Sending(box.url).deliver()
    assert isinstance(became, NotNow)
    assert became.code == "smtp_lost"
    assert box.is_empty()


async def test_without_a_reply_to_the_content_nobody_knows(box: Mailbox) -> None:
    box.replies["DATA"] = BREAK
    assert await Sending(box.url).deliver() == Unsure("smtp_lost")
    assert box.commands.count("DATA") == 1


@pytest.mark.parametrize("reason", [Reason.TIMEOUT, Reason.LOST, Reason.UNREADABLE])
def test_whatever_happens_while_the_content_is_handed_over_it_may_have_arrived(reason: Reason) -> None:
    for step in Step:
        assert isinstance(outcome(SmtpError(step, reason)), Unsure) == (step is Step.CONTENT)


async def test_what_nobody_knows_of_is_sent_again_as_the_same_email(box: Mailbox) -> None:
    box.replies["DATA"] = BREAK
    sending, sent = Sending(box.url), letter()
    assert isinstance(await sending.deliver(sent), Unsure)
    del box.replies["DATA"]
    assert await sending.deliver(sent) == Delivered(box.next()["Message-ID"])
    assert sending.counted == ["temporary", "ok"]


@pytest.mark.parametrize("goodbye", ["500 What?", BREAK])
async def test_an_email_that_was_taken_has_arrived_whatever_the_goodbye(box: Mailbox, goodbye: str) -> None:
    box.replies["QUIT"] = goodbye
    assert isinstance(await Sending(box.url).deliver(), Delivered)


@pytest.mark.parametrize(
    "address",
    ["", "ada", "ada@example.gov.uk\r\nRCPT TO:<eve@example.gov.uk>", "ada@example.gov.uk,eve@example.gov.uk"],
)
async def test_an_address_that_is_none_never_reaches_the_server(box: Mailbox, address: str) -> None:
    assert await Sending(box.url).deliver(letter(email=address)) == Refused("no_email_address")
    assert box.commands == []


async def test_we_log_in_where_there_is_a_password() -> None:
    with mail_server(PASSWORD) as box:
        url = f"smtp://bot:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{box.port}?starttls=no"
        assert isinstance(await Sending(url).deliver(), Delivered)
    assert box.logins == [("bot", PASSWORD)]


async def test_a_wrong_password_is_tried_once_and_never_shown(caplog: pytest.LogCaptureFixture) -> None:
    with mail_server(PASSWORD) as box:
        sending = Sending(f"smtp://bot:wr0ng-one@127.0.0.1:{box.port}?starttls=no")
        became = await sending.deliver()
    assert isinstance(became, NotNow)
    assert became.is_for_all
    assert became.code.startswith("smtp_535")
    assert box.logins == [("bot", "wr0ng-one")]
    assert sending.counted == ["not_allowed"]
    assert "smtp_535" in caplog.text
    assert "wr0ng-one" not in caplog.text + repr(became)


async def test_a_server_without_starttls_gets_neither_password_nor_email() -> None:
    with mail_server(PASSWORD) as box:
        became = await Sending(f"smtp://bot:secret@127.0.0.1:{box.port}").deliver()
    assert became == NotNow("smtp_lacking", timedelta(minutes=5), is_for_all=True)
    assert (box.logins, box.commands) == ([], [])


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_emails_are_encrypted(tmp_path: Path, scheme: str) -> None:
    server, trusted = certified(tmp_path)
    with mail_server(PASSWORD, server, is_tls_from_the_start=scheme == "smtps") as box:
        url = f"{scheme}://bot:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{box.port}"
        assert isinstance(await Sending(url, trusted).deliver(), Delivered)
        assert box.envelopes
        assert await Sending(url).deliver() == NotNow("smtp_untrusted", timedelta(minutes=5), is_for_all=True)
    assert box.logins == [("bot", PASSWORD)]


def test_a_receipt_is_the_same_for_every_attempt() -> None:
    sender = read_mail("smtp://x.example.gov.uk", FROM).sender
    assert message_id(letter(), sender) == message_id(letter(), sender)
