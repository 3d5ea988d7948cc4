"""An invitation as an email (iMIP, RFC 6047): to read, and for the calendar. Pure.

It has no link of its own: people pass invitations on, and a link says who somebody is. Nothing in it is new when it is
tried again, so that what arrives twice is the same email twice.
"""

from __future__ import annotations

import hashlib
from email.headerregistry import Address
from email.message import EmailMessage

from adapters import ical
from adapters.email import render, words
from adapters.email.compose import headed, message_id
from bot.appointment import Appointment
from bot.notices import Letter

FILE = "invite.ics"
"""For readers of email that leave the calendar's part alone, and show files."""


def invitation(letter: Letter, appointment: Appointment, sender: Address) -> EmailMessage:
    """The email, all ASCII once it is bytes."""
    message = headed(letter, sender, letter.news_at or appointment.said_at)
    around = render.Around(why=words.WHY_INVITED)
    message.set_content(render.text(letter.card, around), cte="quoted-printable")
    message.add_alternative(render.html(letter.card, around), subtype="html", cte="quoted-printable")
    method = ical.method_of(appointment)
    entry = ical.invitation(appointment, sender.addr_spec, sender.display_name or words.NAME)
    # RFC 6047, 2.4: the parameter says what METHOD says, and the character set has to be named.
    for_calendars = {"method": method, "charset": "UTF-8"}
    message.add_alternative(entry, maintype="text", subtype="calendar", params=for_calendars)
    message.add_attachment(entry, maintype="application", subtype="ics", filename=FILE)
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(_boundary(message_id(letter, sender), number))
    return message


def _boundary(id_: str, number: int) -> str:
    """Left to itself it would be another one every time."""
    return f"=_{hashlib.sha256(f'{id_} {number}'.encode()).hexdigest()[:32]}"
