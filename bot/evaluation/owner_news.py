"""One line to whoever it concerns, when somebody did something about who owns a policy."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from bot.admission import NotAllowedError
from bot.cards import owner_news as cards
from bot.cards import refused
from bot.evaluation.whose import seen_by
from bot.messages import Card, Reply
from bot.model import Notice, NoticeKind, Policy
from bot.notices import occasion_of, tell
from bot.turn import Turn, Work
from directory.model import Person


class What(StrEnum):
    """What they are told; the occasion of a notice begins with it."""

    TAKEN = "taken"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


BETWEEN = "/"
"""What an occasion is, the id of whom it is about, and the version of the row: what happens again is told again."""


def tell_of(work: Work, policy: Policy, what: What, about: int, *person_ids: int | None) -> None:
    """Have these people told, once what happened is in the row; ``about`` is the id of whoever said or was to say it.

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
    """Only while it is true."""
    policy = session.get(Policy, notice.subject)
    name, _, rest = occasion_of(notice).partition(BETWEEN)
    about = rest.partition(BETWEEN)[0]
    if policy is None or name not in set(What) or not about.isdecimal():
        return None
    who = session.get(Person, int(about))
    if who is None or session.get(Person, notice.person_id) is None:
        return None
    owned = seen_by(session, policy, notice.person_id, now)
    match What(name):
        case What.TAKEN:
            return cards.taken(owned) if policy.owner_id == who.id else None
        case What.REFUSED:
            return None if who.id in {policy.handing_to_id, policy.owner_id} else cards.refused(owned, who.name)
        case What.WITHDRAWN:
            is_undone = who.id not in {policy.handing_to_id, policy.owner_id}
            return cards.withdrawn(owned) if is_undone else None
