"""One line to the other of the two, when one of them did something with their consultation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from bot.cards import consultation_news as cards
from bot.consultations.whose import Held, held_by
from bot.messages import Card
from bot.model import Consultation, ConsultationStatus, Notice, NoticeKind
from bot.model.requests import stamp
from bot.notices import occasion_of, tell
from bot.requests.seen import see
from bot.turn import Work


class What(StrEnum):
    """What the other one is told; the occasion of a notice begins with it."""

    ASKED = "asked"
    MOVED = "moved"
    KEPT = "kept"
    TAKEN_BACK = "taken_back"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    PLACE = "place"
    ABSENT = "absent"


BETWEEN = "/"
"""What an occasion is, how it was then, and by which version of the row: what happens again is told again."""


def tell_of(work: Work, consultation: Consultation, person_id: int, what: What) -> None:
    """Have one of the two told, once what happened is in the row."""
    work.session.flush()
    occasion = BETWEEN.join([what, _as_it_is(consultation, what), str(consultation.version)])
    tell(work.session, NoticeKind.CONSULTATION_NEWS, consultation.id, person_id, work.now, occasion=occasion)


def _as_it_is(consultation: Consultation, what: What) -> str:
    """What must still be so when it is told."""
    match what:
        case What.ASKED:
            return ".".join(stamp(when) for when in consultation.proposed)
        case What.PLACE:
            return str(consultation.sequence)
    return stamp(consultation.starts_at)


def of_news(session: Session, notice: Notice, now: datetime) -> Card | None:
    """Only while it is true: what was undone or is over is told to nobody."""
    held = of_notice(session, notice)
    name, _, rest = occasion_of(notice).partition(BETWEEN)
    if held is None or name not in set(What):
        return None
    what = What(name)
    if rest.partition(BETWEEN)[0] != _as_it_is(held.consultation, what):
        return None
    return _DRAWN[what](held, now)


def of_notice(session: Session, notice: Notice) -> Held | None:
    """The consultation that somebody is to be told of, as they see it."""
    consultation = session.get(Consultation, notice.subject)
    seen = see(session, consultation.request_id) if consultation else None
    return held_by(seen, notice.person_id) if seen else None


def _asked(held: Held, now: datetime) -> Card | None:
    return cards.asked(held, now) if held.asked_for(now) and not held.is_asked_by_me else None


def _while_it_stands(drawn: Callable[[Held], Card]) -> Callable[[Held, datetime], Card | None]:
    """Nothing once they ask again to move it, or it has begun."""

    def draw(held: Held, now: datetime) -> Card | None:
        return drawn(held) if held.is_to_come(now) and not held.asked_for(now) else None

    return draw


def _while_it_is(status: ConsultationStatus) -> Callable[[Held, datetime], Card | None]:
    return lambda held, _now: cards.stands(held) if held.consultation.status is status else None


_DRAWN: dict[What, Callable[[Held, datetime], Card | None]] = {
    What.ASKED: _asked,
    What.MOVED: lambda held, now: cards.stands(held) if held.is_to_come(now) else None,
    What.KEPT: _while_it_stands(cards.kept),
    What.TAKEN_BACK: _while_it_stands(cards.taken_back),
    What.LAPSED: _while_it_stands(cards.lapsed),
    What.CANCELLED: _while_it_is(ConsultationStatus.CANCELLED),
    What.PLACE: lambda held, now: cards.place(held) if held.is_going_on(now) else None,
    What.ABSENT: _while_it_is(ConsultationStatus.NO_SHOW),
}
