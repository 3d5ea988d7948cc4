"""A colleague of the directory, found by what somebody typed: a work email address, or a name."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.cards import colleague as words
from directory.cell_text import clean_line
from directory.errors import WrongValueError
from directory.model import Expert, Person, Status

NAMED = 4
"""How many people of one name are looked at: with more than one there is nothing to choose by but the address."""


def find_colleague(session: Session, typed: str) -> int:
    """The id of the expert that was meant. Raises WrongValueError saying what would do, where it is not just one."""
    wanted = clean_line(typed)
    if not wanted:
        raise WrongValueError(words.nobody_typed())
    column = col(Person.email if "@" in wanted else Person.name)
    named = (
        select(Expert.id, Person.name)
        .join(Person, col(Person.id) == col(Expert.person_id))
        .where(col(Expert.status).in_([Status.ACTIVE, Status.PAUSED]))
        .order_by(col(Expert.id))
        .limit(NAMED)
    )
    # Both sides in the database: SQLite knows no capitals beyond ASCII.
    found = session.exec(named.where(func.lower(column) == func.lower(wanted))).all()
    if not found and "@" not in wanted:
        parts = [column.icontains(part, autoescape=True) for part in wanted.split()]
        found = session.exec(named.where(*parts)).all()
    if not found:
        raise WrongValueError(words.nobody_found(wanted))
    if len(found) > 1:
        raise WrongValueError(words.several_found(wanted, [name for _, name in found]))
    return found[0][0] or 0
