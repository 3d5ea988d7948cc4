"""Whether somebody can be told of a policy at all: they are there, and there is a way to reach them."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from directory.model import Account, Expert, Person, Status


def able(session: Session, person_id: int, now: datetime) -> bool:
    """Not erased, not gone or paused by somebody else, and not unreachable wherever they are."""
    if session.get(Person, person_id) is None:
        return False
    expert = session.exec(select(Expert).where(Expert.person_id == person_id)).first()
    if expert is not None and expert.status is Status.LEFT:
        return False
    if expert is not None and expert.status is Status.PAUSED and "status" not in expert.own_fields:
        return False
    accounts = session.exec(select(Account).where(Account.person_id == person_id, Account.workspace != "")).all()
    return not accounts or any(account.unreachable is None for account in accounts)
