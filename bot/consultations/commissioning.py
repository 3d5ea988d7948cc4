"""When a consultation is not enough: everything that a commission of an expert's unit begins with, as one text."""

from __future__ import annotations

from sqlmodel import col, select

from bot.admission import NotAllowedError
from bot.cards import afterwards
from bot.cards import commissioning as cards
from bot.consultations.whose import own_consultation
from bot.messages import Reply
from bot.model import ConsultationStatus, Note
from bot.turn import Turn
from directory.model import Expert, Person

HELD = {ConsultationStatus.BOOKED, ConsultationStatus.DONE}


def show(turn: Turn, consultation_id: str) -> Reply:
    """For the requester: the expert's terms, contact, and what their unit asks for, with a text to copy."""
    held = own_consultation(turn, consultation_id)
    if held.is_expert:
        raise NotAllowedError(afterwards.only_for_requester())
    if held.consultation.status not in HELD:
        raise NotAllowedError(afterwards.nothing_to_say_of(held))
    rows = select(Expert, Person).join(Person, col(Person.id) == col(Expert.person_id))
    expert, person = turn.session.exec(rows.where(Expert.id == held.asked.offer.expert_id)).one()
    note = turn.session.get(Note, held.consultation.id)
    learnt = note.text if note and note.is_shared else ""
    return Reply(card=cards.commission(held, expert, person.email or "", learnt, is_over=held.took_place(turn.now)))
