"""Pools to turn to: which fit a profession, and how many of their people can answer today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from directory.availability import standings
from directory.model import Expert, ExpertProfession, Pool, Status


def pools_of_profession(session: Session, professions: Sequence[str], limit: int) -> list[tuple[int, str]]:
    """Ids and names of the pools with most members of these professions; of the largest pools when there are none."""
    members = func.count(func.distinct(col(Expert.id)))
    query = (
        select(Pool.id, Pool.name)
        .join(Expert, col(Expert.pool_id) == col(Pool.id))
        .where(Expert.status == Status.ACTIVE)
        .group_by(col(Pool.id), col(Pool.name))
        .order_by(members.desc(), col(Pool.name))
        .limit(limit)
    )
    with_profession = query.join(ExpertProfession, col(ExpertProfession.expert_id) == col(Expert.id)).where(
        col(ExpertProfession.name).in_(professions)
    )
    rows = session.exec(with_profession).all() if professions else []
    return [(id_, name) for id_, name in rows or session.exec(query).all() if id_ is not None]


def pool_sizes(session: Session, pool_ids: Sequence[int], now: datetime) -> Counter[int]:
    """How many people of each of these pools can be asked today."""
    members = session.exec(select(Expert.id).where(col(Expert.pool_id).in_(pool_ids))).all()
    able = standings(session, [id_ for id_ in members if id_ is not None]).values()
    return Counter(s.pool_id for s in able if s.pool_id is not None and s.can_be_offered(now))
