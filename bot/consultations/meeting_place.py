"""Where the two meet: a link to join or a room, which either of them may say."""

from __future__ import annotations

from bot.cards import consultation as cards
from bot.cards import consultation_forms as forms
from bot.consultations.changed import changed
from bot.consultations.news import What, tell_of
from bot.consultations.showing import shown
from bot.consultations.whose import Held, own_consultation
from bot.events import Submitted
from bot.messages import FormErrors, OpenForm, Replace
from bot.requests.telling import audit
from bot.turn import Turn
from directory.cell_text import clean_line


def open_place(turn: Turn, consultation_id: str) -> OpenForm | Replace:
    """The place as it is."""
    held = own_consultation(turn, consultation_id)
    if not held.is_going_on(turn.now):
        return shown(turn, held, _too_late(held))
    return OpenForm(form=forms.place_form(held))


def place(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """The other one is told, and sees it on their card."""
    held = own_consultation(turn, event.context, lock=True)
    if not held.is_going_on(turn.now):
        return shown(turn, held, _too_late(held))
    text = clean_line(event.values.get("place", ""))
    if len(text) > forms.MAX_PLACE:
        form = forms.place_form(held).filled(event.values)
        return FormErrors(form=form, errors={"place": forms.too_long(len(text))})
    if text != held.consultation.place:
        held.consultation.place = text
        changed(turn, held.seen, held.me_id)
        tell_of(turn, held.consultation, held.other_id, What.PLACE)
        audit(turn, "consultation.place", f"consultation:{held.consultation.id}")
    return shown(turn, held)


def _too_late(held: Held) -> str:
    """Of one that is cancelled, its card says enough."""
    return cards.is_over() if held.is_booked else ""
