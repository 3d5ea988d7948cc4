"""Saving what an import planned, in the caller's one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlmodel import Session

from directory.model import (
    Absence,
    Account,
    AuditEntry,
    ExpertProfession,
    ExpertSkill,
    ExpertTopic,
    Level,
    Status,
)
from directory.revision import next_revision
from directory.roster.people import (
    BATCH,
    EXPERT,
    EXPERT_COLUMNS,
    PERSON,
    PERSON_COLUMNS,
    PLATFORMS,
    POOL,
    table_of,
)
from directory.roster.plan import Change, Plan

Rows = list[dict[str, Any]]
LISTS = {
    "professions": table_of(ExpertProfession),
    "skills": table_of(ExpertSkill),
    "topics": table_of(ExpertTopic),
    "absence": table_of(Absence),
}
ACCOUNT = table_of(Account)
LEVELS: dict[str, Level | None] = {"": None} | {level.value: level for level in Level}


def save(
    plan: Plan, session: Session, *, now: datetime, actor: str, on_progress: Callable[[str, int, int], None]
) -> None:
    """Make the planned changes and write one line of the audit. The caller holds the directory's lock."""
    saving = _Saving(session, now)
    saving.free_emails(plan.given_up)
    done = 0
    changes = plan.changes()
    while batch := list(islice(changes, BATCH)):
        saving.save(batch)
        done += len(batch)
        on_progress("Saving", done, plan.total)
    saving.link_covers()
    saving.pause(plan.missing)
    session.add(
        AuditEntry(
            at=now,
            actor=actor,
            action="directory.import",
            subject=plan.source or "directory",
            detail={name: getattr(plan, name) for name in ("created", "updated", "unchanged", "paused")},
        )
    )


class _Saving:
    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self._revision = 0
        self.pools = {name.casefold(): id_ for id_, name in session.execute(select(POOL.c.id, POOL.c.name))}
        self.covers: list[tuple[int, str]] = []
        """Experts with the staff number or email of their cover, who may stand further down the file."""

    @property
    def revision(self) -> int:
        """Counted once, and only when there is a change."""
        self._revision = self._revision or next_revision(self.session)
        return self._revision

    def free_emails(self, person_ids: Sequence[int]) -> None:
        """Two people may swap addresses, and none may ever be there twice: so nobody has it for a moment."""
        for start in range(0, len(person_ids), BATCH):
            chosen = PERSON.c.id.in_(person_ids[start : start + BATCH])
            self.session.execute(update(PERSON).where(chosen).values(email=None))

    def save(self, changes: Sequence[Change]) -> None:
        known = {change.expert_id for change in changes}
        self._people(changes)
        self._experts(changes)
        self._lists(changes, known)
        self._accounts(changes)
        self.covers += [(change.expert_id, change.values["cover"]) for change in changes if "cover" in change.changed]

    def _people(self, changes: Sequence[Change]) -> None:
        new = [change for change in changes if not change.person_id]
        known = [change for change in changes if change.person_id and set(change.changed) & set(PERSON_COLUMNS)]
        _update(self.session, PERSON, [_person(change) | {"id": change.person_id} for change in known])
        if new:
            keys = (PERSON.c.staff_id, PERSON.c.email)
            added = self.session.execute(insert(PERSON).returning(PERSON.c.id, *keys), [_person(each) for each in new])
            ids = {(row.staff_id, row.email): row.id for row in added}
            for change in new:
                row = _person(change)
                change.person_id = ids[row["staff_id"], row["email"]]

    def _experts(self, changes: Sequence[Change]) -> None:
        self._add_pools(changes)
        new = {change.person_id: change for change in changes if not change.expert_id}
        known = [change for change in changes if change.expert_id]
        _update(self.session, EXPERT, [self._expert(change) | {"id": change.expert_id} for change in known])
        if new:
            added = self.session.execute(
                insert(EXPERT).returning(EXPERT.c.id, EXPERT.c.person_id),
                [self._expert(change) | {"person_id": id_, "own_fields": []} for id_, change in new.items()],
            )
            for row in added:
                new[row.person_id].expert_id = row.id

    def _expert(self, change: Change) -> dict[str, Any]:
        values = change.values
        return {name: values[name] for name in EXPERT_COLUMNS} | {
            "pool_id": self.pools[values["pool"].casefold()] if values["pool"] else None,
            "status": Status(values["status"]),
            "confirmed_on": date.fromisoformat(values["confirmed_on"]) if values["confirmed_on"] else None,
            "calendar_url_sealed": change.sealed,
            "source": change.source,
            "missing_from_source": change.missing_from_source,
            "changed_at": self.now,
            "revision": self.revision,
        }

    def _add_pools(self, changes: Sequence[Change]) -> None:
        for name in dict.fromkeys(change.values["pool"] for change in changes):
            if name and name.casefold() not in self.pools:
                added = self.session.execute(insert(POOL).values(name=name).returning(POOL.c.id))
                self.pools[name.casefold()] = added.scalar_one()

    def _lists(self, changes: Sequence[Change], known: set[int]) -> None:
        for name, table in LISTS.items():
            concerned = [change for change in changes if name in change.changed]
            if ids := [change.expert_id for change in concerned if change.expert_id in known]:
                self.session.execute(delete(table).where(table.c.expert_id.in_(ids)))
            rows = [row for change in concerned for row in _list_rows(name, change)]
            if rows:
                self.session.execute(insert(table), rows)

    def _accounts(self, changes: Sequence[Change]) -> None:
        for column, platform in PLATFORMS.items():
            concerned = [change for change in changes if column in change.changed]
            if not concerned:
                continue
            given_before = (ACCOUNT.c.platform == platform) & (ACCOUNT.c.workspace == "")
            ids = [change.person_id for change in concerned]
            self.session.execute(delete(ACCOUNT).where(given_before, ACCOUNT.c.person_id.in_(ids)))
            rows: Rows = [
                {"person_id": change.person_id, "platform": platform, "workspace": "", "user_id": user}
                for change in concerned
                if (user := change.values[column])
            ]
            if rows:
                self.session.execute(insert(ACCOUNT), rows)

    def link_covers(self) -> None:
        for start in range(0, len(self.covers), BATCH):
            batch = self.covers[start : start + BATCH]
            names = {cover for _, cover in batch if cover}
            chosen = (
                select(EXPERT.c.id, PERSON.c.staff_id, PERSON.c.email)
                .join(PERSON, PERSON.c.id == EXPERT.c.person_id)
                .where(PERSON.c.staff_id.in_(names) | PERSON.c.email.in_(names))
            )
            found = {name: row.id for row in self.session.execute(chosen) for name in row[1:] if name}
            rows = [{"id": id_, "cover_id": found[cover] if cover else None} for id_, cover in batch]
            _update(self.session, EXPERT, rows)

    def pause(self, expert_ids: Sequence[int]) -> None:
        for start in range(0, len(expert_ids), BATCH):
            chosen = EXPERT.c.id.in_(expert_ids[start : start + BATCH])
            self.session.execute(
                update(EXPERT)
                .where(chosen)
                .values(status=Status.PAUSED, missing_from_source=True, changed_at=self.now, revision=self.revision)
            )


def _person(change: Change) -> dict[str, Any]:
    row = {name: change.values[name] for name in PERSON_COLUMNS}
    return row | {name: row[name] or None for name in ("staff_id", "email")}


def _list_rows(name: str, change: Change) -> Iterator[dict[str, Any]]:
    for position, item in enumerate(change.values[name]):
        match name, item:
            case "absence", [first, last]:
                days = {"starts_on": date.fromisoformat(first), "ends_on": date.fromisoformat(last)}
                yield {"expert_id": change.expert_id} | days
            case "skills", [skill, level]:
                known = {"name": skill, "level": LEVELS[level]}
                yield {"expert_id": change.expert_id, "position": position} | known
            case _:
                yield {"expert_id": change.expert_id, "position": position, "name": item}


def _update(session: Session, table: Table, rows: Rows) -> None:
    """Set the columns of each row where its id is."""
    if not rows:
        return
    columns = [name for name in rows[0] if name != "id"]
    statement = update(table).where(table.c.id == bindparam("at_id"))
    statement = statement.values({name: bindparam(f"new_{name}") for name in columns})
    renamed = [{"at_id": row["id"]} | {f"new_{name}": row[name] for name in columns} for row in rows]
    session.connection().execute(statement, renamed)
