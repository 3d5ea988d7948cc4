"""What the doctor says of the mail server."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.checks import Asking, Check
from adapters.email.check import mail_checks
from adapters.platforms import refuse_half_configured
from config.settings import Settings
from directory.errors import SettingError
from tests.clients.certificates import certified
from tests.clients.mail import BREAK, Mailbox, mail_server

PASSWORD = "never-to-be-shown"


async def examined(url: str, trusted: ssl.SSLContext | None = None) -> Check:
    given = {
        "smtp_url": url or None,
        "mail_from": "Find an expert <bot@example.gov.uk>" if url else None,
        "public_url": "https://find-expert.example.gov.uk",
    }
    async with Asking() as asking:
        [check] = await mail_checks(asking, Settings.model_validate(given), trusted)
    assert "never-to-be-shown" not in check.found + check.mend
    assert not check.stops_the_bot
    return check


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server(PASSWORD) as opened:
        yield opened


def url(box: Mailbox, password: str = PASSWORD, options: str = "?starttls=no") -> str:
    return f"smtp://bot:{password}@127.0.0.1:{box.port}{options}"


def test_links_that_nobody_could_seal_keep_the_bot_from_starting() -> None:
    settings = Settings.model_validate(
        {
            "smtp_url": "smtp://smtp.example.gov.uk",
            "mail_from": "bot@example.gov.uk",
            "public_url": "https://find-expert.example.gov.uk",
        }
    )
    with pytest.raises(SettingError, match="FIND_EXPERT_SECRET_KEY is missing"):
        refuse_half_configured(settings, "127.0.0.1", demo=True)


async def test_without_settings_email_is_off() -> None:
    check = await examined("")
    assert check.found == "off"
    assert "SMTP_URL" in check.mend


async def test_a_server_that_takes_emails_is_well_and_gets_none(box: Mailbox) -> None:
    check = await examined(url(box))
    assert check == Check("Email", "127.0.0.1 takes emails from bot@example.gov.uk, unencrypted")
    assert box.commands == ["MAIL", "QUIT"]
    assert box.is_empty()


async def test_a_wrong_password_is_found_without_showing_it(box: Mailbox) -> None:
    check = await examined(url(box, "never-to-be-shown-either"))
    assert "does not let us log in (it replied 535 5.7.8)" in check.found
    assert "the user and the password in SMTP_URL" in check.mend


async def test_a_server_that_wants_a_login_is_found(box: Mailbox) -> None:
    check = await examined(f"smtp://127.0.0.1:{box.port}?starttls=no")
    assert "takes no emails from this address (it replied 530 5.7.0)" in check.found


async def test_a_server_without_starttls_is_found(box: Mailbox) -> None:
    check = await examined(url(box, options=""))
    assert "is not encrypted this way" in check.found
    assert "?starttls=no" in check.mend
    assert box.logins == []


async def test_a_server_that_is_not_there_is_found() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        check = await examined(f"smtp://127.0.0.1:{nobody.getsockname()[1]}?starttls=no")
    assert "cannot be reached from here" in check.found
    assert "the host and the port in SMTP_URL" in check.mend


async def test_a_sender_that_is_not_taken_is_found(box: Mailbox) -> None:
    box.replies["MAIL"] = "550 5.1.8 Bad sender"
    check = await examined(url(box))
    assert "takes no emails from this address (it replied 550 5.1.8)" in check.found
    assert "MAIL_FROM" in check.mend


async def test_a_server_that_hangs_up_is_found(box: Mailbox) -> None:
    box.replies["MAIL"] = BREAK
    assert "broke the connection" in (await examined(url(box))).found


async def test_what_is_no_mail_server_is_found() -> None:
    async with asyncio.timeout(60):
        server = await asyncio.start_server(_web_page, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            check = await examined(f"smtp://127.0.0.1:{port}?starttls=no")
    assert "answered something that cannot be read" in check.found


async def _web_page(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await writer.drain()
    writer.close()


async def test_a_certificate_that_nobody_trusts_is_found(tmp_path: Path) -> None:
    server, trusted = certified(tmp_path)
    with mail_server(PASSWORD, server) as box:
        assert "certificate" in (await examined(url(box, options=""))).found
        assert (await examined(url(box, options=""), trusted)).found.endswith("encrypted")
    assert box.logins == [("bot", PASSWORD)]


async def test_tls_where_the_server_begins_without_is_found(box: Mailbox) -> None:
    check = await examined(url(box, options="").replace("smtp://", "smtps://"))
    assert "is not encrypted this way" in check.found
    assert "smtps://" in check.mend
