"""Installations under way: each is good for one browser, for ten minutes, and once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto

from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col

from adapters.slack.model import SlackInstallState
from directory.database import unit_of_work

GOOD_FOR = timedelta(minutes=10)  # as long as the code that Slack gives, docs.slack.dev/authentication
KEPT_FOR = timedelta(hours=1)
"""Somebody who comes back too late is told so, not that we have never seen them."""
RANDOM_BYTES = 32


class Outcome(Enum):
    """What became of a state that came back."""

    GOOD = auto()
    USED = auto()
    EXPIRED = auto()
    OTHER_BROWSER = auto()
    UNKNOWN = auto()


class InstallStates:
    """Begins an installation in one browser, and finishes it there. Blocks: call it in a thread."""

    def __init__(self, engine: Engine, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._now = now

    def begin(self, browser: str) -> str:
        """A new state for this browser. Forgets those long expired."""
        state, now = secrets.token_urlsafe(RANDOM_BYTES), self._now()
        with unit_of_work(self._engine) as session:
            session.exec(delete(SlackInstallState).where(col(SlackInstallState.expires_at) < now - KEPT_FOR))
            session.add(
                SlackInstallState(state_hash=hashed(state), browser_hash=hashed(browser), expires_at=now + GOOD_FOR)
            )
        return state

    def finish(self, state: str, browser: str) -> Outcome:
        """Use the state up. Of several that come at once, one gets GOOD."""
        now = self._now()
        with unit_of_work(self._engine) as session:
            used = session.connection().execute(
                update(SlackInstallState)
                .where(
                    col(SlackInstallState.state_hash) == hashed(state),
                    col(SlackInstallState.browser_hash) == hashed(browser),
                    col(SlackInstallState.expires_at) > now,
                    col(SlackInstallState.used_at).is_(None),
                )
                .values(used_at=now)
            )
            if used.rowcount == 1:
                return Outcome.GOOD
            return _why_not(session, state, browser)


def hashed(value: str) -> str:
    """What is kept of a state or a browser's cookie: both are random, so a plain hash tells nothing of them."""
    return hashlib.sha256(value.encode()).hexdigest()


def _why_not(session: Session, state: str, browser: str) -> Outcome:
    begun = session.get(SlackInstallState, hashed(state))
    if begun is None:
        return Outcome.UNKNOWN
    if begun.browser_hash != hashed(browser):
        return Outcome.OTHER_BROWSER
    return Outcome.USED if begun.used_at else Outcome.EXPIRED
