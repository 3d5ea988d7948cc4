"""The index that follows the directory: changes made by anybody, in any process, are seen without a restart."""

from __future__ import annotations

import logging
import threading
from itertools import chain, islice, repeat

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from directory.database import reading
from directory.errors import NotReadyError
from directory.model import Expert
from directory.profiles import directory_revision, profiles_by_id, profiles_changed_since
from directory.search import SearchIndex
from directory.view import Memory, View

TAKEN_IN_AT_ONCE = 1_000
"""Up to this many changed experts are taken in before the search; more are taken in beside it, a few at a time."""

BATCH = 200
"""Experts that are taken in beside the searches between two of which a change by anybody else may go first."""

BREATH = 0.02
"""Seconds in which searches have the processor to themselves between two batches."""

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
        self._waiting: dict[int, None] = {}
        """Ids of experts who changed up to that revision and are still to be taken in, in this order."""
        self._catching_up = threading.Lock()
        self._building = threading.Lock()
        self._stopped = threading.Event()
        self._following: threading.Thread | None = None

    @property
    def is_ready(self) -> bool:
        """Whether the index was built at all."""
        return self._revision >= 0

    @property
    def revision(self) -> int:
        """The revision of the directory that the index has taken in, or is taking in; -1 before it was built."""
        return self._revision

    @property
    def people(self) -> int:
        """How many people can be found."""
        return len(self._index)

    def build(self) -> None:
        """Index the whole directory. Searches go on over the old index meanwhile."""
        with self._building, reading(self._engine) as session:
            revision = directory_revision(session)
            edition = self._index.edition_of(profiles_changed_since(session, -1))
            with self._catching_up:  # what changed since is taken in again by the next search
                self._index.publish(edition)
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
        """Try no more to build, and take in no more."""
        self._stopped.set()

    def view(self, session: Session) -> View:
        """The directory that ``session`` sees; its index is shortly behind on those whom a large import changed.

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
        query = select(Expert.id).where(col(Expert.revision) > self._revision).order_by(col(Expert.id))
        changed = [id_ for id_ in session.exec(query) if id_ is not None]
        if len(changed) <= TAKEN_IN_AT_ONCE:
            self._index.update(list(profiles_by_id(session, changed).values()))
        else:
            log.info("taking in %d changed experts beside the searches", len(changed))
            self._waiting.update(dict.fromkeys(changed))
            if self._following is None:
                self._following = threading.Thread(target=self._follow, name="follow the directory", daemon=True)
                self._following.start()
        self._revision = revision

    def _follow(self) -> None:
        """Take in those who wait, a few at a time. Each is read when their turn comes, so that a change that a search
        took in meanwhile is not undone."""
        pauses = chain(PAUSES, repeat(PAUSES[-1]))
        pause: float = BREATH
        while not self._stopped.wait(pause):
            try:
                with reading(self._engine) as session, self._catching_up:
                    if not self._waiting:
                        self._following = None
                        return
                    ids = list(islice(self._waiting, BATCH))
                    self._index.update(list(profiles_by_id(session, ids).values()))
                    for id_ in ids:
                        del self._waiting[id_]
                pause = BREATH
            except (SQLAlchemyError, LookupError, ValueError):
                pause = next(pauses)
                log.exception("changed experts could not be indexed; trying again in %d seconds", pause)
