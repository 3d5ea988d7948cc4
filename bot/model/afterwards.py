"""What came of consultations: what each side says of it, and the note that both may agree to share."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, Integer, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from directory.database import UtcDateTime

TOO_EARLY = "too_early"
"""To say whether it changed anything: it is asked once more."""

_note_version = Column("version", Integer, nullable=False)


class Feedback(SQLModel, table=True):
    """What one of the two says of a consultation: of the first questions, and of whether it changed anything."""

    __table_args__ = (UniqueConstraint("consultation_id", "person_id", name="uq_feedback_consultation_person"),)

    id: int | None = Field(default=None, primary_key=True)
    consultation_id: str = Field(foreign_key="consultation.id", ondelete="CASCADE")
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    useful: str = ""
    got_it: str = ""
    """Whether they got what they needed."""
    comment: str = Field(default="", sa_column=Column(Text, nullable=False))
    answered_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    difference: str = ""
    what_changed: str = Field(default="", sa_column=Column(Text, nullable=False))
    difference_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    statements: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    """Codes of the statements of the occupational standard that it supports, as they chose."""


class Note(SQLModel, table=True):
    """A few lines of what was learnt. It is shared once both have agreed to the same words."""

    __mapper_args__ = {"version_id_col": _note_version}

    consultation_id: str = Field(primary_key=True, foreign_key="consultation.id", ondelete="CASCADE")
    text: str = Field(sa_column=Column(Text, nullable=False))
    written_by: int | None = Field(default=None, foreign_key="person.id", ondelete="SET NULL")
    written_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    edition: int = 1
    """Counts how often it was edited: each agrees to the words that they read."""
    requester_agreed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    expert_agreed_at: datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    helps_finding: bool = True
    """Whether they agree, too, that the expert is found by it: nobody asked that of the first notes."""
    version: int = Field(default=1, sa_column=_note_version)

    @property
    def is_shared(self) -> bool:
        """Whether both agree to these words."""
        return self.requester_agreed_at is not None and self.expert_agreed_at is not None
