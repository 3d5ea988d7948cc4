"""One line to whoever it concerns, when somebody did something with a policy of theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from bot.admission import NotAllowedError
from bot.cards import policy_news as cards
from bot.cards import refused
from bot.messages import Card, Reply
from bot.model import Notice, NoticeKind, Policy, PolicyStatus
from bot.notices import occasion_of, tell
from bot.numbers import number_in
from bot.policies.whose import Owned, seen_by
from bot.turn import Turn, Work
from directory.model import Person


class What(StrEnum):
    """What they are told; the occasion of a notice begins with it."""

    DEPUTY = "deputy"
    CO_OWNER = "co_owner"
    TAKEN = "taken"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    PAUSED = "paused"
    REOPENED = "reopened"
    CLOSED = "closed"


BETWEEN = "/"
"""What an occasion is, the id of whom it is about, and the version of the row: what happens again is told again."""


def tell_of(work: Work, policy: Policy, what: What, about: int, *person_ids: int | None) -> None:
    """Have these people told, once what happened is in the row; ``about`` is the id of whoever did it or was to do it.

    Whoever is nobody any more is told nothing.
    """
    work.session.flush()
    occasion = BETWEEN.join([what, str(about), str(policy.version)])
    for person_id in sorted({id_ for id_ in person_ids if id_}):
        tell(work.session, NoticeKind.POLICY_NEWS, policy.id, person_id, work.now, occasion=occasion)


def show(turn: Turn, policy_id: str) -> Reply:
    """What is newest of it, for whoever was told; nothing of it for anybody else."""
    told = (Notice.kind == NoticeKind.POLICY_NEWS, Notice.subject == policy_id)
    own = select(Notice).where(*told, Notice.person_id == turn.asker.person.id).order_by(col(Notice.id).desc())
    drawn = (of_news(turn.session, notice, turn.now) for notice in turn.session.exec(own).all())
    card = next((card for card in drawn if card), None)
    if card is None:
        raise NotAllowedError(refused.not_your_policy())
    return Reply(card=card)


def of_news(session: Session, notice: Notice, now: datetime) -> Card | None:
    """Only while it is true: what was undone is told to nobody."""
    policy = session.get(Policy, notice.subject)
    name, _, rest = occasion_of(notice).partition(BETWEEN)
    about = session.get(Person, number_in(rest.partition(BETWEEN)[0]) or 0)
    if policy is None or about is None or name not in set(What):
        return None
    return _DRAWN[What(name)](seen_by(session, policy, notice.person_id, now), about)


def _deputy(owned: Owned, by: Person) -> Card | None:
    return cards.named_deputy(owned, by.name) if owned.policy.deputy_id == owned.me.id else None


def _co_owner(owned: Owned, by: Person) -> Card | None:
    return cards.named_co_owner(owned, by.name) if owned.me.id in owned.co_owner_ids else None


def _taken(owned: Owned, by: Person) -> Card | None:
    return cards.taken(owned) if owned.policy.owner_id == by.id else None


def _refused(owned: Owned, by: Person) -> Card | None:
    return cards.refused(owned, by.name) if _neither_owns_nor_is_asked(owned, by) else None


def _withdrawn(owned: Owned, asked: Person) -> Card | None:
    return cards.withdrawn(owned) if _neither_owns_nor_is_asked(owned, asked) else None


def _while_it_is(status: PolicyStatus, drawn: Callable[[Owned, str], Card]) -> Callable[[Owned, Person], Card | None]:
    return lambda owned, by: drawn(owned, by.name) if owned.policy.status is status and owned.is_mine else None


def _neither_owns_nor_is_asked(owned: Owned, person: Person) -> bool:
    return person.id not in {owned.policy.handing_to_id, owned.policy.owner_id}


_DRAWN: dict[What, Callable[[Owned, Person], Card | None]] = {
    What.DEPUTY: _deputy,
    What.CO_OWNER: _co_owner,
    What.TAKEN: _taken,
    What.REFUSED: _refused,
    What.WITHDRAWN: _withdrawn,
    What.PAUSED: _while_it_is(PolicyStatus.PAUSED, cards.paused),
    What.REOPENED: _while_it_is(PolicyStatus.ACTIVE, cards.reopened),
    What.CLOSED: _while_it_is(PolicyStatus.CLOSED, cards.closed),
}
