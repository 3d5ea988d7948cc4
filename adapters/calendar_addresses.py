"""Addresses at which calendars read: somebody's own consultations, and one consultation as a file."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from adapters.sealed_tokens import NotSealedHereError, seal, unseal
from directory.vault import Vault

PATH = "/calendar/"
FILES = f"{PATH}file/"
ENDING = ".ics"
FILE_LASTS = timedelta(days=30)
PURPOSE = b"find-expert: consultations as files, version 1"
RANDOM_BYTES = 32
FEED_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
"""As ``RANDOM_BYTES`` are written."""


class CalendarAddresses:
    """``bot.here.Addresses``: makes them, and reads them again."""

    def __init__(self, secret: str, public_url: str, clock: Callable[[], datetime]) -> None:
        """``secret`` is FIND_EXPERT_SECRET_KEY, with all its keys: addresses of an older one still work."""
        self._vault = Vault(secret, PURPOSE)
        self._public_url = public_url
        self._clock = clock

    def new_feed(self) -> tuple[str, str]:
        token = secrets.token_urlsafe(RANDOM_BYTES)
        return f"{self._public_url}{PATH}{token}{ENDING}", digest(token)

    def of_file(self, consultation_id: str, person_id: int) -> str:
        kept = [consultation_id, person_id, int((self._clock() + FILE_LASTS).timestamp())]
        return f"{self._public_url}{FILES}{seal(self._vault, kept)}{ENDING}"

    def read_file(self, token: str) -> tuple[str, int] | None:
        """Which consultation an address leads to, and for whom; nothing when it is not ours, or too old."""
        try:
            consultation_id, person_id, ends_at = unseal(self._vault, token)
        except (NotSealedHereError, ValueError):
            return None
        return (consultation_id, person_id) if self._clock() < datetime.fromtimestamp(ends_at, UTC) else None


def digest(token: str) -> str:
    """What is kept of the token of a feed."""
    return hashlib.sha256(token.encode()).hexdigest()
