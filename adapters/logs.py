"""Logging to standard error, with anything that looks like a secret blacked out."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

SECRETS = re.compile(
    r"xox[a-z][.\w-]*-[\w-]+|xapp-[\w-]+|(?<=://)[^/\s:@]*:[^/\s]+(?=@)|gAAAA[\w-]{20,}=*"
    r"|https://hooks\.slack(?:-gov)?\.com/\S+|eyJ[\w-]{8,}(?:\.[\w-]+)+"
)
"""Slack tokens, passwords in addresses, sealed values, Slack's reply addresses, and signed tokens."""
BLACKED_OUT = "[secret]"


class Redacted(logging.Formatter):
    """A formatter whose every line, tracebacks included, is free of what looks like a secret and of ``secrets``."""

    def __init__(self, form: str, secrets: Iterable[str] = ()) -> None:
        super().__init__(form)
        known = "|".join(re.escape(secret) for secret in sorted(secrets, key=len, reverse=True) if secret)
        self._secrets = re.compile(f"{known}|{SECRETS.pattern}") if known else SECRETS

    def format(self, record: logging.LogRecord) -> str:
        return self._secrets.sub(BLACKED_OUT, super().format(record))


def start_logging(level: str, secrets: Iterable[str] = ()) -> None:
    """Log everything from ``level`` on, without ``secrets``; the SDKs' loggers go the same way."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacted("%(asctime)s %(levelname)s %(name)s: %(message)s", secrets))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("alembic", "apscheduler", "aiohttp.access"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
