"""Who can be told of a policy at all: they are there, and there is a way to reach them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, cast, exists, not_, or_
from sqlmodel import Session, col, select

from directory.model import Account, Expert, Person, Status, Unreachable

OWN_PAUSE = '%"status"%'
"""In the columns that an expert edited themselves: they take no requests, and still look after their policies."""


def able(session: Session, person_id: int, now: datetime) -> bool:
    """Not erased, not gone or paused by somebody else, and not unreachable wherever they are."""
    return bool(able_ones(session, [person_id]))


def able_ones(session: Session, person_ids: Iterable[int | None]) -> frozenset[int]:
    """Those of these people who can be told."""
    wanted = [id_ for id_ in person_ids if id_ is not None]
    found = session.exec(select(Person.id).where(col(Person.id).in_(wanted), IS_ABLE))
    return frozenset(id_ for id_ in found if id_ is not None)


def has_gone(session: Session, person_id: int) -> bool:
    """Whether somebody was erased, has left, was paused by somebody else, or lost every account that they used.

    Whoever cannot be told for another reason is still there.
    """
    there = session.exec(select(Person.id).where(Person.id == person_id, ~_is_gone(), ~_is_shut_out())).first()
    return there is None


def _is_gone() -> ColumnElement[bool]:
    """Of a row of ``Person``, for a query: by the directory."""
    paused_by_others = and_(
        col(Expert.status) == Status.PAUSED, not_(cast(col(Expert.own_fields), Text).like(OWN_PAUSE))
    )
    return exists().where(
        col(Expert.person_id) == col(Person.id), or_(col(Expert.status) == Status.LEFT, paused_by_others)
    )


def _is_shut_out() -> ColumnElement[bool]:
    """Of a row of ``Person``, for a query: no account is left of those that they used."""
    of_them = (col(Account.person_id) == col(Person.id), col(Account.workspace) != "")
    shut = col(Account.unreachable).in_([Unreachable.LEFT, Unreachable.DEACTIVATED])
    is_open = exists().where(*of_them, or_(col(Account.unreachable).is_(None), ~shut))
    return and_(exists().where(*of_them), ~is_open)


def _is_able() -> ColumnElement[bool]:
    """Of a row of ``Person``, for a query. An account is one that they used: that of the directory may be wrong."""
    of_them = (col(Account.person_id) == col(Person.id), col(Account.workspace) != "")
    has_account = exists().where(*of_them)
    is_reachable = exists().where(*of_them, col(Account.unreachable).is_(None))
    return and_(not_(_is_gone()), or_(is_reachable, and_(not_(has_account), col(Person.email).is_not(None))))


IS_ABLE = _is_able()
