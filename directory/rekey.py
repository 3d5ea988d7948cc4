"""Changing the key: which secrets an older key still has to open, and sealing them again with the newest."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Row, bindparam, inspect, select, update
from sqlmodel import Session, SQLModel

from directory.model import Expert
from directory.revision import next_revision
from directory.vault import Vault


@dataclass(frozen=True, slots=True)
class Sealed:
    """A kind of secret in the database: where it is, and what people call it."""

    table: type[SQLModel]
    columns: tuple[str, ...]
    one: str
    many: str
    if_lost: str
    """What to do when no key opens it any more: an instruction that ends a sentence."""
    before_change: Callable[[Session], object] = lambda _session: None
    """What changing one of them needs, in the same transaction."""
    after_change: Callable[[Session, Mapping[bytes, bytes]], object] = lambda _session, _seals: None
    """What follows, in the same transaction, from new seals of the same secrets: each by the seal that it replaces."""


CALENDAR_ADDRESSES = Sealed(
    Expert,
    ("calendar_url_sealed",),
    one="calendar address",
    many="calendar addresses",
    if_lost="import the addresses again",
    before_change=next_revision,  # an import that was checked before would write the old seals back
)


@dataclass(frozen=True, slots=True)
class Secrets:
    """How many secrets of a kind the newest key opens, only an older key opens, or no key opens."""

    newest: int = 0
    older: int = 0
    lost: int = 0

    @property
    def count(self) -> int:
        return self.newest + self.older + self.lost


def count_secrets(session: Session, vault: Vault | None, kind: Sealed = CALENDAR_ADDRESSES) -> Secrets:
    """What the keys of ``vault`` open; without one, nothing."""
    sealed = [row.sealed for column in _columns(kind) for row in _rows(session, column)]
    newest = sum(vault.is_newest(each) for each in sealed) if vault else 0
    opened = sum(vault.opens(each) for each in sealed) if vault else 0
    return Secrets(newest, opened - newest, len(sealed) - opened)


def reseal_secrets(session: Session, vault: Vault, kind: Sealed = CALENDAR_ADDRESSES) -> Secrets:
    """Seal again with the newest key what only an older one opens: ``older`` says how many those were.

    What no key opens stays as it is: the key that opens it may come back. So does what somebody changes meanwhile: it
    is newer than what was read.
    """
    newest = older = lost = 0
    outdated: dict[Column[Any], list[Row[Any]]] = {}
    for column in _columns(kind):
        rows = _rows(session, column)
        others = [row for row in rows if not vault.is_newest(row.sealed)]
        outdated[column] = [row for row in others if vault.opens(row.sealed)]
        newest += len(rows) - len(others)
        older += len(outdated[column])
        lost += len(others) - len(outdated[column])
    if older:
        kind.before_change(session)
        for column, opened in outdated.items():
            kind.after_change(session, _reseal(session, vault, column, opened))
    return Secrets(newest, older, lost)


def _reseal(session: Session, vault: Vault, column: Column[Any], rows: Sequence[Row[Any]]) -> dict[bytes, bytes]:
    keys = column.table.primary_key.columns
    unchanged = [column == bindparam("old"), *(key == bindparam(f"at_{key.name}") for key in keys)]
    change = update(column.table).where(*unchanged).values({column: bindparam("new")})
    values = [
        {"old": row.sealed, "new": vault.resealed(row.sealed)} | {f"at_{key.name}": row._mapping[key] for key in keys}
        for row in rows
    ]
    if values:
        session.connection().execute(change, values)
    return {value["old"]: value["new"] for value in values}


def _columns(kind: Sealed) -> list[Column[Any]]:
    table = inspect(kind.table).local_table
    return [table.c[name] for name in kind.columns]


def _rows(session: Session, column: Column[Any]) -> Sequence[Row[Any]]:
    keys = column.table.primary_key.columns
    return session.execute(select(*keys, column.label("sealed")).where(column.is_not(None))).all()
