"""Moving a consultation: one of the two asks, its time stands until the other has answered."""

from __future__ import annotations

from datetime import datetime

from bot.cards import consultation as cards
from bot.cards import consultation_forms as forms
from bot.consultations.changed import changed
from bot.consultations.news import What, tell_of
from bot.consultations.showing import shown
from bot.consultations.whose import Held, own_consultation
from bot.events import Submitted
from bot.messages import FormErrors, OpenForm, Replace
from bot.model import Consultation, ConsultationStatus
from bot.model.requests import kept, stamp
from bot.requests.booking import lock_people
from bot.requests.seen import Seen, see
from bot.requests.telling import audit, offer_changed, request_changed
from bot.slots import Diary, open_times, problem
from bot.times import diaries
from bot.times.ticked_times import ticked_times
from bot.turn import Turn, Work

OFFERED_TIMES = 9


def open_move(turn: Turn, consultation_id: str) -> OpenForm | Replace:
    """Times at which both are free, to choose from."""
    held = own_consultation(turn, consultation_id)
    if not held.is_to_come(turn.now):
        return shown(turn, held, _too_late(held))
    times = _open_times(turn, held)
    if not times:
        return shown(turn, held, cards.no_common_time(held))
    return OpenForm(form=forms.move_form(held, times, turn.now))


def move(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """The other one is asked; whatever either of them asked for before is replaced."""
    held = own_consultation(turn, event.context, lock=True)
    consultation = held.consultation
    if not held.is_to_come(turn.now):
        return shown(turn, held, _too_late(held))
    times = ticked_times(event.values.get("times", ""), turn.now, OFFERED_TIMES)
    both = _when_both_can(turn, held)
    free = [when for when in times if problem(both, when, held.minutes, turn.now) is None]
    free = [when for when in free if when != consultation.starts_at]
    if not free or len(times) > forms.MOST_TIMES:
        offered = _open_times(turn, held)
        if not offered:
            return shown(turn, held, cards.no_common_time(held))
        sentence = forms.no_longer_free() if times and not free else forms.choose_some_times()
        form = forms.move_form(held, offered, turn.now).filled(event.values)
        return FormErrors(form=form, errors={"times": sentence})
    if not (held.is_asked_by_me and consultation.moving_to == kept(tuple(free))):
        consultation.moving_by, consultation.moving_to = held.me_id, kept(tuple(free))
        turn.session.add(consultation)
        _drawn_anew(turn, held.seen)
        tell_of(turn, consultation, held.other_id, What.ASKED)
        audit(turn, "consultation.move", f"consultation:{consultation.id}")
    return shown(turn, held)


def agree(turn: Turn, value: str) -> Replace:
    """Take one of the times that the other one asks for: its id and that time, as ``stamp`` writes it."""
    consultation_id, _, stamped = value.partition(".")
    held = own_consultation(turn, consultation_id, lock=True)
    consultation = held.consultation
    if not held.is_to_come(turn.now):
        return shown(turn, held, _too_late(held))
    start = next((when for when in consultation.proposed if stamp(when) == stamped), None)
    if start is None or consultation.moving_by is None:
        return shown(turn, held, cards.no_longer_asked())
    if held.is_asked_by_me:
        return shown(turn, held, cards.asked_by_you(held))
    lock_people(turn.session, held.me_id, held.other_id)
    if against := problem(_when_both_can(turn, held), start, held.minutes, turn.now):
        return shown(turn, held, cards.cannot_move(against))
    length = consultation.ends_at - consultation.starts_at
    consultation.starts_at, consultation.ends_at = start, start + length
    consultation.moved_at = turn.now
    stop_asking(consultation)
    changed(turn, held.seen, held.me_id)
    tell_of(turn, consultation, held.other_id, What.MOVED)
    audit(turn, "consultation.agree", f"consultation:{consultation.id}")
    return shown(turn, held)


def keep(turn: Turn, consultation_id: str) -> Replace:
    """The booked time stands: whoever was asked would rather not move it, or whoever asked takes it back."""
    held = own_consultation(turn, consultation_id, lock=True)
    consultation = held.consultation
    if held.is_booked and consultation.moving_by is not None:
        what = What.TAKEN_BACK if held.is_asked_by_me else What.KEPT
        stop_asking(consultation)
        turn.session.add(consultation)
        _drawn_anew(turn, held.seen)
        tell_of(turn, consultation, held.other_id, what)
        audit(turn, "consultation.keep", f"consultation:{consultation.id}")
    return shown(turn, held)


def stop_asking(consultation: Consultation) -> None:
    """Nobody asks to move it any more."""
    consultation.moving_by, consultation.moving_to = None, []


# ---------------------------------------------------------------------------------------------- nobody answered


def has_lapsed(consultation: Consultation, now: datetime) -> bool:
    """Whether every time that somebody asks for has passed, or it is too late to move it."""
    if consultation.status is not ConsultationStatus.BOOKED or consultation.moving_by is None:
        return False
    return consultation.starts_at <= now or all(when <= now for when in consultation.proposed)


def lapse(work: Work, request_id: str) -> bool:
    """Nobody agreed in time: the booked time stands, and whoever asked is told so."""
    seen = see(work.session, request_id, lock=True)
    consultation = seen.consultation if seen else None
    if seen is None or consultation is None or not has_lapsed(consultation, work.now):
        return False
    asked_by = consultation.moving_by or 0
    stop_asking(consultation)
    work.session.add(consultation)
    _drawn_anew(work, seen)
    tell_of(work, consultation, asked_by, What.LAPSED)
    return True


# ---------------------------------------------------------------------------------------------- what they share


def _when_both_can(turn: Turn, held: Held) -> Diary:
    """Of both, as if this consultation were not booked."""
    expert_id, requester_id = held.asked.offer.expert_id, held.seen.request.requester_id
    _, both = diaries.of_two(turn.session, expert_id, requester_id, turn.now, without=held.consultation.id)
    return both


def _open_times(turn: Turn, held: Held) -> list[datetime]:
    requester = Diary(diaries.pattern_of(turn.session, held.seen.request.requester_id))
    times = open_times(_when_both_can(turn, held), turn.now, held.minutes, requester, most=OFFERED_TIMES + 1)
    return [when for when in times if when != held.consultation.starts_at][:OFFERED_TIMES]


def _drawn_anew(work: Work, seen: Seen) -> None:
    request_changed(work, seen.request)
    if seen.accepted:
        offer_changed(work, seen.accepted.offer)


def _too_late(held: Held) -> str:
    """Of one that is not booked, its card says enough."""
    return cards.has_begun() if held.is_booked else ""
