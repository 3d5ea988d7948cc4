"""What "Not for me" teaches: who comes later in searches for the same, until they accept such a request, for a year."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, func, or_, select
from sqlmodel import Session, col

from bot.model import Offer, OfferStatus, Request
from directory.search import Understood
from directory.vocabulary import Kind

TEACHES_FOR = timedelta(days=365)
"""People move on: what was not for somebody a year ago may be now."""

_TELLING = frozenset({Kind.PROFESSION, Kind.SKILL, Kind.TOPIC, Kind.ELEMENT})


def subject_of(understood: Understood) -> str:
    """What a request is about, however it is worded: what it names, where and when left out, and the other words.

    Two requests are alike when this is the same; empty when a request names nothing, which is like no other.
    """
    concepts = (*understood.concepts, *understood.required)
    named = {f"{each.kind}:{each.name.casefold()}" for each in concepts if each.kind in _TELLING}
    return "|".join(sorted(named | {word.casefold() for word in understood.words}))


_IS_LIKE = or_(
    and_(col(Request.subject) == bindparam("subject"), col(Request.subject) != ""),
    func.lower(col(Request.need)) == bindparam("need"),
)
_OF_ALL = (
    select(col(Offer.expert_id), col(Offer.status))
    .join(Request, col(Request.id) == col(Offer.request_id))
    .where(
        col(Offer.status).in_([OfferStatus.NOT_FOR_ME, OfferStatus.ACCEPTED]),
        col(Offer.answered_at) > bindparam("since"),
        _IS_LIKE,
    )
    .order_by(col(Offer.answered_at))
)
_OF_SOME = _OF_ALL.where(col(Offer.expert_id).in_(bindparam("among", expanding=True)))
"""Every search asks this: made once, it costs less than a third of made each time."""


def not_for_them(session: Session, subject: str, need: str, among: Collection[int] | None, now: datetime) -> set[int]:
    """Which experts last said of a request like this one that it was not for them; ``among`` is nothing for any.

    ``need`` is the request in words: who answered before subjects were kept is known by the very same words.
    """
    given = {"subject": subject, "need": need.lower(), "since": now - TEACHES_FOR}
    some = {} if among is None else {"among": list(among)}
    rows = session.execute(_OF_ALL if among is None else _OF_SOME, given | some)
    latest = {row.expert_id: row.status for row in rows}
    return {expert_id for expert_id, status in latest.items() if status is OfferStatus.NOT_FOR_ME}
