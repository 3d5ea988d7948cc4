"""A letter as an email. Pure."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from zoneinfo import ZoneInfo

from adapters.email import render, words
from adapters.unseen import seen
from bot.cards.words import short_date
from bot.notices import Letter
from directory.model import DEFAULT_TIME_ZONE

LONGEST_LINE = 76  # characters: RFC 5322, 2.1.1, has 78 with the colon and the space
UK = ZoneInfo(DEFAULT_TIME_ZONE)
MESSAGE_ID = re.compile(r"<[0-9a-f]{32}@[A-Za-z0-9.-]+>")
NO_ANSWERS = "DR, RN, NRN, OOF, AutoReply"
"""To Exchange, in a header of its own ([MS-OXCMAIL]): no receipts and no answers of absence."""


def compose(letter: Letter, address: str, ends_at: datetime, sender: Address, now: datetime) -> EmailMessage:
    """The email, all ASCII once it is bytes. ``address`` is where its link leads, until ``ends_at``.

    Every attempt at the same news has the same Message-ID, by which mail servers know that it is the same email.
    Emails to one person about one thing are one thread.
    """
    message = headed(letter, sender, now)
    opens = words.open_it(letter.kind, can_do_something=bool(letter.card.buttons))
    around = render.Around(opens, address, short_date(ends_at.astimezone(UK).date()))
    message.set_content(render.text(letter.card, around), cte="quoted-printable")
    message.add_alternative(render.html(letter.card, around), subtype="html", cte="quoted-printable")
    return message


def headed(letter: Letter, sender: Address, date: datetime) -> EmailMessage:
    """An email to somebody that says nothing yet."""
    thread = _id(sender, "thread", letter.kind.partition(".")[0], letter.subject, str(letter.person_id))
    before = letter.receipt if MESSAGE_ID.fullmatch(letter.receipt) else ""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _subject(" ".join(seen(letter.card.title).split()))
    message["From"] = _from(sender)
    message["To"] = Address(addr_spec=letter.to.email)
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id(letter, sender)
    message["In-Reply-To"] = before or thread
    message["References"] = f"{thread} {before}".strip()
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834
    message["X-Auto-Response-Suppress"] = NO_ANSWERS
    message["List-Id"] = f"{words.NAME} <find-expert.{sender.domain}>"  # RFC 2919: what people sort emails by
    return message


def message_id(letter: Letter, sender: Address) -> str:
    """The same for every attempt at the same news."""
    return _id(sender, "letter", letter.key)


def _id(sender: Address, *parts: str) -> str:
    """What RFC 5322 calls a msg-id: unique, and it says nothing of what it is made from."""
    digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    return f"<{digest}@{sender.domain}>"


class _Header(str):
    """A header as ``email.policy`` takes one that is ``written`` already.

    Left to EmailMessage, words that are not ASCII gain and lose spaces (python/cpython issue 92081).
    """

    name: str
    written: str

    def fold(self, *, policy: EmailPolicy) -> str:
        return f"{self.name}: {self.written}{policy.linesep}"


def _subject(title: str) -> str:
    header = _Header(title)
    header.name, header.written = "Subject", _encoded("Subject", title)
    return header


def _from(sender: Address) -> str | Address:
    if sender.display_name.isascii():
        return sender
    header = _Header(sender)
    header.name, header.written = "From", f"{_encoded('From', sender.display_name)}\r\n <{sender.addr_spec}>"
    return header


def _encoded(name: str, text: str) -> str:
    """As RFC 2047 writes what is not ASCII, or is long."""
    if text.isascii() and "=?" not in text and len(text) <= LONGEST_LINE - len(name):
        return text
    return Header(text, "utf-8", header_name=name).encode(linesep="\r\n")
