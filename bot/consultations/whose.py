"""Whose consultation it is: either of the two may change it, and nobody else sees it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import select

from bot.admission import NotAllowedError
from bot.cards import refused
from bot.model import Consultation
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


def own_consultation(turn: Turn, consultation_id: str, *, lock: bool = False) -> Held:
    """The consultation of whoever asks now; ``lock`` it, with its request, to change anything.

    Raises NotAllowedError when it is not theirs, in the same words whether there is such a consultation or not.
    """
    request_id = turn.session.exec(select(Consultation.request_id).where(Consultation.id == consultation_id)).first()
    seen = see(turn.session, request_id, lock=lock) if request_id else None
    me = turn.asker.person.id
    if seen is None or seen.consultation is None or seen.accepted is None:
        raise NotAllowedError(refused.not_your_consultation())
    consultation = seen.consultation
    if me not in {consultation.requester_id, consultation.expert_person_id}:
        raise NotAllowedError(refused.not_your_consultation())
    return Held(seen, seen.accepted, consultation, me == consultation.expert_person_id)
