"""Searches that buttons refer to, delivered events, and needs that nobody met."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, Text
from sqlmodel import Field, SQLModel

from directory.database import UtcDateTime


class Search(SQLModel, table=True):
    """What was searched for, so that a button can carry an id only. Does not say who asked."""

    id: str = Field(primary_key=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    refinement: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))


class Delivery(SQLModel, table=True):
    """An event that was answered, with its answer: the same event delivered again gets the same answer."""

    key: str = Field(primary_key=True)
    answer: str = Field(sa_column=Column(Text, nullable=False))
    received_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))


class UnmetNeed(SQLModel, table=True):
    """A search for which there was nobody: what a directory manager should look for. Does not say who asked."""

    __tablename__ = "unmet_need"

    id: int | None = Field(default=None, primary_key=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    understood: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    noticed_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))
