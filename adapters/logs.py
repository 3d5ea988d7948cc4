"""Logging to standard error, with anything that looks like a secret blacked out."""

from __future__ import annotations

import logging
import re

SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)|gAAAA[\w-]{20,}=*|https://hooks\.slack\.com/\S+"
)
"""Slack tokens, passwords in addresses, sealed values, and Slack's reply addresses, which are secrets too."""
BLACKED_OUT = "[secret]"


class Redacted(logging.Formatter):
    """A formatter whose every line, tracebacks included, is free of secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return SECRETS.sub(BLACKED_OUT, super().format(record))


def start_logging(level: str) -> None:
    """Log everything from ``level`` on; the SDKs' loggers go the same way."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacted("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("alembic", "apscheduler", "aiohttp.access"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
