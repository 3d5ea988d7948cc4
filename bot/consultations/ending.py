"""A consultation that does not take place: cancelled by either, or one of the two did not come."""

from __future__ import annotations

from bot.cards import consultation as cards
from bot.cards import consultation_forms as forms
from bot.consultations.changed import changed
from bot.consultations.moving import stop_asking
from bot.consultations.news import What, tell_of
from bot.consultations.showing import shown
from bot.consultations.whose import Held, own_consultation
from bot.events import Submitted
from bot.messages import OpenForm, Replace
from bot.model import ConsultationStatus, RequestStatus
from bot.requests.telling import audit, offer_changed, request_changed
from bot.turn import Turn
from directory.cell_text import clean_text
from directory.evidence import forget_evidence


def open_cancel(turn: Turn, consultation_id: str) -> OpenForm | Replace:
    """A form to confirm it in, with room for why."""
    held = own_consultation(turn, consultation_id)
    if not held.is_to_come(turn.now):
        return shown(turn, held, cards.has_begun() if held.is_booked else "")
    return OpenForm(form=forms.cancel_form(held))


def cancel(turn: Turn, event: Submitted) -> Replace:
    """Both have their time back, and the other one is told at once."""
    held = own_consultation(turn, event.context, lock=True)
    if not held.is_to_come(turn.now):
        return shown(turn, held, cards.has_begun() if held.is_booked else "")
    held.consultation.reason = clean_text(event.values.get("reason", ""))[: forms.MAX_REASON]
    _end(turn, held, ConsultationStatus.CANCELLED)
    changed(turn, held.seen, held.me_id)
    tell_of(turn, held.consultation, held.other_id, What.CANCELLED)
    audit(turn, "consultation.cancel", f"consultation:{held.consultation.id}")
    return shown(turn, held)


def no_show(turn: Turn, consultation_id: str) -> Replace:
    """The other one did not come: they can say otherwise in a message. It changes nobody's calendar any more."""
    held = own_consultation(turn, consultation_id, lock=True)
    is_held = held.consultation.status in {ConsultationStatus.BOOKED, ConsultationStatus.DONE}
    if not held.may_say_absent(turn.now):
        return shown(turn, held, cards.not_yet(turn.now, held) if is_held else "")
    held.consultation.absent_id = held.other_id
    _end(turn, held, ConsultationStatus.NO_SHOW)
    request_changed(turn, held.seen.request)
    offer_changed(turn, held.asked.offer)
    tell_of(turn, held.consultation, held.other_id, What.ABSENT)
    audit(turn, "consultation.no_show", f"consultation:{held.consultation.id}")
    return shown(turn, held)


def _end(turn: Turn, held: Held, status: ConsultationStatus) -> None:
    """The request is done with, whatever came of it: its consultation says what."""
    held.consultation.status = status
    stop_asking(held.consultation)
    forget_evidence(turn.session, [held.consultation.id])
    held.seen.request.status = RequestStatus.DONE
    turn.session.add_all([held.consultation, held.seen.request])
