"""A check-in is recorded: what its measures show, how sure we are, what we learned, what changes and what is next."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.cards import check_in_forms as forms
from bot.check_ins.drawing import shown
from bot.check_ins.planning import schedule
from bot.check_ins.seen import Measured, SeenCheckIn, see_check_in
from bot.events import Submitted
from bot.messages import Form, FormErrors, OpenForm, Replace
from bot.model import CheckInStatus, Reading
from bot.numbers import number_in
from bot.policies.figures import read_figure
from bot.policies.whose import own_check_in
from bot.requests.telling import audit
from bot.turn import Turn
from directory.cell_text import clean_line, clean_text
from directory.errors import WrongValueError

BETWEEN = "."
"""In what comes back with the form: the check-in, how it was recorded then, and each measure that was asked for."""
NOT_RECORDED = "0"
DIGITS = 16
"""Of a digest of what is recorded."""
LONG_TEXTS = {"learned": forms.MAX_LEARNED, "changes": forms.MAX_CHANGES, "next_steps": forms.MAX_NEXT}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What somebody typed, read. ``readings`` by the id of the measure; none for a field that was left empty."""

    readings: dict[str, float | None]
    confidence: int
    texts: dict[str, str]


def open_record(turn: Turn, check_in_id: str) -> OpenForm | Replace:
    """The form; with what is there, where it was recorded lately."""
    seen = _see(turn, check_in_id)
    if not seen.may_record:
        return _refused(turn, seen)
    return OpenForm(form=forms.record_form(seen, _context(seen)))


def record(turn: Turn, event: Submitted) -> Replace | FormErrors:
    """Keep it and close the check-in. Whoever opened the form before somebody else recorded it is told so first."""
    check_in_id, was, asked_for = _of_context(event.context)
    seen = _see(turn, check_in_id, lock=True)
    if not seen.may_record:
        return _refused(turn, seen)
    form = forms.record_form(seen, _context(seen))
    values = _by_field_now(form, event.values, asked_for, seen)
    errors: dict[str, str] = {}
    recorded = _read(seen, values, errors)
    if recorded and seen.check_in.status is CheckInStatus.RECORDED and recorded == _recorded(seen):
        return shown(turn, seen.owned, seen.check_in)
    if not errors and was != _state(seen):
        errors["learned"] = forms.recorded_meanwhile(seen, is_correction=was != NOT_RECORDED)
    if errors or recorded is None:
        return FormErrors(form=form.filled(values), errors=errors)
    _keep(turn, seen, recorded)
    return shown(turn, seen.owned, seen.check_in)


def _see(turn: Turn, check_in_id: str, *, lock: bool = False) -> SeenCheckIn:
    owned, check_in = own_check_in(turn, check_in_id, lock=lock)
    return see_check_in(turn.session, owned, check_in, turn.now)


def _refused(turn: Turn, seen: SeenCheckIn) -> Replace:
    return shown(turn, seen.owned, seen.check_in, forms.nothing_changed(seen))


# ---------------------------------------------------------------------------------------------- read


def _context(seen: SeenCheckIn) -> str:
    measure_ids = [each.measure.id for each in seen.measures[: forms.MOST_MEASURES]]
    return BETWEEN.join([seen.check_in.id, _state(seen), *measure_ids])


def _of_context(context: str) -> tuple[str, str, list[str]]:
    check_in_id, _, rest = context.partition(BETWEEN)
    was, *measure_ids = rest.split(BETWEEN)
    return check_in_id, was, measure_ids


def _state(seen: SeenCheckIn) -> str:
    """What is recorded, in short: something else is told from it."""
    if seen.check_in.status is not CheckInStatus.RECORDED:
        return NOT_RECORDED
    return hashlib.sha256(repr(_recorded(seen)).encode()).hexdigest()[:DIGITS]


def _recorded(seen: SeenCheckIn) -> Recorded:
    """What is there."""
    check_in = seen.check_in
    readings = {each.measure.id: each.here.value if each.here else None for each in seen.measures}
    texts = {"learned": check_in.learned, "changes": check_in.changes, "next_steps": check_in.next_steps}
    return Recorded(readings, check_in.confidence or 0, texts)


def _by_field_now(form: Form, values: Mapping[str, str], asked_for: list[str], seen: SeenCheckIn) -> dict[str, str]:
    """What was typed, by the fields of the form as it is now: the measures may have been changed meanwhile."""
    typed = {id_: values.get(name, "") for name, id_ in zip(forms.READINGS, asked_for, strict=False)}
    there = {field.name: field.value for field in form.fields}
    now = {
        name: typed.get(each.measure.id, there[name]) for name, each in zip(forms.READINGS, seen.measures, strict=False)
    }
    return {name: value for name, value in values.items() if name not in forms.READINGS} | now


def _read(seen: SeenCheckIn, values: Mapping[str, str], errors: dict[str, str]) -> Recorded | None:
    """What is wrong is put beside its field."""
    readings: dict[str, float | None] = {}
    for name, each in zip(forms.READINGS, seen.measures, strict=False):
        try:
            readings[each.measure.id] = _reading(values.get(name, ""), each)
        except WrongValueError as wrong:
            errors[name] = str(wrong)
    confidence = number_in(values.get("confidence", ""))
    if confidence is None or confidence > forms.MOST_CONFIDENCE:
        errors["confidence"] = forms.choose_confidence()
    texts = {name: clean_text(values.get(name, "")).strip() for name in LONG_TEXTS}
    if not texts["learned"]:
        errors["learned"] = forms.say_what_you_learned()
    for name, limit in LONG_TEXTS.items():
        if len(texts[name]) > limit:
            errors[name] = forms.too_long(len(texts[name]), limit)
    return None if errors or confidence is None else Recorded(readings, confidence, texts)


def _reading(typed: str, each: Measured) -> float | None:
    line = clean_line(typed)
    return read_figure(line, each.measure.unit) if line else None


# ---------------------------------------------------------------------------------------------- keep


def _keep(turn: Turn, seen: SeenCheckIn, recorded: Recorded) -> None:
    check_in, me_id = seen.check_in, seen.owned.me.id
    is_correction = check_in.status is CheckInStatus.RECORDED
    read_on = _read_on(seen, is_correction=is_correction)
    for each in seen.measures:
        if each.measure.id in recorded.readings:
            _keep_reading(turn, seen, each, recorded.readings[each.measure.id], read_on)
    check_in.status = CheckInStatus.RECORDED
    check_in.confidence = recorded.confidence
    check_in.learned = recorded.texts["learned"]
    check_in.changes, check_in.next_steps = recorded.texts["changes"], recorded.texts["next_steps"]
    check_in.snoozed_until = None
    if not is_correction:
        check_in.answered_at, check_in.answered_by = turn.now, me_id
    schedule(turn, seen.owned.policy, check_in)
    audit(turn, "check_in.correct" if is_correction else "check_in.record", f"check_in:{check_in.id}")


def _keep_reading(turn: Turn, seen: SeenCheckIn, each: Measured, value: float | None, read_on: date) -> None:
    """A reading of this check-in: new, corrected, or taken back."""
    reading = each.here
    if value is None:
        if reading:
            turn.session.delete(reading)
        return
    if reading is None:
        reading = Reading(
            measure_id=each.measure.id, check_in_id=seen.check_in.id, value=value, read_on=read_on, noted_at=turn.now
        )
    elif reading.value == value:
        return
    reading.value, reading.noted_at, reading.noted_by = value, turn.now, seen.owned.me.id
    turn.session.add(reading)


def _read_on(seen: SeenCheckIn, *, is_correction: bool) -> date:
    """The day of what was recorded before; the day on which they met; today, by the clock of whoever records it."""
    if is_correction:
        there = next((each.here.read_on for each in seen.measures if each.here), seen.answered_on)
        return there or seen.owned.today
    met = seen.standing.consultation if seen.standing.is_held else None
    return _local(met.starts_at, seen) if met else seen.owned.today


def _local(when: datetime, seen: SeenCheckIn) -> date:
    return when.astimezone(seen.owned.zone).date()
