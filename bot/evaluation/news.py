"""One line to whoever it concerns, when somebody did something with a policy of theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from bot.cards import policy_news as cards
from bot.evaluation.whose import Owned, policy_of
from bot.messages import Card
from bot.model import Notice, NoticeKind, Policy, PolicyStatus
from bot.model.requests import stamp
from bot.notices import occasion_of, tell
from bot.numbers import number_in
from bot.turn import Work
from directory.model import Person


class What(StrEnum):
    """What they are told; the occasion of a notice begins with it."""

    DEPUTY = "deputy"
    CO_OWNER = "co_owner"
    PAUSED = "paused"
    REOPENED = "reopened"
    CLOSED = "closed"


BETWEEN = "/"
"""What an occasion is, who did it (an id), and when: what happens again is told again."""


def tell_of(work: Work, policy: Policy, person_id: int, what: What, by_id: int) -> None:
    """Have somebody told; nobody is told what they did themselves."""
    if person_id == by_id:
        return
    occasion = BETWEEN.join([what, str(by_id), stamp(work.now)])
    tell(work.session, NoticeKind.POLICY_NEWS, policy.id, person_id, work.now, occasion=occasion)


def of_news(session: Session, notice: Notice, now: datetime) -> Card | None:
    """Only while it is true: what was undone is told to nobody."""
    owned = policy_of(session, notice.subject, notice.person_id, now)
    name, _, rest = occasion_of(notice).partition(BETWEEN)
    by = session.get(Person, number_in(rest.partition(BETWEEN)[0]) or 0)
    if owned is None or name not in set(What):
        return None
    return _DRAWN[What(name)](owned, by.name if by else "")


def _named_deputy(owned: Owned, by: str) -> Card | None:
    return cards.named_deputy(owned, by) if owned.policy.deputy_id == owned.me.id else None


def _named_co_owner(owned: Owned, by: str) -> Card | None:
    return cards.named_co_owner(owned, by) if owned.me.id in owned.co_owner_ids else None


def _while_it_is(status: PolicyStatus, drawn: Callable[[Owned, str], Card]) -> Callable[[Owned, str], Card | None]:
    return lambda owned, by: drawn(owned, by) if owned.policy.status is status else None


_DRAWN: dict[What, Callable[[Owned, str], Card | None]] = {
    What.DEPUTY: _named_deputy,
    What.CO_OWNER: _named_co_owner,
    What.PAUSED: _while_it_is(PolicyStatus.PAUSED, cards.paused),
    What.REOPENED: _while_it_is(PolicyStatus.ACTIVE, cards.reopened),
    What.CLOSED: _while_it_is(PolicyStatus.CLOSED, cards.closed),
}
