"""Whose consultation it is: either of the two may change it, and nobody else sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from bot.admission import NotAllowedError
from bot.cards import refused
from bot.model import Consultation, ConsultationStatus
from bot.requests.seen import Asked, Seen, see
from bot.turn import Turn


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

    def took_place(self, now: datetime) -> bool:
        """Whether it is over, and was neither cancelled nor missed."""
        is_booked = self.consultation.status is ConsultationStatus.BOOKED
        return self.consultation.status is ConsultationStatus.DONE or (is_booked and self.consultation.ends_at <= now)


def own_consultation(turn: Turn, consultation_id: str, *, lock: bool = False) -> Held:
    """The consultation of whoever asks now; ``lock`` it, with its request, to change anything.

    Raises NotAllowedError when it is not theirs, in the same words whether there is such a consultation or not.
    """
    held = consultation_of(turn.session, consultation_id, turn.asker.person.id or 0, lock=lock)
    if held is None:
        raise NotAllowedError(refused.not_your_consultation())
    return held


def consultation_of(session: Session, consultation_id: str, person_id: int, *, lock: bool = False) -> Held | None:
    """The consultation as this person has it; nothing when there is none, or they are neither of the two."""
    request_id = session.exec(select(Consultation.request_id).where(Consultation.id == consultation_id)).first()
    seen = see(session, request_id, lock=lock) if request_id else None
    if seen is None or seen.consultation is None or seen.accepted is None:
        return None
    consultation = seen.consultation
    if person_id not in {consultation.requester_id, consultation.expert_person_id}:
        return None
    return Held(seen, seen.accepted, consultation, person_id == consultation.expert_person_id)
