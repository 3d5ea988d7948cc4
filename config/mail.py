"""The server that takes our emails, and who they are from: read from SMTP_URL and MAIL_FROM."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.utils import getaddresses
from typing import Annotated, Literal
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import AfterValidator, SecretStr

Encryption = Literal["tls", "starttls", "none"]

# RFC 8314: submission over TLS from the first byte, and with STARTTLS.
PORTS: dict[Encryption, int] = {"tls": 465, "starttls": 587, "none": 25}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
"""What every mail server takes: the ASCII addresses of RFC 5321, without quotation marks (HTML's own rule)."""
MOST_OF_AN_ADDRESS = 254  # characters: RFC 5321, errata 1690
EXAMPLE_SENDER = "Find an expert <find-expert@example.gov.uk>"
EXAMPLE = "smtp://user:password@smtp.example.gov.uk:587"


@dataclass(frozen=True, slots=True)
class Mail:
    """How to send emails: the server that takes them, and who they are from. Without a ``user`` nobody logs in."""

    sender: Address
    host: str
    port: int
    encryption: Encryption
    user: str = ""
    password: str = field(default="", repr=False)


def is_email_address(text: str) -> bool:
    """Whether every mail server takes it as an address."""
    return len(text) <= MOST_OF_AN_ADDRESS and ADDRESS.fullmatch(text) is not None


def read_mail(url: str, sender: str) -> Mail:
    """``url`` is such as ``smtp://user:password@smtp.example.gov.uk:587``; ``sender`` as for ``read_sender``.

    ``smtps://`` is encrypted from the start, ``smtp://`` by STARTTLS, which the server must offer unless
    ``?starttls=no`` is added. Raises ValueError, which never repeats the address.
    """
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
        options = parse_qs(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        raise ValueError(f"must be an address such as {EXAMPLE}") from None
    if parts.scheme not in {"smtp", "smtps"} or not _is_host(host) or parts.path not in {"", "/"} or parts.fragment:
        raise ValueError(f"must be an address such as {EXAMPLE}")
    encryption = _encryption(parts.scheme, options)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ValueError("needs a user and a password, or neither")
    if user and encryption == "none" and host not in LOOPBACK:
        raise ValueError("would send the password unencrypted: leave out ?starttls=no")
    return Mail(read_sender(sender), host, port or PORTS[encryption], encryption, user, password)


def read_sender(text: str) -> Address:
    """Who emails are from, written as an address or as ``Find an expert <find-expert@example.gov.uk>``.

    Raises ValueError.
    """
    named = getaddresses([text])
    name, address = named[0] if len(named) == 1 else ("", "")
    if not text.isprintable() or not is_email_address(address):
        raise ValueError(f"must be an email address, such as {EXAMPLE_SENDER}")
    return Address(display_name=name, addr_spec=address)


def _checked_url(url: SecretStr) -> SecretStr:
    read_mail(url.get_secret_value(), EXAMPLE_SENDER)
    return url


def _checked_sender(sender: str) -> str:
    read_sender(sender)
    return sender


SmtpUrl = Annotated[SecretStr, AfterValidator(_checked_url)]
MailFrom = Annotated[str, AfterValidator(_checked_sender)]


def _encryption(scheme: str, options: dict[str, list[str]]) -> Encryption:
    if options not in ({}, {"starttls": ["no"]}) or (options and scheme == "smtps"):
        raise ValueError("knows no option but ?starttls=no, for smtp:// only")
    if scheme == "smtps":
        return "tls"
    return "none" if options else "starttls"


def _is_host(host: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9._-]{1,253}|[0-9a-fA-F:.]{2,45}", host) is not None
