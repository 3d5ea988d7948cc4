"""The index that follows the directory: changes made by anybody, in any process, are seen without a restart."""

from __future__ import annotations

import logging
import threading
from itertools import chain, repeat

from sqlalchemy import Engine, func
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from directory.database import reading
from directory.errors import NotReadyError
from directory.model import Expert
from directory.profiles import directory_revision, profiles_changed_since
from directory.search import SearchIndex
from directory.view import Memory, View

FOLD_IN_AT_ONCE = 1_000
"""Up to this many changed experts are folded in before the search; more are indexed afresh beside it."""

PAUSES = (1, 5, 15, 60)
"""Seconds between tries to index the directory."""

log = logging.getLogger(__name__)


class LiveIndex:
    """A SearchIndex kept in step with the directory's revision."""

    def __init__(self, engine: Engine, index: SearchIndex) -> None:
        self._engine = engine
        self._index = index
        self._memory = Memory()
        self._revision = -1
        self._catching_up = threading.Lock()
        self._building = threading.Lock()
        self._stopped = threading.Event()
        self._rebuilding: threading.Thread | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the index was built at all."""
        return self._revision >= 0

    @property
    def revision(self) -> int:
        """The revision of the directory that the index has taken in; -1 before it was built."""
        return self._revision

    @property
    def people(self) -> int:
        """How many people can be found."""
        return len(self._index)

    def build(self) -> None:
        """Index the whole directory. Searches go on over the old index meanwhile."""
        with self._building, reading(self._engine) as session:
            revision = directory_revision(session)
            self._index.build(profiles_changed_since(session, -1))
            self._revision = revision

    def build_patiently(self) -> None:
        """As ``build``, again and again until it works or ``stop`` is called: nobody else would notice a failure."""
        for pause in chain(PAUSES, repeat(PAUSES[-1])):
            try:
                self.build()
            except (SQLAlchemyError, LookupError, ValueError):
                log.exception("the directory could not be indexed; trying again in %d seconds", pause)
                if self._stopped.wait(pause):
                    return
            else:
                return

    def stop(self) -> None:
        """Try no more to build."""
        self._stopped.set()

    def view(self, session: Session) -> View:
        """The directory that ``session`` sees; its index is shortly behind after a large import.

        Raises NotReadyError while it is built for the first time.
        """
        if not self.is_ready:
            raise NotReadyError("Find an expert is just starting. Try again in a minute.")
        revision = directory_revision(session)
        if revision > self._revision:
            with self._catching_up:
                if revision > self._revision:
                    self._catch_up(session, revision)
        return View(session, self._index, revision, self._memory)

    def _catch_up(self, session: Session, revision: int) -> None:
        changed = session.exec(
            select(func.count()).select_from(Expert).where(col(Expert.revision) > self._revision)
        ).one()
        if changed <= FOLD_IN_AT_ONCE:
            self._index.update(list(profiles_changed_since(session, self._revision)))
            self._revision = revision
        elif self._rebuilding is None or not self._rebuilding.is_alive():
            log.info("indexing the directory afresh: %d experts changed", changed)
            self._rebuilding = threading.Thread(target=self.build_patiently, name="index the directory", daemon=True)
            self._rebuilding.start()
