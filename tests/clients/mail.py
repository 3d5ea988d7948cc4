"""A real mail server (aiosmtpd) on loopback: it keeps what it takes, and replies as it is told."""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from queue import Queue
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

BREAK = "break"
"""In place of a reply: the connection breaks."""
SILENCE = "silence"
"""In place of a reply: there is none."""
ARRIVES_WITHIN = 30  # seconds; generous, for machines with other work


@dataclass
class Mailbox:
    """Everybody's post. ``replies`` says what to reply to a command ("MAIL", "RCPT", "DATA"), else it is taken.

    ``commands`` are all that came, ``logins`` the (user, password) that were tried.
    """

    replies: dict[str, str] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    password: str = ""
    port: int = 0
    envelopes: list[Envelope] = field(default_factory=list)
    _arrived: Queue[EmailMessage] = field(default_factory=Queue)
    _invitations: Queue[EmailMessage] = field(default_factory=Queue)

    @property
    def url(self) -> str:
        """For SMTP_URL, without a login."""
        return f"smtp://127.0.0.1:{self.port}?starttls=no"

    def next(self) -> EmailMessage:
        """The next email that is no invitation, waited for."""
        return self._arrived.get(timeout=ARRIVES_WITHIN)

    def next_invitation(self) -> EmailMessage:
        """The next email for calendars, waited for."""
        return self._invitations.get(timeout=ARRIVES_WITHIN)

    def is_empty(self) -> bool:
        """Whether every email was looked at that is no invitation."""
        return self._arrived.empty()

    # ------------------------------------------------------------------------------ what aiosmtpd calls

    async def handle_MAIL(  # noqa: N802 - the names are aiosmtpd's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.password and not session.authenticated:
            return "530 5.7.0 Log in first"
        envelope.mail_from = address
        return await self._reply(server, "MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        reply = await self._reply(server, "RCPT", "250 OK")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        reply = await self._reply(server, "DATA", "250 OK")
        if reply.startswith("2"):
            self.envelopes.append(envelope)
            content = envelope.content
            assert isinstance(content, bytes)
            email = message_from_bytes(content, policy=default)
            assert isinstance(email, EmailMessage)
            is_invitation = any(part.get_content_type() == "text/calendar" for part in email.walk())
            (self._invitations if is_invitation else self._arrived).put(email)
        return reply

    async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        return await self._reply(server, "QUIT", "221 Bye")

    async def _reply(self, server: SMTP, command: str, usual: str) -> str:
        self.commands.append(command)
        reply = self.replies.get(command, usual)
        if reply == BREAK:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        if reply == SILENCE:
            await asyncio.sleep(3600)
        return reply

    def log_in(self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        is_right = bool(self.password) and data.password.decode() == self.password
        return AuthResult(success=is_right, handled=False)


@contextmanager
def mail_server(
    password: str = "", tls: ssl.SSLContext | None = None, *, is_tls_from_the_start: bool = False
) -> Iterator[Mailbox]:
    """A server in a thread of its own, as long as the block runs. With a ``password`` it takes emails only from
    whoever logs in with it; with ``tls`` it offers STARTTLS, or speaks TLS from the start.
    """
    box, loop = Mailbox(password=password), asyncio.new_event_loop()

    def connection() -> SMTP:
        return SMTP(
            box,
            hostname="mail.example.gov.uk",
            ident="a mail server for tests",
            loop=loop,
            tls_context=None if is_tls_from_the_start else tls,
            authenticator=box.log_in,
            auth_require_tls=False,
        )

    async def start() -> asyncio.Server:
        return await loop.create_server(connection, "127.0.0.1", 0, ssl=tls if is_tls_from_the_start else None)

    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        box.port = server.sockets[0].getsockname()[1]
        yield box
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _stop(server: asyncio.Server) -> None:
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def text_of(email: EmailMessage) -> str:
    """What somebody reads who reads plain text."""
    return _part(email, "plain")


def html_of(email: EmailMessage) -> str:
    return _part(email, "html")


def link_in(email: EmailMessage) -> str:
    """The address of the page that the email leads to."""
    [address] = re.findall(r"^https?://\S+/letter/\S+$", text_of(email), flags=re.MULTILINE)
    return str(address)


def _part(email: EmailMessage, kind: str) -> str:
    part = email.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")
