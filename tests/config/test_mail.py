"""SMTP_URL and MAIL_FROM: what they mean, and what is refused without repeating it."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.mail import is_email_address, read_mail, read_sender
from config.settings import read_settings
from directory.errors import SettingError

FROM = "Find an expert <find-expert@example.gov.uk>"
EMAIL = {
    "SMTP_URL": "smtp://bot:never-shown@smtp.example.gov.uk:587",
    "MAIL_FROM": FROM,
    "PUBLIC_URL": "https://find-expert.example.gov.uk",
}


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in EMAIL:
        monkeypatch.delenv(name, raising=False)


def given(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


@pytest.mark.parametrize(
    ("url", "host", "port", "encryption"),
    [
        ("smtp://smtp.example.gov.uk", "smtp.example.gov.uk", 587, "starttls"),
        ("smtp://smtp.example.gov.uk:2525/", "smtp.example.gov.uk", 2525, "starttls"),
        ("smtps://smtp.example.gov.uk", "smtp.example.gov.uk", 465, "tls"),
        ("smtp://127.0.0.1?starttls=no", "127.0.0.1", 25, "none"),
        ("smtp://[::1]:1025?starttls=no", "::1", 1025, "none"),
    ],
)
def test_emails_are_encrypted_unless_somebody_says_no(url: str, host: str, port: int, encryption: str) -> None:
    mail = read_mail(url, FROM)
    assert (mail.host, mail.port, mail.encryption, mail.user) == (host, port, encryption, "")


def test_a_password_may_hold_any_character() -> None:
    mail = read_mail("smtp://bot%40example.gov.uk:p%40s%2Fs%3Aw%C3%B6rd@smtp.example.gov.uk", FROM)
    assert (mail.user, mail.password) == ("bot@example.gov.uk", "p@s/s:wörd")
    assert "p@s" not in repr(mail)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("smtp.example.gov.uk:587", "must be an address such as"),
        ("http://smtp.example.gov.uk", "must be an address such as"),
        ("smtp://", "must be an address such as"),
        ("smtp://bot:never-shown@host:port", "must be an address such as"),
        ("smtp://bot:never/shown@smtp.example.gov.uk", "must be an address such as"),
        ("smtp://bot:never#shown@smtp.example.gov.uk", "must be an address such as"),
        ("smtp://smtp.example.gov.uk/path", "must be an address such as"),
        ("smtp://ho st", "must be an address such as"),
        ("smtp://[::1", "must be an address such as"),
        ("smtp://bot:never-shown@host?tls=never-shown", "knows no option but"),
        ("smtp://host?starttls=never", "knows no option but"),
        ("smtps://host?starttls=no", "knows no option but"),
        ("smtp://bot@smtp.example.gov.uk", "needs a user and a password, or neither"),
        ("smtp://:never-shown@smtp.example.gov.uk", "needs a user and a password, or neither"),
        ("smtp://bot:never-shown@smtp.example.gov.uk?starttls=no", "would send the password unencrypted"),
    ],
)
def test_a_server_that_is_none_is_refused_and_never_repeated(
    monkeypatch: pytest.MonkeyPatch, url: str, said: str
) -> None:
    given(monkeypatch, EMAIL | {"SMTP_URL": url})
    with pytest.raises(SettingError, match=f"The setting SMTP_URL is wrong: {said}") as refused:
        read_settings()
    assert "never" not in str(refused.value)


def test_a_password_may_go_to_this_computer_unencrypted() -> None:
    assert read_mail("smtp://bot:secret@localhost?starttls=no", FROM).password == "secret"


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        (FROM, "Find an expert", "find-expert@example.gov.uk"),
        ("find-expert@example.gov.uk", "", "find-expert@example.gov.uk"),
        ('"Expert, find an" <a.b+c@example.gov.uk>', "Expert, find an", "a.b+c@example.gov.uk"),
        ("Dod o hyd i arbenigŵr <bot@example.gov.uk>", "Dod o hyd i arbenigŵr", "bot@example.gov.uk"),
    ],
)
def test_emails_are_from_a_name_and_an_address(text: str, name: str, address: str) -> None:
    sender = read_sender(text)
    assert (sender.display_name, sender.addr_spec) == (name, address)


@pytest.mark.parametrize(
    "wrong",
    [
        "Find an expert",
        "bot@localhost",
        "bot@example.gov.uk\nBcc: everybody@example.gov.uk",
        "Find\nBcc: x@example.gov.uk <bot@example.gov.uk>",
        "Find <bot@example.gov.uk> <other@example.gov.uk",
        "bot@example.gov.uk, other@example.gov.uk",
        "bøt@example.gov.uk",
        "@example.gov.uk",
    ],
)
def test_a_sender_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    given(monkeypatch, EMAIL | {"MAIL_FROM": wrong})
    with pytest.raises(SettingError, match="The setting MAIL_FROM is wrong: must be an email address, such as"):
        read_settings()


@pytest.mark.parametrize("missing", ["SMTP_URL", "MAIL_FROM"])
def test_email_needs_all_its_settings(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    given(monkeypatch, {name: value for name, value in EMAIL.items() if name != missing})
    with pytest.raises(SettingError, match=f"Email needs all its settings: {missing} is missing") as refused:
        read_settings()
    assert "never-shown" not in str(refused.value)


def test_links_in_emails_need_an_address_to_lead_to(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {"SMTP_URL": EMAIL["SMTP_URL"]})
    with pytest.raises(SettingError, match="MAIL_FROM and PUBLIC_URL are missing"):
        read_settings()


def test_email_is_off_when_nothing_is_set() -> None:
    assert read_settings().mail is None


def test_the_password_is_kept_out_of_what_is_logged(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, EMAIL | {"SMTP_URL": "smtp://bot:a%2Cb%40c@smtp.example.gov.uk"})
    settings = read_settings()
    assert settings.mail
    assert "a,b@c" in settings.secrets()
    assert "a%2Cb%40c" not in repr(settings)


@pytest.mark.parametrize("address", ["ada@example.gov.uk", "ada.o'quillan+chat@digital.example.gov.uk"])
def test_an_address_that_servers_take_is_known(address: str) -> None:
    assert is_email_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@",
        "ada@localhost",
        "ada@example.gov.uk\r\nRCPT TO:<eve@example.gov.uk>",
        "ada@example.gov.uk>",
        "a da@example.gov.uk",
        "ada@exämple.gov.uk",
        f"{'a' * 64}@{'b' * 190}.uk",
        "ada@example.gov.uk\n",
    ],
)
def test_an_address_that_a_server_might_read_otherwise_is_none(address: str) -> None:
    assert not is_email_address(address)
