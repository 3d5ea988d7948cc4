"""Hands one email to the mail server, and says exactly how far that went when it goes wrong."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

import aiosmtplib

from config.mail import Mail

MOST_SECONDS = 30
"""For all of one email, connecting included: RFC 5321 (4.5.3.2) would wait for minutes, and nobody else does."""
GOODBYE_SECONDS = 2
ENHANCED = re.compile(r"([245]\.\d{1,3}\.\d{1,3})\b")
"""RFC 3463: what a reply of a mail server means, before its words."""
IP_ADDRESS = re.compile(r"[0-9.]+|.*:.*")


class Step(StrEnum):
    """How far it went."""

    CONNECTING = "connecting"
    ENCRYPTING = "encrypting"
    LOGGING_IN = "logging in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    CONTENT = "content"
    """It was being handed over: without a reply nobody knows whether it was taken."""


class Reason(StrEnum):
    """Why it went no further."""

    REFUSED = "refused"
    """The server replied with a code of 4xx (not now) or 5xx (never)."""
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"
    """Its certificate is not one that this computer trusts for it."""
    LACKING = "lacking"
    """It does not know how: encryption, or any way to log in that we know."""
    TIMEOUT = "timeout"
    LOST = "lost"
    """The connection broke."""
    UNREADABLE = "unreadable"


@dataclass(slots=True, eq=False)
class SmtpError(Exception):
    """The email was not handed over, or nobody knows. Nothing of it is a secret, an address or a server's words."""

    step: Step
    reason: Reason
    reply: int = 0
    """What the server replied, such as 550."""
    enhanced: str = ""
    """What that means, such as "5.1.1", where the server says so."""

    @property
    def code(self) -> str:
        """Such as "smtp_550_5.1.1" or "smtp_timeout": safe to log."""
        if self.reply:
            return "_".join(filter(None, ("smtp", str(self.reply), self.enhanced)))
        return f"smtp_{self.reason}"

    def __str__(self) -> str:
        return f"{self.code} at {self.step}"


class MailServer:
    """The server that takes our emails. Every email has a connection of its own, so that none waits for another's."""

    def __init__(
        self, mail: Mail, public_url: str, trusted: ssl.SSLContext | None = None, seconds: float = MOST_SECONDS
    ) -> None:
        """``public_url`` is whose host we say hello as; ``trusted`` whose certificates are, else the system's."""
        own_name = urlsplit(public_url).hostname or "localhost"
        self._mail = mail
        self._own_name = f"[{own_name}]" if IP_ADDRESS.fullmatch(own_name) else own_name
        # made once: reading the system's certificates takes longer than sending an email
        self._trusted = trusted or (None if mail.encryption == "none" else ssl.create_default_context())
        self._seconds = seconds

    async def hand_over(self, recipient: str, content: bytes) -> None:
        """Try once. Raises SmtpError."""
        async with self._connected() as (smtp, at):
            await self._begin(smtp, at)
            at.step = Step.RECIPIENT
            await smtp.rcpt(recipient)
            at.step = Step.CONTENT
            await smtp.data(content)

    async def try_out(self) -> None:
        """All but an email: connect, log in, and ask whether we may send as who we are. Raises SmtpError."""
        async with self._connected() as (smtp, at):
            await self._begin(smtp, at)

    async def _begin(self, smtp: aiosmtplib.SMTP, at: _At) -> None:
        mail = self._mail
        if mail.encryption == "starttls":
            at.step = Step.ENCRYPTING
            await smtp.ehlo()
            await smtp.starttls()
        if mail.user:
            at.step = Step.LOGGING_IN
            await smtp.ehlo()
            # One way only: a wrong password that is tried in every way there is may lock the account.
            log_in = smtp.auth_plain if "plain" in smtp.server_auth_methods else smtp.auth_login
            if not {"plain", "login"} & set(smtp.server_auth_methods):
                raise aiosmtplib.SMTPNotSupported("AUTH")
            await log_in(mail.user, mail.password)
        at.step = Step.SENDER
        await smtp.mail(mail.sender.addr_spec)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[tuple[aiosmtplib.SMTP, _At]]:
        """The server, and where to write down how far it went. Raises SmtpError for whatever goes wrong within."""
        mail, at = self._mail, _At()
        smtp = aiosmtplib.SMTP(
            hostname=mail.host,
            port=mail.port,
            local_hostname=self._own_name,
            use_tls=mail.encryption == "tls",
            start_tls=False,  # done as a step of its own
            tls_context=self._trusted,
            timeout=None,  # there is one limit for everything
        )
        try:
            async with asyncio.timeout(self._seconds):
                await smtp.connect()
                yield smtp, at
        except (aiosmtplib.SMTPException, OSError) as error:
            raise _explained(at.step, error) from None
        else:
            with suppress(aiosmtplib.SMTPException, OSError):  # it is done, whatever the goodbye is answered with
                async with asyncio.timeout(GOODBYE_SECONDS):
                    await smtp.quit()
        finally:
            smtp.close()


@dataclass(slots=True)
class _At:
    step: Step = Step.CONNECTING


def _explained(step: Step, error: aiosmtplib.SMTPException | OSError) -> SmtpError:
    """TimeoutError and ssl.SSLError are kinds of OSError."""
    for each in (error, error.__cause__):
        if isinstance(each, ssl.SSLError):
            is_certificate = isinstance(each, ssl.SSLCertVerificationError)
            return SmtpError(step, Reason.UNTRUSTED if is_certificate else Reason.LACKING)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        if not 200 <= error.code <= 599:
            return SmtpError(step, Reason.UNREADABLE)
        enhanced = ENHANCED.match(error.message)
        return SmtpError(step, Reason.REFUSED, error.code, enhanced[1] if enhanced else "")
    if isinstance(error, TimeoutError):
        return SmtpError(step, Reason.TIMEOUT)
    if isinstance(error, OSError):
        return SmtpError(step, Reason.UNREACHABLE if step is Step.CONNECTING else Reason.LOST)
    return SmtpError(step, Reason.LACKING)
