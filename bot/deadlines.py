"""What happens because time passes: whatever is due, each in a unit of work of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from bot.turn import Work
from directory.database import reading, unit_of_work
from directory.live import LiveIndex

AT_ONCE = 200
"""What is looked at of one kind at once; as long as there is that much and it can be passed, it is looked again."""
ROUNDS = 50
"""How often in one tick: others wait for it too."""

log = logging.getLogger(__name__)

Step = Callable[[Work, str], bool]
"""Does what is due of one subject, and says whether it was: it looks again, since somebody may have answered."""
Due = Callable[[Session, datetime], Iterator[tuple[Step, str]]]
"""What is due by now, with the id of its subject."""


class Deadlines:
    """Passes what is due, each in a unit of work of its own: one that fails keeps back no other."""

    def __init__(
        self,
        engine: Engine,
        index: LiveIndex,
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
        *whatever_is_due: Due,
    ) -> None:
        self._engine = engine
        self._index = index
        self._clock = clock
        self._new_id = new_id
        self._whatever_is_due = whatever_is_due

    def pass_deadlines(self) -> int:
        """Do everything whose time has come. Gives how much that was. Again at once changes nothing."""
        if not self._index.is_ready:
            return 0
        passed = 0
        for _ in range(ROUNDS):
            found, done = self._pass_round(self._clock())
            passed += done
            if found < AT_ONCE or not done:
                break
        return passed

    def _pass_round(self, now: datetime) -> tuple[int, int]:
        """How much was found to be due, and how much of it was done."""
        with reading(self._engine) as session:
            due = [step for each in self._whatever_is_due for step in each(session, now)]
        return len(due), sum(self._pass(one, subject, now) for one, subject in due)

    def _pass(self, one: Step, subject: str, now: datetime) -> bool:
        try:
            with unit_of_work(self._engine) as session:
                return one(Work(session, self._index.view(session), now, self._new_id), subject)
        except (DBAPIError, StaleDataError):
            log.warning("a deadline could not be passed; it is tried again", exc_info=True)
        except Exception:
            log.exception("a deadline cannot be passed: %s", subject)
        return False
