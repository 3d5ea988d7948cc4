"""Fictional experts for tests, put straight into a database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from bot.admission import AllowList
from bot.consultations.standards import load_standards
from bot.conversation import Conversation
from bot.events import Introduction, Pressed, Said, Sender, Submitted
from bot.here import Here
from bot.messages import Answer
from config.settings import STANDARDS, VOCABULARY
from directory.live import LiveIndex
from directory.model import (
    Absence,
    Expert,
    ExpertProfession,
    ExpertSkill,
    ExpertTopic,
    Level,
    Person,
    Pool,
    Status,
)
from directory.revision import next_revision
from directory.search import SearchIndex
from directory.vocabulary import load_vocabulary
from tests.clients.bot import CACHE

NOW = datetime(2026, 5, 12, 9, 0, tzinfo=UTC)
"""A Tuesday, 10:00 in the United Kingdom."""

HERE = Here(statements=load_standards(STANDARDS))
"""A deployment with the standards that ship, and nothing else."""

INDEX = SearchIndex(load_vocabulary(VOCABULARY), kept_in=CACHE)
"""One for all tests, since working out what the vocabulary means takes seconds, and they are spent once: each
test builds it from its own people."""


def add_expert(
    session: Session,
    name: str,
    professions: Sequence[str] = (),
    *,
    skills: Sequence[tuple[str, Level | None]] = (),
    topics: Sequence[str] = (),
    pool: str = "",
    absences: Sequence[tuple[date, date]] = (),
    cover: Expert | None = None,
    time_zone: str = "Europe/London",
    **columns: Any,
) -> Expert:
    """One fictional expert; returns the row, with its id."""
    revision = next_revision(session)
    person = Person(name=name, email=f"{'.'.join(name.lower().split())}@example.gov.uk", time_zone=time_zone)
    session.add(person)
    session.flush()
    expert = Expert(
        person_id=person.id or 0,
        pool_id=_pool(session, pool),
        cover_id=cover.id if cover else None,
        changed_at=NOW,
        revision=revision,
        **columns,
    )
    session.add(expert)
    session.flush()
    id_ = expert.id or 0
    session.add_all(ExpertProfession(expert_id=id_, name=n, position=i) for i, n in enumerate(professions))
    session.add_all(ExpertSkill(expert_id=id_, name=n, level=lv, position=i) for i, (n, lv) in enumerate(skills))
    session.add_all(ExpertTopic(expert_id=id_, name=n, position=i) for i, n in enumerate(topics))
    session.add_all(Absence(expert_id=id_, starts_on=first, ends_on=last) for first, last in absences)
    session.flush()
    return expert


def set_status(session: Session, expert: Expert, status: Status) -> None:
    """As an import or a directory manager would: with a new revision."""
    revision = next_revision(session)
    session.execute(update(Expert).where(col(Expert.id) == expert.id).values(status=status, revision=revision))


def _pool(session: Session, name: str) -> int | None:
    if not name:
        return None
    pool = session.exec(select(Pool).where(Pool.name == name)).first() or Pool(name=name)
    session.add(pool)
    session.flush()
    return pool.id


RILEY = Sender(platform="web", workspace="demo", user="riley")
RILEY_SAYS = Introduction(name="Riley Requester", email="riley.requester@example.gov.uk")


class Policymaker:
    """Somebody who talks to the bot, without any platform between."""

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime] = lambda: NOW,
        sender: Sender = RILEY,
        introduction: Introduction | None = RILEY_SAYS,
        here: Here | None = None,
    ) -> None:
        self.engine = engine
        self.index = LiveIndex(engine, INDEX)
        self.index.build()
        self._ids = iter(range(1, 1_000_000))
        self.allowed = AllowList(slack={"T01ACME"}, teams={"tenant-1"})
        self.conversation = Conversation(
            engine, self.index, clock, lambda: f"id{next(self._ids)}", self.allowed, here=here or HERE
        )
        self.keys = iter(range(1_000_000))
        self._sender = sender
        if introduction:
            self.conversation.meet(sender, introduction)

    def beside(self, sender: Sender, introduction: Introduction) -> Policymaker:
        """Somebody else who talks to the same bot."""
        somebody = copy(self)
        somebody._sender = sender
        somebody.conversation.meet(sender, introduction)
        return somebody

    def says(self, text: str, key: str = "") -> Answer:
        return self.conversation.handle(Said(key=key or self._key(), sender=self._sender, text=text))

    def presses(self, action: str, value: str = "", key: str = "") -> Answer:
        return self.conversation.handle(
            Pressed(key=key or self._key(), sender=self._sender, action=action, value=value)
        )

    def submits(self, form: str, context: str, key: str = "", **values: str) -> Answer:
        event = Submitted(key=key or self._key(), sender=self._sender, form=form, context=context, values=values)
        return self.conversation.handle(event)

    def _key(self) -> str:
        return f"event{next(self.keys)}"
