"""What is logged holds no secret."""

from __future__ import annotations

import logging
import sys

import pytest

from adapters.logs import BLACKED_OUT, Redacted
from config.settings import Settings
from directory.vault import Vault

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
KEY = "a key of the deployment that is long enough"
OLD_KEY = "an older key (that is still accepted) + signs"

SECRETS = [
    "xoxb-1234-5678-AbCdEf",
    "xoxp-1-2-3-abc",
    "xoxe.xoxp-1-Mi0yLTkxNTA5",
    "xapp-1-A0-99-deadbeef",
    "https://hooks.slack.com/actions/T1/22/hunter2",
    "https://hooks.slack-gov.com/commands/T1/22/hunter2",
    Vault(KEY).seal("https://calendar.example.gov.uk/hunter2").decode(),
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyaWxleSJ9.c2lnbmF0dXJl",
    SIGNING_SECRET,
    KEY,
    OLD_KEY,
]


def logged(message: str, *arguments: object, error: BaseException | None = None) -> str:
    settings = Settings.model_validate(
        {
            "slack_bot_token": "xoxb-1234-5678-AbCdEf",
            "slack_signing_secret": SIGNING_SECRET,
            "secret_key": f"{KEY}, {OLD_KEY}",
        }
    )
    trace = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("tests", logging.ERROR, __file__, 1, message, arguments, trace)
    return Redacted("%(message)s", settings.secrets()).format(record)


@pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: secret[:12])
def test_a_secret_is_blacked_out_wherever_it_stands(secret: str) -> None:
    assert logged("before %s after", secret) == f"before {BLACKED_OUT} after"
    assert secret not in logged(f"token={secret}&x=1")
    assert secret not in logged("%r", {"nested": [secret]})
    with pytest.raises(ValueError, match="invalid literal") as failed:
        int(f"a number with {secret}")
    trace = logged("it failed", error=failed.value)
    assert "Traceback" in trace
    assert "a number with [secret]" in trace
    assert secret not in trace


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://riley:hunter2@db.example.gov.uk/experts",
        "postgresql+psycopg://riley:hun@ter2@db.example.gov.uk/experts",
        "redis://:hunter2@db.example.gov.uk/0",
        "smtp://riley:hun:ter2@db.example.gov.uk:587",
    ],
)
def test_a_password_in_an_address_is_blacked_out_and_the_host_is_not(address: str) -> None:
    line = logged("cannot reach %s", address)
    assert "ter2" not in line
    assert "[secret]@db.example.gov.uk" in line


@pytest.mark.parametrize(
    "line", ["GET http://127.0.0.1:8000/healthz 200", "ada.quillan@example.gov.uk", "12:30:45 find-expert answers"]
)
def test_what_is_no_secret_is_left_as_it_is(line: str) -> None:
    assert logged(line) == line


def test_a_log_without_known_secrets_still_blacks_out_what_looks_like_one() -> None:
    record = logging.LogRecord("tests", logging.INFO, __file__, 1, "xoxb-1 and nothing else", (), sys.exc_info())
    assert Redacted("%(message)s").format(record).startswith(f"{BLACKED_OUT} and nothing else")
