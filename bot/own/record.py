"""What somebody set for themselves, read whole: what their settings are drawn from, and the one way to change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.model import Block, Calendar, Preferences
from bot.requests.telling import audit
from bot.times.quiet_hours import QuietHours, parse
from bot.times.working_time import nation_of
from bot.turn import Turn
from directory.model import Absence, Expert, Person, Role, Status
from directory.revision import next_revision
from directory.roles import roles_of
from directory.roster.columns import COLUMNS

_COLUMNS = {"cover_id": "cover", "calendar_url_sealed": "calendar_url"}
"""What a value of an expert is called in the directory's CSV, where it is called something else."""


@dataclass(frozen=True, slots=True)
class Own:
    """``expert`` is nothing for whoever is none; ``absences`` are those that are not over, first first."""

    person: Person
    expert: Expert | None
    preferences: Preferences
    cover: Person | None
    absences: tuple[Absence, ...]
    blocked: int
    """How many people they want no requests from."""
    calendar: Calendar | None = None
    """What is known of their own calendar, once it was looked at."""
    is_head: bool = False
    """They are a head of profession."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.person.time_zone)

    @property
    def nation_by_region(self) -> str:
        """Whose bank holidays they keep unless they chose."""
        return nation_of(self.expert.region if self.expert else "")

    @property
    def nation(self) -> str:
        return self.preferences.nation or self.nation_by_region

    @property
    def quiet(self) -> QuietHours | None:
        return parse(self.preferences.quiet_hours)

    def today(self, now: datetime) -> date:
        """The day it is where they are."""
        return now.astimezone(self.zone).date()


def read_own(session: Session, person_id: int, now: datetime) -> Own:
    """Everything that this person set for themselves, or that holds until they do."""
    person = session.get_one(Person, person_id)
    preferences = session.get(Preferences, person_id) or Preferences(person_id=person_id)
    blocked = session.exec(select(func.count()).select_from(Block).where(Block.person_id == person_id)).one()
    here = Expert.person_id == person_id, Expert.status != Status.LEFT
    expert = session.exec(select(Expert).where(*here)).first()
    is_head = Role.HEAD_OF_PROFESSION in roles_of(session, person_id)
    if expert is None:
        return Own(person, None, preferences, None, (), blocked, is_head=is_head)
    today = now.astimezone(ZoneInfo(person.time_zone)).date()
    ahead = select(Absence).where(Absence.expert_id == expert.id, col(Absence.ends_on) >= today)
    absences = session.exec(ahead.order_by(col(Absence.starts_on), col(Absence.ends_on))).all()
    cover = select(Person).join(Expert, col(Expert.person_id) == col(Person.id)).where(Expert.id == expert.cover_id)
    calendar = session.get(Calendar, expert.id)
    return Own(person, expert, preferences, session.exec(cover).first(), tuple(absences), blocked, calendar, is_head)


def change_expert(turn: Turn, expert: Expert, values: Mapping[str, Any], *, absences: bool = False) -> None:
    """Make these values their own, and their absences where they changed: an import leaves what is their own alone.

    It locks the directory first, then looks at the expert again: nothing that somebody else changed is undone.
    """
    revision = next_revision(turn.session)
    turn.session.refresh(expert)
    for name, value in values.items():
        setattr(expert, name, value)
    if values.get("status") is Status.ACTIVE:
        expert.missing_from_source = False  # they are here, whatever became of the file that named them
    changed = [_COLUMNS.get(name, name) for name in values] + ["absence"] * absences
    expert.own_fields = sorted({*expert.own_fields, *changed} & COLUMNS.keys())
    expert.changed_at = turn.now
    expert.revision = revision
    turn.session.add(expert)
    for name in changed:
        audit(turn, "profile.change", f"expert:{expert.id}", what=name)
