"""Whose consultation it is: either of the two may change it, and nobody else sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import select

from bot.admission import NotAllowedError
from bot.cards import refused
from bot.model import Consultation, ConsultationStatus
from bot.requests.seen import Asked, Seen, see
from bot.turn import Turn

ABSENCE_SAID_WITHIN = timedelta(days=7)
"""How long after its end somebody may still say that the other one did not come."""


@dataclass(frozen=True, slots=True)
class Held:
    """A consultation as one of its two people sees it. ``seen`` is its request, whole; ``asked`` whoever took it."""

    seen: Seen
    asked: Asked
    consultation: Consultation
    is_expert: bool
    """Whether whoever looks is the expert of the two."""

    @property
    def me_id(self) -> int:
        return self.consultation.expert_person_id if self.is_expert else self.consultation.requester_id

    @property
    def other_id(self) -> int:
        return self.consultation.requester_id if self.is_expert else self.consultation.expert_person_id

    @property
    def other_name(self) -> str:
        return self.seen.requester.name if self.is_expert else self.asked.name

    @property
    def zone(self) -> ZoneInfo:
        """Where whoever looks is."""
        return ZoneInfo(self.asked.time_zone) if self.is_expert else self.seen.requester_zone

    @property
    def minutes(self) -> int:
        """How long it is."""
        return (self.consultation.ends_at - self.consultation.starts_at) // timedelta(minutes=1)

    @property
    def is_booked(self) -> bool:
        return self.consultation.status is ConsultationStatus.BOOKED

    def is_to_come(self, now: datetime) -> bool:
        """Whether it can still be moved or cancelled."""
        return self.is_booked and now < self.consultation.starts_at

    def is_going_on(self, now: datetime) -> bool:
        """Whether it is booked and not over: where they meet still matters."""
        return self.is_booked and now < self.consultation.ends_at

    def may_say_absent(self, now: datetime) -> bool:
        """Whether it is time to say that the other one did not come."""
        is_held = self.consultation.status in {ConsultationStatus.BOOKED, ConsultationStatus.DONE}
        return is_held and self.consultation.starts_at <= now < self.consultation.ends_at + ABSENCE_SAID_WITHIN

    def asked_for(self, now: datetime) -> tuple[datetime, ...]:
        """The times to which one of the two asks to move it, those that have not passed; nothing when nobody asks."""
        consultation = self.consultation
        if consultation.moving_by is None or not self.is_to_come(now):
            return ()
        return tuple(when for when in consultation.proposed if when > now)

    @property
    def is_asked_by_me(self) -> bool:
        """Whether whoever looks asks to move it."""
        return self.consultation.moving_by == self.me_id


def own_consultation(turn: Turn, consultation_id: str, *, lock: bool = False) -> Held:
    """The consultation of whoever asks now; ``lock`` it, with its request, to change anything.

    Raises NotAllowedError when it is not theirs, in the same words whether there is such a consultation or not.
    """
    request_id = turn.session.exec(select(Consultation.request_id).where(Consultation.id == consultation_id)).first()
    seen = see(turn.session, request_id, lock=lock) if request_id else None
    held = held_by(seen, turn.asker.person.id or 0) if seen else None
    if held is None:
        raise NotAllowedError(refused.not_your_consultation())
    return held


def held_by(seen: Seen, person_id: int) -> Held | None:
    """The consultation of a request as this person sees it; nothing when there is none, or they are neither of two."""
    consultation, asked = seen.consultation, seen.accepted
    if consultation is None or asked is None:
        return None
    if person_id not in {consultation.requester_id, consultation.expert_person_id}:
        return None
    return Held(seen, asked, consultation, person_id == consultation.expert_person_id)
