"""A check-in is put off: snoozed, moved to another day, said not to be needed, or taken out of the plan."""

from __future__ import annotations

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from bot.cards import check_in_forms as forms
from bot.check_ins.drawing import shown
from bot.check_ins.planning import schedule
from bot.check_ins.seen import SeenCheckIn, see_check_in
from bot.events import Submitted
from bot.messages import FormErrors, OpenForm, Replace
from bot.model import CheckInStatus
from bot.numbers import number_in
from bot.policies.whose import own_check_in
from bot.requests.telling import audit
from bot.times.typed_days import read_day
from bot.turn import Turn
from directory.cell_text import clean_line
from directory.errors import WrongValueError

FARTHEST = relativedelta(years=forms.FARTHEST_YEARS)


def open_snooze(turn: Turn, check_in_id: str) -> OpenForm | Replace:
    """For how long."""
    seen = _see(turn, check_in_id)
    return OpenForm(form=forms.snooze_form(seen)) if _is_free(seen) else _refused(turn, seen)


def snooze(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Nobody is reminded until then; what would have come meanwhile is not caught up with."""
    seen = _see(turn, event.context, lock=True)
    if not _is_free(seen):
        return _refused(turn, seen)
    weeks = number_in(event.values.get("weeks", ""))
    if weeks not in forms.SNOOZES:
        form = forms.snooze_form(seen).filled(event.values)
        return FormErrors(form=form, errors={"weeks": forms.choose_snooze()})
    seen.check_in.snoozed_until = seen.owned.today + timedelta(weeks=weeks)
    return _changed(turn, seen, "check_in.snooze")


def open_move(turn: Turn, check_in_id: str) -> OpenForm | Replace:
    """To which day."""
    seen = _see(turn, check_in_id)
    return OpenForm(form=forms.move_form(seen)) if seen.may_change else _refused(turn, seen)


def move(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """It is due on another day, and asked for again from then on."""
    seen = _see(turn, event.context, lock=True)
    if not seen.may_change:
        return _refused(turn, seen)
    today = seen.owned.today
    try:
        due_on = read_day(clean_line(event.values.get("due_on", "")), today)
    except WrongValueError as wrong:
        return _wrong_day(seen, event, str(wrong))
    if due_on < today:
        return _wrong_day(seen, event, forms.is_past())
    if due_on > today + FARTHEST:
        return _wrong_day(seen, event, forms.too_far_ahead())
    if due_on == seen.check_in.due_on:
        return shown(turn, seen.owned, seen.check_in)
    seen.check_in.due_on, seen.check_in.snoozed_until = due_on, None
    return _changed(turn, seen, "check_in.move")


def open_not_needed(turn: Turn, check_in_id: str) -> OpenForm | Replace:
    """Why."""
    seen = _see(turn, check_in_id)
    return OpenForm(form=forms.not_needed_form(seen)) if _is_free(seen) else _refused(turn, seen)


def not_needed(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """It is left out, with the reason for whoever comes after."""
    seen = _see(turn, event.context, lock=True)
    if not _is_free(seen):
        return _refused(turn, seen)
    reason = clean_line(event.values.get("reason", ""))
    if not reason or len(reason) > forms.MAX_REASON:
        sentence = forms.too_long(len(reason), forms.MAX_REASON) if reason else forms.say_why()
        form = forms.not_needed_form(seen).filled(event.values)
        return FormErrors(form=form, errors={"reason": sentence})
    seen.check_in.reason = reason
    return _closed(turn, seen, CheckInStatus.NOT_NEEDED, "check_in.not_needed")


def remove(turn: Turn, check_in_id: str) -> Replace:
    """Take it out of the plan; once is enough."""
    seen = _see(turn, check_in_id, lock=True)
    if seen.check_in.status is CheckInStatus.REMOVED:
        return shown(turn, seen.owned, seen.check_in)
    if not _is_free(seen):
        return _refused(turn, seen)
    return _closed(turn, seen, CheckInStatus.REMOVED, "check_in.remove")


def _see(turn: Turn, check_in_id: str, *, lock: bool = False) -> SeenCheckIn:
    owned, check_in = own_check_in(turn, check_in_id, lock=lock)
    return see_check_in(turn.session, owned, check_in, turn.now)


def _is_free(seen: SeenCheckIn) -> bool:
    """Whether nobody was asked to come to it: what is booked reminds of itself, and is cancelled first."""
    return seen.may_change and not seen.is_mid_booking


def _closed(turn: Turn, seen: SeenCheckIn, status: CheckInStatus, action: str) -> Replace:
    check_in = seen.check_in
    check_in.status, check_in.snoozed_until = status, None
    check_in.answered_at, check_in.answered_by = turn.now, seen.owned.me.id
    return _changed(turn, seen, action)


def _changed(turn: Turn, seen: SeenCheckIn, action: str) -> Replace:
    schedule(turn, seen.owned.policy, seen.check_in)
    audit(turn, action, f"check_in:{seen.check_in.id}")
    return shown(turn, seen.owned, seen.check_in)


def _refused(turn: Turn, seen: SeenCheckIn) -> Replace:
    return shown(turn, seen.owned, seen.check_in, forms.nothing_changed(seen))


def _wrong_day(seen: SeenCheckIn, event: Submitted, sentence: str) -> FormErrors:
    return FormErrors(form=forms.move_form(seen).filled(event.values), errors={"due_on": sentence})
