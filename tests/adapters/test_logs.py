"""What is logged holds no secret and nothing that anybody wrote, and says which request it is about."""

from __future__ import annotations

import json
import logging
import sqlite3
import sys
from operator import itemgetter
from typing import Any

import psycopg
import pytest
from aiohttp.http_exceptions import BadStatusLine
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy.exc import IntegrityError

from adapters.logs import BLACKED_OUT, Format, JsonLines, OneLineForBrokenHttp, TextLines
from adapters.request_ids import request_id_for
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
    "readings_" + "0123456789abcdef" * 4,
    "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyaWxleSJ9.c2lnbmF0dXJl",
    SIGNING_SECRET,
    KEY,
    OLD_KEY,
]
NAMES = itemgetter(slice(6))  # as long as the second in which a secret was sealed is not among them


SETTINGS = Settings.model_validate(
    {
        "slack_bot_token": "xoxb-1234-5678-AbCdEf",
        "slack_signing_secret": SIGNING_SECRET,
        "secret_key": f"{KEY}, {OLD_KEY}",
    }
)
FORMS: tuple[Format, ...] = ("text", "json")


def line(form: Format, message: str, *arguments: object, error: BaseException | None = None, **extra: object) -> str:
    """A whole entry of the log."""
    trace = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("tests", logging.ERROR, __file__, 1, message, arguments, trace)
    record.__dict__.update(extra)
    formatter = JsonLines(SETTINGS.secrets()) if form == "json" else TextLines(SETTINGS.secrets())
    return formatter.format(record)


def entry(message: str, *arguments: object, error: BaseException | None = None, **extra: object) -> dict[str, Any]:
    """A whole entry of a JSON log, as a log collector reads it."""
    return dict(json.loads(line("json", message, *arguments, error=error, **extra)))


def logged(message: str, *arguments: object, error: BaseException | None = None) -> str:
    """What a text log says after the time, the level and the logger."""
    return line("text", message, *arguments, error=error).partition("tests: ")[2]


@pytest.mark.parametrize("secret", SECRETS, ids=NAMES)
def test_a_secret_is_blacked_out_wherever_it_stands(secret: str) -> None:
    assert logged("before %s after", secret) == f"before {BLACKED_OUT} after"
    assert secret not in logged(f"token={secret}&x=1")
    assert secret not in logged("%r", {"nested": [secret]})
    with pytest.raises(OSError, match="a file") as failed:
        raise OSError(f"a file with {secret}")
    trace = logged("it failed", error=failed.value)
    assert "Traceback" in trace
    assert "a file with [secret]" in trace
    assert secret not in trace


@pytest.mark.parametrize("secret", [*SECRETS, 'with "quotes", \\ and £'], ids=NAMES)
def test_a_secret_is_blacked_out_wherever_it_stands_in_json(secret: str) -> None:
    formatter = JsonLines(['with "quotes", \\ and £', *SETTINGS.secrets()])
    record = logging.LogRecord("tests", logging.ERROR, __file__, 1, "token=%s and more", (secret,), None)
    record.__dict__.update(url=secret, deep={"nested": [{secret: (secret,)}], "count": 3}, error=OSError(secret))
    told = json.loads(formatter.format(record))
    assert told["message"] == f"token={BLACKED_OUT} and more"
    assert told["url"] == told["error"] == BLACKED_OUT
    assert told["deep"] == {"nested": [{BLACKED_OUT: [BLACKED_OUT]}], "count": 3}


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
    said = logged("cannot reach %s", address)
    assert "ter2" not in said
    assert "[secret]@db.example.gov.uk" in said


@pytest.mark.parametrize(
    "said", ["GET http://127.0.0.1:8000/healthz 200", "ada.quillan@example.gov.uk", "12:30:45 find-expert answers"]
)
def test_what_is_no_secret_is_left_as_it_is(said: str) -> None:
    assert logged(said) == said


def test_a_log_without_known_secrets_still_blacks_out_what_looks_like_one() -> None:
    record = logging.LogRecord("tests", logging.INFO, __file__, 1, "xoxb-1 and nothing else", (), sys.exc_info())
    assert f"tests: {BLACKED_OUT} and nothing else" in TextLines().format(record)


CANARY = "canary-7f3a"


class Booked(BaseModel):
    """Something that refuses what it is given, and says what that was."""

    minutes: int = Field(le=90)


def refused_value() -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        Booked.model_validate({"minutes": CANARY})
    return refused.value


SAYS_WHAT_PEOPLE_WROTE = [
    ValueError(f"invalid literal for int() with base 10: {CANARY!r}"),
    KeyError(CANARY),
    UnicodeDecodeError("utf-8", CANARY.encode(), 0, 1, CANARY),
    IntegrityError("INSERT", {}, sqlite3.IntegrityError(f"UNIQUE constraint failed: {CANARY}")),
    IntegrityError("INSERT", {}, psycopg.errors.UniqueViolation(f"Key (email)=({CANARY}) already exists.")),
    refused_value(),
    Exception(CANARY),
]


def fail(error: Exception) -> None:
    raise error


def fail_twice(error: Exception) -> None:
    try:
        fail(error)
    except Exception as first:
        raise ExceptionGroup(CANARY, [first, RuntimeError("no such loop")]) from first


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("error", SAYS_WHAT_PEOPLE_WROTE, ids=lambda error: type(error).__name__)
def test_a_traceback_says_where_it_broke_and_not_what_people_wrote(form: Format, error: Exception) -> None:
    with pytest.raises(ExceptionGroup) as failed:
        fail_twice(error)
    told = line(form, "it failed", error=failed.value)
    assert CANARY not in told
    assert type(error).__name__ in told
    assert "RuntimeError: no such loop" in told
    assert told.count("test_logs.py") >= 2


def test_a_wrong_value_is_told_by_its_kind() -> None:
    assert "ValidationError: int_parsing" in logged("it failed", error=refused_value())


def test_an_error_that_another_log_has_already_written_is_not_repeated_from_there() -> None:
    error = ValueError(CANARY)
    record = logging.LogRecord("tests", logging.ERROR, __file__, 1, "it failed", (), (ValueError, error, None))
    assert CANARY in logging.Formatter().format(record)
    assert CANARY not in TextLines().format(record)
    assert CANARY not in JsonLines().format(record)


def test_an_entry_of_a_json_log_says_when_how_bad_where_what_and_of_which_request() -> None:
    with request_id_for("4f1c9d3e8a7b65021f") as id_:
        told = entry("%d experts", 3, source="hr")
    assert told.pop("time").endswith("+00:00")
    assert told == {"level": "ERROR", "logger": "tests", "message": "3 experts", "request_id": id_, "source": "hr"}
    assert entry("outside of any request")["request_id"] == ""


def test_what_an_entry_was_given_besides_cannot_pass_for_its_time_or_request() -> None:
    told = entry("hello", time="never", request_id="mine")
    assert told["time"] != "never"
    assert told["request_id"] == ""


def test_a_line_of_a_text_log_says_when_how_bad_where_what_and_of_which_request() -> None:
    with request_id_for("4f1c9d3e8a7b65021f"):
        told = line("text", "%d experts", 3)
    when, rest = told.split(" ", 1)
    assert when.endswith("+00:00")
    assert rest == "ERROR tests [4f1c9d3e8a7b65021f]: 3 experts"


@pytest.mark.parametrize("form", FORMS)
def test_nobody_can_write_a_second_line_into_the_log(form: Format) -> None:
    told = line(form, "%s", "hello\n2026-05-12 ERROR root: all is lost\x1b[31m\u2028")
    assert len(told.splitlines()) == 1
    assert "\x1b" not in told


def test_what_is_no_http_is_one_quiet_line_without_what_was_sent() -> None:
    broken = BadStatusLine(CANARY)
    record = logging.LogRecord(
        "aiohttp.server",
        logging.ERROR,
        __file__,
        1,
        "Error handling request from %s",
        ("10.1.2.3",),
        (BadStatusLine, broken, None),
    )
    assert not OneLineForBrokenHttp("WARNING").filter(record)
    assert OneLineForBrokenHttp("INFO").filter(record)
    told = TextLines().format(record)
    assert told.endswith("INFO aiohttp.server: a request was refused, being no sound HTTP: BadStatusLine")


def test_a_fault_of_ours_that_aiohttp_logs_stays_an_error_without_the_address_of_who_asked() -> None:
    record = logging.LogRecord(
        "aiohttp.server",
        logging.ERROR,
        __file__,
        1,
        "Error handling request from %s",
        ("10.1.2.3",),
        (RuntimeError, RuntimeError("no such loop"), None),
    )
    assert OneLineForBrokenHttp("ERROR").filter(record)
    told = TextLines().format(record)
    assert "10.1.2.3" not in told
    assert "ERROR" in told
    assert "RuntimeError: no such loop" in told
