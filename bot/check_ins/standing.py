"""How far the booking of a check-in has come: nothing yet, somebody is asked, it is booked, or it was held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from bot.model import CheckIn, Consultation, ConsultationStatus, Request, RequestStatus
from bot.requests.seen import Seen, see


class HowFar(StrEnum):
    """``none`` also where what was asked for came to nothing: the check-in is open to be booked again."""

    NONE = "none"
    ASKING = "asking"
    BOOKED = "booked"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Standing:
    """How the booking of a check-in stands, with the request that it was made by while that counts."""

    how_far: HowFar
    seen: Seen | None = None

    @property
    def request(self) -> Request | None:
        return self.seen.request if self.seen else None

    @property
    def consultation(self) -> Consultation | None:
        return self.seen.consultation if self.seen else None

    @property
    def is_none(self) -> bool:
        return self.how_far is HowFar.NONE

    @property
    def is_asking(self) -> bool:
        return self.how_far is HowFar.ASKING

    @property
    def is_booked(self) -> bool:
        return self.how_far is HowFar.BOOKED

    @property
    def is_held(self) -> bool:
        return self.how_far is HowFar.HELD


NOT_BOOKED = Standing(HowFar.NONE)


def standing(session: Session, check_in: CheckIn, now: datetime) -> Standing:
    """What the request by which it was booked, if any, has come to by now."""
    seen = see(session, check_in.request_id) if check_in.request_id else None
    if seen is None:
        return NOT_BOOKED
    how_far = _how_far(seen, now)
    return NOT_BOOKED if how_far is HowFar.NONE else Standing(how_far, seen)


def _how_far(seen: Seen, now: datetime) -> HowFar:
    if seen.is_open:
        return HowFar.ASKING
    consultation = seen.consultation
    if consultation is None or seen.request.status in {RequestStatus.WITHDRAWN, RequestStatus.NOBODY}:
        return HowFar.NONE
    match consultation.status:
        case ConsultationStatus.BOOKED:
            return HowFar.BOOKED if now < consultation.ends_at else HowFar.HELD
        case ConsultationStatus.DONE:
            return HowFar.HELD
        case ConsultationStatus.CANCELLED | ConsultationStatus.NO_SHOW:
            return HowFar.NONE
