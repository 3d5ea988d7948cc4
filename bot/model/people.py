"""What people chose: when and of what they are told, and of whom they want no requests."""

from __future__ import annotations

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel


class Preferences(SQLModel, table=True):
    """What somebody chose; without a row, everything as it is for everybody."""

    person_id: int = Field(primary_key=True, foreign_key="person.id", ondelete="CASCADE")
    quiet_hours: str = ""
    """For example "18:00-08:00" by the clock where they are; empty: they are told things at once."""
    nation: str = ""
    """Whose bank holidays they keep: of ``bot.times.working_time.NATIONS``; empty: by the region of their profile."""
    muted: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Kinds of notices that they do not want."""


class Block(SQLModel, table=True):
    """Somebody wants no requests from somebody else, who is not told so."""

    __table_args__ = (UniqueConstraint("person_id", "blocked_id", name="uq_block_person_blocked"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    blocked_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
