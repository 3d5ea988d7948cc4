"""What is read of an expert, as one plain value: by search, by cards, by the export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlmodel import Session, col, select

from directory.model import (
    Absence,
    DirectoryRevision,
    Expert,
    ExpertEvidence,
    ExpertProfession,
    ExpertSkill,
    ExpertTopic,
    Level,
    Person,
    Pool,
    Status,
)

BATCH = 500
MOST_EVIDENCE = 12
"""Consultations of each expert, the latest first, by which they are found: what was long ago is in their experience."""

_Named = TypeVar("_Named", ExpertProfession, ExpertTopic)


@dataclass(frozen=True, slots=True)
class Skill:
    name: str
    level: Level | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What somebody was consulted on, in words that both sides agreed to share, and on which day."""

    text: str
    held_on: date


@dataclass(frozen=True, slots=True)
class Profile:
    """An expert as declared. ``absences`` are pairs of first and last day, both included.

    ``evidence`` has the latest consultation first.
    """

    id: int
    person_id: int
    name: str
    staff_id: str = ""
    pronouns: str = ""
    role: str = ""
    professions: tuple[str, ...] = ()
    skills: tuple[Skill, ...] = ()
    topics: tuple[str, ...] = ()
    ask_me_about: str = ""
    experience: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    organisation: str = ""
    team: str = ""
    location: str = ""
    region: str = ""
    time_zone: str = "Europe/London"
    working_hours: str = ""
    daily_cap: int | None = None
    weekly_cap: int = 0
    monthly_cap: int | None = None
    terms: str = ""
    commissioning: str = ""
    pool: str = ""
    cover_id: int | None = None
    status: Status = Status.ACTIVE
    confirmed_on: date | None = None
    absences: tuple[tuple[date, date], ...] = ()


def directory_revision(session: Session) -> int:
    """How often the directory has changed; 0 when it never has."""
    return session.exec(select(DirectoryRevision.value)).first() or 0


def profiles_by_id(session: Session, ids: Sequence[int]) -> dict[int, Profile]:
    """The profiles of these experts; ids of nobody are left out."""
    found: dict[int, Profile] = {}
    for start in range(0, len(ids), BATCH):
        found |= {p.id: p for p in _load(session, list(ids[start : start + BATCH]))}
    return found


def profiles_changed_since(session: Session, revision: int) -> Iterator[Profile]:
    """Every profile that changed after ``revision`` (all of them after -1), in batches that keep memory flat."""
    ids = session.exec(select(Expert.id).where(col(Expert.revision) > revision).order_by(col(Expert.id))).all()
    for start in range(0, len(ids), BATCH):
        yield from _load(session, [id_ for id_ in ids[start : start + BATCH] if id_ is not None])


def _load(session: Session, ids: list[int]) -> Iterator[Profile]:
    professions = _names(session, ExpertProfession, ids)
    skills = _skills(session, ids)
    topics = _names(session, ExpertTopic, ids)
    evidence = _evidence(session, ids)
    absences = _absences(session, ids)
    rows = session.exec(
        select(Expert, Person, Pool.name)
        .join(Person, col(Expert.person_id) == col(Person.id))
        .join(Pool, col(Expert.pool_id) == col(Pool.id), isouter=True)
        .where(col(Expert.id).in_(ids))
        .order_by(col(Expert.id))
    )
    for expert, person, pool in rows:
        id_ = expert.id or 0
        yield Profile(
            id=id_,
            person_id=expert.person_id,
            name=person.name,
            staff_id=person.staff_id or "",
            pronouns=person.pronouns,
            role=expert.role,
            professions=tuple(professions[id_]),
            skills=tuple(skills[id_]),
            topics=tuple(topics[id_]),
            ask_me_about=expert.ask_me_about,
            experience=tuple(expert.experience),
            evidence=tuple(evidence[id_][:MOST_EVIDENCE]),
            organisation=expert.organisation,
            team=expert.team,
            location=expert.location,
            region=expert.region,
            time_zone=person.time_zone,
            working_hours=expert.working_hours,
            daily_cap=expert.daily_cap,
            weekly_cap=expert.weekly_cap,
            monthly_cap=expert.monthly_cap,
            terms=expert.terms,
            commissioning=expert.commissioning,
            pool=pool or "",
            cover_id=expert.cover_id,
            status=expert.status,
            confirmed_on=expert.confirmed_on,
            absences=tuple(sorted(absences[id_])),
        )


def _names(session: Session, table: type[_Named], ids: list[int]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    query = select(col(table.expert_id), col(table.name)).where(col(table.expert_id).in_(ids))
    for expert_id, name in session.exec(query.order_by(col(table.position))):
        names[expert_id].append(name)
    return names


def _skills(session: Session, ids: list[int]) -> dict[int, list[Skill]]:
    skills: dict[int, list[Skill]] = defaultdict(list)
    query = select(col(ExpertSkill.expert_id), col(ExpertSkill.name), col(ExpertSkill.level))
    query = query.where(col(ExpertSkill.expert_id).in_(ids)).order_by(col(ExpertSkill.position))
    for expert_id, name, level in session.exec(query):
        skills[expert_id].append(Skill(name, level))
    return skills


def _absences(session: Session, ids: list[int]) -> dict[int, list[tuple[date, date]]]:
    absences: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for absence in session.exec(select(Absence).where(col(Absence.expert_id).in_(ids))):
        absences[absence.expert_id].append((absence.starts_on, absence.ends_on))
    return absences


def _evidence(session: Session, ids: list[int]) -> dict[int, list[Evidence]]:
    evidence: dict[int, list[Evidence]] = defaultdict(list)
    query = select(ExpertEvidence).where(col(ExpertEvidence.expert_id).in_(ids))
    for row in session.exec(query.order_by(col(ExpertEvidence.held_on).desc(), col(ExpertEvidence.source))):
        evidence[row.expert_id].append(Evidence(row.text, row.held_on))
    return evidence
