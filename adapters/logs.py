"""Logging to standard error, as text or JSON, without secrets and without what people wrote."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal

from aiohttp.http import HttpProcessingError
from aiohttp.web import RequestPayloadError
from pythonjsonlogger.json import JsonFormatter

from adapters.request_ids import request_id
from adapters.tracebacks import trace

SECRETS = re.compile(
    r"xox[a-z][.\w-]*-[\w-]+|xapp-[\w-]+|(?<=://)[^/\s:@]*:[^/\s]+(?=@)|gAAAA[\w-]{20,}=*"
    r"|https://hooks\.slack(?:-gov)?\.com/\S+|eyJ[\w-]{8,}(?:\.[\w-]+)+|(?<=/calendar/)[\w-]{43}(?![\w-])"
    r"|readings_[0-9a-f]{64}"
)
"""Slack tokens, passwords in addresses, sealed values, Slack's reply addresses, signed tokens, the addresses of
people's own calendars, and tokens of live readings."""
BLACKED_OUT = "[secret]"

MAY_BREAK_LINES = {ord(character): ascii(character)[1:-1] for character in "\n\r\v\f\x1b\x1c\x1d\x1e\x85\u2028\u2029"}
"""What could make one entry of a text log look like two, or colour the terminal of whoever reads it."""

CHATTY = ("alembic", "apscheduler", "aiohttp.access")

Format = Literal["text", "json"]


class Blackout:
    """Blacks out what looks like a secret, and the ``secrets`` of this deployment."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = "|".join(re.escape(secret) for secret in sorted(secrets, key=len, reverse=True) if secret)
        self._secrets = re.compile(f"{known}|{SECRETS.pattern}") if known else SECRETS

    def text(self, text: str) -> str:
        return self._secrets.sub(BLACKED_OUT, text)

    def value(self, value: object) -> Any:
        """The same shape, of nothing but what JSON has."""
        match value:
            case bool() | int() | float() | None:
                return value
            case Mapping():
                return {self.text(str(name)): self.value(part) for name, part in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self.value(part) for part in value]
        return self.text(str(value))


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


class TextLines(logging.Formatter):
    """One line an entry; only a traceback has more."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._blackout = Blackout(secrets)

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler's rendering, which may say more than ours
        line = super().format(record)
        record.exc_text = None
        return self._blackout.text(line)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is logging's
        about = f" [{request_id()}]" if request_id() else ""
        message = record.message.translate(MAY_BREAK_LINES)
        return f"{_time(record)} {record.levelname} {record.name}{about}: {message}"

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        return trace(ei[1]) if ei[1] else ""


class JsonLines(JsonFormatter):
    """One JSON object a line: time, level, logger, message, request_id, and what else the entry was given."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        names = {"levelname": "level", "name": "logger", "exc_info": "traceback"}
        super().__init__(["levelname", "name", "message"], rename_fields=names)
        self._blackout = Blackout(secrets)

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        # Before it is JSON: escaped, a secret with a quotation mark in it would no longer look like itself.
        return {str(name): self._blackout.value(part) for name, part in log_data.items()}

    def add_fields(self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]) -> None:
        log_data["time"] = _time(record)
        super().add_fields(log_data, record, message_dict)
        log_data |= {"time": _time(record), "request_id": request_id()}

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        return trace(ei[1]) if ei[1] else ""


class OneLineForBrokenHttp(logging.Filter):
    """What is no sound HTTP is somebody else's mistake: aiohttp would log it as ours, with what they sent."""

    def __init__(self, level: str) -> None:
        super().__init__()
        self._level = logging.getLevelNamesMapping()[level]

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if record.name != "aiohttp.server":
            return True
        if isinstance(error, HttpProcessingError | RequestPayloadError):
            record.msg, record.args = "a request was refused, being no sound HTTP: %s", (type(error).__name__,)
            record.exc_info, record.exc_text = None, None
            record.levelno, record.levelname = logging.INFO, "INFO"
        elif error is not None:
            record.msg, record.args = "a request could not be answered", ()  # aiohttp names the caller's address
        return record.levelno >= self._level


def start_logging(level: str, secrets: Iterable[str] = (), form: Format = "text") -> None:
    """Log everything from ``level`` on, without ``secrets``; the SDKs' loggers go the same way."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(secrets) if form == "json" else TextLines(secrets))
    handler.addFilter(OneLineForBrokenHttp(level))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
